package importer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/codes"
	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/sandbox"
	"posimport/importer/target"
	"posimport/importer/target/aptly"
)

// looks is Aptly with look-ups that a test answers; n counts them from 1.
type looks struct {
	target.Target
	mu    sync.Mutex
	times []time.Time
	find  func(n int, body string) ([]target.Position, error)
}

func (l *looks) Find(_ context.Context, _ *target.Client, body []byte) ([]target.Position, error) {
	l.mu.Lock()
	l.times = append(l.times, time.Now())
	n := len(l.times)
	l.mu.Unlock()
	return l.find(n, string(body))
}

// says is a phrase in English.
func says(p codes.Phrase, args ...any) string { return codes.For("en").Say(p, args...) }

func lost(_ int, c *create) bool {
	c.cut()
	return true
}

// outcomes returns what became of the rows from 2 on.
func (w *world) outcomes() []row.Outcome {
	entries := w.entries()
	all := make([]row.Outcome, len(entries))
	for n, e := range entries {
		all[n-2] = e.Outcome
	}
	return all
}

// warm creates two positions, so that created-at is trusted, and lets an hour pass.
func (w *world) warm() {
	w.t.Helper()
	run, hook := w.run.ID, w.server.hook
	w.nextRun("20261120-000000-warm")
	w.server.hook = nil
	if err := w.deliver(w.t.Context(), w.delivery(), []*job{aptlyJob(2, "Warm", 1), aptlyJob(3, "Warm", 2)}); err != nil {
		w.t.Fatal(err)
	}
	w.run.ID, w.server.hook = run, hook
	time.Sleep(time.Hour)
}

// TestSettleGivesEachFoundPositionToOneRow: of m equal rows in doubt and k found, k are created.
func TestSettleGivesEachFoundPositionToOneRow(t *testing.T) {
	const m = 5
	for k := range m + 1 {
		for _, most := range []int{1, 4} {
			synctest.Test(t, func(t *testing.T) {
				practice := sandbox.New(sandbox.Options{})
				w := newWorld(t, aptly.New(), Shape{Workers: 3, MaxAttempts: most}, practice)
				w.server.hook = func(n int, c *create) bool {
					if n > m {
						return false
					}
					if n <= k {
						c.effect()
					}
					c.cut()
					return true
				}
				var jobs []*job
				for i := range m {
					jobs = append(jobs, aptlyJob(i+2, "Same", i+1))
				}
				if err := w.deliver(t.Context(), w.delivery(), jobs); err != nil {
					t.Fatal(err)
				}
				want := counts(row.Created, m)
				if most == 1 {
					want = counts(row.Created, k, row.Failed, m-k)
				}
				got := map[row.Status]int{}
				ids := map[string]bool{}
				for i, o := range w.outcomes() {
					got[o.Status]++
					if o.Status == row.Created {
						ids[o.RecordID] = true
					}
					if o.Status == row.Failed && o.Message != says(codes.SurelyAbsent, most) {
						t.Errorf("row %d: %q", i+2, o.Message)
					}
				}
				for status, n := range want {
					if got[status] != n {
						t.Errorf("%d of %d found, %d attempts: %v, want %v", k, m, most, got, want)
					}
				}
				if len(ids) != got[row.Created] || len(practice.Created()) != got[row.Created] {
					t.Errorf("%d of %d found: %d CREATED with %d ids, %d positions", k, m, got[row.Created], len(ids), len(practice.Created()))
				}
			})
		}
	}
}

// TestSettleLeavesWhatWasThereBefore: an equal position from before is nobody's of this run. Where the
// target's times cannot be trusted, nothing is decided.
func TestSettleLeavesWhatWasThereBefore(t *testing.T) {
	for _, trusted := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			practice := sandbox.New(sandbox.Options{})
			w := newWorld(t, aptly.New(), Shape{Workers: 1, MaxAttempts: 1}, practice)
			w.server.hook = func(_ int, c *create) bool {
				c.effect() // by somebody else: nobody gets the answer
				c.cut()
				return true
			}
			_ = w.client.Create(t.Context(), aptlyJob(2, "Same", 1).body)
			w.warm()
			w.clock.wrong = !trusted
			w.server.hook = lost
			if err := w.deliver(t.Context(), w.delivery(), []*job{aptlyJob(2, "Same", 1)}); err != nil {
				t.Fatal(err)
			}
			o := w.outcomes()[0]
			want := map[bool]row.Status{true: row.Failed, false: row.Unknown}[trusted]
			if o.Status != want {
				t.Errorf("trusted %v: %s %q, want %s", trusted, o.Status, o.Message, want)
			}
			if !trusted && o.Message != says(codes.CannotTell, 1) {
				t.Errorf("%q does not say what to compare", o.Message)
			}
		})
	}
}

// TestSettleLeavesWhatAnotherRowHas: equal rows, and rows whose bodies differ in what the target does
// not tell apart.
func TestSettleLeavesWhatAnotherRowHas(t *testing.T) {
	const one, other = "4441fa6b-c0f6-4843-8e34-1f9bb5914439", "d0929e58-72de-41c7-889e-c0621c773958"
	body := func(a, b string) string {
		return fmt.Sprintf(`{"tenantId":%q,"positionName":"Same","isSCIMProvisioned":false,"status":"ACTIVE","groupIds":[%q,%q]}`, testTenant, a, b)
	}
	for _, c := range []struct {
		name    string
		jobs    []*job
		effects string // what each request does: c creates, l creates and loses the answer, n nothing
		want    map[row.Status]int
	}{
		{"equal bodies, one made", []*job{aptlyBody(2, body(one, other), 1), aptlyBody(3, body(one, other), 2)}, "cn", counts(row.Created, 1, row.Failed, 1)},
		{"groups in another order, one made", []*job{aptlyBody(2, body(one, other), 1), aptlyBody(3, body(other, one), 1)}, "cn", counts(row.Created, 1, row.Failed, 1)},
		{"groups in another order, both in doubt, one there", []*job{aptlyBody(2, body(one, other), 1), aptlyBody(3, body(other, one), 1)}, "nl", counts(row.Created, 1, row.Failed, 1)},
		{"groups in another order, both in doubt, both there", []*job{aptlyBody(2, body(one, other), 1), aptlyBody(3, body(other, one), 1)}, "ll", counts(row.Created, 2)},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				practice := sandbox.New(sandbox.Options{})
				w := newWorld(t, aptly.New(), Shape{Workers: 1, MaxAttempts: 1}, practice)
				w.server.hook = func(n int, got *create) bool {
					switch c.effects[n-1] {
					case 'c':
						return false
					case 'l':
						got.effect()
					}
					got.cut()
					return true
				}
				if err := w.deliver(t.Context(), w.delivery(), c.jobs); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, w.statuses()); diff != "" {
					t.Error(diff)
				}
				outcomes := w.outcomes()
				if outcomes[0].RecordID != "" && outcomes[0].RecordID == outcomes[1].RecordID {
					t.Errorf("both rows have position %s", outcomes[0].RecordID)
				}
			})
		})
	}
}

// TestSettleUndecided: look-ups that fail, disagree or find what cannot be told leave UNKNOWN, and
// nothing is sent again.
func TestSettleUndecided(t *testing.T) {
	// They came to be in the second in which the row was sent: a bubble's time begins with 2000.
	found := func(ids ...string) (all []target.Position) {
		for _, id := range ids {
			all = append(all, target.Position{ID: id, Created: time.Unix(946684801, 0)})
		}
		return all
	}
	for _, c := range []struct {
		name    string
		find    func(n int, _ string) ([]target.Position, error)
		want    row.Status
		message string
		looks   int
	}{
		{"never the same twice", func(n int, _ string) ([]target.Position, error) {
			return found([]string{"a", "b"}[n%2]), nil
		}, row.Unknown, "Two look-ups told different things", mostLooks},
		{"there, then gone, over and over", func(n int, _ string) ([]target.Position, error) {
			return found([]string{"a"}[:n%2]...), nil
		}, row.Unknown, "Two look-ups told different things", mostLooks},
		{"an error each time", func(int, string) ([]target.Position, error) {
			return nil, errors.New("the list is closed today")
		}, row.Unknown, "the list is closed today", mostLooks},
		{"an error in every second look", func(n int, _ string) ([]target.Position, error) {
			if n%2 == 0 {
				return nil, errors.New("the list is closed today")
			}
			return found("a"), nil
		}, row.Unknown, "look", mostLooks},
		{"no created-at", func(int, string) ([]target.Position, error) {
			return []target.Position{{ID: "a"}}, nil
		}, row.Unknown, says(codes.CannotTell, 1), 2},
		{"from the future", func(int, string) ([]target.Position, error) {
			return []target.Position{{ID: "a", Created: time.Now().Add(time.Hour)}}, nil
		}, row.Unknown, says(codes.CannotTell, 1), 2},
		{"late, then twice the same", func(n int, _ string) ([]target.Position, error) {
			if n < 3 {
				return found([]string{"a"}[:n-1]...), nil
			}
			return found("a"), nil
		}, row.Created, "Confirmed by looking it up", 3},
		{"errors, then twice the same", func(n int, _ string) ([]target.Position, error) {
			if n < 4 {
				return nil, errors.New("the list is closed today")
			}
			return found("a"), nil
		}, row.Created, "Confirmed by looking it up", 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tg := &looks{Target: aptly.New(), find: c.find}
				w := newWorld(t, tg, Shape{Workers: 1, MaxAttempts: 4, Settle: 10 * time.Second}, sandbox.New(sandbox.Options{}))
				time.Sleep(time.Second)
				w.server.hook = lost
				one := aptlyJob(2, "Same", 1)
				d := w.delivery()
				if err := w.deliver(t.Context(), d, []*job{one}); err != nil {
					t.Fatal(err)
				}
				o := w.outcomes()[0]
				if o.Status != c.want || !strings.Contains(o.Message, c.message) {
					t.Errorf("%s %q, want %s %q", o.Status, o.Message, c.want, c.message)
				}
				if o.Status == row.Unknown && o.Code != row.APIDoubt {
					t.Errorf("code %q, want %q", o.Code, row.APIDoubt)
				}
				if len(tg.times) != c.looks {
					t.Errorf("%d looks, want %d", len(tg.times), c.looks)
				}
				if got := len(w.server.requests()); got != 1 {
					t.Errorf("%d requests, want 1", got)
				}
				wantClaim := map[row.Status]ledger.ClaimState{row.Unknown: ledger.Doubt, row.Created: ledger.Made}[c.want]
				if got := w.claim(one.key).State; got != wantClaim {
					t.Errorf("the claim is %d, want %d", got, wantClaim)
				}
			})
		})
	}
}

func (w *world) claim(key ledger.Key) ledger.Claim {
	w.t.Helper()
	claims, err := w.ledger.Claims(context.Background(), []ledger.Key{key})
	if err != nil {
		w.t.Fatal(err)
	}
	return claims[0]
}

// TestSettleSendsAgainWhatIsAbsent: as often as was asked for, and not once more.
func TestSettleSendsAgainWhatIsAbsent(t *testing.T) {
	for most := 1; most <= 4; most++ {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, aptly.New(), Shape{Workers: 2, MaxAttempts: most, Settle: time.Second}, sandbox.New(sandbox.Options{}))
			w.server.hook = lost
			if err := w.deliver(t.Context(), w.delivery(), aptlyJobs(3)); err != nil {
				t.Fatal(err)
			}
			if got := len(w.server.requests()); got != 3*most {
				t.Errorf("%d requests for 3 rows, want %d for each", got, most)
			}
			for i, o := range w.outcomes() {
				if o.Status != row.Failed || o.Code != row.APIServer || o.Attempts != most || o.Message != says(codes.SurelyAbsent, most) {
					t.Errorf("row %d: %+v", i+2, o)
				}
			}
			if got := w.tally.Progress().Counts; got[row.Failed] != 3 || got[row.Unknown] != 0 {
				t.Errorf("the progress says %v", got)
			}
		})
	}
}

// TestSettleOfAnEditedRow: what was sent is looked up, and only where it is surely absent the row goes
// out as it now stands.
func TestSettleOfAnEditedRow(t *testing.T) {
	external := func(name string) *job {
		j := aptlyBody(2, fmt.Sprintf(`{"tenantId":%q,"positionName":%q,"externalId":"E-1"}`, testTenant, name), 1)
		j.key = "x:E-1\x00"
		return j
	}
	for _, effect := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			practice := sandbox.New(sandbox.Options{})
			w := newWorld(t, aptly.New(), Shape{Workers: 1}, practice)
			ctx, cancel := context.WithCancel(t.Context())
			w.server.hook = func(_ int, c *create) bool {
				if effect {
					c.effect()
				}
				time.AfterFunc(time.Second, cancel) // while the run waits to look it up
				c.cut()
				return true
			}
			if err := w.deliver(ctx, w.delivery(), []*job{external("Before")}); err != nil {
				t.Fatal(err)
			}
			if o := w.outcomes()[0]; o.Status != row.Unknown {
				t.Fatalf("after the interrupt: %+v", o)
			}
			w.server.hook = nil
			w.nextRun("20261121-190000-bbbb")
			if err := w.deliver(t.Context(), w.delivery(), []*job{external("After")}); err != nil {
				t.Fatal(err)
			}
			o := w.outcomes()[0]
			made := practice.Created()
			if o.Status != row.Created || len(made) != 1 || made[0].ID != o.RecordID {
				t.Fatalf("%+v, positions: %v", o, made)
			}
			changed := strings.Contains(o.Message, "changed after it was sent")
			if changed != effect || strings.Contains(string(made[0].Body), "Before") != effect {
				t.Errorf("effect %v: %q, and the position is %s", effect, o.Message, made[0].Body)
			}
			key := external("After").key
			if want := external(map[bool]string{true: "Before", false: "After"}[effect]).hash; w.claim(key).Hash != want {
				t.Errorf("effect %v: the claim has the other body's hash", effect)
			}
		})
	}
}

// TestSettleWaits: nothing is looked up before the last request in doubt has settled, and the second
// look comes a little later.
func TestSettleWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const wait = 40 * time.Second
		tg := &looks{Target: aptly.New(), find: func(int, string) ([]target.Position, error) { return nil, nil }}
		w := newWorld(t, tg, Shape{Workers: 1, MaxAttempts: 1, Settle: wait}, sandbox.New(sandbox.Options{Latency: 5 * time.Second}))
		var last time.Time
		w.server.hook = func(n int, c *create) bool {
			if n == 1 || n == 3 {
				last = time.Now()
				c.cut()
			}
			return false
		}
		if err := w.deliver(t.Context(), w.delivery(), aptlyJobs(5)); err != nil {
			t.Fatal(err)
		}
		if len(tg.times) != 4 {
			t.Fatalf("%d looks for two rows, want 4", len(tg.times))
		}
		if early := tg.times[0].Sub(last); early < wait || early > wait+time.Second {
			t.Errorf("looked up %v after the last doubt, want %v", early, wait)
		}
		if between := tg.times[2].Sub(tg.times[1]); between < 2*time.Second {
			t.Errorf("the second look came %v after the first", between)
		}
	})
}

// TestSettleNeverWaitsLongerThanTheSettleTime: not where a clock was set back, nor where it was due
// long ago.
func TestSettleNeverWaitsLongerThanTheSettleTime(t *testing.T) {
	for due, want := range map[time.Duration]time.Duration{
		10 * time.Hour: time.Minute, 20 * time.Second: 20 * time.Second, 0: 0, -time.Hour: 0,
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, aptly.New(), Shape{Settle: time.Minute}, sandbox.New(sandbox.Options{}))
			d := w.delivery()
			begun := time.Now()
			batch := []*job{{due: begun.Add(-time.Hour)}, {due: begun.Add(due)}}
			if err := d.waitFor(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
			if got := time.Since(begun); got != want {
				t.Errorf("due in %v: waited %v, want %v", due, got, want)
			}
		})
	}
}

// TestSettleIsDueByTheMonotonicClock: a clock that is set forward must not cut the wait short.
func TestSettleIsDueByTheMonotonicClock(t *testing.T) {
	w := newWorld(t, aptly.New(), Shape{Settle: time.Minute}, sandbox.New(sandbox.Options{}))
	d := w.delivery()
	d.entries = make(chan ledger.Entry, 2)
	d.doubtful(aptlyJob(2, "Same", 1), target.Outcome{Class: target.Doubtful})
	d.queueDoubt(aptlyJob(3, "Other", 1), ledger.Claim{}, since{})
	for _, j := range d.dueFirst() {
		if !strings.Contains(j.due.String(), " m=") {
			t.Errorf("row %d is due at %v, by a clock that can be set", j.label, j.due)
		}
	}
}

// TestSettleInterrupted: a run that is stopped after the first look has not looked twice, and decides
// nothing.
func TestSettleInterrupted(t *testing.T) {
	for stopAt := range mostLooks {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			tg := &looks{Target: aptly.New()}
			tg.find = func(n int, _ string) ([]target.Position, error) {
				if n == stopAt {
					cancel()
				}
				return nil, nil
			}
			w := newWorld(t, tg, Shape{Workers: 1, Settle: time.Minute}, sandbox.New(sandbox.Options{}))
			w.server.hook = func(n int, c *create) bool {
				if stopAt == 0 {
					time.AfterFunc(time.Second, cancel)
				}
				if n == 1 {
					c.cut()
				}
				return false
			}
			j := aptlyJob(2, "Same", 1)
			if err := w.deliver(ctx, w.delivery(), []*job{j}); err != nil {
				t.Errorf("stopped at look %d: %v", stopAt, err)
			}
			o := w.outcomes()[0]
			switch {
			case stopAt < 2 && (o.Status != row.Unknown || w.claim(j.key).State != ledger.Doubt || o.Message == ""):
				t.Errorf("stopped at look %d: %s %q, claim %d; want it to stay in doubt", stopAt, o.Status, o.Message, w.claim(j.key).State)
			case stopAt == 2 && (o.Status != row.Failed || o.Code != row.APIServer || len(w.server.requests()) != 1):
				t.Errorf("stopped after both looks: %+v, %d requests", o, len(w.server.requests()))
			case stopAt > 2 && o.Status != row.Created:
				t.Errorf("not stopped: %+v", o)
			}
		})
	}
}

// TestSettleLedgerFailure: what a look-up found is written before anything is sent again.
func TestSettleLedgerFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := errors.New("the disk is gone")
		tg := &looks{Target: aptly.New()}
		w := newWorld(t, tg, Shape{Workers: 1, Settle: time.Second}, sandbox.New(sandbox.Options{}))
		tg.find = func(int, string) ([]target.Position, error) {
			w.ledger.before = func(int) error { return gone }
			return nil, nil
		}
		w.server.hook = lost
		d := w.delivery()
		if err := w.deliver(t.Context(), d, aptlyJobs(3)); !errors.Is(err, gone) || !d.isStopped() {
			t.Errorf("got %v, stopped %v", err, d.isStopped())
		}
		if got := len(w.server.requests()); got != 3 {
			t.Errorf("%d requests, want the first 3", got)
		}
	})
}

// TestSettleNeedsAFinder: without look-ups a doubt stays one, and nobody waits for it.
func TestSettleNeedsAFinder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, noFinder{aptly.New()}, Shape{Workers: 1, Settle: time.Hour}, sandbox.New(sandbox.Options{}))
		w.server.hook = lost
		begun := time.Now()
		if err := w.deliver(t.Context(), w.delivery(), aptlyJobs(1)); err != nil {
			t.Fatal(err)
		}
		if o := w.outcomes()[0]; o.Status != row.Unknown || time.Since(begun) > time.Minute {
			t.Errorf("%+v after %v", o, time.Since(begun))
		}
	})
}

type noFinder struct{ target.Target }

func TestFindingsEqual(t *testing.T) {
	a, b := target.Position{ID: "a"}, target.Position{ID: "b"}
	bad := errors.New("x")
	for _, c := range []struct {
		one, other finding
		want       bool
	}{
		{finding{}, finding{}, true},
		{finding{ours: []target.Position{a}}, finding{ours: []target.Position{a}}, true},
		{finding{ours: []target.Position{a}}, finding{ours: []target.Position{b}}, false},
		{finding{ours: []target.Position{a}}, finding{}, false},
		{finding{ours: []target.Position{a}}, finding{unclear: []target.Position{a}}, false},
		{finding{unclear: []target.Position{a}}, finding{}, false},
		{finding{err: bad}, finding{}, false},
		{finding{err: bad}, finding{err: bad}, false},
	} {
		if c.one.equal(c.other) != c.want || c.other.equal(c.one) != c.want {
			t.Errorf("%+v and %+v: want %v", c.one, c.other, c.want)
		}
	}
	all := []target.Position{{ID: "b"}, {ID: "a"}, {ID: "0", Created: time.Unix(1, 0)}}
	sortPositions(all)
	if got := all[0].ID + all[1].ID + all[2].ID; got != "ab0" || !slices.IsSortedFunc(all, func(p, q target.Position) int { return p.Created.Compare(q.Created) }) {
		t.Errorf("sorted: %s", got)
	}
}
