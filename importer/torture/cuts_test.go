package torture

import (
	"os"
	"strings"
	"testing"
	"time"

	"posimport/importer"
	"posimport/importer/sandbox"
	"posimport/importer/sandbox/cutproxy"
)

// allCutsVariable asks for every offset with every way to cut; `make torture` sets it.
const allCutsVariable = "TORTURE_CUTS"

// calmExchanges is how many exchanges pass on a reused connection before the one that is cut: enough
// successes that the run's budget of retries lasts.
const calmExchanges = 5

// TestCutAtEveryOffset cuts requests and answers after each of their bytes, on fresh and on reused
// connections, and compares truth and results after a calm resume. Each connection has its own cut,
// so that one import meets many; what it does not come to, the next one meets.
func TestCutAtEveryOffset(t *testing.T) {
	t.Parallel()
	for name, make := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request, answer := lengths(t, make)
			var plan []cutproxy.Cut
			for at := int64(0); at <= request; at += step() {
				plan = append(plan, cutsAt(cutproxy.Request, at)...)
			}
			for at := int64(0); at <= answer; at += step() {
				plan = append(plan, cutsAt(cutproxy.Answer, at)...)
			}
			cuts := len(plan)
			for round := 1; len(plan) > 0; round++ {
				if round > mostRounds {
					t.Fatalf("%d cuts never came, such as %+v", len(plan), plan[0])
				}
				plan = cutAll(t, alike(make, len(plan)/2*(calmExchanges+2)+300), plan)
			}
			t.Logf("%d cuts: requests of %d bytes, answers of %d", cuts, request, answer)
		})
	}
}

const mostRounds = 6

// alike makes rows whose requests and answers have the same length.
func alike(make func(int) *input, n int) *input {
	in := make(max(n, 5000)) // from so many on, Aptly's names have a fixed width
	in.rows = in.rows[:n]
	return in
}

func step() int64 {
	if testing.Short() {
		return 37
	}
	return 1
}

// cutsAt are the cuts at one offset: on a fresh and on a reused connection, in order or by a reset.
func cutsAt(side cutproxy.Side, at int64) (cuts []cutproxy.Cut) {
	ways := []cutproxy.How{cutproxy.How(at % 2)}
	if os.Getenv(allCutsVariable) != "" {
		ways = []cutproxy.How{cutproxy.Close, cutproxy.Reset, cutproxy.Stall}
	}
	for _, how := range ways {
		cuts = append(cuts,
			cutproxy.Cut{Side: side, After: at, How: how},
			cutproxy.Cut{Side: side, After: at, How: how, Exchange: calmExchanges})
	}
	return cuts
}

// lengths measures a whole request and its answer: what two rows take more than one.
func lengths(t *testing.T, make func(int) *input) (request, answer int64) {
	t.Helper()
	s := patient()
	s.Workers = 1
	var passed [2]cutproxy.Passed
	for n := range passed {
		w := newWorld(t, alike(make, n+1), sandbox.Options{})
		p := through(t, w, nil)
		w.importAll(t.Context(), s)
		all := p.Passed()
		if len(all) != 1 {
			t.Fatalf("%d connections for a run without faults: %+v", len(all), all)
		}
		passed[n] = all[0]
	}
	return passed[1].Request - passed[0].Request, passed[1].Answer - passed[0].Answer
}

// through puts a proxy between a world's client and its sandbox.
func through(t testing.TB, w *world, plan func(int) cutproxy.Cut) *cutproxy.Proxy {
	t.Helper()
	p, err := cutproxy.New(strings.TrimPrefix(w.base, "http://"), plan)
	must(t, err)
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Errorf("close the proxy: %v", err)
		}
	})
	w.base = p.URL()
	return p
}

// cutAll imports through one cut a connection, and returns the cuts that did not come.
func cutAll(t *testing.T, in *input, plan []cutproxy.Cut) (left []cutproxy.Cut) {
	t.Helper()
	w := newWorld(t, in, sandbox.Options{})
	p := through(t, w, func(n int) cutproxy.Cut {
		if n < len(plan) {
			return plan[n]
		}
		return cutproxy.Cut{}
	})
	s := importer.Shape{Workers: 64, Timeout: 2 * time.Second, Settle: 300 * time.Millisecond, MaxAttempts: 8}
	report := w.importAll(t.Context(), s)
	w.judge(report, false, true)
	passed := p.Passed()
	if importer.Unfinished(w.lastRun()) {
		report = w.calm()
	}
	w.judge(report, true, true)
	for n, cut := range plan {
		if n >= len(passed) || !passed[n].Cut {
			left = append(left, cut)
		}
	}
	t.Logf("%d rows, %d of %d cuts: %v", len(in.rows), len(plan)-len(left), len(plan), report.Counts)
	return left
}
