package importer

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"posimport/importer/row"
	"posimport/importer/sandbox"
)

// TestEveryRowIsInTheResultsOnce imports files with blank lines, rows of every kind and choices of all
// sorts, and compares the results' rows with the input's.
func TestEveryRowIsInTheResultsOnce(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 7))
	for round := range 12 {
		p := newPlace(t, corMapping, sandbox.Options{})
		var text strings.Builder
		text.WriteString("ID,Name,Family,Rate,Notes\n")
		var rows []int
		number := 1
		for i := range dice.IntN(300) + 1 {
			number++
			switch dice.IntN(12) {
			case 0:
				text.WriteString("\n")
				continue
			case 1:
				fmt.Fprintf(&text, "%06d,,external-category-1,1,\n", i)
			case 2:
				fmt.Fprintf(&text, "%06d,A,external-category-1,abc,\n", i)
			case 3:
				fmt.Fprintf(&text, "%06d,A,nowhere,1,\n", i)
			case 4:
				fmt.Fprintf(&text, "000000,\"A\nB\",,,\n")
			default:
				fmt.Fprintf(&text, "%06d,Developer,external-category-2,64.99,x\n", i)
			}
			rows = append(rows, number)
		}
		if len(rows) == 0 {
			continue
		}
		cfg := p.config(p.file("in.csv", text.String()))
		if dice.IntN(3) == 0 {
			cfg.Limit = dice.IntN(100) + 1
		}
		if dice.IntN(3) == 0 {
			var err error
			if cfg.Rows, err = ParseRows("2-50,70-"); err != nil {
				t.Fatal(err)
			}
		}
		cfg.DryRun = round%4 == 0
		cfg.Strict = round%4 == 1
		report := p.run(cfg)
		var got []int
		counts := map[row.Status]int{}
		for _, r := range readResults(t, report.Results) {
			got = append(got, r.source(t))
			counts[r.status()]++
		}
		if diff := cmp.Diff(rows, got); diff != "" {
			t.Errorf("round %d: rows of the input and of the results: %s", round, diff)
		}
		if diff := cmp.Diff(counts, report.Counts); diff != "" {
			t.Errorf("round %d: rows and report: %s", round, diff)
		}
		if report.Rows != len(rows) {
			t.Errorf("round %d: the report counts %d rows, want %d", round, report.Rows, len(rows))
		}
		if made := len(p.server.Created()); made != counts[row.Created] || (cfg.DryRun && made > 0) {
			t.Errorf("round %d: %d positions, %d CREATED", round, made, counts[row.Created])
		}
	}
}

func TestRowsThatAreLeftOut(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	file := p.file("in.csv", "ID,Name,Family,Rate,Notes\n1,A,,,\n2,B,,,\n3,,,,\n4,D,,,\n5,E,,,\n6,F,,,\n")
	cfg := p.config(file)
	cfg.Limit = 3
	var err error
	if cfg.Rows, err = ParseRows("3-7"); err != nil {
		t.Fatal(err)
	}
	report := p.run(cfg)
	var got []string
	for _, r := range readResults(t, report.Results) {
		got = append(got, string(r.status())+" "+r.message())
	}
	want := []string{
		"NOT_RUN Left out by --rows 3-7.", "CREATED ", "", "CREATED ", "NOT_RUN Left out by --limit.", "NOT_RUN Left out by --limit.",
	}
	if !strings.HasPrefix(got[2], "INVALID ") {
		t.Errorf("row 4 is %q", got[2])
	}
	got[2] = ""
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if report.ExitCode() != ExitSomeFailed {
		t.Errorf("exit code %d", report.ExitCode())
	}
}

// workbook writes a sheet and returns its path; change may do more to it.
func (p *place) workbook(rows [][]any, change func(f *excelize.File) error) string {
	p.t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, values := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &values); err != nil {
			p.t.Fatal(err)
		}
	}
	if change != nil {
		if err := change(f); err != nil {
			p.t.Fatal(err)
		}
	}
	path := filepath.Join(p.dir, "in.xlsx")
	if err := f.SaveAs(path); err != nil {
		p.t.Fatal(err)
	}
	return path
}

func bookRows(n int) [][]any {
	rows := [][]any{{"ID", "Name", "Family", "Rate", "Notes"}}
	for i := range n {
		rows = append(rows, []any{fmt.Sprintf("%06d", i), "Developer", "external-category-1", 1.5, ""})
	}
	return rows
}

func TestSkipHidden(t *testing.T) {
	for skip, want := range map[bool][]row.Status{
		true:  {row.Created, row.NotRun, row.Created, row.NotRun, row.Created},
		false: {row.Created, row.Created, row.Created, row.Created, row.Created},
	} {
		p := newPlace(t, strings.Replace(corMapping, "name: Name", "name: {from: [Name, Notes]}", 1), sandbox.Options{})
		rows := bookRows(5)
		for i := range rows[1:] {
			rows[i+1][4] = "Seen"
		}
		cfg := p.config(p.workbook(rows, func(f *excelize.File) error {
			for _, n := range []int{3, 5} {
				if err := f.SetRowVisible("Sheet1", n, false); err != nil {
					return err
				}
			}
			return f.SetColVisible("Sheet1", "B", false)
		}))
		cfg.SkipHidden = skip
		report := p.run(cfg)
		var got []row.Status
		for _, r := range readResults(t, report.Results) {
			got = append(got, r.status())
			if r.status() == row.NotRun && !strings.Contains(r.message(), "--skip-hidden") {
				t.Errorf("row %s: %q", r["Import Source Row"], r.message())
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("skip %v: %s", skip, diff)
		}
		for _, e := range p.server.Created() {
			if has := strings.Contains(string(e.Body), "Developer"); has == skip {
				t.Errorf("skip %v: what the hidden column holds: %s", skip, e.Body)
			}
		}
		var warned []string
		for _, w := range p.warned {
			warned = append(warned, w.Text)
		}
		told := strings.Join(warned, "\n")
		if strings.Contains(told, "hidden columns left out by --skip-hidden: B (Name)") != skip || strings.Contains(told, "--skip-hidden leaves") == skip {
			t.Errorf("skip %v: warnings %q", skip, warned)
		}
	}
}

// TestDryRunOfMergedCells: merged ranges stand behind the rows, so that the first pass over a longer
// sheet does not know them; only one file may come of it, and it is the right one.
func TestDryRunOfMergedCells(t *testing.T) {
	for _, named := range []bool{true, false} {
		p := newPlace(t, corMapping, sandbox.Options{})
		cfg := p.config(p.workbook(bookRows(90), func(f *excelize.File) error { return f.MergeCell("Sheet1", "B3", "B4") }))
		cfg.DryRun = true
		if !named {
			cfg.Results = ""
		}
		report := p.run(cfg)
		if report.Counts[row.Invalid] != 2 || report.Counts[row.Valid] != 88 {
			t.Errorf("%v", report.Counts)
		}
		files, err := filepath.Glob(filepath.Join(p.dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		want := []string{filepath.Join(p.dir, "in.xlsx"), report.Results, filepath.Join(p.dir, "state")}
		slices.Sort(want)
		if diff := cmp.Diff(want, files); diff != "" {
			t.Errorf("named %v: files: %s", named, diff)
		}
		if len(p.server.Truth()) != 0 {
			t.Errorf("a dry run sent %d requests", len(p.server.Truth()))
		}
	}
}

func TestImportOfMergedCells(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	report := p.run(p.config(p.workbook(bookRows(90), func(f *excelize.File) error { return f.MergeCell("Sheet1", "B3", "B4") })))
	if diff := cmp.Diff(counts(row.Created, 88, row.Invalid, 2), report.Counts); diff != "" {
		t.Error(diff)
	}
}

// TestInvalidTellsHowMany: the first issue with its cell, and how many more.
func TestInvalidTellsHowMany(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	report := p.run(p.config(p.file("in.csv", "ID,Name,Family,Rate,Notes\n1,A,,,\n,,,abc,\n3,,,,\n")))
	all := readResults(t, report.Results)
	if o := all[1]; o.status() != row.Invalid || o.code() != row.ValRequired || o["Import Cell"] != "A3" || strings.Count(o.message(), "2") != 1 {
		t.Errorf("%v", o)
	}
	if o := all[2]; o.status() != row.Invalid || o["Import Cell"] != "B4" || strings.Contains(o.message(), "more") {
		t.Errorf("%v", o)
	}
	if o := all[0]; o.status() != row.Created || o["Import Record ID"] != "1" || o["Import HTTP Status"] != "200" || o["Import Attempts"] != "1" {
		t.Errorf("%v", o)
	}
}

// TestRetryCarriesOver: what succeeded keeps what was said of it; the rest runs as it now stands.
func TestRetryCarriesOver(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	first := p.run(p.config(p.file("in.csv", "ID,Name,Family,Rate,Notes\n1,A,,,\n2,,,,\n3,C,nowhere,,\n4,D,,,\n5,E,,,\n")))
	before := readResults(t, first.Results)
	edited := p.edit(first.Results, func(records [][]string) [][]string {
		records[2][1] = "B"                   // INVALID: the name was missing
		records[3][2] = "external-category-1" // FAILED: no such category
		records[4][1] = "D, later"            // CREATED, and changed
		copied := slices.Clone(records[1])    // CREATED, and copied with its import columns
		copied[0] = "6"
		added := []string{"7", "G"}
		for len(added) < len(records[0]) {
			added = append(added, "")
		}
		return [][]string{records[0], records[5], records[3], records[2], records[4], records[1], copied, added}
	})
	second := p.retry(edited)
	all := readResults(t, second.Results)
	var got []string
	for _, r := range all {
		got = append(got, fmt.Sprintf("%s %s row %s %v", r["ID"], r.status(), r["Import Source Row"], r["Import Run ID"] == first.RunID))
	}
	want := []string{
		"5 CREATED row 6 true", "3 CREATED row 4 false", "2 CREATED row 3 false", "4 CREATED row 5 true", "1 CREATED row 2 true",
		"6 INVALID row 2 true", "7 CREATED row 10 false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before[0], all[4]); diff != "" {
		t.Errorf("a row that was carried over has changed: %s", diff)
	}
	if m := all[3].message(); !strings.Contains(m, "changed after it was created") {
		t.Errorf("the edited CREATED row says %q", m)
	}
	if all[5].code() != row.ValCopied {
		t.Errorf("the copied row: %v", all[5])
	}
	made := p.server.Created()
	if len(made) != 6 {
		t.Errorf("%d positions, want 6", len(made))
	}
	for _, e := range made {
		if strings.Contains(string(e.Body), "later") {
			t.Errorf("a change of a CREATED row was sent: %s", e.Body)
		}
	}
	// The copy stays one until its import cells are emptied.
	same := p.retry(p.edit(second.Results, func(records [][]string) [][]string { return records }))
	if diff := cmp.Diff(counts(row.Created, 6, row.Invalid, 1), same.Counts); diff != "" || len(p.server.Created()) != 6 {
		t.Errorf("the copy, retried as it is: %s", diff)
	}
	// And once more: everything is carried, nothing is sent.
	third := p.retry(p.edit(second.Results, func(records [][]string) [][]string { return slices.Delete(records, 6, 7) }))
	if diff := cmp.Diff(counts(row.Created, 6), third.Counts); diff != "" || third.ExitCode() != ExitOK {
		t.Errorf("exit code %d: %s", third.ExitCode(), diff)
	}
	if len(p.server.Created()) != 6 {
		t.Errorf("%d positions after the third run", len(p.server.Created()))
	}
}

// TestRetryOfUnknownRows: one that is now invalid stays UNKNOWN, since INVALID would say that it was
// never sent; one that is left out keeps what was said of it, and where it came from.
func TestRetryOfUnknownRows(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	faults, err := sandbox.ParseFaults("at=1-:cut-after")
	if err != nil {
		t.Fatal(err)
	}
	p.server.SetFaults(faults)
	cfg := p.config(p.file("in.csv", "ID,Name,Family,Rate,Notes\n1,A,,,\n2,B,,,\n3,C,,,\n"))
	cfg.MaxAttempts, cfg.Workers = 1, 1
	first := p.run(cfg)
	if diff := cmp.Diff(counts(row.Unknown, 3), first.Counts); diff != "" {
		t.Fatal(diff)
	}
	p.server.SetFaults(sandbox.Faults{})
	edited := p.edit(first.Results, func(records [][]string) [][]string {
		records[1][1] = ""
		return records
	})
	retry := p.config(edited)
	retry.Retry, retry.Results = true, filepath.Join(p.dir, "retried.csv")
	if retry.Rows, err = ParseRows("2-3"); err != nil {
		t.Fatal(err)
	}
	all := readResults(t, p.run(retry).Results)
	if o := all[0]; o.status() != row.Unknown || !strings.Contains(o.message(), "It may exist") || o["Import Run ID"] != first.RunID || o.source(t) != 2 {
		t.Errorf("the row that is now invalid: %v", o)
	}
	if o := all[1]; o.status() != row.Created || o["Import Record ID"] != "2" || !strings.HasPrefix(o.message(), "Confirmed") {
		t.Errorf("the row that was sent again: %v", o)
	}
	if o := all[2]; o.status() != row.Unknown || o["Import Run ID"] != first.RunID || o.source(t) != 4 {
		t.Errorf("the row that was left out: %v", o)
	}
	if len(p.server.Created()) != 3 {
		t.Errorf("%d positions", len(p.server.Created()))
	}
}

// TestRetryOfLeftOutCopies: a row that is left out keeps its run and the row that it had there, also
// where that is another row's label now.
func TestRetryOfLeftOutCopies(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	first := p.run(p.config(p.file("in.csv", "ID,Name,Family,Rate,Notes\n1,A,nowhere,,\n2,B,nowhere,,\n")))
	edited := p.edit(first.Results, func(records [][]string) [][]string {
		copied := slices.Clone(records[1])
		copied[0] = "3"
		return append(records, copied)
	})
	cfg := p.config(edited)
	cfg.Retry, cfg.Results, cfg.Limit = true, filepath.Join(p.dir, "retried.csv"), 1
	for i, r := range readResults(t, p.run(cfg).Results) {
		wantRow := []int{2, 3, 2}[i]
		if r.status() != row.Failed || r.source(t) != wantRow || (i > 0 && r["Import Run ID"] != first.RunID) {
			t.Errorf("row %d: %s of row %d in run %s, want row %d of %s", i+2, r.status(), r.source(t), r["Import Run ID"], wantRow, first.RunID)
		}
	}
}

// TestSourceIsTheRunsOwnCopy: what happens to the file while the run is under way changes nothing.
func TestSourceIsTheRunsOwnCopy(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	file := p.file("in.csv", "ID,Name,Family,Rate,Notes\n1,A,,,\n2,B,,,\n")
	p.confirm = func(context.Context, Question) (bool, error) { return true, os.Remove(file) }
	report := p.run(p.config(file))
	if diff := cmp.Diff(counts(row.Created, 2), report.Counts); diff != "" {
		t.Error(diff)
	}
	if all := readResults(t, report.Results); len(all) != 2 || all[1]["Name"] != "B" {
		t.Errorf("%v", all)
	}
}

// TestFixesArePutIn: what Fixes says takes the place of a value in its column only.
func TestFixesArePutIn(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	cfg := p.config(p.file("in.csv", "ID,Name,Family,Rate,Notes\n1,Finnance,Finnance,,\n2,B,external-category-1,,\n"))
	cfg.Replace = map[string]map[string]string{"Family": {"Finnance": "external-category-4"}, "Gone": {"x": "y"}}
	report := p.run(cfg)
	all := readResults(t, report.Results)
	if all[0].status() != row.Created || all[0]["Family"] != "external-category-4" || all[0]["Name"] != "Finnance" {
		t.Errorf("%v", all[0])
	}
	if body := string(p.server.Created()[0].Body) + string(p.server.Created()[1].Body); !strings.Contains(body, `"name":"Finnance"`) || !strings.Contains(body, "external-category-4") {
		t.Errorf("%s", body)
	}
}

// A column that is missed only because --skip-hidden leaves it out is said to be hidden; one that is not
// there is not.
func TestSkipHiddenSaysWhichColumn(t *testing.T) {
	p := newPlace(t, strings.Replace(corMapping, "name: Name", "name: Name\n  seniority: Grade", 1), sandbox.Options{})
	cfg := p.config(p.workbook(bookRows(2), func(f *excelize.File) error { return f.SetColVisible("Sheet1", "B", false) }))
	cfg.SkipHidden = true
	_, err := Import(t.Context(), p.env(), cfg)
	for _, want := range []string{
		`--skip-hidden leaves out the hidden column "Name" for name; unhide it, or import without --skip-hidden`,
		`the file has no column "Grade" for seniority`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
}
