package importer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"posimport/importer/results"
	"posimport/importer/row"
	"posimport/importer/sandbox"
)

func TestQuoted(t *testing.T) {
	for argument, want := range map[string]string{
		"results.xlsx":           `results.xlsx`,
		"/home/ana/R-1_b.xlsx":   `/home/ana/R-1_b.xlsx`,
		"Posición.xlsx":          `'Posición.xlsx'`,
		"":                       `''`,
		"my results.xlsx":        `'my results.xlsx'`,
		"results (2).xlsx":       `'results (2).xlsx'`,
		"R&D.xlsx":               `'R&D.xlsx'`,
		"a;b":                    `'a;b'`,
		"it's.xlsx":              `'it'\''s.xlsx'`,
		"*.xlsx":                 `'*.xlsx'`,
		"a|b>c<d#e?[f]{g}":       `'a|b>c<d#e?[f]{g}'`,
		"~/a.xlsx":               `'~/a.xlsx'`,
		"$HOME.xlsx":             `'$HOME.xlsx'`,
		"a`b`":                   "'a`b`'",
		`a\b`:                    `'a\b'`,
		`say "hi"!`:              `'say "hi"!'`,
		"it's $5":                `'it'\''s $5'`,
		"line\nbreak":            "'line\nbreak'",
		"metadata.source=SAP":    `metadata.source=SAP`,
		"name=Software Engineer": `'name=Software Engineer'`,
	} {
		if got := quoted(argument, false); got != want {
			t.Errorf("%q: %s, want %s", argument, got, want)
		}
	}
	for argument, want := range map[string]string{
		`C:\Users\Ana\results.xlsx`:    `C:\Users\Ana\results.xlsx`,
		`C:\Users\Ana B\results.xlsx`:  `"C:\Users\Ana B\results.xlsx"`,
		`C:\Users\ANA~1\R&D (2)$.xlsx`: `"C:\Users\ANA~1\R&D (2)$.xlsx"`,
	} {
		if got := quoted(argument, true); got != want {
			t.Errorf("on Windows %q: %s, want %s", argument, got, want)
		}
	}
}

func TestBesideInput(t *testing.T) {
	at := time.Date(2026, 11, 21, 18, 30, 12, 0, time.Local)
	for _, c := range []struct {
		file   string
		dryRun bool
		want   string
	}{
		{"positions.csv", false, "positions-results-20261121-183012.xlsx"},
		{"positions.csv", true, "positions-check-20261121-183012.xlsx"},
		{"dir/Cargos 2026.xlsx", false, "dir/Cargos 2026-results-20261121-183012.xlsx"},
		{"noending", false, "noending-results-20261121-183012.xlsx"},
		{"a.b.csv", false, "a.b-results-20261121-183012.xlsx"},
		{"positions-results-20250101-000000.xlsx", false, "positions-results-20261121-183012.xlsx"},
		{"positions-check-20250101-000000.xlsx", false, "positions-results-20261121-183012.xlsx"},
		{"positions-results-20250101-000000.xlsx", true, "positions-check-20261121-183012.xlsx"},
		{"positions-results-20250101-000000 (2).xlsx", false, "positions-results-20261121-183012.xlsx"},
		{"x-results-old.xlsx", false, "x-results-old-results-20261121-183012.xlsx"},
	} {
		if got := besideInput(c.file, c.dryRun, at); got != filepath.FromSlash(c.want) && got != c.want {
			t.Errorf("%s, dry run %v: %s, want %s", c.file, c.dryRun, got, c.want)
		}
	}
}

func TestNext(t *testing.T) {
	const path = "my results.xlsx"
	stop := &StopError{Code: row.AuthRefused, Text: "refused"}
	for _, c := range []struct {
		name   string
		report Report
		want   string
	}{
		{"all created", Report{Rows: 2, Counts: counts(row.Created, 1, row.Exists, 1)}, ""},
		{"some left out", Report{Rows: 2, Counts: counts(row.Created, 1, row.NotRun, 1)}, ""},
		{"one failed", Report{Rows: 1, Counts: counts(row.Failed, 1)}, `posimport retry 'my results.xlsx'`},
		{"one invalid", Report{Rows: 2, Counts: counts(row.Created, 1, row.Invalid, 1)}, `posimport retry 'my results.xlsx'`},
		{"one unknown", Report{Rows: 1, Counts: counts(row.Unknown, 1)}, `posimport retry 'my results.xlsx'`},
		{"stopped", Report{Stopped: stop, Rows: 2, Counts: counts(row.Failed, 1, row.NotRun, 1)}, "posimport resume R-1"},
		{"interrupted", Report{Interrupted: true, Rows: 2, Counts: counts(row.Created, 1, row.NotRun, 1)}, "posimport resume R-1"},
		{"strict", Report{Strict: true, Stopped: &StopError{}, Rows: 2, Counts: counts(row.Invalid, 1, row.NotRun, 1)}, `posimport retry 'my results.xlsx' --dry-run`},
		{"dry run, all valid", Report{DryRun: true, Rows: 1, Counts: counts(row.Valid, 1)}, `posimport retry 'my results.xlsx'`},
		{"dry run, one invalid", Report{DryRun: true, Rows: 1, Counts: counts(row.Invalid, 1)}, `posimport retry 'my results.xlsx' --dry-run`},
	} {
		c.report.RunID, c.report.Results = "R-1", path
		if got := c.report.Next(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestSummaryNamesWhereTheResultsStand: the place that was asked for may be taken.
func TestSummaryNamesWhereTheResultsStand(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	cfg := p.config(p.file("in.csv", "ID,Name,Family,Rate,Notes\n1,,,,\n"))
	cfg.Results = filepath.Join(p.dir, "my results.xlsx")
	if err := os.Mkdir(cfg.Results, 0o700); err != nil {
		t.Fatal(err)
	}
	report := p.run(cfg)
	if want := filepath.Join(p.dir, "my results (2).xlsx"); report.Results != want {
		t.Errorf("results at %s, want %s", report.Results, want)
	}
	if want := "posimport retry " + Quoted(report.Results); report.Next() != want {
		t.Errorf("next: %s, want %s", report.Next(), want)
	}
	book, err := results.Open(t.Context(), report.Results)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if book.Meta.RunID != report.RunID || book.Meta.Target != "cor" || book.Meta.Account != "SAP" || !strings.Contains(book.Meta.Mapping, "metadata.source") {
		t.Errorf("the workbook's own facts: %+v", book.Meta)
	}
}

// TestResultsAreRefusedEarly: before anything is sent, or kept.
func TestResultsAreRefusedEarly(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	file := p.file("in.csv", "ID,Name,Family,Rate,Notes\n1,A,,,\n")
	for name, path := range map[string]string{
		"the input":       file,
		"another ending":  filepath.Join(p.dir, "results.pdf"),
		"no such folder":  filepath.Join(p.dir, "nowhere", "results.csv"),
		"a file's folder": filepath.Join(file, "results.csv"),
	} {
		cfg := p.config(file)
		cfg.Results = path
		if _, err := Import(t.Context(), p.env(), cfg); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if runs, err := p.store.Runs(t.Context()); len(runs) != 0 || err != nil {
		t.Errorf("%d runs are kept, %v", len(runs), err)
	}
	if len(p.server.Truth()) != 0 {
		t.Errorf("%d events at the server", len(p.server.Truth()))
	}
}
