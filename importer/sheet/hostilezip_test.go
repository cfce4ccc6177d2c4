package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/flate"

	"posimport/importer/row"
)

const goodRows = `<row r="1"><c r="A1" t="s"><v>1</v></c></row>`

// TestHostileParts refuses workbooks whose small parts are damaged.
func TestHostileParts(t *testing.T) {
	good := book(sheetOf(goodRows))
	main, rels, types := "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
	replaced := func(part, old, new string) parts {
		if !strings.Contains(good[part], old) {
			t.Fatalf("%s does not hold %s", part, old)
		}
		return good.with(part, strings.ReplaceAll(good[part], old, new))
	}
	dam := func(part string) wanted { return wanted{row.FileDamaged, "", part} }
	form := func(part string) wanted { return wanted{row.FileFormat, "", part} }
	for name, tt := range map[string]struct {
		parts parts
		want  wanted
		sheet string
	}{
		"no content types":        {good.with(types, ""), dam("[Content_Types].xml"), ""},
		"content types cut":       {good.with(types, good[types][:200]), dam("cut off"), ""},
		"content types other":     {good.with(types, "<Types/>"), dam("root element"), ""},
		"no package links":        {good.with("_rels/.rels", ""), dam("_rels/.rels"), ""},
		"package links cut":       {good.with("_rels/.rels", good["_rels/.rels"][:150]), dam("cut off"), ""},
		"no main part named":      {good.with("_rels/.rels", `<Relationships `+relsSpace+`/>`), dam("do not name the workbook"), ""},
		"main part outside":       {replaced("_rels/.rels", `Target="xl/workbook.xml"`, `Target="../../workbook.xml"`), dam("content type"), ""},
		"no workbook":             {good.with(main, ""), dam("xl/workbook.xml"), ""},
		"workbook cut":            {good.with(main, good[main][:len(good[main])-20]), dam("cut off"), ""},
		"workbook with DOCTYPE":   {replaced(main, "<workbook", "<!DOCTYPE x><workbook"), dam("DOCTYPE"), ""},
		"workbook is a sheet":     {replaced(main, "workbook", "worksheet"), dam("root element"), ""},
		"workbook with junk":      {good.with(main, good[main]+"<x/>"), dam("after its root"), ""},
		"no links":                {good.with(rels, ""), dam(rels), ""},
		"link twice":              {replaced(rels, "rId2", "rId1"), dam("twice"), ""},
		"link missing":            {replaced(rels, "rId1", "rId9"), dam(`"Positions" leads to no part`), ""},
		"link outside":            {replaced(rels, `Target="worksheets`, `TargetMode="External" Target="worksheets`), dam("leads to no part"), ""},
		"no sheet part":           {good.with("xl/worksheets/sheet1.xml", ""), dam("part of this sheet is missing"), "Positions"},
		"no strings part":         {good.with("xl/sharedStrings.xml", ""), dam("sharedStrings.xml"), "Positions"},
		"no strings at all":       {good.with(rels, strings.Replace(good[rels], "/sharedStrings\"", "/theme\"", 1)), wanted{row.FileDamaged, "A1", "has 0 of them"}, "Positions"},
		"strings of other kind":   {good.with("xl/sharedStrings.xml", sheetOf("")), dam("root element"), "Positions"},
		"strings with text":       {good.with("xl/sharedStrings.xml", strings.Replace(sst("a"), "<si>", "x<si>", 1)), dam("outside of a string"), "Positions"},
		"strings with two texts":  {good.with("xl/sharedStrings.xml", strings.Replace(sst("a"), "<t", "<t/><t", 1)), dam("two texts"), "Positions"},
		"strings with loose text": {good.with("xl/sharedStrings.xml", strings.Replace(sst("a"), "<t", "x<t", 1)), dam("outside of <t>"), "Positions"},
		"strings with DOCTYPE":    {good.with("xl/sharedStrings.xml", `<!DOCTYPE a>`+sst("a")), dam("DOCTYPE"), "Positions"},
		"strings not UTF-8":       {good.with("xl/sharedStrings.xml", sst("\xff")), dam("not UTF-8"), "Positions"},
		"string too long":         {good.with("xl/sharedStrings.xml", sst("a", scattered(200<<10))), wanted{row.FileLimit, "", "longer than"}, "Positions"},
		"no styles":               {good.with("xl/styles.xml", ""), dam("styles.xml"), ""},
		"styles cut":              {good.with("xl/styles.xml", good["xl/styles.xml"][:100]), dam("cut off"), ""},
		"format in letters":       {good.with("xl/styles.xml", strings.Replace(styleSheet("0"), `xf numFmtId="164"`, `xf numFmtId="x"`, 1)), dam(`numFmtId is "x"`), ""},
		"1904 maybe":              {replaced(main, "<sheets>", `<workbookPr date1904="maybe"/><sheets>`), dam("maybe"), ""},
		"two sheets, one part": {
			replaced(main, "</sheets>", `<sheet name="Other" sheetId="2" r:id="rId1"/></sheets>`), dam("are the same part"), "",
		},
		"no visible sheet": {replaced(main, "sheetId", `state="hidden" sheetId`), wanted{row.FileSheet, "", "no visible worksheet"}, ""},
		"xlsb":             {replaced(types, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"), form(".xlsb"), ""},
		"docx":             {replaced(types, "spreadsheetml.sheet", "wordprocessingml.document"), form("Word document"), ""},
		"pptx":             {replaced(types, "spreadsheetml.sheet", "presentationml.presentation"), form("PowerPoint"), ""},
		"unknown office":   {replaced(types, "spreadsheetml.sheet", "x"), dam("content type"), ""},
		"ods":              {parts{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, form(".ods"), ""},
		"odt":              {parts{"mimetype": "application/vnd.oasis.opendocument.text"}, form("another kind of document"), ""},
		"numbers":          {parts{"Index/Document.iwa": "x"}, form("Numbers"), ""},
		"other zip":        {parts{"positions.csv": "a,b"}, form("unpack it"), ""},
		"empty zip":        {parts{}, form("zip archive"), ""},
		"entry with ..":    {good.with("../evil", "x"), dam("points outside"), ""},
		"entry with .. in": {good.with("xl/../../evil", "x"), dam("points outside"), ""},
		"entry absolute":   {good.with("/etc/passwd", "x"), dam("points outside"), ""},
		"entry with drive": {good.with("C:evil", "x"), dam("points outside"), ""},
		"entry backslash":  {good.with(`..\evil`, "x"), dam("points outside"), ""},
		"entry twice":      {good.with("XL/Workbook.xml", good[main]), dam("two entries named"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			checkRefused(t, tt.parts.write(t), Options{}, tt.want, tt.sheet)
		})
	}
}

// TestHostileZips refuses archives that are broken or lie about themselves.
func TestHostileZips(t *testing.T) {
	good := book(sheetOf(goodRows)).zipped(t)
	at := func(signature string) int { return strings.LastIndex(good, signature) }
	changed := func(at int, to ...byte) string {
		b := []byte(good)
		copy(b[at:], to)
		return string(b)
	}
	const sheetName = "xl/worksheets/sheet1.xml"
	central := strings.LastIndex(good, sheetName) - 46
	local := strings.Index(good, sheetName) - 30
	for name, tt := range map[string]struct {
		data string
		want wanted
	}{
		"cut in half":           {good[:len(good)/2], wanted{row.FileDamaged, "", "cut off or broken"}},
		"cut by one byte":       {good[:len(good)-1], wanted{row.FileDamaged, "", "cut off or broken"}},
		"only a signature":      {good[:4], wanted{row.FileDamaged, "", "cut off or broken"}},
		"directory broken":      {changed(at("PK\x01\x02"), 'X'), wanted{row.FileDamaged, "", "cut off or broken"}},
		"local header broken":   {changed(local, 'X'), wanted{row.FileDamaged, "", "cannot be found"}},
		"wrong check sum":       {changed(central+16, good[central+16]^1), wanted{row.FileDamaged, "", "check sum"}},
		"wrong size":            {changed(central+24, good[central+24]^1), wanted{row.FileDamaged, "", "check sum"}},
		"no check sum":          {changed(central+16, 0, 0, 0, 0), wanted{row.FileDamaged, "", "check sum"}},
		"broken compression":    {changed(local+30+len(sheetName), 0xff, 0xff, 0xff), wanted{row.FileDamaged, "", "cut off or broken"}},
		"unknown compression":   {changed(central+10, 99), wanted{row.FileDamaged, "", "method 99"}},
		"encrypted entry":       {changed(central+8, good[central+8]|1), wanted{row.FileFormat, "", "password"}},
		"short compressed data": {changed(central+20, 20, 0, 0, 0), wanted{row.FileDamaged, "", "cut off or broken"}},
		"claims 4 GB":           {changed(central+24, 0xfe, 0xff, 0xff, 0xff), wanted{row.FileLimit, "", "longer than"}},
	} {
		t.Run(name, func(t *testing.T) {
			sheet := "Positions"
			if tt.want.part == "cut off or broken" && !strings.Contains(name, "compress") {
				sheet = ""
			}
			checkRefused(t, writeFile(t, "test.xlsx", tt.data), Options{Limits: Limits{Part: 1 << 30}}, tt.want, sheet)
		})
	}
}

// bomb returns a workbook whose sheet unzips to a gigabyte of one repeated text, with whatever size
// its directory claims.
func bomb(t *testing.T, claim uint64) string {
	t.Helper()
	var packed bytes.Buffer
	sum := crc32.NewIEEE()
	size := zipSpaces(t, &packed, sum)
	if claim == 0 {
		claim = size
	}
	good := book("").with("xl/worksheets/sheet1.xml", "")
	return zipped(t, func(w *zip.Writer) {
		for name, content := range good {
			entry, _ := w.Create(name)
			_, _ = io.WriteString(entry, content)
		}
		entry, err := w.CreateRaw(&zip.FileHeader{
			Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, CRC32: sum.Sum32(),
			CompressedSize64: uint64(packed.Len()), UncompressedSize64: claim,
		})
		if err == nil {
			_, err = entry.Write(packed.Bytes())
		}
		if err != nil {
			t.Fatal(err)
		}
	})
}

// zipSpaces compresses a sheet with a gigabyte of white space in it. Every mebibyte of it is the same
// flushed block.
func zipSpaces(t *testing.T, to, sum io.Writer) uint64 {
	t.Helper()
	const times = 1024
	head, tail, _ := strings.Cut(sheetOf("|"), "|")
	var size uint64
	for _, piece := range []struct {
		text  string
		times int
		last  bool
	}{{head, 1, false}, {strings.Repeat(" ", 1<<20), times, false}, {tail, 1, true}} {
		packed := deflated(t, piece.text, piece.last)
		for range piece.times {
			size += uint64(len(piece.text))
			_, _ = io.WriteString(sum, piece.text)
			_, _ = to.Write(packed)
		}
	}
	return size
}

// deflated compresses text to whole bytes that others may follow.
func deflated(t *testing.T, text string, last bool) []byte {
	t.Helper()
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err == nil && last {
		err = w.Close()
	} else if err == nil {
		err = w.Flush()
	}
	if err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func TestBombs(t *testing.T) {
	for name, claim := range map[string]uint64{"honest": 0, "lying": 1000} {
		t.Run(name, func(t *testing.T) {
			peak := watchMemory()
			path := writeFile(t, "bomb.xlsx", bomb(t, claim))
			checkRefused(t, path, Options{}, wanted{row.FileLimit, "", "zip bomb"}, "Positions")
			if most := peak(); most > 300 {
				t.Errorf("%.0f MiB at the most", most)
			}
		})
	}
}

// TestManyEntries counts the entries that are there, whatever the end of the directory claims.
func TestManyEntries(t *testing.T) {
	data := zipped(t, func(w *zip.Writer) {
		for i := range 70_000 {
			_, _ = w.Create(fmt.Sprintf("%06d", i))
		}
	})
	limit := wanted{row.FileLimit, "", "entries"}
	checkRefused(t, writeFile(t, "many.xlsx", data), Options{}, limit, "")
	few := []byte(data)
	end := bytes.LastIndex(few, []byte("PK\x05\x06"))
	binary.LittleEndian.PutUint16(few[end+8:], 70_000-65_536)
	binary.LittleEndian.PutUint16(few[end+10:], 70_000-65_536)
	checkRefused(t, writeFile(t, "lying.xlsx", string(few)), Options{}, limit, "")
}

func TestLimits(t *testing.T) {
	good := book(sheetOf(goodRows + `<row r="2"><c r="A2"/><c r="F2"><v>1</v></c></row>`))
	for name, tt := range map[string]struct {
		limits Limits
		want   wanted
		sheet  string
	}{
		"file":     {Limits{FileSize: 100}, wanted{row.FileLimit, "", "100"}, ""},
		"part":     {Limits{Part: 300}, wanted{row.FileLimit, "", "300"}, ""},
		"unzipped": {Limits{Unzipped: 1200}, wanted{row.FileLimit, "", "longer than"}, ""},
		"strings":  {Limits{Strings: 10}, wanted{row.FileLimit, "", "10 bytes"}, "Positions"},
		"entries":  {Limits{Entries: 3}, wanted{row.FileLimit, "", "7 entries"}, ""},
		"columns":  {Limits{Columns: 5}, wanted{row.FileLimit, "A2", "5 columns"}, "Positions"},
		"cell":     {Limits{CellSize: 2}, wanted{row.FileLimit, "", "2 bytes"}, "Positions"},
	} {
		t.Run(name, func(t *testing.T) {
			checkRefused(t, good.write(t), Options{Limits: tt.limits}, tt.want, tt.sheet)
		})
	}
}

// TestTextOfOneRow bounds the texts of one row, not those of a sheet.
func TestTextOfOneRow(t *testing.T) {
	text := `<c t="str"><v>` + scattered(100<<10) + `</v></c>`
	const times = maxRowText/(100<<10) + 2
	rows, _, err := readAll(book(sheetOf(strings.Repeat("<row>"+text+"</row>", times))).write(t), Options{})
	if err != nil || len(rows) != times {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	path := book(sheetOf("<row>" + strings.Repeat(text, times) + "</row>")).write(t)
	checkRefused(t, path, Options{}, wanted{row.FileLimit, "FH1", "texts of one row"}, "Positions")
}
