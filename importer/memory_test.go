package importer

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"posimport/importer/row"
	"posimport/importer/sandbox"
)

// TestLongRowsDoNotFillTheMemory: 330 MB in 100 rows. Every row that is kept a moment longer than needed,
// for the header, for the widths of columns, or on the way from one goroutine to the next, costs 3 MB. The
// cells are longer than a workbook holds, so that its results say in a word that they were cut.
func TestLongRowsDoNotFillTheMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 330 MB")
	}
	const rows, columns, cellSize, most = 100, 100, 33 << 10, 200 // MiB
	for _, name := range []string{"results.csv", "results.xlsx"} {
		p := newPlace(t, corMapping, sandbox.Options{})
		cfg := p.config(filepath.Join(p.dir, "long.csv"))
		writeLong(t, cfg.File, rows, columns, cellSize)
		cfg.DryRun, cfg.Results = true, filepath.Join(p.dir, name)
		_, peak := measure(t, func() error {
			report, err := Import(t.Context(), p.env(), cfg)
			if err == nil && report.Counts[row.Invalid] != rows { // a rate is no text
				err = fmt.Errorf("%v", report.Counts)
			}
			return err
		})
		if peak > most {
			t.Errorf("%s: %.0f MiB", name, peak)
		}
		cfg.Retry, cfg.File, cfg.Results = true, cfg.Results, filepath.Join(p.dir, "again.csv")
		_, peak = measure(t, func() error {
			_, err := Import(t.Context(), p.env(), cfg)
			return err
		})
		if peak > most {
			t.Errorf("%s, again: %.0f MiB", name, peak)
		}
	}
}

func writeLong(t *testing.T, path string, rows, columns, size int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprint(out, "ID,Name,Family,Rate")
	for i := range columns {
		fmt.Fprintf(out, ",C%d", i)
	}
	text := strings.Repeat("x", size)
	for n := range rows {
		fmt.Fprintf(out, "\nP-%d,Developer,external-category-1,none", n)
		for range columns {
			fmt.Fprint(out, ",", text)
		}
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
}

// TestHeaderFarDown: the header may stand below many rows, and below long ones, where the mapping says so.
func TestHeaderFarDown(t *testing.T) {
	const table = "ID,Name,Family,Rate\nP-1,Developer,external-category-1,1.5\n"
	for name, c := range map[string]struct {
		above     string
		headerRow int
		want      string // of the error; empty for none
	}{
		"below many rows":             {strings.Repeat("a note,,,\n", 70), 71, ""},
		"below long rows":             {strings.Repeat(strings.Repeat("x", 100<<10)+",,,\n", 45), 46, ""},
		"found below long rows":       {strings.Repeat(strings.Repeat("x", 100<<10)+",,,\n", 45), 0, ""},
		"below many wide ones":        {strings.Repeat("x"+strings.Repeat(",", 4000)+"\n", 300), 301, ""},
		"looked for below long rows":  {strings.Repeat(strings.Repeat(strings.Repeat("x", 100<<10)+",", 10)+"\n", 40), 0, "--header-row"},
		"looked for below wide rows":  {strings.Repeat("x"+strings.Repeat(",", 16000)+"\n", 49), 0, "--header-row"},
		"named below wide, long rows": {strings.Repeat(strings.Repeat(strings.Repeat("x", 100<<10)+",", 10)+"\n", 40), 41, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, corMapping, sandbox.Options{})
			cfg := p.config(p.file("in.csv", c.above+table))
			cfg.HeaderRow = c.headerRow
			report, err := Import(t.Context(), p.env(), cfg)
			switch {
			case c.want != "":
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("error %v, want %s", err, c.want)
				}
			case err != nil || report.Counts[row.Created] != 1 || report.Rows != 1:
				t.Errorf("%v, %v", report.Counts, err)
			}
		})
	}
}
