package torture

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"posimport/importer/sandbox"
)

// killsVariable is how many kills TestKill makes at the least; `make torture` sets it.
const killsVariable = "TORTURE_KILLS"

const (
	usualKills = 200
	shortKills = 12
	killRows   = 60
	crowd      = 2100
)

func wantedKills(t *testing.T) int {
	t.Helper()
	if text := os.Getenv(killsVariable); text != "" {
		n, err := strconv.Atoi(text)
		must(t, err)
		return n
	}
	if testing.Short() {
		return shortKills
	}
	return usualKills
}

// TestKill kills the binary again and again, at random moments and at moments of the truth log, with
// faults on, and resumes it; then it resumes once in peace and compares.
func TestKill(t *testing.T) {
	t.Parallel()
	want := int64(wantedKills(t))
	var kills, worlds atomic.Int64
	const lanes = 6
	for lane := range lanes {
		t.Run(fmt.Sprint("lane ", lane), func(t *testing.T) {
			t.Parallel()
			for kills.Load() < want && !t.Failed() {
				n := worlds.Add(1)
				t.Run(fmt.Sprint("world ", n), func(t *testing.T) { kills.Add(killWorld(t, uint64(n))) })
			}
		})
	}
	t.Cleanup(func() { t.Logf("%d kills in %d worlds", kills.Load(), worlds.Load()) })
}

func killFaults(t *testing.T) sandbox.Faults {
	t.Helper()
	return faults(t, "rate=0.15,kinds=all,slow=200ms,late-by=350ms")
}

// killWorld tells one story and returns how many kills hit.
func killWorld(t *testing.T, seed uint64) (kills int64) {
	dice := rand.New(rand.NewPCG(seed, 4))
	names := []string{"cor", "aptly-ids", "aptly"}
	name := names[seed%3]
	hook := &trigger{}
	w := newWorld(t, kinds()[name](killRows), sandbox.Options{
		Latency: 2 * time.Millisecond, Jitter: 3 * time.Millisecond, Seed: seed, TruthLog: hook,
		Faults: killFaults(t),
	})
	story := name
	if name != "cor" && seed%2 == 0 {
		// Too many to list before a run: what is new has to be told by the target's clock.
		w.server.SetFaults(sandbox.Faults{})
		w.fill(crowd)
		w.server.SetFaults(killFaults(t))
		story += " in a large account"
	}
	for range 3 + dice.IntN(6) {
		p, how := w.doomed(dice, hook)
		code := p.wait()
		hook.arm("", 0, nil)
		story += ", " + how
		if p.died() {
			kills++
			continue
		}
		if p.idle() && code == 0 {
			// The kill before came when all was done.
		} else if s := p.summary(); s.ExitCode != code {
			t.Errorf("exit code %d, and the summary says %d", code, s.ExitCode)
		}
		story += fmt.Sprintf(" (ended with %d)", code)
		break
	}
	t.Log(story)
	w.server.SetFaults(sandbox.Faults{})
	w.peace()
	return kills
}

// doomed starts a session and arranges its end.
func (w *world) doomed(dice *rand.Rand, hook *trigger) (*process, string) {
	w.t.Helper()
	switch dice.IntN(5) {
	case 0, 1:
		n := 1 + dice.IntN(killRows/4)
		var p atomic.Pointer[process]
		hook.arm("created", n, func() { killWhenThere(&p) })
		p.Store(w.goOn())
		wait := p.Load().after(5 * time.Second)
		w.t.Cleanup(func() { wait.Stop() })
		return p.Load(), fmt.Sprintf("killed at effect %d", n)
	case 2:
		n := 1 + dice.IntN(6)
		var p atomic.Pointer[process]
		hook.arm("fault", n, func() { killWhenThere(&p) })
		p.Store(w.goOn())
		p.Load().after(5 * time.Second)
		return p.Load(), fmt.Sprintf("killed at fault %d", n)
	case 3:
		d := time.Duration(20+dice.IntN(150)) * time.Millisecond
		p := w.goOn()
		p.after(d)
		return p, fmt.Sprintf("killed after %v", d)
	default:
		d := time.Duration(100+dice.IntN(1200)) * time.Millisecond
		p := w.goOn()
		p.after(d)
		return p, fmt.Sprintf("killed after %v", d)
	}
}

// killWhenThere kills a process that is just being started.
func killWhenThere(p *atomic.Pointer[process]) {
	for {
		if at := p.Load(); at != nil {
			at.kill()
			return
		}
		time.Sleep(100 * time.Microsecond)
	}
}

// TestKilledFourTimes is the story that posimport promises: 400 rows, 15 % of the requests in trouble in
// every way, 16 workers, four kills at random moments, and one calm resume.
func TestKilledFourTimes(t *testing.T) {
	t.Parallel()
	seeds := uint64(3)
	if testing.Short() {
		seeds = 1
	}
	for name, make := range kinds() {
		for seed := range seeds {
			t.Run(fmt.Sprint(name, " ", seed), func(t *testing.T) {
				t.Parallel()
				dice := rand.New(rand.NewPCG(seed, 400))
				w := newWorld(t, make(400), sandbox.Options{
					Latency: 10 * time.Millisecond, Seed: seed, Faults: faults(t, "rate=0.15,kinds=all"),
				})
				flags := []string{"--timeout", "5s", "--settle", "1s", "--max-attempts", "4"}
				for range 4 {
					d := time.Duration(50+dice.IntN(1500)) * time.Millisecond
					p := w.goOn(flags...)
					p.after(d)
					p.wait()
					t.Logf("after %v: killed: %v", d, p.died())
				}
				w.server.SetFaults(sandbox.Faults{})
				w.peace(flags...)
			})
		}
	}
}

// peace resumes once without faults and compares everything.
func (w *world) peace(more ...string) said {
	w.t.Helper()
	p := w.goOn(append(patience(), more...)...)
	code := p.wait()
	if code != 0 {
		w.t.Fatalf("the calm session ended with %d: %s %s", code, p.stdout.String(), p.stderr.String())
	}
	if p.idle() {
		// It was finished already: resume had nothing to do.
		p = w.start("results", w.lastRun().ID, "--state", w.state, "-o", w.results, "--json", "-q")
		if code := p.wait(); code != 0 {
			w.t.Fatalf("results ended with %d: %s", code, p.stderr.String())
		}
	}
	s := p.summary()
	w.idle()
	found := readResults(w.t, w.results)
	v := &verdict{t: w.t, in: w.in, truth: w.server.Truth(), results: found, calm: true, killed: true, before: w.before, exit: code, summary: s.counts()}
	v.report()
	if s.Rows != len(w.in.rows) || s.Counts["CREATED"]+s.Counts["EXISTS"] != len(w.in.rows) || s.ExitCode != 0 {
		w.t.Errorf("the summary says %+v", s)
	}
	return s
}
