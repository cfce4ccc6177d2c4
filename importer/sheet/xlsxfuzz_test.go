package sheet

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/sheet/cell"
)

// scanSheet reads a sheet part that is not in a workbook, through a buffer of a size.
func scanSheet(data []byte, table *textTable, buffer int) (rows []cell.Row, wide bool, err error) {
	scan, err := newXMLScanner(bytes.NewReader(data))
	if err != nil {
		return nil, false, err
	}
	scan.buf = make([]byte, buffer)
	source := &xlsx{options: Options{Limits: Limits{}.withDefaults()}, book: &workbook{}}
	p := &xlsxRows{source: source, ctx: context.Background(), texts: table}
	if err := p.start(scan); err != nil {
		return nil, scan.wide, err
	}
	for p.Next() {
		r := p.row
		r.Cells = append([]cell.Cell(nil), r.Cells...)
		rows = append(rows, r)
	}
	return rows, scan.wide, p.Err()
}

// FuzzSheetScanner holds the scanner against encoding/xml: what the scanner accepts, encoding/xml
// accepts too, and finds the same cells in.
func FuzzSheetScanner(f *testing.F) {
	for _, tt := range hostileSheets() {
		if len(tt.xml) < 2000 {
			f.Add([]byte(tt.xml))
		}
	}
	f.Add([]byte(sheetOf(`<row r="2" hidden="1"><c r="B2" t="s"><v>1</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>`)))
	f.Add([]byte(sheetOf(`<row><c t="inlineStr"><is><r><t>a&amp;&#x41;</t></r><rPh><t>x</t></rPh></is></c><c t='str'><f>1</f><v><![CDATA[<]]></v></c></row>`)))
	f.Add([]byte(`<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><!-- c --><x:sheetData><x:row><x:c><x:v>1.5E3</x:v></x:c></x:row></x:sheetData><?a b?></x:worksheet>`))
	f.Add([]byte(utf16Part(sheetOf(goodRows), true)))
	f.Fuzz(func(t *testing.T, data []byte) {
		table := &textTable{limit: 1 << 20}
		for _, text := range []string{"zero", "one", "two"} {
			if err := table.add([]byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		rows, wide, err := scanSheet(data, table, scanBuffer)
		again, _, errAgain := scanSheet(data, table, 64)
		if diff := cmp.Diff(rows, again); diff != "" || (err == nil) != (errAgain == nil) {
			t.Fatalf("%v, and %v through a small buffer: %s", err, errAgain, diff)
		}
		if err != nil || wide || bytes.Contains(data, []byte("_x")) {
			return
		}
		want, err := referenceSheet(data)
		if err != nil {
			t.Fatalf("accepted, but: %v", err)
		}
		got := map[string]string{}
		for _, r := range rows {
			for column := range r.Cells {
				if c := &r.Cells[column]; c.Kind != cell.Blank {
					got[cell.Name(column, r.Number)] = strconv.Itoa(int(c.Kind)) + c.Value
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

// refCell, refRow and refSheet are a sheet as encoding/xml reads it.
type refCell struct {
	Ref  string    `xml:"r,attr"`
	Type string    `xml:"t,attr"`
	F    *struct{} `xml:"f"`
	V    *string   `xml:"v"`
	Is   *refText  `xml:"is"`
}

type refText struct {
	T *string `xml:"t"`
	R []struct {
		T []string `xml:"t"`
	} `xml:"r"`
}

func (r *refText) String() string {
	text := ""
	if r.T != nil {
		text = *r.T
	}
	for _, run := range r.R {
		text += strings.Join(run.T, "")
	}
	return text
}

func newReference(data []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return d
}

// referenceSheet returns a sheet's cells that are not blank, those of blank rows left out.
func referenceSheet(data []byte) (map[string]string, error) {
	cells := map[string]string{}
	d := newReference(data)
	var path []string
	row, column := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			dropBlankRows(cells)
			return cells, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			if spaceOf([]byte(token.Name.Space)) != spaceMain {
				name = "other"
			}
			path = append(path, name)
			switch strings.Join(path, ">") {
			case "worksheet>sheetData>row":
				row, column = row+1, 0
				for _, a := range token.Attr {
					if a.Name.Local == "r" && a.Name.Space == "" {
						row, _ = strconv.Atoi(a.Value)
					}
				}
			case "worksheet>sheetData>row>c":
				var c refCell
				if err := d.DecodeElement(&c, &token); err != nil {
					return nil, err
				}
				path = path[:len(path)-1]
				column++
				if c.Ref != "" {
					at, _, _ := cell.ParseName(c.Ref)
					column = at + 1
				}
				if value := c.value(); value != "" {
					cells[cell.Name(column-1, row)] = value
				}
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		}
	}
}

func dropBlankRows(cells map[string]string) {
	full := map[int]bool{}
	for name, value := range cells {
		if _, row, _ := cell.ParseName(name); value[0] != '0'+byte(cell.Text) || strings.TrimSpace(value[1:]) != "" {
			full[row] = true
		}
	}
	for name := range cells {
		if _, row, _ := cell.ParseName(name); !full[row] {
			delete(cells, name)
		}
	}
}

// value returns kind and value in one text, empty for a blank cell.
func (c *refCell) value() string {
	kind := func(k cell.Kind, value string) string { return strconv.Itoa(int(k)) + value }
	if c.Type == "inlineStr" && c.Is != nil {
		return kind(cell.Text, c.Is.String())
	}
	switch {
	case c.V == nil && c.F != nil, c.F != nil && *c.V == "" && c.Type != "str":
		return kind(cell.Formula, "")
	case c.V == nil, *c.V == "" && c.Type != "str":
		return ""
	}
	v := *c.V
	switch c.Type {
	case "str":
		return kind(cell.Text, v)
	case "s":
		number, _ := strconv.Atoi(strings.TrimSpace(v))
		return kind(cell.Text, []string{"zero", "one", "two"}[number])
	case "b":
		return kind(cell.Bool, map[bool]string{true: "TRUE", false: "FALSE"}[strings.ContainsAny(v, "1tTnN")])
	case "e":
		return kind(cell.Error, v)
	case "d":
		d, _ := parseISODate(strings.TrimSpace(v), false)
		if d.early {
			return kind(cell.Text, d.shown)
		}
		return kind(cell.Number, string(appendDouble(nil, d.serial)))
	}
	f, _ := strconv.ParseFloat(strings.TrimSpace(v), 64)
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	if rounded == 0 {
		return kind(cell.Number, "0") // also for -0
	}
	return kind(cell.Number, strconv.FormatFloat(rounded, 'f', -1, 64))
}

// FuzzSharedStrings holds the reading of shared strings against encoding/xml.
func FuzzSharedStrings(f *testing.F) {
	f.Add([]byte(sst("a", "b &amp; c", "")))
	f.Add([]byte(`<sst ` + mainSpace + `><si><r><rPr/><t>a</t></r><r><t> b</t></r><rPh><t>x</t></rPh></si><si/><!-- --><extLst/></sst>`))
	f.Add([]byte(utf16Part(sst("é"), true)))
	f.Add([]byte(sst("_x0041__xD83D__xDE00_")))
	f.Add([]byte(sst("a")[:90]))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := newXMLScanner(bytes.NewReader(data))
		if err != nil {
			return
		}
		table := &textTable{limit: 1 << 20}
		if err := table.scan(s, 1<<16); err != nil || s.wide || bytes.Contains(data, []byte("_x")) {
			return
		}
		var want struct {
			Items []refText `xml:"si"`
		}
		d := newReference(data)
		if err := d.Decode(&want); err != nil {
			t.Fatalf("accepted, but: %v", err)
		}
		if bytes.Contains(data, []byte("xmlns:")) || bytes.Count(data, []byte("xmlns")) > 1 {
			return // encoding/xml's tags take an element of any namespace
		}
		if table.count != len(want.Items) {
			t.Fatalf("%d strings, want %d", table.count, len(want.Items))
		}
		for i := range want.Items {
			if got := table.text(i); got != want.Items[i].String() {
				t.Errorf("string %d is %q, want %q", i, got, want.Items[i].String())
			}
		}
	})
}

// FuzzNumberFormat looks for codes and numbers that break the rendering.
func FuzzNumberFormat(f *testing.F) {
	for _, code := range []string{
		"0", "000000", "#,##0.00", "0.0%", "[Red]-0", `"ID-"0000`, "yyyy-mm-dd", "[h]:mm:ss.000", "h:mm AM/PM", "@", "@;x", "@;@", "@;@;0", `_(* #,##0_);\(0\)`,
		"[<=9999999]###-####;(###) ###-####", "[$€-407] 0", "# ?/?", "0.00E+00", "General;;;@", `\`, `"`, "[", "*", "_", "0,,.0", "mm", "[m]",
	} {
		f.Add(code, 42.5)
		f.Add(code, -0.0000123)
	}
	f.Fuzz(func(t *testing.T, code string, number float64) {
		value, _, ok := appendNumber(nil, strconv.AppendFloat(nil, number, 'g', -1, 64))
		if !ok {
			return
		}
		back, err := strconv.ParseFloat(string(value), 64)
		if err != nil || !simpleNumber(value) && len(value) <= 15 || strings.ContainsAny(string(value), "eE+") {
			t.Fatalf("%g is %q", number, value)
		}
		if off := number - back; off > 1e-14*max(number, -number) || -off > 1e-14*max(number, -number) {
			t.Fatalf("%g is %q", number, value)
		}
		format := parseNumberFormat(code)
		if format == nil {
			return
		}
		if format.class > cell.Other || format.code != code {
			t.Fatalf("%q is %+v", code, format)
		}
		shown, seen := format.show([]byte("before"), value, false)
		if !bytes.HasPrefix(shown, []byte("before")) || seen != (len(shown) > 6) || seen && string(shown[6:]) == string(value) {
			t.Fatalf("%q shows %s as %q, %v", code, value, shown, seen)
		}
		if format.class == cell.AsText && seen {
			t.Fatalf("%q shows %s as %q", code, value, shown)
		}
	})
}
