package cli

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"posimport/samples"
)

// openBook opens a workbook for the length of a story.
func openBook(ts *testscript.TestScript, file string) *excelize.File {
	book, err := excelize.OpenFile(ts.MkAbs(file))
	ts.Check(err)
	ts.Defer(func() { ts.Check(book.Close()) })
	return book
}

func scriptMakeBook(ts *testscript.TestScript, args []string) {
	need(ts, args, 2)
	rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(args[1]))).ReadAll()
	ts.Check(err)
	book := excelize.NewFile()
	for i, cells := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		ts.Check(err)
		ts.Check(book.SetSheetRow("Sheet1", at, &cells))
	}
	ts.Check(errors.Join(book.SaveAs(ts.MkAbs(args[0])), book.Close()))
}

func scriptMany(ts *testscript.TestScript, args []string) {
	need(ts, args, 2)
	var text strings.Builder
	text.WriteString("Position ID,Position name\n")
	for i := range number(ts, args[1]) {
		fmt.Fprintf(&text, "%06d,Developer %d\n", i, i)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text.String()), 0o644))
}

// scriptAgrees holds the results against what the sandbox really has: no more and no less.
func scriptAgrees(ts *testscript.TestScript, args []string) {
	need(ts, args, 1)
	t := readTable(ts, args[0])
	status, id := t.column(ts, "Import Status"), t.column(ts, "Import Record ID")
	created, real := map[string]bool{}, map[string]bool{}
	for i := 1; i < len(t); i++ {
		if t.cell(i, status) == "CREATED" {
			created[t.cell(i, id)] = true
		}
	}
	for _, p := range positions(ts) {
		real[p.ID] = true
	}
	if diff := cmp.Diff(real, created); diff != "" {
		ts.Fatalf("what is there and what the results say (-there +said):\n%s", diff)
	}
	if len(created) == 0 || len(created) == len(t)-1 {
		ts.Fatalf("%d of %d rows were created: the run was not interrupted on its way", len(created), len(t)-1)
	}
}

// scriptMakeBook37 makes a workbook in which one slip stands in 37 rows.
func scriptMakeBook37(ts *testscript.TestScript, args []string) {
	need(ts, args, 1)
	book := excelize.NewFile()
	ts.Check(book.SetSheetRow("Sheet1", "A1", &[]string{"Code", "Title", "Family"}))
	for i := range 40 {
		family := "Finnance"
		if i%15 == 0 {
			family = "Design"
		}
		cells := []string{fmt.Sprintf("P%d", i), "Controller", family}
		ts.Check(book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+2), &cells))
	}
	ts.Check(errors.Join(book.SaveAs(ts.MkAbs(args[0])), book.Close()))
}

// scriptMakeFormats makes a workbook whose numbers are shown otherwise than they are stored.
func scriptMakeFormats(ts *testscript.TestScript, args []string) {
	need(ts, args, 1)
	book := excelize.NewFile()
	ts.Check(book.SetSheetRow("Sheet1", "A1", &[]string{"Code", "Title", "Rate"}))
	ts.Check(book.SetSheetRow("Sheet1", "A2", &[]any{42, "Developer", 64.99}))
	ts.Check(book.SetSheetRow("Sheet1", "A3", &[]any{123456789012345678, "Tester", 1}))
	for at, format := range map[string]string{"A2": "000000", "C2": "0"} {
		style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
		ts.Check(err)
		ts.Check(book.SetCellStyle("Sheet1", at, at, style))
	}
	ts.Check(errors.Join(book.SaveAs(ts.MkAbs(args[0])), book.Close()))
}

func scriptCells(ts *testscript.TestScript, args []string) {
	need(ts, args, 3)
	book := openBook(ts, args[0])
	for _, want := range args[2:] {
		cell, text, _ := strings.Cut(want, "=")
		got, err := book.GetCellValue(args[1], cell)
		ts.Check(err)
		if got != text {
			ts.Fatalf("%s of sheet %s shows %q, not %q", cell, args[1], got, text)
		}
	}
}

func scriptSetCell(ts *testscript.TestScript, args []string) {
	need(ts, args, 3)
	book := openBook(ts, args[0])
	for _, one := range args[2:] {
		cell, text, _ := strings.Cut(one, "=")
		ts.Check(book.SetCellStr(args[1], cell, text))
	}
	ts.Check(book.Save())
}

func scriptHideRow(ts *testscript.TestScript, args []string) {
	need(ts, args, 3)
	book := openBook(ts, args[0])
	ts.Check(book.SetRowVisible(args[1], number(ts, args[2]), false))
	ts.Check(book.Save())
}

func scriptDeleteRow(ts *testscript.TestScript, args []string) {
	need(ts, args, 3)
	book := openBook(ts, args[0])
	ts.Check(book.RemoveRow(args[1], number(ts, args[2])))
	ts.Check(book.Save())
}

func scriptSwapColumns(ts *testscript.TestScript, args []string) {
	need(ts, args, 4)
	book := openBook(ts, args[0])
	for i := range readTable(ts, args[0]) {
		swapCells(ts, book, args[1], fmt.Sprint(args[2], i+1), fmt.Sprint(args[3], i+1))
	}
	ts.Check(book.Save())
}

// scriptSwapRows exchanges two rows, as sorting does: file sheet row row.
func scriptSwapRows(ts *testscript.TestScript, args []string) {
	need(ts, args, 4)
	book := openBook(ts, args[0])
	for i := range readTable(ts, args[0])[0] {
		column, err := excelize.ColumnNumberToName(i + 1)
		ts.Check(err)
		swapCells(ts, book, args[1], column+args[2], column+args[3])
	}
	ts.Check(book.Save())
}

func swapCells(ts *testscript.TestScript, book *excelize.File, sheet, one, other string) {
	left, err := book.GetCellValue(sheet, one)
	ts.Check(err)
	right, err := book.GetCellValue(sheet, other)
	ts.Check(err)
	ts.Check(book.SetCellStr(sheet, one, right))
	ts.Check(book.SetCellStr(sheet, other, left))
}

func scriptSample(ts *testscript.TestScript, args []string) {
	need(ts, args, 1)
	data, err := fs.ReadFile(samples.FS(), args[0])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o644))
}

// table is the results as a person sees them: a header and rows of shown texts.
type table [][]string

func readTable(ts *testscript.TestScript, file string) table {
	if filepath.Ext(file) == ".csv" {
		text := strings.TrimPrefix(ts.ReadFile(file), "\ufeff")
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		ts.Check(err)
		return rows
	}
	rows, err := openBook(ts, file).GetRows("Results")
	ts.Check(err)
	return rows
}

// column returns the place of a header.
func (t table) column(ts *testscript.TestScript, header string) int {
	for i, title := range t[0] {
		if title == header {
			return i
		}
	}
	ts.Fatalf("there is no column %q among %q", header, t[0])
	return -1
}

// line returns the place of the results of an input row.
func (t table) line(ts *testscript.TestScript, source string) int {
	at := t.column(ts, "Import Source Row")
	for i := range t {
		if i > 0 && t.cell(i, at) == source {
			return i
		}
	}
	ts.Fatalf("there are no results of row %s", source)
	return -1
}

func (t table) cell(line, column int) string {
	if column >= len(t[line]) {
		return ""
	}
	return t[line][column]
}

func scriptRow(ts *testscript.TestScript, args []string) {
	need(ts, args, 3)
	t := readTable(ts, args[0])
	line := t.line(ts, args[1])
	for _, want := range args[2:] {
		split := strings.IndexAny(want, "=~")
		if split < 0 {
			ts.Fatalf("%q is neither HEADER=VALUE nor HEADER~PATTERN", want)
		}
		header, text := want[:split], want[split+1:]
		got := t.cell(line, t.column(ts, header))
		good := got == text
		if want[split] == '~' {
			pattern, err := regexp.Compile(text)
			ts.Check(err)
			good = pattern.MatchString(got)
		}
		if !good {
			ts.Fatalf("%s of row %s is %q, not %q", header, args[1], got, text)
		}
	}
}

// scriptEdit types into the results as a person would.
func scriptEdit(ts *testscript.TestScript, args []string) {
	need(ts, args, 3)
	t := readTable(ts, args[0])
	line := t.line(ts, args[1])
	book := openBook(ts, args[0])
	for _, one := range args[2:] {
		header, text, _ := strings.Cut(one, "=")
		at, err := excelize.CoordinatesToCellName(t.column(ts, header)+1, line+1)
		ts.Check(err)
		ts.Check(book.SetCellStr("Results", at, text))
	}
	ts.Check(book.Save())
}

func scriptStatuses(ts *testscript.TestScript, args []string) {
	need(ts, args, 2)
	t := readTable(ts, args[0])
	got, want := map[string]string{}, map[string]string{}
	counts := map[string]int{}
	at := t.column(ts, "Import Status")
	for i := 1; i < len(t); i++ {
		counts[t.cell(i, at)]++
	}
	for status, n := range counts {
		got[status] = fmt.Sprint(n)
	}
	for _, one := range args[1:] {
		status, n, _ := strings.Cut(one, "=")
		want[status] = n
	}
	if diff := cmp.Diff(want, got); diff != "" {
		ts.Fatalf("the statuses of %s (-want +got):\n%s", args[0], diff)
	}
}
