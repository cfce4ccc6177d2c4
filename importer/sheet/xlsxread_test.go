package sheet

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// grid renders rows as "number: a|b|c", with the shown text of a cell and an * on a merged one.
func grid(rows []cell.Row) []string {
	var lines []string
	for _, r := range rows {
		var texts []string
		for i := range r.Cells {
			text := r.Cells[i].Display()
			if r.Cells[i].Merged {
				text += "*"
			}
			texts = append(texts, text)
		}
		line := fmt.Sprintf("%d: %s", r.Number, strings.Join(texts, "|"))
		if r.Hidden {
			line += " (hidden)"
		}
		lines = append(lines, line)
	}
	return lines
}

func TestSheets(t *testing.T) {
	sheetXML := func(head, rows, tail string) string {
		return xmlHead + `<worksheet ` + mainSpace + `>` + head + `<sheetData>` + rows + `</sheetData>` + tail + `</worksheet>`
	}
	for _, tt := range []struct {
		name    string
		parts   parts
		options Options
		want    []string
	}{
		{name: "no rows", parts: book(sheetOf(""))},
		{name: "empty element", parts: book(`<worksheet ` + mainSpace + `><sheetData/></worksheet>`)},
		{
			name: "gaps", parts: book(sheetOf(`<row r="2"><c r="B2"><v>1</v></c><c r="D2"><v>2</v></c></row><row r="7"><c r="A7"><v>3</v></c></row>`)),
			want: []string{"2: |1||2", "7: 3"},
		},
		{
			name: "places implied", parts: book(sheetOf(`<row><c><v>1</v></c><c r="C1"><v>2</v></c><c><v>3</v></c></row><row r="4"><c><v>4</v></c></row><row><c><v>5</v></c></row>`)),
			want: []string{"1: 1||2|3", "4: 4", "5: 5"},
		},
		{
			name: "blank rows", parts: book(sheetOf(`<row r="1"/><row r="2"><c r="A2" s="0"/></row><row r="3"><c r="A3" t="str"><v>  </v></c></row><row r="4"><c r="B4"><v>1</v></c><c r="C4" s="1"/></row>`)),
			want: []string{"4: |1"},
		},
		{
			name: "last cell", parts: book(sheetOf(`<row r="1048576"><c r="B1048576"><v>1</v></c></row>`)),
			want: []string{"1048576: |1"},
		},
		{
			name: "any prefix", parts: book(xmlHead + `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`),
			want: []string{"1: a"},
		},
		{
			name: "foreign elements", parts: book(sheetXML(`<y:z xmlns:y="urn:y"><y:sheetData><row/></y:sheetData></y:z><extLst><ext><row r="9"/></ext></extLst>`,
				`<row r="1" y:a="1" xmlns:y="urn:y"><c r="A1"><v>1</v><extLst><ext/></extLst></c><y:c r="B1"/><extLst/></row>`, `<extLst><sheetData/></extLst>`)),
			want: []string{"1: 1"},
		},
		{
			name: "hidden", parts: book(sheetXML(`<cols><col min="2" max="2" hidden="1"/></cols>`, `<row r="1" hidden="1"><c><v>1</v></c></row><row r="2"><c><v>2</v></c><c><v>3</v></c><c><v>4</v></c></row>`, "")),
			want: []string{"1: 1 (hidden)", "2: 2|3|4"},
		},
		{
			name: "hidden left out", parts: book(sheetXML(`<cols><col min="2" max="3" hidden="true"/></cols>`, `<row r="1" hidden="1"><c><v>1</v></c></row><row r="2"><c><v>2</v></c><c><v>3</v></c><c><v>4</v></c><c><v>5</v></c></row><row r="3"><c/><c><v>9</v></c></row>`, "")),
			options: Options{SkipHidden: true},
			want:    []string{"2: 2|||5"},
		},
		{
			name: "1904", parts: book(sheetOf(`<row><c s="1"><v>0</v></c></row>`)).with("xl/styles.xml", styleSheet("yyyy")).
				with("xl/workbook.xml", strings.Replace(book("")["xl/workbook.xml"], "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)),
			want: []string{"1: 1904-01-01"},
		},
		{
			name: "results to be calculated", parts: book(sheetOf(`<row><c><f>1</f><v>0</v></c><c><f>1</f><v>5</v></c><c><v>0</v></c></row>`)).
				with("xl/workbook.xml", strings.Replace(book("")["xl/workbook.xml"], "</workbook>", `<calcPr fullCalcOnLoad="1"/></workbook>`, 1)),
			want: []string{"1: |5|0"},
		},
		{
			name: "rich and phonetic strings", parts: book(sheetOf(`<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row>`)).
				with("xl/sharedStrings.xml", `<sst `+mainSpace+`><si><r><t>a</t></r><r><rPr><b/></rPr><t xml:space="preserve"> b</t></r></si><si/><si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si></sst>`),
			want: []string{"1: a b||東京"},
		},
		{
			name: "UTF-16", parts: book(utf16Part(sheetOf(`<row><c t="inlineStr"><is><t>é😀</t></is></c></row>`), true)),
			want: []string{"1: é😀"},
		},
		{
			name: "UTF-16 without a mark", parts: book(utf16Part(sheetOf(`<row><c t="inlineStr"><is><t>é😀</t></is></c></row>`), false)),
			want: []string{"1: é😀"},
		},
		{name: "byte-order mark", parts: book("\ufeff" + sheetOf(`<row><c><v>1</v></c></row>`)), want: []string{"1: 1"}},
		{name: "single quotes", parts: book(strings.ReplaceAll(sheetOf(`<row r="1" ><c  t="s"   r="B1"	><v>2</v ></c></row>`), `"`, `'`)), want: []string{"1: |two"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows, _, err := readAll(tt.parts.write(t), tt.options)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, grid(rows)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func utf16Part(text string, mark bool) string {
	text = strings.Replace(text, "UTF-8", "UTF-16", 1)
	var b []byte
	if mark {
		b = append(b, 0xfe, 0xff)
	}
	for _, unit := range utf16.Encode([]rune(text)) {
		b = binary.BigEndian.AppendUint16(b, unit)
	}
	return string(b)
}

func TestStrictWorkbook(t *testing.T) {
	p := book(sheetOf(goodRows))
	for name, content := range p {
		content = strings.ReplaceAll(content, "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
		p[name] = strings.ReplaceAll(content, officeRel, "http://purl.oclc.org/ooxml/officeDocument/relationships")
	}
	rows, _, err := readAll(p.write(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"1: one"}, grid(rows)); diff != "" {
		t.Error(diff)
	}
}

// severalSheets is a workbook with a hidden sheet, a chart and two sheets in other folders.
func severalSheets() parts {
	p := book(sheetOf(goodRows))
	p["xl/workbook.xml"] = `<workbook ` + mainSpace + ` xmlns:q="` + officeRel + `"><sheets>` +
		`<sheet name="Lists" sheetId="4" state="veryHidden" q:id="a"/><sheet name="Chart" sheetId="2" q:id="b"/>` +
		`<sheet name=" Positions " sheetId="3" q:id="c"/><sheet name="positions" sheetId="1" q:id="d"/></sheets></workbook>`
	rel := func(id, kind, target string) string {
		return `<Relationship Id="` + id + `" Type="` + officeRel + `/` + kind + `" Target="` + target + `"/>`
	}
	p["xl/_rels/workbook.xml.rels"] = `<Relationships ` + relsSpace + `>` + rel("a", "worksheet", "/XL/Hidden%20Sheet.xml") +
		rel("b", "chartsheet", "chart.xml") + rel("c", "worksheet", "../other/s.xml") + rel("d", "worksheet", `worksheets\sheet1.xml`) +
		rel("e", "sharedStrings", "sharedStrings.xml") + `</Relationships>`
	p["xl/hidden sheet.xml"] = sheetOf(`<row><c t="s"><v>0</v></c></row>`)
	p["other/s.xml"] = sheetOf(`<row><c t="s"><v>2</v></c></row>`)
	return p
}

func TestChoosingSheets(t *testing.T) {
	path := severalSheets().write(t)
	for name, want := range map[string]string{
		"": "1: two", " Positions ": "1: two", "positions": "1: one", "Lists": "1: zero", " LISTS ": "1: zero",
	} {
		rows, info, err := readAll(path, Options{Sheet: name})
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if diff := cmp.Diff([]string{want}, grid(rows)); diff != "" {
			t.Errorf("%q: %s", name, diff)
		}
		if diff := cmp.Diff([]string{"Lists", " Positions ", "positions"}, info.Sheets); diff != "" {
			t.Error(diff)
		}
	}
	for name, part := range map[string]string{
		"Postions": `did you mean`, "Chart": `it has "Lists", " Positions ", "positions"`, "POSITIONS": `give one of`, "zzzz": `give one of`,
	} {
		_, _, err := readAll(path, Options{Sheet: name})
		if code, _ := CodeOf(err); code != row.FileSheet || name != "POSITIONS" && !strings.Contains(err.Error(), part) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestPasses(t *testing.T) {
	defer goleak.VerifyNone(t)
	sheetXML := xmlHead + `<worksheet ` + mainSpace + `><cols><col min="3" max="4" hidden="1"/></cols><sheetData>` +
		`<row r="1"><c><v>1</v></c></row><row r="2"><c><v>2</v></c><c><v>3</v></c><c><v>4</v></c></row>` +
		`<row r="3"><c r="B3"><v>5</v></c></row><row r="4"><c><v>6</v></c></row>` +
		`</sheetData><mergeCells count="3"><mergeCell ref="A2:A3"/><mergeCell ref="C1:XFD2"/><mergeCell ref="A4:A4"/></mergeCells></worksheet>`
	source, err := Open(context.Background(), book(sheetXML).write(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = source.Close() }()
	for _, want := range [][]string{
		{"1: 1", "2: 2|3|4", "3: |5", "4: 6"},
		{"1: 1||*", "2: 2*|3|4*", "3: *|5", "4: 6"},
		{"1: 1||*", "2: 2*|3|4*", "3: *|5", "4: 6"},
	} {
		half := source.Rows(context.Background())
		half.Next()
		_ = half.Close()
		if half.Next() || half.Err() != nil {
			t.Error("a closed pass goes on")
		}
		rows, err := pass(source)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, grid(rows)); diff != "" {
			t.Error(diff)
		}
	}
	info := source.Info()
	want := Info{
		Format: XLSX, Sheet: "Positions", Sheets: []string{"Positions"}, HiddenColumns: []int{2, 3},
		MergedRanges: []string{"C1:XFD2", "A2:A3"},
	}
	if diff := cmp.Diff(want, info); diff != "" {
		t.Error(diff)
	}
}

func TestCancelledPass(t *testing.T) {
	defer goleak.VerifyNone(t)
	var rows strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&rows, `<row r="%d"><c t="inlineStr"><is><t>%s</t></is></c></row>`, i+1, scattered(20))
	}
	source, err := Open(context.Background(), book(sheetOf(rows.String())).write(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = source.Close() }()
	ctx, cancel := context.WithCancel(context.Background())
	walk := source.Rows(ctx)
	for range 10 {
		walk.Next()
	}
	cancel()
	if walk.Next() || !errors.Is(walk.Err(), context.Canceled) {
		t.Errorf("the pass ends with %v", walk.Err())
	}
	if _, err := Open(ctx, "any", Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("opening ends with %v", err)
	}
}

// TestCellsKeepTheirText keeps the cells of all rows, whose texts must not change under way.
func TestCellsKeepTheirText(t *testing.T) {
	var rows strings.Builder
	for i := 1; i <= 500; i++ {
		fmt.Fprintf(&rows, `<row><c t="str"><v>t%d</v></c><c s="1"><v>%d</v></c><c t="s"><v>%d</v></c></row>`, i, i, i%3)
	}
	all, _, err := readAll(book(sheetOf(rows.String())).with("xl/styles.xml", styleSheet("0000")).write(t), Options{})
	if err != nil || len(all) != 500 {
		t.Fatalf("%d rows, %v", len(all), err)
	}
	for i, r := range all {
		want := fmt.Sprintf("%d: t%d|%04d|%s", i+1, i+1, i+1, []string{"zero", "one", "two"}[(i+1)%3])
		if got := grid([]cell.Row{r})[0]; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestManyMerges has as many ranges as are kept, which must not slow a pass down to their product
// with the rows.
func TestManyMerges(t *testing.T) {
	merges := make([]mergedRange, 0, 100_000)
	for i := range int32(100_000) {
		merges = append(merges, mergedRange{firstRow: 1 + i%50_000*2, lastRow: 2 + i%50_000*2, firstColumn: i / 50_000 * 5, lastColumn: i/50_000*5 + 3})
	}
	if err := sortMerges(merges); err != nil {
		t.Fatal(err)
	}
	walk := newMergeWalk(merges, 8)
	for number := 1; number <= 100_000; number++ {
		if cells := walk.mark(number, nil); len(cells) != 8 || !cells[7].Merged || cells[4].Merged {
			t.Fatalf("row %d: %+v", number, cells)
		}
	}
}
