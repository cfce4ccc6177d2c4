package importer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/codes"
	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/sandbox"
)

// manyRows is a CSV of n valid rows.
func manyRows(n int) string {
	var text strings.Builder
	text.WriteString("ID,Name,Family,Rate,Notes\n")
	for i := range n {
		fmt.Fprintf(&text, "%06d,Software Developer,external-category-1,64.99,\n", i+1)
	}
	return text.String()
}

func TestSameFileAgain(t *testing.T) {
	for _, c := range []struct {
		name, mapping, text string
		again, noHistory    map[row.Status]int
	}{
		{"cor", corMapping, manyRows(30), counts(row.Exists, 30), counts(row.Failed, 30)},
		{"aptly by external id", aptlyMapping, manyRows(30), counts(row.Exists, 30), counts(row.Created, 30)},
		{"aptly, equal rows without an id", aptlyMapping, "ID,Name\n" + strings.Repeat(",Developer\n", 30), counts(row.Exists, 30), counts(row.Created, 30)},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlace(t, c.mapping, sandbox.Options{})
			cfg := p.config(p.file("in.csv", c.text))
			if diff := cmp.Diff(counts(row.Created, 30), p.run(cfg).Counts); diff != "" {
				t.Fatal(diff)
			}
			again := p.run(cfg)
			if diff := cmp.Diff(c.again, again.Counts); diff != "" {
				t.Errorf("again: %s", diff)
			}
			for _, r := range readResults(t, again.Results) {
				if r["Import Record ID"] == "" || !strings.Contains(r.message(), "Created before") {
					t.Fatalf("%v", r)
				}
			}
			if got := len(p.server.Created()); got != 30 {
				t.Errorf("%d positions, want 30", got)
			}
			cfg.NoHistory = true
			if diff := cmp.Diff(c.noHistory, p.run(cfg).Counts); diff != "" {
				t.Errorf("without history: %s", diff)
			}
		})
	}
}

// after does something once a truth log has some lines.
type after struct {
	lines int
	do    func()
}

func (a *after) Write(p []byte) (int, error) {
	if a.lines--; a.lines == 0 {
		a.do()
	}
	return len(p), nil
}

// TestInterruptAndResume cuts a run short and goes on with it: every row ends up created once.
func TestInterruptAndResume(t *testing.T) {
	for _, mappingText := range []string{corMapping, aptlyMapping} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		p := newPlace(t, mappingText, sandbox.Options{Latency: time.Millisecond, TruthLog: &after{lines: 20, do: cancel}})
		const rows = 200
		cfg := p.config(p.file("in.csv", manyRows(rows)))
		report, err := Import(ctx, p.env(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		if !report.Interrupted || report.ExitCode() != ExitInterrupted || report.Counts[row.NotRun] == 0 || report.Counts[row.Created]+report.Counts[row.NotRun] != rows {
			t.Fatalf("%+v", report)
		}
		if run := p.lastRun(); run.State != ledger.Interrupted || run.ID != report.RunID || !Unfinished(run) || report.Next() != "posimport resume "+run.ID {
			t.Errorf("%+v, next %q", run, report.Next())
		}
		if got := len(p.server.Created()); got != report.Counts[row.Created] {
			t.Errorf("%d positions, %d CREATED", got, report.Counts[row.Created])
		}
		p.server.SetFaults(sandbox.Faults{})
		report, err = Resume(t.Context(), p.env(), p.lastRun(), func(c *Config) { c.Results = cfg.Results })
		if err != nil || report.ExitCode() != ExitOK {
			t.Fatalf("%+v, %v", report, err)
		}
		if diff := cmp.Diff(counts(row.Created, rows), report.Counts); diff != "" {
			t.Error(diff)
		}
		if run := p.lastRun(); run.State != ledger.Finished || Unfinished(run) || run.Counts[row.Created] != rows {
			t.Errorf("%+v", run)
		}
		if got := len(p.server.Created()); got != rows {
			t.Errorf("%d positions, want %d", got, rows)
		}
		before := readResults(t, report.Results)
		rewritten, err := Rewrite(t.Context(), p.env(), p.lastRun(), func(c *Config) { c.Results = filepath.Join(p.dir, "again.csv") })
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, readResults(t, rewritten.Results)); diff != "" {
			t.Errorf("written again: %s", diff)
		}
	}
}

// TestInterruptBeforeAnythingIsSent: during the check nothing is kept, during sign-in the run is.
func TestInterruptBeforeAnythingIsSent(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Import(ctx, p.env(), p.config(p.file("in.csv", manyRows(10))))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if runs, err := p.store.Runs(t.Context()); len(runs) > 0 || err != nil {
		t.Errorf("%d runs are kept, %v", len(runs), err)
	}

	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	signIn := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	defer signIn.Close()
	cfg, env := p.config(p.file("in.csv", manyRows(10))), p.env()
	cfg.SignIn = signIn.URL
	env.Getenv = func(name string) string {
		return map[string]string{"COR_API_KEY": "key-123456", "COR_CLIENT_SECRET": "secret-123456"}[name]
	}
	report, err := Import(ctx, env, cfg)
	if err != nil || !report.Interrupted || report.Stopped != nil || report.ExitCode() != ExitInterrupted {
		t.Errorf("interrupted during sign-in: %+v, %v", report, err)
	}
	if diff := cmp.Diff(counts(row.NotRun, 10), report.Counts); diff != "" {
		t.Error(diff)
	}
	if len(p.server.Truth()) > 0 {
		t.Errorf("%d events at the server", len(p.server.Truth()))
	}
}

// TestCanary: some rows first, shown before anybody agrees to the rest.
func TestCanary(t *testing.T) {
	for _, agree := range []bool{true, false} {
		p := newPlace(t, corMapping, sandbox.Options{})
		var asked []Question
		p.confirm = func(_ context.Context, q Question) (bool, error) {
			asked = append(asked, q)
			return agree || len(q.Canary) == 0, nil
		}
		cfg := p.config(p.file("in.csv", manyRows(300)+"x,,,,\n"))
		cfg.Canary = 3
		report := p.run(cfg)
		if len(asked) != 2 || asked[0].Rows != 300 || asked[0].Invalid != 1 || asked[0].Account != "SAP" || len(asked[1].Canary) != 3 {
			t.Fatalf("asked: %+v", asked)
		}
		for _, o := range asked[1].Canary {
			if o.Status != row.Created {
				t.Errorf("a canary row is %s", o.Status)
			}
		}
		want := counts(row.Created, 300, row.Invalid, 1)
		if !agree {
			want = counts(row.Created, 3, row.NotRun, 297, row.Invalid, 1)
		}
		if diff := cmp.Diff(want, report.Counts); diff != "" {
			t.Errorf("agree %v: %s", agree, diff)
		}
		if agree {
			continue
		}
		if next := report.Next(); next != "posimport resume "+report.RunID {
			t.Errorf("next: %s", next)
		}
		p.confirm = nil
		report, err := Resume(t.Context(), p.env(), p.lastRun(), func(c *Config) { c.Results = cfg.Results })
		if err != nil || report.Counts[row.Created] != 300 || len(p.server.Created()) != 300 {
			t.Errorf("resumed: %+v, %v, %d positions", report, err, len(p.server.Created()))
		}
	}
}

// TestDeclined: a run that nobody agreed to leaves nothing behind.
func TestDeclined(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	p.confirm = func(context.Context, Question) (bool, error) { return false, nil }
	if _, err := Import(t.Context(), p.env(), p.config(p.file("in.csv", manyRows(3)))); !errors.Is(err, ErrDeclined) {
		t.Errorf("%v", err)
	}
	if runs, err := p.store.Runs(t.Context()); len(runs) > 0 || err != nil {
		t.Errorf("%d runs are kept, %v", len(runs), err)
	}
	if files, _ := filepath.Glob(filepath.Join(p.dir, "*.csv")); len(files) != 1 {
		t.Errorf("files: %v", files)
	}
}

// TestResumeSendsWhatCouldNotBeSent, and leaves what the target refused.
func TestResumeSendsWhatCouldNotBeSent(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	faults, err := sandbox.ParseFaults("at=3-:403")
	if err != nil {
		t.Fatal(err)
	}
	p.server.SetFaults(faults)
	cfg := p.config(p.file("in.csv", "ID,Name,Family,Rate,Notes\n1,A,nowhere,,\n2,B,,,\n3,C,,,\n4,D,,,\n5,E,,,\n6,F,,,\n"))
	cfg.Workers = 1
	report := p.run(cfg)
	if diff := cmp.Diff(counts(row.Failed, 4, row.Created, 1, row.NotRun, 1), report.Counts); diff != "" || report.ExitCode() != ExitStopped {
		t.Fatalf("exit code %d: %s", report.ExitCode(), diff)
	}
	p.server.SetFaults(sandbox.Faults{})
	report, err = Resume(t.Context(), p.env(), p.lastRun(), func(c *Config) { c.Results = cfg.Results })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(counts(row.Failed, 1, row.Created, 5), report.Counts); diff != "" || len(p.server.Created()) != 5 {
		t.Errorf("%d positions: %s", len(p.server.Created()), diff)
	}
}

// TestTallyEndsWithTheRows: what the progress shows at last is what the report says.
func TestTallyEndsWithTheRows(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	env := p.env()
	report, err := Import(t.Context(), env, p.config(p.file("in.csv", manyRows(40)+"x,,,,\ny,Y,nowhere,,\n")))
	if err != nil {
		t.Fatal(err)
	}
	got := env.Tally.Progress()
	if diff := cmp.Diff(report.Counts, got.Counts); diff != "" || got.Done != 42 || got.Total != 42 || got.Phase != WritingOut {
		t.Errorf("%+v: %s", got, diff)
	}
}

// TestProgressOfChecking: at its end every row has been told to the tally, also those since it last was.
func TestProgressOfChecking(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	cfg := p.config(p.file("in.csv", manyRows(tallyRows*2+7)))
	cfg.Shape = cfg.Shape.withDefaults()
	env := p.env()
	s := &session{env: env, cfg: &cfg, clock: &clock{}, words: codes.For("en")}
	if err := errors.Join(s.begin(), s.prepare(t.Context(), cfg.File)); err != nil {
		t.Fatal(err)
	}
	defer s.in.Close()
	if got := env.Tally.Progress(); got.Phase != Checking || got.Done != tallyRows*2+7 || got.Counts[row.Valid] != got.Done {
		t.Errorf("%+v", got)
	}
}
