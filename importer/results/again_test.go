package results

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/codes"
	"posimport/importer/row"
	"posimport/importer/sheet/cell"
	"posimport/importer/target/cor"
	"posimport/importer/target/schema"
	"posimport/mapping"
)

// bind binds a mapping of the columns Id, Name and Rate.
func bind(t *testing.T, rate string, header []cell.Cell) *mapping.Binding {
	t.Helper()
	text := "version: 1\ntarget: cor\nfields:\n  metadata.source: {const: SAP}\n  id: Id\n  name: Name\n  rate: {from: Rate" + rate + "}\n"
	m, err := mapping.Parse("m.yaml", []byte(text), mapping.Options{
		Schemas: func(string) (*schema.Schema, []string) { return cor.New().Schema(), []string{"cor"} },
	})
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := m.Bind(&cell.Row{Number: 1, Cells: header})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sent is what a mapping makes of a row: its fields, or the codes of what is wrong.
func sent(p *mapping.Pass, r *cell.Row) string {
	record, issues := p.Record(r)
	var said []string
	for _, issue := range issues {
		said = append(said, string(issue.Code))
	}
	if len(said) == 0 {
		for _, value := range record {
			said = append(said, value.Text)
		}
	}
	return strings.Join(said, " ")
}

// again writes rows as a run would that sends nothing, and says what an untouched retry makes of them.
func again(t *testing.T, ext, rate string, o Options, list []cell.Row) (first, second []string) {
	t.Helper()
	pass := bind(t, rate, o.Header).NewPass()
	w, err := Create(filepath.Join(t.TempDir(), "r"+ext), o)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		r := &list[i]
		_, issues := pass.Record(r)
		result := Result{Row: r, Source: r.Number, Issues: append([]row.Issue(nil), issues...), Outcome: row.Outcome{Status: row.Failed, RunID: "run-1"}}
		if len(issues) > 0 {
			result.Outcome = row.Outcome{Status: row.Invalid, Code: issues[0].Code, Cell: issues[0].Cell, Message: o.Words.Message(issues[0]), RunID: "run-1"}
		}
		if err := w.Write(&result); err != nil {
			t.Fatal(err)
		}
		first = append(first, sent(bind(t, rate, o.Header).NewPass(), r))
	}
	path, err := w.Close(sampleSummary())
	if err != nil {
		t.Fatal(err)
	}
	book, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows := book.Rows(context.Background())
	for rows.Next() {
		second = append(second, sent(bind(t, rate, book.Header()).NewPass(), rows.Row()))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return first, second
}

func againOptions(rate string) Options {
	o := sampleOptions()
	o.Header, o.Meta.Mapped = texts("Id", "Name", "Rate"), []string{"Id", "Name", "Rate"}
	o.Numbers = []int{2}
	if strings.Contains(rate, `decimal: ","`) {
		o.Commas = []int{2}
	}
	return o
}

func TestNumbersAreSentAsTheyWereStored(t *testing.T) {
	rates := []cell.Cell{
		formatted("64.99", "65", "0", cell.General), formatted("0.126", "0.1", "0.0", cell.General),
		formatted("12", "$12.00", "$#,##0.00", cell.Other), formatted("1234.5", "1,234.50", "#,##0.00", cell.General),
		formatted("1.234", "1", "0", cell.General), formatted("123.456", "123", "0", cell.General),
		{Kind: cell.Number, Value: "1234.567"},
		formatted("0.126", "13%", "0%", cell.Percent), formatted("12.34567", "1235%", "0%", cell.Percent),
		{Kind: cell.Number, Value: "0"},
		{Kind: cell.Number, Value: "1000000"},
		{Kind: cell.Number, Value: "0.000001"},
	}
	for _, rate := range []string{"", `, decimal: ","`, `, decimal: "."`, ", percent: fraction", ", percent: number", `, decimal: ",", percent: number`} {
		var list []cell.Row
		for i, c := range rates {
			list = append(list, cell.Row{Number: i + 2, Cells: []cell.Cell{
				formatted(fmt.Sprint(i+1), fmt.Sprintf("%06d", i+1), "000000", cell.Padded), text("Dev"), c,
			}})
		}
		for _, ext := range []string{".csv", ".xlsx"} {
			first, second := again(t, ext, rate, againOptions(rate), list)
			if diff := cmp.Diff(first, second); diff != "" {
				t.Errorf("%s%s: %s", ext, rate, diff)
			}
		}
	}
}

func TestAnUntouchedRetryStaysInvalid(t *testing.T) {
	name, rate := text("Dev"), cell.Cell{Kind: cell.Number, Value: "5"}
	date := formatted("45980", "2025-11-19", "yyyy-mm-dd", cell.Date)
	long := cell.Cell{Kind: cell.Number, Value: "123456789012345000", Inexact: true}
	merged := text("Dev")
	merged.Merged = true
	rows := map[string][]cell.Cell{
		"digits":       {long, name, rate},
		"digits, rate": {text("1"), name, long},
		"date":         {date, name, rate},
		"date, rate":   {text("1"), name, date},
		"formula":      {text("1"), {Kind: cell.Formula}, rate},
		"merged":       {text("1"), merged, rate},
		"merged blank": {text("1"), {Merged: true}, rate},
		"merged rate":  {text("1"), name, {Kind: cell.Number, Value: "5", Merged: true}},
		"error":        {text("1"), {Kind: cell.Error, Value: "#N/A"}, rate},
		"percent":      {text("1"), name, formatted("0.12", "12%", "0%", cell.Percent)},
		"bool":         {text("1"), name, {Kind: cell.Bool, Value: "TRUE"}},
	}
	for what, cells := range rows {
		for _, ext := range []string{".csv", ".xlsx"} {
			first, second := again(t, ext, "", againOptions(""), []cell.Row{{Number: 2, Cells: cells}})
			if !strings.Contains(first[0], "VAL_") || !strings.Contains(second[0], "VAL_") {
				t.Errorf("%s%s: %q, and again %q", what, ext, first, second)
			}
		}
	}
}

// Rows that --rows or --limit left out were never checked.
func TestARowThatWasNotCheckedStaysInvalid(t *testing.T) {
	merged := cell.Cell{Kind: cell.Text, Value: "Dev", Merged: true}
	long := cell.Cell{Kind: cell.Number, Value: "123456789012345000", Inexact: true}
	for what, c := range map[string]cell.Cell{"merged": merged, "formula": {Kind: cell.Formula}, "digits": long} {
		for _, ext := range []string{".csv", ".xlsx"} {
			r := created(2, text("1"), c, text("5"))
			r.Outcome.Status = row.NotRun
			path := writeAll(t, filepath.Join(t.TempDir(), "r"+ext), againOptions(""), standardCaps(), []Result{r})
			_, got := readBack(t, path)
			if g := got[0].Cells[1]; g.Kind != cell.Error && !g.Inexact {
				t.Errorf("%s%s came back as %+v", what, ext, g)
			}
		}
	}
}

func TestExtraCellsStayInvalid(t *testing.T) {
	row2 := func(cells ...cell.Cell) []cell.Row { return []cell.Row{{Number: 2, Line: 2, Cells: cells}} }
	for _, ext := range []string{".csv", ".xlsx"} {
		for _, rows := range [][]cell.Row{
			row2(texts("1", "Dev", "5", "", "Senior")...),
			row2(texts("", "Dev", "5", "Senior")...), // another issue is the first
		} {
			first, second := again(t, ext, "", againOptions(""), rows)
			if !strings.Contains(first[0], "VAL_EXTRA_CELLS") || first[0] != second[0] {
				t.Errorf("%s: %q, and again %q", ext, first, second)
			}
		}
	}
	// Beside a table in a workbook stand notes, and so they do beside a row that was valid.
	notes := row2(texts("", "Dev", "5", "ask Ana")...)
	notes[0].Line = 0
	if _, second := again(t, ".xlsx", "", againOptions(""), notes); second[0] != "VAL_REQUIRED" {
		t.Errorf("a note in a workbook: %q", second)
	}
	r := created(2, texts("1", "Dev", "5", "", "a note")...)
	r.Outcome.Status, r.Row.Line = row.Failed, 2
	for _, ext := range []string{".csv", ".xlsx"} {
		path := writeAll(t, filepath.Join(t.TempDir(), "r"+ext), againOptions(""), standardCaps(), []Result{r})
		book, _ := readBack(t, path)
		rows := book.Rows(context.Background())
		if !rows.Next() || rows.Row().Line != 0 || len(rows.Row().Cells) != 5 {
			t.Errorf("%s: a note beside a row that was valid: %+v", ext, rows.Row())
		}
	}
}

func TestExtraCellsAreKnownWithoutTheHiddenSheet(t *testing.T) {
	r := created(2, texts("1", "Dev", "5", "Senior")...)
	r.Row.Line = 2
	r.Issues = []row.Issue{{Code: row.ValExtraCells, Cell: "D2", Value: "Senior"}}
	r.Outcome = row.Outcome{Status: row.Invalid, Code: row.ValExtraCells, Cell: "D2", RunID: "run-1"}
	f := openExcel(t, writeAll(t, filepath.Join(t.TempDir(), "r.xlsx"), againOptions(""), standardCaps(), []Result{r}))
	path := filepath.Join(t.TempDir(), "copied.xlsx")
	if err := f.DeleteSheet(sheetMeta); err != nil {
		t.Fatal(err)
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	book, _ := readBack(t, path)
	rows := book.Rows(context.Background())
	if !rows.Next() || rows.Row().Line != 2 {
		t.Errorf("%+v", rows.Row())
	}
}

func TestACSVSaysAllThatIsWrong(t *testing.T) {
	words := codes.For("en")
	r := sampleResult(7)
	path := writeAll(t, filepath.Join(t.TempDir(), "r.csv"), sampleOptions(), standardCaps(), []Result{r, sampleResult(9)})
	_, got := readBack(t, path)
	want := words.Message(r.Issues[0]) + " | " + words.Message(r.Issues[1])
	if got[0].Previous.Message != want {
		t.Errorf("%q, want %q", got[0].Previous.Message, want)
	}
	if want := "The category Enginering does not exist in COR."; got[1].Previous.Message != want {
		t.Errorf("%q, want %q", got[1].Previous.Message, want)
	}
}

// The cells that a person types into keep zeros: the failing and the blank ones that a text field
// reads, whatever the mark in them.
func TestCellsThatAreFilledInAreText(t *testing.T) {
	issue := func(column int, code row.Code) row.Issue { return row.Issue{Code: code, Cell: cell.Name(column, 2)} }
	for line, want := range map[int][]string{0: {"@", "@", "", "yyyy-mm-dd", ""}, 1: {"@", "@", "@", "yyyy-mm-dd", "@"}} {
		r := created(2, cell.Cell{}, cell.Cell{Kind: cell.Error, Value: "#N/A"}, cell.Cell{}, formatted("45980", "2025-11-19", "yyyy-mm-dd", cell.Date))
		r.Row.Line = line
		r.Issues = []row.Issue{issue(0, row.ValRequired), issue(1, row.ValErrorCell), issue(2, row.ValRequired), issue(3, row.ValDate)}
		r.Outcome.Status, r.Outcome.Code = row.Invalid, row.ValRequired
		if line > 0 {
			r.Issues = append(r.Issues, issue(4, row.ValRequired))
		}
		o := againOptions("")
		o.Header = texts("Id", "Name", "Rate", "Start", "Unread")
		o.Meta.Mapped = []string{"Id", "Name", "Rate", "Start"}
		f := openExcel(t, writeAll(t, filepath.Join(t.TempDir(), "r.xlsx"), o, standardCaps(), []Result{r}))
		var got []string
		for column := range want {
			id, err := f.GetCellStyle("Results", cell.Name(column, 2))
			if err != nil {
				t.Fatal(err)
			}
			style, err := f.GetStyle(id)
			if err != nil {
				t.Fatal(err)
			}
			format := ""
			if style.NumFmt == 49 {
				format = textFormat
			} else if style.CustomNumFmt != nil {
				format = *style.CustomNumFmt
			}
			got = append(got, format)
			if failing := len(style.Fill.Color) > 0; failing != (column < len(r.Issues)) {
				t.Errorf("line %d: the look of column %d: %+v", line, column, style)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("line %d: %s", line, diff)
		}
	}
}
