package results

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"posimport/importer/row"
	"posimport/importer/sheet"
	"posimport/importer/sheet/cell"
)

// edited writes a sample workbook, lets a person work on it, and saves it as another program would.
func edited(t *testing.T, n int, work func(f *excelize.File) error) string {
	t.Helper()
	f := openExcel(t, sample(t, n, sampleOptions(), standardCaps()))
	if err := work(f); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "edited.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestMetaComesBack(t *testing.T) {
	o := sampleOptions()
	o.Meta.Mapping = strings.Repeat("# ñ 😀 \"quoted\" _x0041_x0042_\n", 5000) // several pieces
	path := writeAll(t, filepath.Join(t.TempDir(), "r.xlsx"), o, standardCaps(), []Result{sampleResult(0)})
	book, _ := readBack(t, path)
	o.Meta.Version = 1
	if diff := cmp.Diff(o.Meta, book.Meta); diff != "" {
		t.Error(diff)
	}
}

func TestMetaThatWasChangedIsRefused(t *testing.T) {
	for name, work := range map[string]func(f *excelize.File) error{
		"a piece changed": func(f *excelize.File) error {
			text, err := f.GetCellValue(sheetMeta, "A2")
			return errors.Join(err, f.SetCellStr(sheetMeta, "A2", strings.Replace(text, "SAP", "JIRA", 1)))
		},
		"a piece gone": func(f *excelize.File) error { return f.RemoveRow(sheetMeta, 2) },
		"a newer one":  func(f *excelize.File) error { return f.SetCellStr(sheetMeta, "B1", "2") },
		"no mark":      func(f *excelize.File) error { return f.SetCellStr(sheetMeta, "A1", "x") },
	} {
		_, err := Open(context.Background(), edited(t, 5, work))
		code, _ := sheet.CodeOf(err)
		if code != row.FileDamaged || !strings.Contains(err.Error(), "_posimport") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAWorkbookWithoutMetaStillHasItsRows(t *testing.T) {
	book, rows := readBack(t, edited(t, 5, func(f *excelize.File) error { return f.DeleteSheet(sheetMeta) }))
	if book.Meta.RunID != "" || len(rows) != 5 {
		t.Errorf("run %q, %d rows", book.Meta.RunID, len(rows))
	}
}

func TestWhatAPersonDoesToAWorkbook(t *testing.T) {
	plain, want := readBack(t, sample(t, 8, sampleOptions(), standardCaps()))
	for name, work := range map[string]func(f *excelize.File) error{
		"sheet renamed": func(f *excelize.File) error { return f.SetSheetName("Results", "Mine") },
		"title above": func(f *excelize.File) error {
			return errors.Join(f.InsertRows("Results", 1, 3), f.SetCellStr("Results", "A1", "Import Status of March"))
		},
		"status first": func(f *excelize.File) error {
			return moveColumn(f, "F", "A")
		},
		"a blank row": func(f *excelize.File) error { return f.InsertRows("Results", 4, 1) },
		"a copy kept": func(f *excelize.File) error {
			to, err := f.NewSheet("Results (2)")
			return errors.Join(err, f.CopySheet(0, to))
		},
		"an older copy kept first": func(f *excelize.File) error {
			to, err := f.NewSheet("Before")
			return errors.Join(err, f.CopySheet(0, to), f.SetCellStr("Before", "B2", "old"), f.MoveSheet("Before", "Results"))
		},
		"another sheet first": func(f *excelize.File) error {
			_, err := f.NewSheet("Mine")
			return errors.Join(err, f.MoveSheet("Mine", "Results"))
		},
		"header in lower case": func(f *excelize.File) error { return f.SetCellStr("Results", "F1", " import status ") },
		"status in lower case": func(f *excelize.File) error { return f.SetCellStr("Results", "F2", " created") },
	} {
		t.Run(name, func(t *testing.T) {
			book, got := readBack(t, edited(t, 8, work))
			if diff := cmp.Diff(plain.Header(), book.Header()); diff != "" {
				t.Errorf("header: %s", diff)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if book.Meta.RunID != sampleMeta().RunID {
				t.Errorf("run %q", book.Meta.RunID)
			}
		})
	}
}

// moveColumn moves a column before another, values only.
func moveColumn(f *excelize.File, from, to string) error {
	rows, err := f.GetRows("Results")
	if err != nil {
		return err
	}
	column, err := excelize.ColumnNameToNumber(from)
	if err != nil {
		return err
	}
	err = errors.Join(f.RemoveCol("Results", from), f.InsertCols("Results", to, 1))
	for i, cells := range rows {
		if column <= len(cells) {
			at, _, _ := strings.Cut(to, "$")
			err = errors.Join(err, f.SetCellStr("Results", at+itoa(i+1), cells[column-1]))
		}
	}
	return err
}

func itoa(n int) string { return strconv.Itoa(n) }

func TestRowsThatWereAddedHaveNoStatus(t *testing.T) {
	_, rows := readBack(t, edited(t, 3, func(f *excelize.File) error {
		return f.SetSheetRow("Results", "A5", &[]any{"000099", "Intern"})
	}))
	if len(rows) != 4 {
		t.Fatalf("%d rows", len(rows))
	}
	if diff := cmp.Diff(Previous{}, rows[3].Previous); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(texts("000099", "Intern"), rows[3].Cells, cmp.Transformer("value", func(c cell.Cell) string { return c.Value })); diff != "" {
		t.Error(diff)
	}
}

func TestWhatCannotBeToldIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		work func(f *excelize.File) error
		want []string
	}{
		"no status":     {func(f *excelize.File) error { return f.RemoveCol("Results", "F") }, []string{`"Results"`, `"Import Status" is missing`}},
		"no source row": {func(f *excelize.File) error { return f.RemoveCol("Results", "M") }, []string{`"Import Source Row" is missing`}},
		"no run":        {func(f *excelize.File) error { return f.RemoveCol("Results", "N") }, []string{`"Import Run ID" is missing`}},
		"no results":    {func(f *excelize.File) error { return f.DeleteSheet("Results") }, []string{"not a results file"}},
		"own status":    {func(f *excelize.File) error { return f.SetCellStr("Results", "F3", "DONE") }, []string{"cell F3", `"DONE" is not a status`}},
		"own row":       {func(f *excelize.File) error { return f.SetCellStr("Results", "M3", "x") }, []string{"cell M3", `"x" is not a row number`}},
		"status without row": {
			func(f *excelize.File) error { return f.SetCellStr("Results", "M3", "") },
			[]string{"cell M3", "it cannot be told which row"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			book, err := Open(context.Background(), edited(t, 5, c.work))
			if err == nil {
				defer book.Close()
				rows := book.Rows(context.Background())
				for rows.Next() {
				}
				err = rows.Err()
				if again := rows.Next(); again {
					t.Error("the pass goes on after an error")
				}
			}
			for _, want := range c.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("error %v, want %q in it", err, want)
				}
			}
			var e *sheet.Error
			if !errors.As(err, &e) || e.Advice == "" {
				t.Errorf("%v does not say what to do", err)
			}
		})
	}
}

func TestColumnsThatAreNotNeededMayGo(t *testing.T) {
	_, rows := readBack(t, edited(t, 5, func(f *excelize.File) error {
		return errors.Join(f.RemoveCol("Results", "O"), f.RemoveCol("Results", "G"), f.RemoveCol("Results", "G"))
	}))
	want := Previous{Status: row.Created, RecordID: "1001", HTTPStatus: 200, Attempts: 1, SourceRow: 5, RunID: sampleMeta().RunID}
	if diff := cmp.Diff(want, rows[1].Previous); diff != "" {
		t.Error(diff)
	}
}

func TestFixesComeBack(t *testing.T) {
	book, _ := readBack(t, edited(t, 60, func(f *excelize.File) error {
		return errors.Join(f.SetCellStr("Fixes", "F3", " Engineering "), f.SetCellInt("Fixes", "F5", 12))
	}))
	got, err := book.Fixes()
	if err != nil {
		t.Fatal(err)
	}
	want := []Fix{{"Family", "Enginering", "Engineering"}, {"Hourly rate", "abc", "12"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestACSVHasNoMeta(t *testing.T) {
	path := writeAll(t, filepath.Join(t.TempDir(), "r.csv"), sampleOptions(), standardCaps(), []Result{sampleResult(0), sampleResult(3)})
	book, rows := readBack(t, path)
	if book.Meta.RunID != "" || len(rows) != 2 || book.HeaderRow() != 1 {
		t.Errorf("run %q, %d rows, header in %d", book.Meta.RunID, len(rows), book.HeaderRow())
	}
	if fixes, err := book.Fixes(); err != nil || len(fixes) != 0 {
		t.Errorf("fixes %v, %v", fixes, err)
	}
	if diff := cmp.Diff([]string{"000004", "人事マネージャー", "Finnance", "64.99", "2025-11-19"}, values(rows[1].Cells)); diff != "" {
		t.Error(diff)
	}
}

func values(cells []cell.Cell) []string {
	var list []string
	for i := range cells {
		list = append(list, cells[i].Value)
	}
	return list
}

func TestACSVAsItIsWritten(t *testing.T) {
	r := sampleResult(9)
	r.Row.Cells[1] = text("=1+1")
	r.Outcome.Message = "@evil, \"quoted\""
	o := sampleOptions()
	path := writeAll(t, filepath.Join(t.TempDir(), "r.csv"), o, standardCaps(), []Result{r})
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "\uFEFFPosition ID,Title,Family,Hourly rate,Start,Import Status,Import Error Code,Import Message,Import Cell,Import Record ID," +
		"Import HTTP Status,Import Attempts,Import Source Row,Import Run ID,Import Time\n" +
		"000010,'=1+1,Enginering,64.99,2025-11-19,FAILED,CategoryNotFoundError,\"'@evil, \"\"quoted\"\"\",C13,,404,1,13," +
		"20260314-091500-k3f9,2026-03-14T09:15:09Z\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	_, rows := readBack(t, path)
	if rows[0].Cells[1].Value != "=1+1" || rows[0].Previous.Message != r.Outcome.Message {
		t.Errorf("came back as %+v", rows[0])
	}
}

func TestManyRowsKeepTheirOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.csv")
	if _, err := writeSample(path, 5*cell.BlockRows+7, sampleOptions(), standardCaps()); err != nil {
		t.Fatal(err)
	}
	_, rows := readBack(t, path)
	if len(rows) != 5*cell.BlockRows+7 {
		t.Fatalf("%d rows", len(rows))
	}
	for i := range rows {
		if rows[i].Previous.SourceRow != i+4 || rows[i].Previous.Status != sampleResult(i).Outcome.Status {
			t.Fatalf("row %d: %+v", i, rows[i].Previous)
		}
	}
}

func TestOtherFilesAreNotResults(t *testing.T) {
	path := filepath.Join(t.TempDir(), "in.csv")
	put(t, path, "id,name\n1,x\n", 0o644)
	_, err := Open(context.Background(), path)
	if !errors.Is(err, ErrNotResults) || !strings.Contains(err.Error(), "posimport import") {
		t.Errorf("error %v", err)
	}
	if _, err := Open(context.Background(), path+".none"); err == nil || errors.Is(err, ErrNotResults) {
		t.Errorf("error %v", err)
	}
}

func TestAPassEndsWithItsContext(t *testing.T) {
	book, _ := readBack(t, sample(t, 5, sampleOptions(), standardCaps()))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	rows := book.Rows(ctx)
	for rows.Next() {
	}
	if !errors.Is(rows.Err(), context.Canceled) {
		t.Errorf("error %v", rows.Err())
	}
}
