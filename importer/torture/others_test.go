package torture

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"posimport/importer"
	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/sandbox"
)

// TestOneRenewal: 64 workers whose token is refused in the middle sign in again exactly once.
func TestOneRenewal(t *testing.T) {
	t.Parallel()
	for name, make := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, make(600), sandbox.Options{
				Latency: 5 * time.Millisecond, Faults: faults(t, "expire=200"),
				APIKey: "key", ClientSecret: "secret", AccessKey: "access",
			})
			w.env = map[string]string{"COR_API_KEY": "key", "COR_CLIENT_SECRET": "secret", "APTLY_ACCESS_KEY": "access"}
			s := shape()
			s.Workers, s.Timeout = 64, 20*time.Second
			w.judge(w.importAll(t.Context(), s), true, false)
			n := 0
			for _, e := range w.server.Truth() {
				if e.Kind == sandbox.SignedIn {
					n++
				}
			}
			if n != 2 {
				t.Errorf("signed in %d times: want once at the beginning and once after the token was refused", n)
			}
		})
	}
}

// TestSourceGoesAway: what happens to the file under way changes nothing.
func TestSourceGoesAway(t *testing.T) {
	t.Parallel()
	for name, harm := range map[string]func(string) error{
		"deleted": os.Remove,
		"edited":  func(path string) error { return os.WriteFile(path, []byte("ID;Name\n1;X\n"), 0o600) },
		"its folder renamed": func(path string) error {
			return os.Rename(filepath.Dir(path), filepath.Dir(path)+"-elsewhere")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hook := &trigger{}
			w := newWorld(t, corInput(80), sandbox.Options{TruthLog: hook})
			folder := filepath.Join(w.dir, "input")
			must(t, os.Mkdir(folder, 0o700))
			w.file = filepath.Join(folder, "positions.csv")
			w.in.write(t, w.file)
			hook.arm("created", 10, func() { must(t, harm(w.file)) })
			w.judge(w.importAll(t.Context(), patient()), true, false)
		})
	}
}

// TestResultsPlace: results that cannot be written cost nothing but the file.
func TestResultsPlace(t *testing.T) {
	t.Parallel()
	t.Run("not there", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, corInput(5), sandbox.Options{})
		w.results = filepath.Join(w.dir, "nowhere", "results.csv")
		w.refuses("nowhere")
	})
	t.Run("not writable", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, corInput(5), sandbox.Options{})
		w.results = filepath.Join(readOnly(t), "results.csv")
		w.refuses("-o")
	})
	t.Run("the input itself", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, corInput(5), sandbox.Options{})
		w.results = w.file
		w.refuses("input")
	})
	t.Run("open in Excel", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, corInput(5), sandbox.Options{})
		w.results = filepath.Join(w.dir, "results.xlsx")
		must(t, os.WriteFile(w.results, []byte("somebody's"), 0o600))
		must(t, os.WriteFile(filepath.Join(w.dir, "~$results.xlsx"), nil, 0o600))
		report := w.importAll(t.Context(), patient())
		if want := filepath.Join(w.dir, "results (2).xlsx"); report.Results != want {
			t.Errorf("results are in %s, want %s", report.Results, want)
		}
		if data, err := os.ReadFile(w.results); err != nil || string(data) != "somebody's" {
			t.Errorf("the open file is now %q, %v", data, err)
		}
		w.judge(report, true, false)
	})
	t.Run("gone meanwhile", func(t *testing.T) {
		t.Parallel()
		hook := &trigger{}
		w := newWorld(t, corInput(60), sandbox.Options{TruthLog: hook})
		folder := filepath.Join(w.dir, "results")
		must(t, os.Mkdir(folder, 0o700))
		w.results = filepath.Join(folder, "results.csv")
		hook.arm("created", 10, func() { must(t, os.RemoveAll(folder)) })
		_, err := importer.Import(t.Context(), w.environment(), w.config(patient()))
		if err == nil || !strings.Contains(err.Error(), "results.csv") {
			t.Errorf("error %v", err)
		}
		must(t, os.Mkdir(folder, 0o700))
		w.judge(w.resume(t.Context()), true, false)
	})
}

// refuses wants an error with a word in it, and nothing sent or kept.
func (w *world) refuses(word string) {
	w.t.Helper()
	_, err := importer.Import(w.t.Context(), w.environment(), w.config(patient()))
	if err == nil || !strings.Contains(err.Error(), word) {
		w.t.Errorf("error %v, without %q", err, word)
	}
	if n := len(w.server.Truth()); n > 0 {
		w.t.Errorf("%d things happened", n)
	}
	runs, err := w.store().Runs(context.Background())
	must(w.t, err)
	if len(runs) > 0 {
		w.t.Errorf("%d runs are kept", len(runs))
	}
}

// readOnly is a folder that nobody here can write to: root can, wherever a mode forbids it.
func readOnly(t *testing.T) string {
	t.Helper()
	if os.Geteuid() == 0 && runtime.GOOS == "linux" {
		return "/sys/kernel"
	}
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o500))
	t.Cleanup(func() { must(t, os.Chmod(dir, 0o700)) })
	return dir
}

// TestStateReadOnly: without a ledger nothing is sent.
func TestStateReadOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t, corInput(5), sandbox.Options{})
	w.state = filepath.Join(readOnly(t), "state")
	p := w.start(append([]string{"import", w.file, "-m", w.mapFile, "--base-url", w.base}, w.common()...)...)
	if code := p.wait(); code != importer.ExitBroken {
		t.Errorf("exit code %d", code)
	}
	if !strings.Contains(p.stderr.String(), "--state") {
		t.Errorf("the message is %q", p.stderr.String())
	}
	if n := len(w.server.Truth()); n > 0 {
		t.Errorf("%d things happened", n)
	}
}

// TestTwoRunsAtOnce: the second run on an account is told about the first, and sends nothing.
func TestTwoRunsAtOnce(t *testing.T) {
	t.Parallel()
	reached, release := signal(), signal()
	hook := &trigger{}
	w := newWorld(t, corInput(60), sandbox.Options{TruthLog: hook})
	hook.arm("created", 5, func() { // the sandbox stands still meanwhile
		close(reached)
		<-release
	})
	patient := append(w.common(), "--timeout", "20s")
	first := w.start(append([]string{"import", w.file, "-m", w.mapFile, "--base-url", w.base}, patient...)...)
	<-reached
	other := filepath.Join(w.dir, "other.csv")
	must(t, os.WriteFile(other, []byte("ID,Name,Category,Rate,Level\nother,Other,,,\n"), 0o600))
	second := w.start("import", other, "-m", w.mapFile, "--base-url", w.base, "--state", w.state, "--yes")
	code := second.wait()
	close(release)
	if code != importer.ExitBroken {
		t.Errorf("the second ended with %d", code)
	}
	said := second.stderr.String()
	if code := first.wait(); code != 0 {
		t.Errorf("the first ended with %d: %s", code, first.stderr.String())
	}
	run := w.lastRun()
	for _, word := range []string{run.ID, fmt.Sprint(first.cmd.Process.Pid), "SAP"} {
		if !strings.Contains(said, word) {
			t.Errorf("the message %q does not name %q", said, word)
		}
	}
	if n := len(w.server.Created()); n != 60 {
		t.Errorf("%d positions were created", n)
	}
	if runs, err := w.store().Runs(t.Context()); err != nil || len(runs) != 1 {
		t.Errorf("%d runs, %v", len(runs), err)
	}
}

// TestTakenByOthers: an id that somebody else took is not ours, and is left as it is.
func TestTakenByOthers(t *testing.T) {
	t.Parallel()
	for mode, status := range map[importer.OnDuplicate]row.Status{
		importer.DuplicateFails: row.Failed, importer.DuplicateSkips: row.Exists,
	} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, corInput(20), sandbox.Options{Latency: time.Millisecond})
			w.post(`{"metadata":{"source":"SAP"},"id":"000007","name":"Somebody else's"}`)
			s := shape()
			s.OnDuplicate, s.Timeout = mode, 20*time.Second
			report := w.importAll(t.Context(), s)
			if report.Counts[row.Created] != 19 || report.Counts[status] != 1 {
				t.Errorf("%v", report.Counts)
			}
			if n := len(w.server.Positions()); n != 20 {
				t.Errorf("%d positions", n)
			}
			if one := readResults(t, report.Results)[6]; one.status != string(status) || one.source != 8 {
				t.Errorf("%+v", one)
			}
		})
	}
}

// TestTimesInTheFuture: claims whose times are not those of the target's clock, because that was set
// back, prove nothing: what may be there is not sent again.
func TestTimesInTheFuture(t *testing.T) {
	t.Parallel()
	for name, make := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, make(6), sandbox.Options{})
			for _, r := range w.in.rows[:3] { // three of six took effect
				w.post(canonical(t, r.want))
			}
			w.intendAll(time.Now().Add(time.Hour))
			report := w.importAll(t.Context(), patient())
			w.judge(report, false, true)
			if w.in.target == "cor" && report.Counts[row.Created] != 6 {
				t.Errorf("%v", report.Counts)
			}
			if w.in.target == "aptly" && report.Counts[row.Unknown] < 3 {
				t.Errorf("%v: what is there by another clock cannot be told", report.Counts)
			}
		})
	}
}

// post creates a position as another client would.
func (w *world) post(body string) {
	w.t.Helper()
	path := "/v2/integrations/user-position"
	if w.in.target == "aptly" {
		path = "/settings/v1/positions"
	}
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.base+path, strings.NewReader(body))
	must(w.t, err)
	req.Header.Set("Authorization", "Bearer practice")
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	must(w.t, err)
	must(w.t, resp.Body.Close())
	if resp.StatusCode > 299 {
		w.t.Fatalf("post: %s", resp.Status)
	}
}

// intendAll writes what a run that was killed at once leaves behind: an intent for each row.
func (w *world) intendAll(at time.Time) {
	w.t.Helper()
	value := "SAP"
	if w.in.target == "aptly" {
		value = tenant
	}
	run := ledger.NewRunID(time.Now().Add(-time.Hour), 1)
	l, err := w.store().Open(w.t.Context(), ledger.Account{Target: w.in.target, BaseURL: w.base, Value: value}, run)
	must(w.t, err)
	cfg := w.config(shape())
	var intents []ledger.Intent
	ordinals := map[string]int{}
	for _, r := range w.in.rows {
		body := w.bodyOf(cfg, r)
		key := "x:" + r.cells[0] + "\x00"
		if r.cells[0] == "" {
			sum := fmt.Sprintf("%x", sha256.Sum256(body))[:32]
			ordinals[sum]++
			key = fmt.Sprintf("h:%s:%08d", sum, ordinals[sum])
		}
		intents = append(intents, ledger.Intent{Row: r.number, Key: ledger.Key(key), Body: body, Attempt: 1, Time: at})
	}
	must(w.t, l.Intend(w.t.Context(), run, intents))
	must(w.t, l.Close())
}

// bodyOf takes what is sent for a row from a sandbox that it is sent to.
func (w *world) bodyOf(cfg importer.Config, r inputRow) []byte {
	w.t.Helper()
	other := newWorld(w.t, &input{target: w.in.target, header: w.in.header, mapping: w.in.mapping, rows: []inputRow{r}}, sandbox.Options{})
	other.importAll(context.Background(), patient())
	made := other.server.Created()
	if len(made) != 1 {
		w.t.Fatalf("%d made", len(made))
	}
	return bytes.Clone(made[0].Body)
}

// TestInterrupt: one interrupt ends a run in good order, with results, and resume completes it.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	for name, make := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reached := signal()
			hook := &trigger{}
			w := newWorld(t, make(200), sandbox.Options{
				Latency: 10 * time.Millisecond, TruthLog: hook, Seed: 3, Faults: faults(t, "rate=0.15,kinds=all,slow=3s,late-by=100ms"),
			})
			hook.arm("created", 30, func() { close(reached) })
			p := w.goOn("--timeout", "2s")
			<-reached
			must(t, p.cmd.Process.Signal(os.Interrupt))
			code := p.wait()
			s := p.summary()
			if code != importer.ExitInterrupted || s.ExitCode != code || !s.Interrupted {
				t.Errorf("exit code %d: %+v", code, s)
			}
			w.idle()
			v := &verdict{t: t, in: w.in, truth: w.server.Truth(), results: readResults(t, w.results)}
			v.report()
			for _, one := range v.results {
				if one.status == "FAILED" {
					t.Errorf("row %d is FAILED by an interrupt: %s %s", one.source, one.code, one.message)
				}
			}
			if s.Counts["NOT_RUN"] == 0 {
				t.Errorf("the interrupt came too late: %v", s.Counts)
			}
			w.server.SetFaults(sandbox.Faults{})
			w.peace()
		})
	}
}

// TestInterruptTwice: the second interrupt ends the process at once, and resume completes the run.
func TestInterruptTwice(t *testing.T) {
	t.Parallel()
	for name, make := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reached, release := signal(), signal()
			hook := &trigger{}
			w := newWorld(t, make(60), sandbox.Options{TruthLog: hook})
			hook.arm("created", 5, func() { // the sandbox stands still meanwhile
				close(reached)
				<-release
			})
			p := w.goOn("--timeout", "1h")
			<-reached
			must(t, p.cmd.Process.Signal(os.Interrupt))
			<-p.stderr.when("Interrupt again")
			must(t, p.cmd.Process.Signal(os.Interrupt))
			if code := p.wait(); code != importer.ExitInterrupted {
				t.Errorf("exit code %d: %s", code, p.stderr.String())
			}
			close(release)
			w.peace()
		})
	}
}

func signal() chan struct{} { return make(chan struct{}) }
