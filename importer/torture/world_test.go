package torture

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"posimport/importer"
	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/sandbox"
	"posimport/mapping"
)

// world is one sandbox, one input and one state directory.
type world struct {
	t       testing.TB
	dir     string
	in      *input
	server  *sandbox.Server
	base    string // what the client is told
	file    string
	mapFile string
	results string
	state   string
	env     map[string]string
	before  int64 // events that are not the run's doing
}

func newWorld(t testing.TB, in *input, o sandbox.Options) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), in: in, server: sandbox.New(o)}
	url, err := w.server.Listen(context.Background(), "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() {
		if err := w.server.Close(); err != nil {
			t.Errorf("close the sandbox: %v", err)
		}
	})
	w.base = url
	w.file, w.mapFile = filepath.Join(w.dir, "positions.csv"), filepath.Join(w.dir, "mapping.yaml")
	w.results, w.state = filepath.Join(w.dir, "results.csv"), filepath.Join(w.dir, "state")
	w.env = map[string]string{"COR_TOKEN": "practice", "APTLY_TOKEN": "practice"}
	in.write(t, w.file)
	must(t, os.WriteFile(w.mapFile, []byte(in.mapping), 0o600))
	return w
}

func (w *world) getenv(name string) string { return w.env[name] }

func (w *world) store() *ledger.Store {
	w.t.Helper()
	s, err := ledger.OpenStore(w.state)
	must(w.t, err)
	return s
}

func (w *world) environment() *importer.Env {
	w.t.Helper()
	return &importer.Env{
		Store: w.store(), Getenv: w.getenv, Tally: &importer.Tally{}, Version: "test",
		Warn: func(importer.Warning) {},
	}
}

// fill makes positions that other people had made, more than posimport lists before a run.
func (w *world) fill(n int) {
	w.t.Helper()
	var g errgroup.Group
	g.SetLimit(200) // each waits for the sandbox's latency
	for i := range n {
		g.Go(func() error {
			body := fmt.Sprintf(`{"tenantId":%q,"positionName":"Position %d, of others"}`, tenant, i)
			req := httptest.NewRequest(http.MethodPost, "/settings/v1/positions", strings.NewReader(body))
			req.Header.Set("Authorization", "Bearer practice")
			req.Header.Set("Content-Type", "application/json")
			got := httptest.NewRecorder()
			w.server.ServeHTTP(got, req)
			if got.Code > 299 {
				return fmt.Errorf("fill: %d %s", got.Code, got.Body)
			}
			return nil
		})
	}
	must(w.t, g.Wait())
	w.before = int64(len(w.server.Truth()))
}

// patient is for runs that meet no faults: on a busy machine an answer may take its time.
func patient() importer.Shape {
	s := shape()
	s.Timeout = 20 * time.Second
	return s
}

// shape is what most runs here have in common.
func shape() importer.Shape {
	return importer.Shape{Workers: 16, Timeout: time.Second, Settle: time.Second, MaxAttempts: 8}
}

func (w *world) config(s importer.Shape) importer.Config {
	w.t.Helper()
	m, err := mapping.Parse("mapping.yaml", []byte(w.in.mapping), mapping.Options{Schemas: importer.Schemas})
	must(w.t, err)
	t, err := importer.TargetByName(w.in.target)
	must(w.t, err)
	return importer.Config{Shape: s, File: w.file, Target: t, Mapping: m, BaseURL: w.base, Results: w.results}
}

func (w *world) importAll(ctx context.Context, s importer.Shape) importer.Report {
	w.t.Helper()
	report, err := importer.Import(ctx, w.environment(), w.config(s))
	must(w.t, err)
	return report
}

// lastRun is the newest run of the world's ledger.
func (w *world) lastRun() ledger.Run {
	w.t.Helper()
	runs, err := w.store().Runs(context.Background())
	must(w.t, err)
	if len(runs) == 0 {
		w.t.Fatal("there is no run")
	}
	return runs[len(runs)-1]
}

func (w *world) resume(ctx context.Context) importer.Report {
	w.t.Helper()
	report, err := importer.Resume(ctx, w.environment(), w.lastRun(), func(c *importer.Config) {
		c.Results, c.Timeout = w.results, 20*time.Second
	})
	must(w.t, err)
	return report
}

// calm resumes once, without faults.
func (w *world) calm() importer.Report {
	w.t.Helper()
	w.server.SetFaults(sandbox.Faults{})
	return w.resume(context.Background())
}

func (w *world) idle() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	must(w.t, w.server.Idle(ctx))
}

// judge checks the results file against the truth, and the report against the results.
func (w *world) judge(report importer.Report, calm, killed bool) {
	w.t.Helper()
	w.idle()
	found := readResults(w.t, report.Results)
	v := &verdict{
		t: w.t, in: w.in, truth: w.server.Truth(), results: found, calm: calm, killed: killed,
		before: w.before, exit: report.ExitCode(), summary: report.Counts,
	}
	v.report()
	if problem := disagree(report, found); problem != "" {
		w.t.Error(problem)
	}
}

// report makes what is wrong errors of the test.
func (v *verdict) report() {
	v.t.Helper()
	for i, problem := range v.check() {
		if i == 12 {
			v.t.Error("… and more")
			break
		}
		v.t.Error(problem)
	}
}

// disagree says where a report does not fit its rows.
func disagree(report importer.Report, found []told) string {
	counts := map[row.Status]int{}
	for _, one := range found {
		counts[row.Status(one.status)]++
	}
	want := importer.ExitOK
	switch {
	case report.Interrupted:
		want = importer.ExitInterrupted
	case report.Stopped != nil:
		want = importer.ExitStopped
	case counts[row.Failed]+counts[row.Invalid]+counts[row.Unknown] > 0:
		want = importer.ExitSomeFailed
	}
	if got := report.ExitCode(); got != want {
		return fmt.Sprintf("exit code %d, and the rows ask for %d: %v", got, want, counts)
	}
	return ""
}

func faults(t testing.TB, spec string) sandbox.Faults {
	t.Helper()
	f, err := sandbox.ParseFaults(spec)
	must(t, err)
	return f
}
