package cli

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/importer/row"
	"posimport/importer/sheet"
	"posimport/importer/target"
	"posimport/mapping"
)

func TestProgressLine(t *testing.T) {
	for _, one := range []struct {
		name string
		now  importer.Progress
		want string
	}{
		{"not begun", importer.Progress{Phase: importer.Checking}, "checking: 0 rows"},
		{"total unknown", importer.Progress{Phase: importer.Checking, Done: 400, Elapsed: 2 * time.Second}, "checking: 400 rows, 200 a second"},
		{
			"on the way",
			importer.Progress{
				Phase: importer.Sending, Done: 100, Total: 500, Elapsed: 10 * time.Second,
				Counts: map[row.Status]int{row.Created: 97, row.Failed: 3},
			},
			"sending: 100 of 500 rows, 10 a second, 40s left, CREATED 97, FAILED 3",
		},
		{
			"held by the target",
			importer.Progress{Phase: importer.Sending, Done: 100, Total: 500, Elapsed: 10 * time.Second, Held: 42*time.Second + 300*time.Millisecond},
			"sending: 100 of 500 rows, 10 a second, the target asks to wait: 42s left",
		},
		{
			"held for a moment",
			importer.Progress{Phase: importer.Sending, Done: 100, Total: 500, Elapsed: 10 * time.Second, Held: 300 * time.Millisecond},
			"sending: 100 of 500 rows, 10 a second, 40s left",
		},
		{"done", importer.Progress{Phase: importer.Sending, Done: 500, Total: 500, Elapsed: 50 * time.Second}, "sending: 500 of 500 rows, 10 a second"},
		{
			"waiting",
			importer.Progress{Phase: importer.Settling, Done: 1, Total: 2, Wait: 59*time.Second + 600*time.Millisecond},
			"settling: 1 of 2 rows, waiting 1m0s for late answers",
		},
	} {
		if got := line(codes.For("en"), one.now); got != one.want {
			t.Errorf("%s: %q, want %q", one.name, got, one.want)
		}
	}
	held := importer.Progress{
		Phase: importer.Sending, Done: 100, Total: 500, Elapsed: 10 * time.Second, Held: 42 * time.Second,
		Counts: map[row.Status]int{row.Created: 100},
	}
	for got, want := range map[string]string{
		line(codes.For("es"), held):     "enviando: 100 de 500 filas, 10 por segundo, el sistema pide esperar: quedan 42s, CREATED 100",
		describe(codes.For("es"), held): "enviando (el sistema pide esperar: quedan 42s) CREATED 100",
		describe(codes.For("en"), held): "sending (the target asks to wait: 42s left) CREATED 100",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestColours(t *testing.T) {
	report := &importer.Report{Counts: map[row.Status]int{row.Created: 2, row.Failed: 1, row.NotRun: 3}}
	if got, want := (colours{}).counts(report), "2 CREATED, 1 FAILED, 3 NOT_RUN"; got != want {
		t.Errorf("without colours %q, want %q", got, want)
	}
	want := "\x1b[32m2 CREATED\x1b[0m, \x1b[31m1 FAILED\x1b[0m, \x1b[33m3 NOT_RUN\x1b[0m"
	if got := (colours{on: true}).counts(report); got != want {
		t.Errorf("with colours %q, want %q", got, want)
	}
}

func TestExitCodeOfErrors(t *testing.T) {
	for _, one := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("disk full"), 1},
		{importer.ErrDeclined, 1},
		{&sheet.Error{Code: row.FileNotFound}, 1},
		{usage("--rows %q", "x"), 2},
		{&mapping.Errors{}, 2},
		{&target.AuthError{Code: row.AuthMissing}, 2},
		{fmt.Errorf("run: %w", &importer.StopError{Code: row.AuthRefused}), 5},
		{fmt.Errorf("asked: %w", context.Canceled), 130},
	} {
		if got := exitCode(one.err); got != one.want {
			t.Errorf("%v: %d, want %d", one.err, got, one.want)
		}
	}
}

func TestLoopback(t *testing.T) {
	for url, want := range map[string]bool{
		"http://127.0.0.1:8765": true, "http://127.9.9.9": true, "http://[::1]:80": true, "http://LOCALHOST:1": true,
		"https://integrations.projectcor.com": false, "http://localhost.example.com": false, "http://10.0.0.1": false,
		"http://127.0.0.1.example.com": false, "": false, "://": false,
	} {
		if got := loopback(url); got != want {
			t.Errorf("loopback(%q) is %v", url, got)
		}
	}
}

func TestNextFromHere(t *testing.T) {
	failed := func(path string, dryRun bool) *importer.Report {
		return &importer.Report{
			RunID: "R", Results: path, DryRun: dryRun, Rows: 1, Counts: map[row.Status]int{row.Invalid: 1},
		}
	}
	for _, one := range []struct {
		name   string
		state  string
		flags  runFlags
		report *importer.Report
		want   string
	}{
		{"workbook", "", runFlags{}, failed("r.xlsx", false), "posimport retry r.xlsx"},
		{"a space in its name", "", runFlags{}, failed("my r.xlsx", false), `posimport retry 'my r.xlsx'`},
		{"another ledger", "/s p", runFlags{}, failed("r.xlsx", false), `posimport retry r.xlsx --state '/s p'`},
		{
			"CSV of a dry run", "",
			runFlags{mapping: "m.yaml", set: []string{"id=1"}},
			failed("r.csv", true),
			"posimport retry r.csv --dry-run -m m.yaml --set id=1",
		},
		{
			"CSV of a dry run, all valid", "",
			runFlags{mapping: "m.yaml"},
			&importer.Report{Results: "r.csv", DryRun: true, Rows: 1, BaseURL: "https://host", Counts: map[row.Status]int{row.Valid: 1}},
			"posimport retry r.csv -m m.yaml --base-url https://host",
		},
		{"CSV", "", runFlags{mapping: "m.yaml"}, failed("r.csv", false), "posimport retry r.csv"},
		{"CSV of a dry run without a mapping", "", runFlags{}, failed("r.csv", true), ""},
		{"nothing is left", "", runFlags{}, &importer.Report{Rows: 1, Counts: map[row.Status]int{row.Created: 1}}, ""},
	} {
		a := &app{global: globalFlags{state: one.state}}
		if got := a.next(&one.flags, one.report); got != one.want {
			t.Errorf("%s: %q, want %q", one.name, got, one.want)
		}
	}
}
