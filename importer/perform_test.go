package importer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/sandbox"
	"posimport/importer/target/aptly"
	"posimport/importer/target/cor"
)

func counts(pairs ...any) map[row.Status]int {
	m := map[row.Status]int{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i].(row.Status)] = pairs[i+1].(int)
	}
	return m
}

// TestIntentsAreDurableBeforeTheFirstByte looks at what the client writes to its connections.
func TestIntentsAreDurableBeforeTheFirstByte(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rows, workers = 300, 8
		w := newWorld(t, cor.New(), Shape{Workers: workers}, sandbox.New(sandbox.Options{Latency: 7 * time.Millisecond}))
		w.ledger.before = func(int) error {
			time.Sleep(5 * time.Millisecond) // a disk's sync
			return nil
		}
		ids := regexp.MustCompile(`"id":"(\d+)"`)
		var mu sync.Mutex
		sent := 0
		w.pipes.watch = func(p []byte) {
			found := ids.FindSubmatch(p)
			if found == nil {
				return
			}
			mu.Lock()
			sent++
			mu.Unlock()
			if !w.ledger.isDurable(ledger.Key("x:" + string(found[1]) + "\x00")) {
				t.Errorf("id %s is on the wire before its intent is durable", found[1])
			}
		}
		d := w.delivery()
		if err := w.deliver(t.Context(), d, corJobs(rows)); err != nil {
			t.Fatal(err)
		}
		if sent != rows {
			t.Errorf("%d requests were seen, want %d", sent, rows)
		}
		if diff := cmp.Diff(counts(row.Created, rows), w.statuses()); diff != "" {
			t.Error(diff)
		}
	})
}

// TestIntentsGoAheadInWindows: few enough that a crash leaves little in doubt, and in windows.
func TestIntentsGoAheadInWindows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rows, workers = 333, 8
		const window = 4 * workers // the design: about four times the workers
		w := newWorld(t, cor.New(), Shape{Workers: workers}, sandbox.New(sandbox.Options{Latency: 10 * time.Millisecond}))
		ahead := 0
		w.server.hook = func(n int, _ *create) bool {
			w.ledger.mu.Lock()
			defer w.ledger.mu.Unlock()
			intended := 0
			for _, one := range w.ledger.intended {
				intended += len(one.intents)
			}
			ahead = max(ahead, intended-n)
			return false
		}
		if err := w.deliver(t.Context(), w.delivery(), corJobs(rows)); err != nil {
			t.Fatal(err)
		}
		for i, one := range w.ledger.intended {
			want := window
			if i == len(w.ledger.intended)-1 {
				want = rows % window
			}
			if len(one.intents) != want {
				t.Errorf("window %d has %d intents, want %d", i+1, len(one.intents), want)
			}
		}
		if ahead > 2*window+workers || ahead < window {
			t.Errorf("intents go %d ahead of the requests, want about one to two windows of %d", ahead, window)
		}
	})
}

// TestOutcomesFollowInGroups: durable soon, and not one by one.
func TestOutcomesFollowInGroups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rows = 200
		w := newWorld(t, cor.New(), Shape{Workers: 1}, sandbox.New(sandbox.Options{Latency: 10 * time.Millisecond}))
		if err := w.deliver(t.Context(), w.delivery(), corJobs(rows)); err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, group := range w.ledger.settled {
			seen += len(group.entries)
			for _, e := range group.entries {
				if late := group.at.Sub(e.Outcome.Time); late > 50*time.Millisecond {
					t.Errorf("row %d was settled %v after its outcome, want at most 50ms", e.Row, late)
				}
			}
		}
		if seen != rows || len(w.ledger.settled) > rows/4 {
			t.Errorf("%d outcomes in %d groups, want %d in far fewer", seen, len(w.ledger.settled), rows)
		}
	})
}

// TestRowFailureStopsNoOther plays all kinds of failures of rows among good ones.
func TestRowFailureStopsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, cor.New(), Shape{Workers: 4}, sandbox.New(sandbox.Options{}))
		w.server.hook = func(_ int, c *create) bool {
			switch {
			case strings.Contains(c.body, `"000003"`):
				return c.answer(400, `{"error":"ValidationError","message":"rate is odd"}`)
			case strings.Contains(c.body, `"000005"`):
				return c.answer(500, `{"message":"oops"}`)
			case strings.Contains(c.body, `"000007"`):
				c.cut()
			case strings.Contains(c.body, `"000009"`):
				return c.answer(403, `{"message":"not this one"}`)
			case strings.Contains(c.body, `"000011"`):
				return c.answer(200, `<html>`)
			case strings.Contains(c.body, `"000013"`):
				return c.answer(409, `{"error":"DuplicateExternalIdError"}`)
			}
			return false
		}
		d := w.delivery()
		if err := w.deliver(t.Context(), d, corJobs(60)); err != nil {
			t.Fatal(err)
		}
		if d.isStopped() {
			t.Errorf("the run was stopped: %v", d.stopErr)
		}
		if diff := cmp.Diff(counts(row.Created, 54, row.Failed, 3, row.Unknown, 3), w.statuses()); diff != "" {
			t.Error(diff)
		}
		type told struct {
			Status   row.Status
			Code     row.Code
			HTTP     int
			Attempts int
		}
		entries := w.entries()
		for n, want := range map[int]told{
			2:  {row.Created, "", 200, 1},
			4:  {row.Failed, "ValidationError", 400, 1},
			6:  {row.Unknown, row.APIServer, 500, DefaultMaxAttempts},
			8:  {row.Unknown, row.NetReset, 0, DefaultMaxAttempts},
			10: {row.Failed, row.AuthForbidden, 403, 1},
			12: {row.Unknown, row.APINoID, 200, DefaultMaxAttempts},
			14: {row.Failed, row.APIDuplicate, 409, 1},
		} {
			o := entries[n].Outcome
			if diff := cmp.Diff(want, told{o.Status, o.Code, o.HTTPStatus, o.Attempts}); diff != "" {
				t.Errorf("row %d: %s", n, diff)
			}
			if o.Message == "" && want.Status != row.Created {
				t.Errorf("row %d has no message", n)
			}
		}
	})
}

// TestStops: each reason to end a run, what the rows before and after it are, and that nothing is
// sent once it is known.
func TestStops(t *testing.T) {
	const rows, workers = 400, 4
	unauthorized := func(_ int, c *create) bool { return c.answer(401, `{"message":"bad token"}`) }
	from := func(first int, hook func(int, *create) bool) func(int, *create) bool {
		return func(n int, c *create) bool { return n >= first && hook(n, c) }
	}
	redirect := func(_ int, c *create) bool {
		c.w.Header().Set("Location", "http://127.0.0.1:9/elsewhere")
		return c.answer(307, "")
	}
	forbidden := func(_ int, c *create) bool { return c.answer(403, `{"message":"no"}`) }
	broken := func(_ int, c *create) bool { return c.answer(503, `{"message":"closed"}`) }
	for _, c := range []struct {
		name string
		hook func(int, *create) bool
		code row.Code
		most int // requests that may be begun
	}{
		{"401 at once", unauthorized, row.AuthRefused, workers},
		{"401 in the middle", from(50, unauthorized), row.AuthRefused, 49 + workers},
		{"redirect", from(20, redirect), row.NetRedirect, 19 + workers},
		{"three 403", from(30, forbidden), row.AuthForbidden, 29 + 3 + workers},
		{"nothing but 503", broken, row.APIStopped, 2 * leastFailures * DefaultMaxAttempts},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, cor.New(), Shape{Workers: workers}, sandbox.New(sandbox.Options{Latency: time.Millisecond}))
				w.server.hook = c.hook
				d := w.delivery()
				if err := w.deliver(t.Context(), d, corJobs(rows)); err != nil {
					t.Fatal(err)
				}
				why := d.stopReason()
				if why == nil || why.Code != c.code || why.Text == "" {
					t.Errorf("stopped for %+v, want %s", why, c.code)
				}
				if got := len(w.server.requests()); got > c.most {
					t.Errorf("%d requests were begun, want at most %d", got, c.most)
				}
				for n, e := range w.entries() {
					switch e.Outcome.Status {
					case row.Created, row.Failed, row.NotRun:
					case row.Unknown:
						if c.code != row.APIStopped && e.Outcome.HTTPStatus != http.StatusTemporaryRedirect {
							t.Errorf("row %d is UNKNOWN, and nothing was in doubt: %s", n, e.Outcome.Message)
						}
					default:
						t.Errorf("row %d has status %q", n, e.Outcome.Status)
					}
				}
			})
		})
	}
}

func TestStopsWhereNobodyAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, cor.New(), Shape{Workers: 8}, sandbox.New(sandbox.Options{}))
		if err := w.pipes.Close(); err != nil {
			t.Fatal(err)
		}
		d := w.delivery()
		if err := w.deliver(t.Context(), d, corJobs(1000)); err != nil {
			t.Fatal(err)
		}
		why := d.stopReason()
		if why == nil || why.Code != row.NetRefused || !strings.Contains(why.Text, "cannot be reached") {
			t.Errorf("stopped for %+v", why)
		}
		got := w.statuses()
		if got[row.Failed] < 1 || got[row.Failed] > 8 || got[row.Unknown]+got[row.Created] > 0 {
			t.Errorf("%v: want a few FAILED, and NOT_RUN", got)
		}
	})
}

// TestGiveBack: a row whose next attempt the stop prevented is NOT_RUN where nothing can have
// happened, and UNKNOWN where something may have.
func TestGiveBack(t *testing.T) {
	for _, c := range []struct {
		name string
		hook func(int, *create) bool
		want row.Status
		code row.Code
	}{
		{"after a 429", func(_ int, c *create) bool {
			c.w.Header().Set("Retry-After", "60")
			return c.answer(429, `{"message":"slow down"}`)
		}, row.NotRun, row.APIThrottled},
		{"after a 500", func(_ int, c *create) bool { return c.answer(500, `{"message":"oops"}`) }, row.Unknown, row.APIServer},
		{"after a cut", func(_ int, c *create) bool { c.cut(); return true }, row.Unknown, row.NetReset},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, cor.New(), Shape{Workers: 1}, sandbox.New(sandbox.Options{}))
				ctx, cancel := context.WithCancel(t.Context())
				w.server.hook = func(n int, got *create) bool {
					time.AfterFunc(time.Millisecond, cancel) // within the wait for the next attempt
					return c.hook(n, got)
				}
				d := w.delivery()
				begun := time.Now()
				if err := w.deliver(ctx, d, corJobs(3)); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(begun); took > time.Second {
					t.Errorf("stopping took %v", took)
				}
				entries := w.entries()
				first := entries[2].Outcome
				if first.Status != c.want || first.Code != c.code || first.Message == "" || first.Attempts != 1 {
					t.Errorf("the row that was tried: %+v, want %s with %s", first, c.want, c.code)
				}
				for _, n := range []int{3, 4} {
					if o := entries[n].Outcome; o.Status != row.NotRun || o.Code != "" || o.Attempts != 0 {
						t.Errorf("row %d, which was never tried: %+v", n, o)
					}
				}
				if got := len(w.server.requests()); got != 1 {
					t.Errorf("%d requests, want 1", got)
				}
			})
		})
	}
}

// TestInterruptLetsWhatIsInFlightFinish cancels while four requests wait for their answers.
func TestInterruptLetsWhatIsInFlightFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const workers = 4
		w := newWorld(t, aptly.New(), Shape{Workers: workers}, sandbox.New(sandbox.Options{Latency: 10 * time.Second}))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		d := w.delivery()
		begun := time.Now()
		if err := w.deliver(ctx, d, aptlyJobs(100)); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took < 10*time.Second || took > 11*time.Second {
			t.Errorf("took %v: what was in flight needs 10s", took)
		}
		if got := len(w.server.requests()); got != workers {
			t.Errorf("%d requests, want the %d that were in flight", got, workers)
		}
		got := w.statuses()
		if got[row.Created] != workers || got[row.Unknown]+got[row.Failed]+got[""] != 0 {
			t.Errorf("%v: want %d CREATED and the rest NOT_RUN", got, workers)
		}
		if d.stopReason() != nil {
			t.Errorf("a person's wish is told as %v", d.stopReason())
		}
	})
}

// TestInterruptIsNoError cancels at many moments: a person's wish must never look like a failure.
func TestInterruptIsNoError(t *testing.T) {
	for wait := range 60 {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, cor.New(), Shape{Workers: 2}, sandbox.New(sandbox.Options{Latency: 2 * time.Millisecond}))
			ctx, cancel := context.WithCancel(t.Context())
			stop := time.AfterFunc(time.Duration(wait)*time.Millisecond, cancel)
			if wait == 0 {
				cancel()
			}
			d := w.delivery()
			if err := w.deliver(ctx, d, corJobs(40)); err != nil || d.stopReason() != nil {
				t.Errorf("cancelled after %d ms: %v, %v", wait, err, d.stopReason())
			}
			stop.Stop()
			cancel()
			for n, e := range w.entries() {
				if s := e.Outcome.Status; s != row.Created && s != row.NotRun {
					t.Errorf("cancelled after %d ms: row %d is %q", wait, n, s)
				}
			}
		})
	}
}

// TestLedgerFailureStopsDispatch lets one write after another fail.
func TestLedgerFailureStopsDispatch(t *testing.T) {
	gone := errors.New("the disk is gone")
	for fails := 1; fails < 12; fails++ {
		t.Run(fmt.Sprint("write ", fails), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const workers = 2
				w := newWorld(t, cor.New(), Shape{Workers: workers}, sandbox.New(sandbox.Options{Latency: 40 * time.Millisecond}))
				var mu sync.Mutex
				failed := false
				after := 0
				w.ledger.before = func(n int) error {
					mu.Lock()
					defer mu.Unlock()
					if n >= fails { // a ledger that has failed fails for good
						failed = true
						return gone
					}
					return nil
				}
				w.server.hook = func(int, *create) bool {
					mu.Lock()
					defer mu.Unlock()
					if failed {
						after++
					}
					return false
				}
				d := w.delivery()
				err := w.deliver(t.Context(), d, corJobs(200))
				if !errors.Is(err, gone) {
					t.Errorf("the error is %v", err)
				}
				if err != nil && strings.Count(err.Error(), gone.Error()) != 1 {
					t.Errorf("the error says it more than once: %q", err)
				}
				if !d.isStopped() || d.stopReason() != nil {
					t.Errorf("stopped %v, as if by the target: %v", d.isStopped(), d.stopReason())
				}
				// A request that was let through in the same moment may still go out.
				if after > workers {
					t.Errorf("%d requests were begun after the failure", after)
				}
				made := len(w.server.requests())
				for key := range w.ledger.durable {
					made-- // every request had an intent
					_ = key
				}
				if made > 0 {
					t.Errorf("%d requests more than intents", made)
				}
			})
		})
	}
}

// TestMadeIsNeverSentAgain runs the same rows again and again, with claims in every state: the
// ledger never has to refuse an intent, and nobody gets two positions.
func TestMadeIsNeverSentAgain(t *testing.T) {
	for _, name := range []string{"cor", "aptly"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tg, err := TargetByName(name)
				if err != nil {
					t.Fatal(err)
				}
				jobs := map[string]func(int) []*job{"cor": corJobs, "aptly": aptlyJobs}[name]
				practice := sandbox.New(sandbox.Options{Latency: time.Millisecond})
				w := newWorld(t, tg, Shape{Workers: 4, MaxAttempts: 2, Settle: time.Second}, practice)
				w.server.hook = func(n int, c *create) bool {
					switch n % 6 {
					case 1:
						return c.answer(500, `{"message":"before"}`)
					case 3:
						c.effect()
						c.cut()
					case 5:
						return c.answer(422, `{"message":"odd"}`)
					}
					return false
				}
				const rows = 120
				for run := range 8 {
					if run == 6 {
						w.server.hook = nil
					}
					w.nextRun(fmt.Sprintf("20261121-18301%d-aaaa", run))
					d := w.delivery()
					if err := w.deliver(t.Context(), d, jobs(rows)); err != nil {
						t.Fatal(err)
					}
				}
				if len(w.ledger.intendErr) > 0 {
					t.Errorf("the ledger refused intents: %v", w.ledger.intendErr)
				}
				if got := len(practice.Created()); got != rows {
					t.Errorf("%d positions, want %d", got, rows)
				}
				if diff := cmp.Diff(counts(row.Exists, rows), w.statuses()); diff != "" {
					t.Errorf("the last run: %s", diff)
				}
			})
		})
	}
}

// TestRetryAfterHoldsAllWorkersBack: one 429 pauses everybody, for as long as was asked.
func TestRetryAfterHoldsAllWorkersBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, cor.New(), Shape{Workers: 8}, sandbox.New(sandbox.Options{Latency: 100 * time.Millisecond}))
		var paused, resumed time.Time
		var mu sync.Mutex
		w.server.hook = func(n int, c *create) bool {
			mu.Lock()
			defer mu.Unlock()
			if n == 20 {
				paused = time.Now()
				c.w.Header().Set("Retry-After", "30")
				return c.answer(http.StatusTooManyRequests, `{}`)
			}
			if !paused.IsZero() && resumed.IsZero() && time.Since(paused) > time.Second {
				resumed = time.Now()
			}
			return false
		}
		seen := make(chan time.Duration, 1)
		time.AfterFunc(10*time.Second, func() { seen <- w.tally.Progress().Held })
		if err := w.deliver(t.Context(), w.delivery(), corJobs(100)); err != nil {
			t.Fatal(err)
		}
		if got := resumed.Sub(paused); got < 30*time.Second || got > 31*time.Second {
			t.Errorf("requests went on after %v, want 30s", got)
		}
		if held := <-seen; held < 19*time.Second || held > 21*time.Second {
			t.Errorf("10s into the run %v of the pause are said to be left", held)
		}
		if held := w.tally.Progress().Held; held != 0 {
			t.Errorf("after the run %v of the pause are said to be left", held)
		}
		if diff := cmp.Diff(counts(row.Created, 100), w.statuses()); diff != "" {
			t.Error(diff)
		}
	})
}

// TestDuplicateConfirmsOurOwn: the answer that was lost is told by the duplicate that follows.
func TestDuplicateConfirmsOurOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, cor.New(), Shape{Workers: 1}, sandbox.New(sandbox.Options{}))
		w.server.hook = func(n int, c *create) bool {
			if n == 1 {
				c.effect()
				c.cut()
			}
			return false
		}
		if err := w.deliver(t.Context(), w.delivery(), corJobs(1)); err != nil {
			t.Fatal(err)
		}
		o := w.entries()[2].Outcome
		if o.Status != row.Created || o.Code != "" || o.RecordID != "000001" || o.Attempts != 2 || !strings.HasPrefix(o.Message, "Confirmed") {
			t.Errorf("%+v", o)
		}
	})
}

// TestOtherValuesAfterDoubt: the id is taken, and nobody can tell by whom.
func TestOtherValuesAfterDoubt(t *testing.T) {
	for _, c := range []struct {
		name    string
		effect  bool
		answer  string // to the second run's request; empty for the practice server's own
		want    row.Status
		message string
	}{
		{"created, then sent with other values", true, "", row.Unknown, "The id is taken"},
		{"not created, then sent with other values", false, "", row.Created, ""},
		{"created, then refused with other values", true, `{"error":"CategoryNotFoundError","message":"no such category"}`, row.Unknown, "After 2 attempts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, cor.New(), Shape{Workers: 1}, sandbox.New(sandbox.Options{}))
				w.server.hook = func(n int, got *create) bool {
					if n == 1 && c.effect {
						got.effect()
					}
					got.cut()
					return true
				}
				if err := w.deliver(t.Context(), w.delivery(), []*job{corJob(2, "7", "Before")}); err != nil {
					t.Fatal(err)
				}
				if s := w.entries()[2].Outcome.Status; s != row.Unknown {
					t.Fatalf("the first run says %s", s)
				}
				w.server.hook = func(_ int, got *create) bool { return c.answer != "" && got.answer(400, c.answer) }
				w.nextRun("20261121-190000-bbbb")
				if err := w.deliver(t.Context(), w.delivery(), []*job{corJob(2, "7", "After")}); err != nil {
					t.Fatal(err)
				}
				o := w.entries()[2].Outcome
				if o.Status != c.want || !strings.HasPrefix(o.Message, c.message) {
					t.Errorf("%s %q, want %s %q", o.Status, o.Message, c.want, c.message)
				}
			})
		})
	}
}

// TestForeignStaysForeign: a duplicate that no attempt of ours explains does not turn into our own by
// asking again.
func TestForeignStaysForeign(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, cor.New(), Shape{Workers: 1}, sandbox.New(sandbox.Options{}))
		if err := w.deliver(t.Context(), w.delivery(), []*job{corJob(2, "7", "Somebody's")}); err != nil {
			t.Fatal(err)
		}
		w.ledger.Ledger = ledger.NewMemory() // another computer: it does not know that
		for run := range 3 {
			w.nextRun(fmt.Sprintf("20261121-19000%d-bbbb", run))
			ours := corJob(2, "7", "Ours")
			if run == 0 {
				ours.doubt = otherDoubt // as the results file says UNKNOWN
			}
			if err := w.deliver(t.Context(), w.delivery(), []*job{ours}); err != nil {
				t.Fatal(err)
			}
			if o := w.entries()[2].Outcome; o.Status != row.Unknown || !strings.HasPrefix(o.Message, "The id is taken") {
				t.Errorf("run %d: %s %q", run, o.Status, o.Message)
			}
		}
	})
}
