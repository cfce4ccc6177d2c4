package sheet

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"posimport/importer/row"
)

// refusal is how a file must be refused.
type wanted struct {
	code row.Code
	cell string // empty where none is to be named
	part string // of the message
}

// hostileSheets are workbooks whose sheet part is damaged or meant to harm.
func hostileSheets() map[string]struct {
	xml  string
	want wanted
} {
	type hostile = struct {
		xml  string
		want wanted
	}
	in := func(cells string) string { return sheetOf(`<row r="1"><c r="A1"><v>1</v></c>` + cells + `</row>`) }
	ns := `<worksheet ` + mainSpace + `>`
	dam := func(cell, part string) wanted { return wanted{row.FileDamaged, cell, part} }
	return map[string]hostile{
		"nothing":                    {" ", dam("", "cut off")},
		"only a declaration":         {xmlHead, dam("", "cut off")},
		"not XML":                    {"Name,Rate\n", dam("", "outside of its root")},
		"HTML":                       {"<html><body/></html>", dam("", "root element is <html>")},
		"other namespace":            {`<worksheet xmlns="urn:x"><sheetData/></worksheet>`, dam("", "root element")},
		"no namespace":               {`<worksheet><sheetData/></worksheet>`, dam("", "root element")},
		"chart sheet":                {`<chartsheet ` + mainSpace + `/>`, dam("", "root element")},
		"no rows element":            {ns + `</worksheet>`, dam("", "no sheetData")},
		"two rows elements":          {ns + `<sheetData/><sheetData/></worksheet>`, dam("", "two sheetData")},
		"text between":               {ns + `x<sheetData/></worksheet>`, dam("", "outside of a cell")},
		"DOCTYPE":                    {`<!DOCTYPE worksheet [<!ENTITY a "b">]>` + ns + `<sheetData/></worksheet>`, dam("", "DOCTYPE")},
		"DOCTYPE inside":             {in(`<!DOCTYPE x>`), dam("A1", "DOCTYPE")},
		"billion laughs":             {`<!doctype l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` + ns + `<sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`, dam("", "DOCTYPE")},
		"unknown entity":             {in(`<c r="B1" t="str"><v>&nbsp;</v></c>`), dam("B1", "&nbsp;")},
		"bare ampersand":             {in(`<c r="B1" t="str"><v>a & b</v></c>`), dam("B1", "begins no reference")},
		"reference without end":      {in(`<c r="B1" t="str"><v>&#65</v></c>`), dam("B1", "begins no reference")},
		"forbidden character":        {in(`<c r="B1" t="str"><v>&#1;</v></c>`), dam("B1", "&#1;")},
		"half a surrogate":           {in(`<c r="B1" t="str"><v>&#xD800;</v></c>`), dam("B1", "&#xD800;")},
		"too large a character":      {in(`<c r="B1" t="str"><v>&#x110000;</v></c>`), dam("B1", "&#x110000;")},
		"NUL":                        {in("<c r=\"B1\" t=\"str\"><v>\x00</v></c>"), dam("", "control character")},
		"control character":          {in("<c r=\"B1\" t=\"str\"><v>\x0b</v></c>"), dam("", "control character")},
		"not UTF-8":                  {in("<c r=\"B1\" t=\"str\"><v>Dise\xf1ador</v></c>"), dam("", "not UTF-8")},
		"U+FFFF":                     {in("<c r=\"B1\" t=\"str\"><v>\uffff</v></c>"), dam("", "control character")},
		"mismatched tags":            {in(`<c r="B1"><v>1</c></v>`), dam("B1", "</v> must be")},
		"close without open":         {ns + `<sheetData/></worksheet></worksheet>`, dam("", "never opened")},
		"second root":                {sheetOf("") + `<worksheet ` + mainSpace + `/>`, dam("", "after its root")},
		"text behind":                {sheetOf("") + "junk", dam("", "outside of its root")},
		"declaration twice":          {xmlHead + sheetOf(""), dam("", "second XML declaration")},
		"declaration late":           {" " + sheetOf(""), dam("", "second XML declaration")},
		"XML 1.1":                    {strings.Replace(sheetOf(""), "1.0", "1.1", 1), dam("", "declaration is malformed")},
		"character set":              {strings.Replace(sheetOf(""), "UTF-8", "windows-1252", 1), wanted{row.FileEncoding, "", "windows-1252"}},
		"UTF-16 that is not":         {strings.Replace(sheetOf(""), "UTF-8", "UTF-16", 1), wanted{row.FileEncoding, "", "UTF-16"}},
		"attribute twice":            {in(`<c r="B1" r="C1"><v>1</v></c>`), dam("A1", "twice")},
		"attribute without quotes":   {in(`<c r=B1><v>1</v></c>`), dam("A1", "without quotes")},
		"attribute without value":    {in(`<c r><v>1</v></c>`), dam("A1", "without a value")},
		"attributes without space":   {in(`<c r="B1"s="0"><v>1</v></c>`), dam("A1", "malformed tag")},
		"< in an attribute":          {in(`<c r="<"><v>1</v></c>`), dam("A1", "inside of attribute")},
		"undeclared prefix":          {in(`<x:c r="B1"/>`), dam("A1", "without declaring")},
		"undeclared attribute":       {in(`<c x:r="B1"/>`), dam("A1", "without declaring")},
		"-- in a comment":            {in(`<!-- a -- b -->`), dam("A1", "--")},
		"]]> in a text":              {in(`<c r="B1" t="str"><v>a]]>b</v></c>`), dam("B1", "]]>")},
		"other declaration":          {in(`<!ELEMENT a>`), dam("A1", "declaration")},
		"rows out of order":          {sheetOf(`<row r="5"/><row r="3"/>`), dam("", "row 3 comes after row 5")},
		"row twice":                  {sheetOf(`<row r="5"/><row r="5"/>`), dam("", "row 5 twice")},
		"row without number twice":   {sheetOf(`<row r="5"/><row/><row r="6"/>`), dam("", "row 6 twice")},
		"row 0":                      {sheetOf(`<row r="0"/>`), dam("", `number "0"`)},
		"row -1":                     {sheetOf(`<row r="-1"/>`), dam("", `number "-1"`)},
		"row in letters":             {sheetOf(`<row r="x"/>`), dam("", `number "x"`)},
		"row past the end":           {sheetOf(`<row r="1048577"/>`), dam("", "1048577")},
		"row past the end by itself": {sheetOf(`<row r="1048576"/><row/>`), dam("", "1048577")},
		"huge row":                   {sheetOf(`<row r="99999999999999999999"/>`), dam("", "99999999999999999999")},
		"cells out of order":         {in(`<c r="D1"/><c r="C1"/>`), dam("D1", "C1 comes after cell D1")},
		"cell twice":                 {in(`<c r="A1"/>`), dam("A1", "A1 comes after cell A1")},
		"cell in another row":        {in(`<c r="B2"/>`), dam("A1", "B2 stands in row 1")},
		"reference past XFD":         {in(`<c r="XFE1"/>`), dam("A1", "XFE1")},
		"reference of four letters":  {in(`<c r="AAAA1"/>`), dam("A1", "AAAA1")},
		"reference in small letters": {in(`<c r="b1"/>`), dam("A1", "b1")},
		"reference with dollars":     {in(`<c r="$B$1"/>`), dam("A1", "$B$1")},
		"reference without row":      {in(`<c r="B"/>`), dam("A1", `"B"`)},
		"reference without column":   {in(`<c r="1"/>`), dam("A1", `"1"`)},
		"reference empty":            {in(`<c r=""/>`), dam("A1", `""`)},
		"reference with a zero":      {in(`<c r="B01"/>`), dam("A1", "B01")},
		"column past the end":        {sheetOf(`<row r="1"><c r="XFD1"/><c/></row>`), dam("XFD1", "past column XFD")},
		"unknown type":               {in(`<c r="B1" t="x"><v>1</v></c>`), dam("A1", `type "x"`)},
		"unknown style":              {in(`<c r="B1" s="-1"><v>1</v></c>`), dam("A1", `style "-1"`)},
		"shared string past the end": {in(`<c r="B1" t="s"><v>3</v></c>`), dam("B1", "shared string 3")},
		"shared string negative":     {in(`<c r="B1" t="s"><v>-1</v></c>`), dam("B1", "-1")},
		"shared string in letters":   {in(`<c r="B1" t="s"><v>x</v></c>`), dam("B1", `"x"`)},
		"shared string huge":         {in(`<c r="B1" t="s"><v>4294967296</v></c>`), dam("B1", "4294967296")},
		"number in letters":          {in(`<c r="B1"><v>abc</v></c>`), dam("B1", "abc")},
		"NaN":                        {in(`<c r="B1"><v>NaN</v></c>`), dam("B1", "NaN")},
		"infinite":                   {in(`<c r="B1"><v>1E999</v></c>`), dam("B1", "1E999")},
		"hexadecimal":                {in(`<c r="B1"><v>0x1F</v></c>`), dam("B1", "0x1F")},
		"Boolean 2":                  {in(`<c r="B1" t="b"><v>2</v></c>`), dam("B1", `"2"`)},
		"no date":                    {in(`<c r="B1" t="d"><v>2025-13-01</v></c>`), dam("B1", "2025-13-01")},
		"two values":                 {in(`<c r="B1"><v>1</v><v>2</v></c>`), dam("B1", "two values")},
		"two formulas":               {in(`<c r="B1"><f>1</f><f>2</f></c>`), dam("B1", "two formulas")},
		"two texts":                  {in(`<c r="B1" t="inlineStr"><is><t>a</t><t>b</t></is></c>`), dam("B1", "two texts")},
		"text outside of a value":    {in(`<c r="B1">5</c>`), dam("B1", `"5"`)},
		"text outside of a cell":     {in(`x`), dam("A1", `"x"`)},
		"text outside of a row":      {sheetOf(`x`), dam("", `"x"`)},
		"element in a value":         {in(`<c r="B1"><v>1<b/></v></c>`), dam("B1", "<b>")},
		"unknown element in a cell":  {in(`<c r="B1"><w>1</w></c>`), dam("B1", "<w>")},
		"unknown element in a row":   {in(`<d r="B1"/>`), dam("A1", "<d>")},
		"unknown element for a row":  {sheetOf(`<rov r="1"/>`), dam("", "<rov>")},
		"inline text of a number":    {in(`<c r="B1"><is><t>a</t></is></c>`), dam("B1", "does not fit")},
		"value of an inline text":    {in(`<c r="B1" t="inlineStr"><v>a</v></c>`), dam("B1", "outside of <is>")},
		"hidden maybe":               {sheetOf(`<row hidden="maybe"/>`), dam("", "maybe")},
		"columns reversed":           {ns + `<cols><col min="5" max="2"/></cols><sheetData/></worksheet>`, dam("", `"5"`)},
		"columns past the end":       {ns + `<cols><col min="1" max="16385"/></cols><sheetData/></worksheet>`, dam("", "16385")},
		"merged range reversed":      {ns + `<sheetData/><mergeCells><mergeCell ref="B2:A1"/></mergeCells></worksheet>`, dam("", "B2:A1")},
		"merged range unknown":       {ns + `<sheetData/><mergeCells><mergeCell/></mergeCells></worksheet>`, dam("", "merged range")},
		"merged ranges overlap":      {ns + `<sheetData/><mergeCells><mergeCell ref="A1:B5"/><mergeCell ref="B5:C6"/></mergeCells></worksheet>`, dam("", "overlap")},
		"deep":                       {ns + strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300) + `<sheetData/></worksheet>`, wanted{row.FileLimit, "", "nested"}},
		"many attributes":            {in(`<c` + manyAttributes(300) + `/>`), wanted{row.FileLimit, "A1", "attributes"}},
		"endless tag":                {in(`<c r="` + scattered(5<<20) + `"/>`), wanted{row.FileLimit, "A1", "one tag"}},
		"large text":                 {in(`<c r="B1" t="str"><v>` + strings.Repeat("x", 200<<10) + `</v></c>`), wanted{row.FileLimit, "B1", "longer than"}},
		"large inline text":          {in(`<c r="B1" t="inlineStr"><is>` + strings.Repeat("<r><t>"+strings.Repeat("é", 1000)+"</t></r>", 100) + `</is></c>`), wanted{row.FileLimit, "B1", "longer than"}},
	}
}

// scattered returns letters that do not compress as a bomb does.
func scattered(size int) string {
	b := make([]byte, size)
	state := uint32(1)
	for i := range b {
		state = state*1664525 + 1013904223
		b[i] = 'A' + byte(state>>24)%26
	}
	return string(b)
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(` a` + strings.Repeat("b", i+1) + `="1"`)
	}
	return b.String()
}

func TestHostileSheets(t *testing.T) {
	cases := hostileSheets()
	if len(cases) < 90 {
		t.Errorf("only %d cases", len(cases))
	}
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			checkRefused(t, book(tt.xml).write(t), Options{}, tt.want, "Positions")
		})
	}
}

// checkRefused reads a file, which must be refused in time with the code, place and words wanted.
func checkRefused(t *testing.T, path string, o Options, want wanted, sheet string) {
	t.Helper()
	began := time.Now()
	_, _, err := readAll(path, o)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("the error is %v", err)
	}
	if e.Code != want.code || e.Cell != want.cell || e.Sheet != sheet || !strings.Contains(e.Error(), want.part) {
		t.Errorf("%s, cell %q, sheet %q: %v\nwant %s, cell %q, sheet %q, …%s…",
			e.Code, e.Cell, e.Sheet, err, want.code, want.cell, sheet, want.part)
	}
	if e.File != path || e.Advice == "" || len(e.Error()) > 1000 {
		t.Errorf("file %q, advice %q, %d bytes", e.File, e.Advice, len(e.Error()))
	}
}

// TestCutAnywhere cuts a sheet and the shared strings at every byte: no cut may pass for whole.
func TestCutAnywhere(t *testing.T) {
	sheetXML := xmlHead + `<worksheet ` + mainSpace + `><cols><col min="2" max="2" hidden="1"/></cols><sheetData>` +
		`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><r><t>é&amp;</t></r></is></c></row>` +
		`<row r="2"><!-- c --><c r="A2" t='str'><f>A1</f><v><![CDATA[x]]></v></c><c r="B2" s="0"><v>1.5</v></c></row>` +
		`</sheetData><mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells><?pi x?></worksheet>`
	texts := sst("zero é", "one &amp; two", "_x0041_")
	whole := book(sheetXML).with("xl/sharedStrings.xml", texts)
	if _, _, err := readAll(whole.write(t), Options{}); err != nil {
		t.Fatalf("the whole file: %v", err)
	}
	for part, content := range (parts{"xl/worksheets/sheet1.xml": sheetXML, "xl/sharedStrings.xml": texts}) {
		for cut := 1; cut < len(content); cut++ {
			source := memoryBook(t, whole.with(part, content[:cut]))
			_, err := pass(source)
			if code, ok := CodeOf(err); !ok || code != row.FileDamaged {
				t.Errorf("%s cut at %d (…%s): %v", part, cut, content[max(0, cut-20):cut], err)
			}
		}
	}
}

// memoryBook opens a workbook without a file.
func memoryBook(t *testing.T, p parts) Source {
	t.Helper()
	data := p.zipped(t)
	source, err := openXLSX(context.Background(), closeReader{strings.NewReader(data)}, int64(len(data)), "memory",
		Options{Limits: Limits{}.withDefaults()})
	if err != nil {
		t.Fatal(err)
	}
	return source
}

type closeReader struct{ *strings.Reader }

func (closeReader) Close() error { return nil }
