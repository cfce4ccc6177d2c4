package importer

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/sandbox"
)

// amend changes what the ledger has of the newest run, as a crash may have left it.
func (p *place) amend(change func(*ledger.Run)) ledger.Run {
	p.t.Helper()
	run := p.lastRun()
	led, err := p.store.Open(p.t.Context(), run.Account, run.ID)
	if err != nil {
		p.t.Fatal(err)
	}
	change(&run)
	if err := errors.Join(led.PutRun(p.t.Context(), run), led.Close()); err != nil {
		p.t.Fatal(err)
	}
	return run
}

func asItWas(*Config) {}

// TestStrictIsKept: a resume of a strict run sends nothing either, and one whose results could not be
// written is over all the same.
func TestStrictIsKept(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	cfg := p.config(p.file("in.csv", manyRows(3)+"x,,,,\n"))
	cfg.Strict = true
	report := p.run(cfg)
	if report.ExitCode() != ExitInvalid || p.lastRun().State != ledger.Finished {
		t.Fatalf("%+v, state %s", report, p.lastRun().State)
	}
	again, err := Rewrite(t.Context(), p.env(), p.lastRun(), asItWas)
	if err != nil || again.ExitCode() != ExitInvalid || again.Next() != report.Next() {
		t.Errorf("written again: %+v, %v", again, err)
	}
	run := p.amend(func(run *ledger.Run) { run.State, run.StopText = ledger.Running, "" })
	again, err = Resume(t.Context(), p.env(), run, asItWas)
	if err != nil || again.ExitCode() != ExitInvalid || len(p.server.Truth()) > 0 {
		t.Errorf("resumed: %+v, %v, %d events", again, err, len(p.server.Truth()))
	}

	cfg.Results = filepath.Join(p.dir, "gone", "results.csv")
	if err := os.Mkdir(filepath.Dir(cfg.Results), 0o700); err != nil {
		t.Fatal(err)
	}
	s := &session{env: p.env(), cfg: &cfg, clock: &clock{}}
	s.report.Strict, s.report.Broken = true, true
	if state := s.state(errors.New("disk full")); state != ledger.Finished {
		t.Errorf("without results it is %s", state)
	}
}

// TestCanaryIsKept: what was approved is not asked again, what was not is; only rows that were sent
// now are shown.
func TestCanaryIsKept(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	var shown [][]row.Outcome
	agree := false
	p.confirm = func(_ context.Context, q Question) (bool, error) {
		if q.Canary != nil {
			shown = append(shown, q.Canary)
		}
		return agree || q.Canary == nil, nil
	}
	p.run(p.config(p.file("before.csv", manyRows(5))))
	cfg := p.config(p.file("in.csv", manyRows(20)))
	cfg.Canary = 3
	if report := p.run(cfg); report.Counts[row.Created] != 3 || report.Counts[row.Exists] != 5 || report.ExitCode() != ExitStopped {
		t.Fatalf("%+v", report.Counts)
	}
	agree = true
	report, err := Resume(t.Context(), p.env(), p.lastRun(), asItWas)
	if err != nil || report.Counts[row.Created] != 15 {
		t.Fatalf("%+v, %v", report, err)
	}
	if len(shown) != 2 || len(shown[0]) != 3 || len(shown[1]) != 3 {
		t.Fatalf("shown: %+v", shown)
	}
	for _, o := range append(shown[0], shown[1]...) {
		if o.Status != row.Created {
			t.Errorf("a canary row is %s", o.Status)
		}
	}
	run := p.amend(func(run *ledger.Run) { run.State = ledger.Running })
	if shape, err := decodeShape(run.Options); err != nil || !shape.Approved || shape.Canary != 3 {
		t.Errorf("options %s, %v", run.Options, err)
	}
	if _, err := Resume(t.Context(), p.env(), run, asItWas); err != nil || len(shown) != 2 {
		t.Errorf("asked %d times, %v", len(shown), err)
	}
}

// TestInterruptedWhileAsked: at either question the run ends as an interrupted one that can go on.
func TestInterruptedWhileAsked(t *testing.T) {
	for _, sent := range []int{0, 2} {
		p := newPlace(t, corMapping, sandbox.Options{})
		ctx, cancel := context.WithCancel(t.Context())
		p.confirm = func(ctx context.Context, q Question) (bool, error) {
			if len(q.Canary) != sent {
				return true, nil
			}
			cancel()
			return false, ctx.Err()
		}
		cfg := p.config(p.file("in.csv", manyRows(20)))
		cfg.Canary = 2
		report, err := Import(ctx, p.env(), cfg)
		if err != nil || report.ExitCode() != ExitInterrupted || p.lastRun().State != ledger.Interrupted {
			t.Fatalf("after %d rows: %+v, %v, state %s", sent, report, err, p.lastRun().State)
		}
		want := counts(row.NotRun, 20-sent)
		if sent > 0 {
			want[row.Created] = sent
		}
		if diff := cmp.Diff(want, report.Counts); diff != "" {
			t.Errorf("after %d rows: %s", sent, diff)
		}
	}
}

// TestResultsThatWereChangedStay: what an admin corrects in the results is not written over.
func TestResultsThatWereChangedStay(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	cfg := p.config(p.file("in.csv", manyRows(2)))
	p.run(cfg)
	for range 2 {
		report, err := Rewrite(t.Context(), p.env(), p.lastRun(), asItWas)
		if err != nil || report.Results != cfg.Results || len(p.warned) > 0 {
			t.Fatalf("%s, %v, %v", report.Results, p.warned, err)
		}
	}
	const corrected = "what the admin saved\n"
	p.file("results.csv", corrected)
	beside := filepath.Join(p.dir, "results (2).csv")
	report, err := Rewrite(t.Context(), p.env(), p.lastRun(), asItWas)
	if err != nil || report.Results != beside || len(p.warned) != 1 || !strings.Contains(p.warned[0].Text, "was changed") {
		t.Fatalf("%s, %v, %v", report.Results, p.warned, err)
	}
	run := p.amend(func(run *ledger.Run) { run.State = ledger.Running })
	report, err = Resume(t.Context(), p.env(), run, asItWas)
	if err != nil || report.Results != filepath.Join(p.dir, "results (3).csv") {
		t.Errorf("resumed: %s, %v", report.Results, err)
	}
	if data, err := os.ReadFile(cfg.Results); err != nil || string(data) != corrected {
		t.Errorf("%q, %v", data, err)
	}
	if _, err := Rewrite(t.Context(), p.env(), run, func(c *Config) { c.Results = cfg.Results }); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(cfg.Results); err != nil || string(data) == corrected {
		t.Errorf("a name that was given replaces nothing: %v", err)
	}
}

// TestResultsOfACrash: before results were written, only what stood there when the run began may go.
func TestResultsOfACrash(t *testing.T) {
	began := time.Date(2026, 11, 21, 18, 30, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "results.csv")
	run := ledger.Run{Results: path, Started: began}
	if changedSince(run) {
		t.Error("a file that is not there was changed")
	}
	for after, want := range map[time.Duration]bool{-time.Minute: false, time.Minute: true} {
		if err := errors.Join(os.WriteFile(path, []byte("x"), 0o600), os.Chtimes(path, time.Time{}, began.Add(after))); err != nil {
			t.Fatal(err)
		}
		if changedSince(run) != want {
			t.Errorf("written %s after the beginning: %v", after, !want)
		}
	}
}

// TestFolderIsGone: results go to a folder that is there, and it is said which.
func TestFolderIsGone(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	gone, out, here := filepath.Join(p.dir, "gone"), filepath.Join(p.dir, "out"), filepath.Join(p.dir, "here")
	for _, folder := range []string{gone, out, here} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(here)
	cfg := p.config(p.file("gone/in.csv", manyRows(2)))
	cfg.Results = ""
	p.run(cfg)
	if err := os.RemoveAll(gone); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ recorded, want string }{
		{filepath.Join(out, "r.xlsx"), out},
		{filepath.Join(gone, "r.xlsx"), here},
	} {
		p.warned = nil
		run := p.amend(func(run *ledger.Run) { run.State, run.Results = ledger.Running, c.recorded })
		report, err := Resume(t.Context(), p.env(), run, asItWas)
		if err != nil || filepath.Dir(absolute(report.Results)) != c.want || !strings.HasPrefix(filepath.Base(report.Results), "in-results-") {
			t.Errorf("%s, %v", report.Results, err)
		}
		if len(p.warned) != 1 || !strings.Contains(p.warned[0].Text, c.want) {
			t.Errorf("said %v", p.warned)
		}
	}
}

// TestCrashBeforeTheCopy: a run without its copy says that it cannot go on, and can be dropped.
func TestCrashBeforeTheCopy(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	p.confirm = func(context.Context, Question) (bool, error) {
		copies, err := filepath.Glob(filepath.Join(p.dir, "state", "accounts", "*", "runs", "*", "*"))
		if err != nil || len(copies) != 2 {
			t.Errorf("the run keeps %v, %v", copies, err)
		}
		return true, nil
	}
	p.run(p.config(p.file("in.csv", manyRows(2))))
	run := p.amend(func(run *ledger.Run) { run.State = ledger.Running })
	if has, err := HasCopy(t.Context(), p.store, run); !has || err != nil {
		t.Errorf("%v, %v", has, err)
	}
	copies, err := filepath.Glob(filepath.Join(p.dir, "state", "accounts", "*", "runs", run.ID, run.Copy))
	if err != nil || len(copies) != 1 {
		t.Fatalf("%v, %v", copies, err)
	}
	if err := os.Remove(copies[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := Resume(t.Context(), p.env(), run, asItWas); err == nil || !strings.Contains(err.Error(), "has no copy of its source") {
		t.Errorf("%v", err)
	}
	if has, err := HasCopy(t.Context(), p.store, run); has || err != nil {
		t.Errorf("%v, %v", has, err)
	}
	cfg := p.config(filepath.Join(p.dir, "nowhere.csv"))
	if _, err := Import(t.Context(), p.env(), cfg); err == nil {
		t.Error("a file that is not there was imported")
	}
	if last := p.lastRun(); last.ID != run.ID {
		t.Errorf("run %s without a source is kept", last.ID)
	}
}

// TestDryRunChecksTheAddress: and names it in its one form, without what may be a password.
func TestDryRunChecksTheAddress(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	cfg := p.config(p.file("in.csv", manyRows(1)))
	cfg.DryRun, cfg.BaseURL = true, "https://ana:hunter2@host.example"
	report, err := Import(t.Context(), p.env(), cfg)
	if err == nil || strings.Contains(err.Error(), "hunter2") || report.BaseURL != "" {
		t.Errorf("%+v, %v", report, err)
	}
	cfg.BaseURL = "HTTPS://Host.Example:443/"
	if report := p.run(cfg); report.BaseURL != "https://host.example" {
		t.Errorf("%q", report.BaseURL)
	}
}
