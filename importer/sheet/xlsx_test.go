package sheet

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/sheet/cell"
)

// parts are the files of a workbook that a test writes by hand.
type parts map[string]string

const (
	mainSpace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relsSpace = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	officeRel = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
)

// book returns the parts of a workbook with one sheet.
func book(sheetXML string) parts {
	return parts{
		"[Content_Types].xml": xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
			`</Types>`,
		"_rels/.rels": xmlHead + `<Relationships ` + relsSpace + `>` +
			`<Relationship Id="rId1" Type="` + officeRel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": xmlHead + `<workbook ` + mainSpace + ` xmlns:r="` + officeRel + `">` +
			`<sheets><sheet name="Positions" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": xmlHead + `<Relationships ` + relsSpace + `>` +
			`<Relationship Id="rId1" Type="` + officeRel + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + officeRel + `/sharedStrings" Target="sharedStrings.xml"/>` +
			`<Relationship Id="rId3" Type="` + officeRel + `/styles" Target="styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": sheetXML,
		"xl/sharedStrings.xml":     sst("zero", "one", "two"),
		"xl/styles.xml":            styleSheet(),
	}
}

// with returns the parts with one of them replaced; empty content takes it out.
func (p parts) with(name, content string) parts {
	changed := parts{}
	for k, v := range p {
		changed[k] = v
	}
	changed[name] = content
	if content == "" {
		delete(changed, name)
	}
	return changed
}

// sheetOf wraps rows into a sheet part.
func sheetOf(rows string) string {
	return xmlHead + `<worksheet ` + mainSpace + `><sheetData>` + rows + `</sheetData></worksheet>`
}

func sst(texts ...string) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<sst ` + mainSpace + `>`)
	for _, text := range texts {
		b.WriteString(`<si><t xml:space="preserve">` + text + `</t></si>`)
	}
	return b.String() + `</sst>`
}

// styleSheet declares a cell style for each code, in order, behind style 0, which is General.
func styleSheet(codes ...string) string {
	var formats, styles strings.Builder
	for i, code := range codes {
		fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, escapeXML(code))
		fmt.Fprintf(&styles, `<xf numFmtId="%d"/>`, 164+i)
	}
	return xmlHead + `<styleSheet ` + mainSpace + `><numFmts>` + formats.String() +
		`</numFmts><cellXfs><xf numFmtId="0"/>` + styles.String() + `</cellXfs></styleSheet>`
}

func escapeXML(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(text)
}

// write zips the parts into a file and returns its path.
func (p parts) write(t testing.TB) string {
	t.Helper()
	return writeFile(t, "test.xlsx", p.zipped(t))
}

// zipped returns the parts as the bytes of a zip file.
func (p parts) zipped(t testing.TB) string {
	t.Helper()
	return zipped(t, func(w *zip.Writer) {
		for _, name := range slices.Sorted(maps.Keys(p)) {
			entry, err := w.Create(name)
			if err == nil {
				_, err = io.WriteString(entry, p[name])
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func zipped(t testing.TB, fill func(w *zip.Writer)) string {
	t.Helper()
	var b strings.Builder
	w := zip.NewWriter(&b)
	fill(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func writeFile(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// readAll opens a file and returns copies of its rows.
func readAll(path string, o Options) ([]cell.Row, Info, error) {
	source, err := Open(context.Background(), path, o)
	if err != nil {
		return nil, Info{}, err
	}
	defer func() { _ = source.Close() }()
	rows, err := pass(source)
	return rows, source.Info(), err
}

func pass(source Source) ([]cell.Row, error) {
	var all []cell.Row
	rows := source.Rows(context.Background())
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		r := *rows.Row()
		r.Cells = append([]cell.Cell(nil), r.Cells...)
		all = append(all, r)
	}
	return all, rows.Err()
}

func TestCellsOfEveryType(t *testing.T) {
	for _, tt := range []struct {
		name, xml string
		want      cell.Cell
	}{
		{"shared", `<c r="A1" t="s"><v>1</v></c>`, cell.Cell{Kind: cell.Text, Value: "one"}},
		{"shared in space", "<c r=\"A1\" t=\"s\"><v> 1\n</v></c>", cell.Cell{Kind: cell.Text, Value: "one"}},
		{"inline", `<c r="A1" t="inlineStr"><is><t>a &amp; b</t></is></c>`, cell.Cell{Kind: cell.Text, Value: "a & b"}},
		{"inline runs", `<c t="inlineStr"><is><r><rPr><b/></rPr><t>Ing</t></r><r><t xml:space="preserve"> x</t></r><rPh sb="0" eb="1"><t>no</t></rPh><phoneticPr fontId="1"/></is></c>`, cell.Cell{Kind: cell.Text, Value: "Ing x"}},
		{"formula text", `<c t="str"><f>A2&amp;"x"</f><v>ax</v></c>`, cell.Cell{Kind: cell.Text, Value: "ax"}},
		{"formula empty text", `<c t="str"><f>""</f><v/></c>`, cell.Cell{Kind: cell.Text}},
		{"formula number", `<c><f>1+1</f><v>2</v></c>`, cell.Cell{Kind: cell.Number, Value: "2"}},
		{"formula zero", `<c><f>1-1</f><v>0</v></c>`, cell.Cell{Kind: cell.Number, Value: "0"}},
		{"formula without value", `<c r="A1"><f>1+1</f></c>`, cell.Cell{Kind: cell.Formula}},
		{"formula with empty value", `<c r="A1"><f>1+1</f><v></v></c>`, cell.Cell{Kind: cell.Formula}},
		{"true", `<c t="b"><v>1</v></c>`, cell.Cell{Kind: cell.Bool, Value: "TRUE"}},
		{"false", `<c t='b'><v>0</v></c>`, cell.Cell{Kind: cell.Bool, Value: "FALSE"}},
		{"error", `<c t="e"><v>#N/A</v></c>`, cell.Cell{Kind: cell.Error, Value: "#N/A"}},
		{"number", `<c><v>1234.5</v></c>`, cell.Cell{Kind: cell.Number, Value: "1234.5"}},
		{"typed number", `<c t="n" r = "A1" ><v>-7</v></c>`, cell.Cell{Kind: cell.Number, Value: "-7"}},
		{"64.99", `<c><v>64.989999999999995</v></c>`, cell.Cell{Kind: cell.Number, Value: "64.99"}},
		{"exponent", `<c><v>6.4989999999999995E1</v></c>`, cell.Cell{Kind: cell.Number, Value: "64.99"}},
		{"too many digits", `<c><v>123456789012345678</v></c>`, cell.Cell{Kind: cell.Number, Value: "123456789012346000", Inexact: true}},
		{"date", `<c t="d"><v>2025-11-19</v></c>`, cell.Cell{Kind: cell.Number, Value: "45980", Shown: "2025-11-19", Class: cell.Date}},
		{"date and time", `<c t="d"><v>2025-11-19T06:00:00Z</v></c>`, cell.Cell{Kind: cell.Number, Value: "45980.25", Shown: "2025-11-19T06:00:00", Class: cell.DateTime}},
		{"padded", `<c s="1"><v>42</v></c>`, cell.Cell{Kind: cell.Number, Value: "42", Shown: "000042", Format: "000000", Class: cell.Padded}},
		{"percent", `<c s="2"><v>0.12</v></c>`, cell.Cell{Kind: cell.Number, Value: "0.12", Shown: "12%", Format: "0%", Class: cell.Percent}},
		{"text format", `<c s="3" t="s"><v>0</v></c>`, cell.Cell{Kind: cell.Text, Value: "zero", Format: "@", Class: cell.AsText}},
		{"CDATA", `<c t="str"><v><![CDATA[<a&b>]]></v></c>`, cell.Cell{Kind: cell.Text, Value: "<a&b>"}},
		{"comment inside", `<c t="str"><v>a<!-- no -->b</v></c>`, cell.Cell{Kind: cell.Text, Value: "ab"}},
		{"references", `<c t="str"><v>&#65;&#x42;&#x1F600;&lt;&gt;&quot;&apos;</v></c>`, cell.Cell{Kind: cell.Text, Value: "AB😀<>\"'"}},
		{"line ends", "<c t=\"str\"><v>a\r\nb\rc_x000D_\n</v></c>", cell.Cell{Kind: cell.Text, Value: "a\nb\nc\r\n"}},
		{"escapes", `<c t="str"><v>_x0041_ _x005F_x0041_ _xD83D__xDE00_ _xD83D_ _x41_</v></c>`, cell.Cell{Kind: cell.Text, Value: "A _x0041_ 😀 _xD83D_ _x41_"}},
		{"spaces stay", `<c t="inlineStr"><is><t>  a  </t></is></c>`, cell.Cell{Kind: cell.Text, Value: "  a  "}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sheetXML := sheetOf(`<row>` + tt.xml + `<c t="str"><v>end</v></c></row>`)
			path := book(sheetXML).with("xl/styles.xml", styleSheet("000000", "0%", "@")).write(t)
			rows, _, err := readAll(path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := []cell.Row{{Number: 1, Cells: []cell.Cell{tt.want, {Kind: cell.Text, Value: "end"}}}}
			if diff := cmp.Diff(want, rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}
