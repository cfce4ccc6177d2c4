package sheet

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"posimport/importer/sheet/cell"
)

// meant is a value that a test gives to excelize, with the cell that it must come back as.
type meant struct {
	value any
	code  string // number format
	want  cell.Cell
}

// meanings leaves out text that looks like an escape (_x0041_): only excelize's streaming way writes
// it so that it comes back, here and in Excel.
func meanings() []meant {
	text := func(s string) meant { return meant{s, "", cell.Cell{Kind: cell.Text, Value: s}} }
	number := func(v any, s string) meant { return meant{v, "", cell.Cell{Kind: cell.Number, Value: s}} }
	shown := func(v any, code, value, seen string, class cell.Class) meant {
		return meant{v, code, cell.Cell{Kind: cell.Number, Value: value, Shown: seen, Format: code, Class: class}}
	}
	return []meant{
		text("Senior Engineer"),
		text("Diseñador – Jefe"),
		text("東京 😀"),
		text("a<b>&\"c\"'d'"),
		text("  outer spaces  "),
		text("line one\nline two\ttab"),
		text("00042"),
		text("=1+1"),
		text("123456789012345678"),
		text(strings.Repeat("long ", 2000)),
		number(0, "0"),
		number(42, "42"),
		number(-7, "-7"),
		number(64.99, "64.99"),
		number(0.1+0.2, "0.3"),
		number(1e-7, "0.0000001"),
		number(1234567.891, "1234567.891"),
		number(1e15-1, "999999999999999"),
		{true, "", cell.Cell{Kind: cell.Bool, Value: "TRUE"}},
		{false, "", cell.Cell{Kind: cell.Bool, Value: "FALSE"}},
		shown(42, "000000", "42", "000042", cell.Padded),
		shown(0.12, "0%", "0.12", "12%", cell.Percent),
		shown(64.9, "0.00", "64.9", "64.90", cell.General),
		shown(1234.5, "#,##0.00", "1234.5", "1,234.50", cell.Other),
		shown(45980, "yyyy-mm-dd", "45980", "2025-11-19", cell.Date),
		shown(45980.25, "yyyy-mm-dd hh:mm", "45980.25", "2025-11-19T06:00:00", cell.DateTime),
		shown(42, "@", "42", "", cell.AsText),
	}
}

// TestExcelizeWrites reads what excelize writes, cell by cell in its normal and its streaming way, at
// places that are scattered at random, and compares it with what was meant.
func TestExcelizeWrites(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	all := meanings()
	for round := range 6 {
		stream := round%2 == 1
		t.Run(fmt.Sprintf("round %d, stream %v", round, stream), func(t *testing.T) {
			var table [][]meant
			for range 40 {
				row := make([]meant, 1+random.IntN(12))
				for i := range row {
					if random.IntN(4) > 0 {
						row[i] = all[random.IntN(len(all))]
					}
				}
				table = append(table, row)
			}
			path := filepath.Join(t.TempDir(), "excelize.xlsx")
			if err := writeExcelize(path, table, stream); err != nil {
				t.Fatal(err)
			}
			rows, _, err := readAll(path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			compareMeant(t, table, rows)
		})
	}
}

func compareMeant(t *testing.T, table [][]meant, rows []cell.Row) {
	t.Helper()
	byNumber := map[int]*cell.Row{}
	for i := range rows {
		byNumber[rows[i].Number] = &rows[i]
	}
	for i, row := range table {
		got := byNumber[i+1]
		if got == nil {
			got = &cell.Row{}
		}
		for column := range row {
			if c := got.At(column); *c != row[column].want {
				t.Errorf("%s: %+v, want %+v", cell.Name(column, i+1), *c, row[column].want)
			}
		}
		if len(got.Cells) > len(row) {
			t.Errorf("row %d has %d cells, want %d", i+1, len(got.Cells), len(row))
		}
	}
}

func writeExcelize(path string, table [][]meant, stream bool) error {
	f := excelize.NewFile()
	styles := map[string]int{}
	style := func(code string) (int, error) {
		if id, known := styles[code]; known || code == "" {
			return id, nil
		}
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		styles[code] = id
		return id, err
	}
	var w *excelize.StreamWriter
	if stream {
		var err error
		if w, err = f.NewStreamWriter("Sheet1"); err != nil {
			return err
		}
	}
	for i, row := range table {
		values := make([]any, len(row))
		for column, m := range row {
			id, err := style(m.code)
			if err != nil {
				return err
			}
			if m.value == nil {
				continue
			}
			values[column] = excelize.Cell{StyleID: id, Value: m.value}
			name := cell.Name(column, i+1)
			if !stream {
				if err := f.SetCellValue("Sheet1", name, m.value); err != nil {
					return err
				}
				if err := f.SetCellStyle("Sheet1", name, name, id); err != nil {
					return err
				}
			}
		}
		if stream {
			if err := w.SetRow(cell.Name(0, i+1), values); err != nil {
				return err
			}
		}
	}
	if stream {
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return f.SaveAs(path)
}

// TestAsExcelizeShows compares the shown text of numbers under many formats with excelize's, which
// renders independently. Formats that either shows in another way by design are left out.
func TestAsExcelizeShows(t *testing.T) {
	codes := []string{
		"0", "00", "000000", "0.0", "0.00", "0.000", "#,##0", "#,##0.00", "0%", "0.00%", `"ID-"0000`, "000-00-0000", `0.00" kg"`,
		`#,##0.00\ "€"`, `[$$-409]#,##0.00`, "$#,##0.00", "0000.0",
	}
	values := []float64{0, 1, 42, 999, 1000, 1234.5, 99999.99, 1234567.25, 0.125, 0.5, -42, -1234.5}
	f := excelize.NewFile()
	for column, code := range codes {
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			t.Fatal(err)
		}
		for i, value := range values {
			name := cell.Name(column, i+1)
			if err := f.SetCellValue("Sheet1", name, value); err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellStyle("Sheet1", name, name, id); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "formats.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	rows, _, err := readAll(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		for column := range rows[i].Cells {
			name := cell.Name(column, rows[i].Number)
			want, err := f.GetCellValue("Sheet1", name)
			if err != nil {
				t.Fatal(err)
			}
			if got := rows[i].At(column).Display(); got != want {
				t.Errorf("%s, %g under %q: %q, excelize shows %q", name, values[i], codes[column], got, want)
			}
		}
	}
}

// TestDatesAsExcelize writes a day of every month of many years through excelize.
func TestDatesAsExcelize(t *testing.T) {
	f := excelize.NewFile()
	var want []string
	for year := 1900; year < 2200; year += 7 {
		for month := time.January; month <= time.December; month++ {
			day := time.Date(year, month, 28, 0, 0, 0, 0, time.UTC)
			want = append(want, day.Format(time.DateOnly))
			if err := f.SetCellValue("Sheet1", cell.Name(0, len(want)), day); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "dates.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	rows, _, err := readAll(path, Options{})
	if err != nil || len(rows) != len(want) {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i := range rows {
		if got := rows[i].At(0).Shown; got != want[i] && got != want[i]+"T00:00:00" {
			t.Errorf("%s came back as %s", want[i], got)
		}
	}
}
