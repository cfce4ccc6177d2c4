package results

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"posimport/importer/codes"
	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

func openExcel(t *testing.T, path string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// part returns one part of a workbook.
func partOf(t *testing.T, path, name string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	r, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func sheetRows(t *testing.T, f *excelize.File, name string) [][]string {
	t.Helper()
	rows, err := f.GetRows(name)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func sample(t *testing.T, n int, o Options, c caps) string {
	t.Helper()
	path, err := writeSample(filepath.Join(t.TempDir(), "r.xlsx"), n, o, c)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSheetsOfAWorkbook(t *testing.T) {
	f := openExcel(t, sample(t, 60, sampleOptions(), standardCaps()))
	if diff := cmp.Diff([]string{"Results", "Errors", "Fixes", "Summary", "_posimport"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	if f.GetActiveSheetIndex() != 0 {
		t.Errorf("sheet %d is active", f.GetActiveSheetIndex())
	}
	results := sheetRows(t, f, "Results")
	header := []string{
		"Position ID", "Title", "Family", "Hourly rate", "Start", "Import Status", "Import Error Code", "Import Message",
		"Import Cell", "Import Record ID", "Import HTTP Status", "Import Attempts", "Import Source Row", "Import Run ID", "Import Time",
	}
	if diff := cmp.Diff(header, results[0]); diff != "" {
		t.Error(diff)
	}
	if len(results) != 61 {
		t.Errorf("%d lines", len(results))
	}
	for i := range 60 {
		if got := results[i+1][12]; got != strconv.Itoa(i+4) {
			t.Errorf("line %d has source row %s", i+2, got)
		}
	}
	want := []string{
		"000010", "Buchhalter (m/w/d)", "Enginering", "64.99", "2025-11-19", "FAILED", "CategoryNotFoundError",
		"The category Enginering does not exist in COR.", "C13", "", "404", "1", "13", "20260314-091500-k3f9", "2026-03-14T09:15:09Z",
	}
	if diff := cmp.Diff(want, results[10]); diff != "" {
		t.Error(diff)
	}
	if got := results[8][7]; !strings.HasSuffix(got, "(1 more, see sheet Errors)") {
		t.Errorf("two issues are told as %q", got)
	}
}

func TestErrorsAreListedAndLinked(t *testing.T) {
	f := openExcel(t, sample(t, 20, sampleOptions(), standardCaps()))
	lines := sheetRows(t, f, "Errors")
	words := codes.For("en")
	want := [][]string{
		{"Row", "Cell", "Column", "Value", "Code", "What it is", "Message", "What to do"},
		{"7", "C7", "Family", "Finnance", "MAP_UNLISTED_VALUE"},
		{"11", "B11", "Title", "", "VAL_REQUIRED"},
		{"11", "D11", "Hourly rate", "abc", "VAL_NUMBER"},
		{"13", "C13", "Family", "Enginering", "CategoryNotFoundError"},
		{"17", "", "", "", "NET_TIMEOUT"},
	}
	for i := 1; i < len(want); i++ {
		code := row.Code(want[i][4])
		message := lines[i][6]
		if message == "" {
			t.Errorf("line %d has no message", i+1)
		}
		want[i] = append(want[i], words.Meaning(code), message, words.Remedy(code))
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	for from, to := range map[string]string{
		"Errors!B2": "'Results'!C5", "Errors!B3": "'Results'!B9", "Errors!B4": "'Results'!D9", "Errors!A6": "'Results'!F15",
		"Results!I5": "'Errors'!A2", "Results!I9": "'Errors'!A3", "Results!I11": "'Errors'!A5", "Results!G15": "'Errors'!A6",
	} {
		sheet, at, _ := strings.Cut(from, "!")
		if linked, target, err := f.GetCellHyperLink(sheet, at); err != nil || !linked || target != to {
			t.Errorf("%s leads to %q, %v; want %q", from, target, err, to)
		}
	}
}

func TestFailingCellsAreMarked(t *testing.T) {
	f := openExcel(t, sample(t, 20, sampleOptions(), standardCaps()))
	comments, err := f.GetComments("Results")
	if err != nil {
		t.Fatal(err)
	}
	var at []string
	for _, c := range comments {
		at = append(at, c.Cell)
		if c.Text == "" {
			t.Errorf("the note on %s is empty", c.Cell)
		}
		if got := fill(t, f, c.Cell); got != colourFailing {
			t.Errorf("%s is filled %q", c.Cell, got)
		}
	}
	if diff := cmp.Diff([]string{"C5", "B9", "D9", "C11"}, at); diff != "" {
		t.Error(diff)
	}
	if got := fill(t, f, "C4"); got != "" {
		t.Errorf("a good cell is filled %q", got)
	}
}

func fill(t *testing.T, f *excelize.File, at string) string {
	t.Helper()
	id, err := f.GetCellStyle("Results", at)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	if len(style.Fill.Color) == 0 {
		return ""
	}
	return style.Fill.Color[0]
}

func TestStatusColoursDifferInLightness(t *testing.T) {
	light := func(colour string) float64 {
		n, err := strconv.ParseUint(colour, 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		part := func(c uint64) float64 {
			v := float64(c&0xFF) / 255
			if v <= 0.04045 {
				return v / 12.92
			}
			return math.Pow((v+0.055)/1.055, 2.4)
		}
		y := 0.2126*part(n>>16) + 0.7152*part(n>>8) + 0.0722*part(n)
		return 116*math.Cbrt(y) - 16 // CIE L*
	}
	var seen []float64
	for _, status := range row.Statuses() {
		fill, text := statusColours(status)
		l := light(fill)
		if math.Abs(l-light(text)) < 45 {
			t.Errorf("%s: its text is hard to read", status)
		}
		if status == row.Valid {
			continue // never beside CREATED, whose colour it shares
		}
		for _, other := range seen {
			if math.Abs(l-other) < 8 {
				t.Errorf("%s has lightness %.0f, like another's %.0f", status, l, other)
			}
		}
		seen = append(seen, l)
	}
}

func TestHeaderIsFrozenAndFilteredAndWide(t *testing.T) {
	path := sample(t, 30, sampleOptions(), standardCaps())
	sheet := partOf(t, path, "xl/worksheets/sheet1.xml")
	for _, want := range []string{`<autoFilter ref="$A$1:$O$31"`, `state="frozen"`, `ySplit="1"`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("Results lacks %s", want)
		}
	}
	if strings.Contains(sheet, "<dimension") {
		t.Error("Results claims a size that it has not")
	}
	f := openExcel(t, path)
	for column, atLeast := range map[string]float64{"A": 12, "B": 19, "F": 14, "H": 60} {
		if width, err := f.GetColWidth("Results", column); err != nil || width < atLeast || width > 72 {
			t.Errorf("column %s is %.1f wide, %v", column, width, err)
		}
	}
}

func TestDatesHaveRoom(t *testing.T) {
	o := sampleOptions()
	o.Header = texts("D", "N")
	r := created(2, formatted("45980", "2025-11-19", "dddd, d mmmm yyyy", cell.Date), formatted("1", "000000000001", "000000000000", cell.Padded))
	f := openExcel(t, writeAll(t, filepath.Join(t.TempDir(), "r.xlsx"), o, standardCaps(), []Result{r}))
	for column, atLeast := range map[string]float64{"A": 17, "B": 13} {
		if width, err := f.GetColWidth("Results", column); err != nil || width < atLeast {
			t.Errorf("column %s is %.1f wide, %v", column, width, err)
		}
	}
}

func TestNothingBecomesAFormula(t *testing.T) {
	var list []Result
	for i, value := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"x\")"} {
		r := created(i+2, text(value), text(value))
		r.Outcome = row.Outcome{Status: row.Failed, Code: row.Code(value), Message: value, Cell: "A2", RecordID: value}
		list = append(list, r, r)
	}
	o := sampleOptions()
	o.Header = texts("=1+1", "@x")
	path := writeAll(t, filepath.Join(t.TempDir(), "r.xlsx"), o, standardCaps(), list)
	for n := 1; n <= len(openExcel(t, path).GetSheetList()); n++ {
		if sheet := partOf(t, path, fmt.Sprintf("xl/worksheets/sheet%d.xml", n)); strings.Contains(sheet, "<f>") || strings.Contains(sheet, "<f ") {
			t.Errorf("sheet %d holds a formula", n)
		}
	}
}

func TestEveryPartIsWellFormed(t *testing.T) {
	var list []Result
	for i, value := range awkward() {
		r := created(i+2, text(value), text(value))
		r.Outcome = row.Outcome{Status: row.Failed, Code: row.Code(value), Message: value, Cell: "A2", RecordID: value}
		list = append(list, r, r)
	}
	o := sampleOptions()
	o.Header = texts("\x01", "_x0001_")
	o.Meta.File, o.Meta.Mapping = "a\x01b", "x: \x02_x0041_x0042_\n"
	path := writeAll(t, filepath.Join(t.TempDir(), "r.xlsx"), o, standardCaps(), list)
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, file := range z.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(r)
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", file.Name, err)
			}
		}
	}
	book, _ := readBack(t, path)
	if book.Meta.Mapping != o.Meta.Mapping || book.Meta.File != o.Meta.File {
		t.Errorf("the mapping came back as %q", book.Meta.Mapping)
	}
}

func TestAFullSheetGoesOnInAnother(t *testing.T) {
	c := standardCaps()
	c.rows, c.sample = 11, 4
	path := sample(t, 25, sampleOptions(), c)
	f := openExcel(t, path)
	if diff := cmp.Diff([]string{"Results", "Results 2", "Results 3", "Errors", "Fixes", "Summary", "_posimport"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	for name, lines := range map[string]int{"Results": 11, "Results 2": 11, "Results 3": 6} {
		rows := sheetRows(t, f, name)
		if len(rows) != lines || rows[0][0] != "Position ID" {
			t.Errorf("%s has %d lines, want %d, and begins with %q", name, len(rows), lines, rows[0][0])
		}
	}
	if linked, target, err := f.GetCellHyperLink("Errors", "B7"); err != nil || !linked || target != "'Results 3'!C5" {
		t.Errorf("the link leads to %q, %v", target, err)
	}
	book, rows := readBack(t, path)
	if len(rows) != 25 {
		t.Fatalf("%d rows came back", len(rows))
	}
	for i := range rows {
		if rows[i].Previous.SourceRow != i+4 {
			t.Errorf("row %d is source row %d", i, rows[i].Previous.SourceRow)
		}
	}
	last := 0
	pass := book.Rows(t.Context())
	for pass.Next() {
		if pass.Row().Number <= last {
			t.Errorf("row number %d follows %d", pass.Row().Number, last)
		}
		last = pass.Row().Number
	}
	if want := 2*cell.MaxRows + 6; last != want {
		t.Errorf("the last row has number %d, want %d", last, want)
	}
}

func TestNotesAndLinksAreBounded(t *testing.T) {
	c := standardCaps()
	c.notes, c.links = 2, 3
	path := sample(t, 60, sampleOptions(), c)
	f := openExcel(t, path)
	if comments, err := f.GetComments("Results"); err != nil || len(comments) != 2 {
		t.Errorf("%d notes, %v", len(comments), err)
	}
	for n, name := range []string{"Results", "Errors"} {
		if got := strings.Count(partOf(t, path, fmt.Sprintf("xl/worksheets/sheet%d.xml", n+1)), "<hyperlink "); got != 3 {
			t.Errorf("%s has %d links", name, got)
		}
	}
	all := strings.Join(slices.Concat(sheetRows(t, f, "Summary")...), "\n")
	if !strings.Contains(all, "The first 2 failing cells carry a note and the first 3 errors a link") {
		t.Errorf("the summary does not say so: %s", all)
	}
}

func TestFixes(t *testing.T) {
	f := openExcel(t, sample(t, 60, sampleOptions(), standardCaps()))
	rows := sheetRows(t, f, "Fixes")
	want := [][]string{
		{"Column", "Value", "Rows", "Code", "Suggestion", "Replace with", "What to do"},
		{"Family", "Enginering", "3", "CategoryNotFoundError", "Engineering", ""},
		{"Family", "Finnance", "3", "MAP_UNLISTED_VALUE", "Finance", ""},
		{"Hourly rate", "abc", "3", "VAL_NUMBER", "", ""},
	}
	for i := range want {
		if diff := cmp.Diff(want[i], rows[i+1][:len(want[i])]); diff != "" {
			t.Error(diff)
		}
	}
	style, err := f.GetCellStyle("Fixes", "F3")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := f.GetStyle(style); err != nil || s.Protection == nil || s.Protection.Locked || s.NumFmt != 49 {
		t.Errorf("the cell to fill in: %+v, %v", s, err)
	}
}

func TestNoFixesWhereNothingRepeats(t *testing.T) {
	f := openExcel(t, sample(t, 10, sampleOptions(), standardCaps()))
	if slices.Contains(f.GetSheetList(), "Fixes") {
		t.Error("there is a sheet Fixes")
	}
}

func TestSummary(t *testing.T) {
	path := sample(t, 60, sampleOptions(), standardCaps())
	f := openExcel(t, path)
	found := map[string]string{}
	for _, line := range sheetRows(t, f, "Summary") {
		if len(line) > 1 {
			found[line[0]] = line[1]
		} else if len(line) == 1 {
			found[line[0]] = ""
		}
	}
	for label, want := range map[string]string{
		"CREATED": "42", "EXISTS": "3", "INVALID": "6", "FAILED": "3", "UNKNOWN": "3", "NOT_RUN": "3", "All rows": "60",
		"VAL_REQUIRED": "3", "CategoryNotFoundError": "3", "Run": "20260314-091500-k3f9", "Account": "SAP",
		"Requests sent": "88", "Duration": "0:02:05", "Started (UTC)": "2026-03-14 09:15:00", "Rows per second": "0.5",
		"posimport retry " + quoted(path): "", "Import of Positions 2026.xlsx into COR": "", "  category_id: Family": "",
	} {
		if got, ok := found[label]; !ok || got != want {
			t.Errorf("%q says %q, %v; want %q", label, got, ok, want)
		}
	}
	if chart := partOf(t, path, "xl/charts/chart1.xml"); strings.Count(chart, "<c:ser>")+strings.Count(chart, "<ser>") != 6 {
		t.Error("the chart has not one bar a status")
	}
	for _, at := range []string{"B4", "B9"} {
		if kind, err := f.GetCellType("Summary", at); err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
			t.Errorf("%s is not a number: %v, %v", at, kind, err)
		}
	}
}

func TestDryRunInSpanish(t *testing.T) {
	o := sampleOptions()
	o.Meta.DryRun, o.Lang, o.Words = true, "es", codes.For("es")
	w, err := Create(filepath.Join(t.TempDir(), "r.xlsx"), o)
	if err != nil {
		t.Fatal(err)
	}
	r := sampleResult(7)
	valid := created(5, texts("1", "x")...)
	valid.Outcome.Status = row.Valid
	for _, one := range []Result{r, valid, r} {
		if err := w.Write(&one); err != nil {
			t.Fatal(err)
		}
	}
	path, err := w.Close(Summary{Next: "posimport import x"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[row.Status]int{row.Valid: 1, row.Invalid: 2}, w.body.(*book).tally.counts.Map()); diff != "" {
		t.Error(diff)
	}
	f := openExcel(t, path)
	summary := sheetRows(t, f, "Summary")
	if want := "Ensayo de Positions 2026.xlsx para COR: no se envió nada"; summary[0][0] != want {
		t.Errorf("the title is %q", summary[0][0])
	}
	if got := []string{summary[3][0], summary[4][0], summary[5][0]}; !slices.Equal(got, []string{"VALID", "INVALID", "Todas las filas"}) {
		t.Errorf("statuses of a dry run: %q", got)
	}
	if got := sheetRows(t, f, "Fixes")[1][5]; got != "Reemplazar por" {
		t.Errorf("the column to fill in is called %q", got)
	}
}

func TestAnEmptyRunIsWhole(t *testing.T) {
	o := sampleOptions()
	path := writeAll(t, filepath.Join(t.TempDir(), "r.xlsx"), o, standardCaps(), nil)
	book, rows := readBack(t, path)
	if len(rows) != 0 || len(book.Header()) != 5 || book.Meta.RunID != o.Meta.RunID {
		t.Errorf("%d rows, header %v", len(rows), book.Header())
	}
}

func TestTypedIDsKeepTheirZeros(t *testing.T) {
	r := created(2, text("000042"), text("Dev"))
	format := func(line int) []string {
		r.Row.Line = line
		path := writeAll(t, filepath.Join(t.TempDir(), "r.xlsx"), sampleOptions(), standardCaps(), []Result{r})
		f := openExcel(t, path)
		var formats []string
		for _, at := range []string{"A2", "B2", "C2"} {
			id, err := f.GetCellStyle("Results", at)
			if err != nil {
				t.Fatal(err)
			}
			style, err := f.GetStyle(id)
			if err != nil {
				t.Fatal(err)
			}
			formats = append(formats, strconv.Itoa(style.NumFmt))
		}
		return formats
	}
	if diff := cmp.Diff([]string{"49", "49", "49"}, format(1)); diff != "" {
		t.Errorf("from a CSV: %s", diff)
	}
	if diff := cmp.Diff([]string{"49", "0", "49"}, format(0)); diff != "" {
		t.Errorf("from a workbook: %s", diff)
	}
}
