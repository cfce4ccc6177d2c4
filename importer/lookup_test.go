package importer

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posimport/importer/codes"
	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/sandbox"
	"posimport/importer/target/aptly"
	"posimport/mapping"
)

// reads stands before a practice server and keeps when each GET came; busy may answer one instead.
type reads struct {
	next  http.Handler
	busy  func(n int, w http.ResponseWriter) bool
	mu    sync.Mutex
	times []time.Time
}

func (r *reads) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method == http.MethodGet {
		r.mu.Lock()
		r.times = append(r.times, time.Now())
		n := len(r.times)
		r.mu.Unlock()
		if r.busy != nil && r.busy(n, w) {
			return
		}
	}
	r.next.ServeHTTP(w, req)
}

// since returns the times of the GETs after a moment.
func (r *reads) since(at time.Time) []time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(r.times), func(t time.Time) bool { return t.Before(at) })
}

// fill has somebody else create n positions.
func (w *world) fill(n int) {
	w.t.Helper()
	for i := range n {
		_ = w.client.Create(w.t.Context(), aptlyJob(0, fmt.Sprintf("Filler %d", i), 1).body)
	}
}

// TestLookUpsShareTheList: rows whose names cannot be searched for cost one listing for each look,
// however many they are; and every GET takes its turn by the rate.
func TestLookUpsShareTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := &reads{next: sandbox.New(sandbox.Options{})}
		w := newWorld(t, aptly.New(), Shape{Workers: 8, MaxAttempts: 1, Settle: time.Minute}, list)
		w.fill(2500)
		w.shape.Rate = 2
		w.server.hook = lost
		jobs := make([]*job, 12)
		for i := range jobs {
			jobs[i] = aptlyJob(i+2, fmt.Sprintf("Entwickler(m/w/d) %d", i), 1)
		}
		begun := time.Now()
		if err := w.deliver(t.Context(), w.delivery(), jobs); err != nil {
			t.Fatal(err)
		}
		if got := w.statuses(); got[row.Failed] != 12 {
			t.Errorf("%v", got)
		}
		gets := list.since(begun)
		t.Logf("12 doubts, 2,500 positions: %d GETs", len(gets))
		if len(gets) != 2*25 {
			t.Errorf("%d GETs, want 25 pages for each of two looks", len(gets))
		}
		for i := 1; i < len(gets); i++ {
			if between := gets[i].Sub(gets[i-1]); between < 499*time.Millisecond {
				t.Fatalf("GET %d came %v after the one before, at 2 a second", i+1, between)
			}
		}
	})
}

// TestLookUpsPauseTogether: a 429 to one look-up has all others wait, too.
func TestLookUpsPauseTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := &reads{next: sandbox.New(sandbox.Options{})}
		var asked time.Time
		list.busy = func(n int, w http.ResponseWriter) bool {
			if n != 5 {
				return false
			}
			asked = time.Now()
			w.Header().Set("Retry-After", "20")
			w.WriteHeader(http.StatusTooManyRequests)
			return true
		}
		w := newWorld(t, aptly.New(), Shape{Workers: 2, MaxAttempts: 1, Settle: time.Second, Rate: 10}, list)
		w.server.hook = lost
		if err := w.deliver(t.Context(), w.delivery(), aptlyJobs(12)); err != nil {
			t.Fatal(err)
		}
		if got := w.statuses(); got[row.Failed] != 12 {
			t.Errorf("%v", got)
		}
		for _, at := range list.since(asked.Add(time.Millisecond)) {
			// One may have been on its way already.
			if after := at.Sub(asked); after > 150*time.Millisecond && after < 20*time.Second {
				t.Errorf("a GET %v after the 429 asked for 20 s", after)
			}
		}
	})
}

// clockSession is a session on a world, as far as it asks for the time and for what is there.
func (w *world) clockSession() *session {
	w.t.Helper()
	m, err := mapping.Parse("mapping.yaml", []byte(aptlyMapping), mapping.Options{Schemas: Schemas})
	if err != nil {
		w.t.Fatal(err)
	}
	cfg := &Config{Shape: w.shape, Target: w.target, Mapping: m}
	return &session{cfg: cfg, run: w.run, led: w.ledger, client: w.client, clock: w.clock}
}

// TestSettleLeavesWhatWasThereInTheSameSecond: a Date has whole seconds, so an equal position that
// somebody else created just before the session lies after it. It is not the session's, and what the
// session itself creates right away is.
func TestSettleLeavesWhatWasThereInTheSameSecond(t *testing.T) {
	for _, effect := range []bool{false, true} {
		for _, ago := range []time.Duration{time.Millisecond, 300 * time.Millisecond, 900 * time.Millisecond} {
			synctest.Test(t, func(t *testing.T) {
				practice := sandbox.New(sandbox.Options{})
				w := newWorld(t, aptly.New(), Shape{Workers: 1, MaxAttempts: 1}, practice)
				w.clock.agreed = enough
				time.Sleep(50 * time.Millisecond)
				_ = w.client.Create(t.Context(), aptlyJob(2, "Same", 1).body)
				*w.clock = clock{agreed: enough}
				time.Sleep(ago)
				d := newDelivery(w.run, w.shape, w.target, w.client, w.ledger, w.tally, w.clock)
				defer d.gate.close()
				w.clockSession().askClock(t.Context(), d.reader(), false)
				w.server.hook = func(_ int, c *create) bool {
					if effect {
						c.effect()
					}
					c.cut()
					return true
				}
				if err := w.deliver(t.Context(), d, []*job{aptlyJob(2, "Same", 1)}); err != nil {
					t.Fatal(err)
				}
				o, made := w.outcomes()[0], practice.Created()
				switch {
				case effect && (o.Status != row.Created || o.RecordID != made[1].ID):
					t.Errorf("%v after another's: %s %q, position %q, want %q", ago, o.Status, o.Message, o.RecordID, made[1].ID)
				case !effect && (o.Status != row.Unknown || o.Message != says(codes.CannotTell, 1)):
					t.Errorf("%v after another's: %s %q, position %q", ago, o.Status, o.Message, o.RecordID)
				}
			})
		}
	}
}

// TestBaselineObeysTheRate: and the end of the session's context.
func TestBaselineObeysTheRate(t *testing.T) {
	for stopAt, want := range map[int]bool{0: true, 3: false} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			list := &reads{next: sandbox.New(sandbox.Options{}), busy: func(n int, _ http.ResponseWriter) bool {
				if n == stopAt {
					cancel()
				}
				return false
			}}
			w := newWorld(t, aptly.New(), Shape{Workers: 8, Rate: 1}, list)
			w.fill(950)
			d := w.delivery()
			known, err := w.clockSession().takeBaseline(ctx, d.reader())
			if known != want || err != nil {
				t.Errorf("stopped at %d: known %v, %v", stopAt, known, err)
			}
			gets := list.since(time.Time{})
			if n := map[int]int{0: 10, 3: 3}[stopAt]; len(gets) != n {
				t.Errorf("stopped at %d: %d GETs, want %d", stopAt, len(gets), n)
			}
			for i := 1; i < len(gets); i++ {
				if between := gets[i].Sub(gets[i-1]); between < 999*time.Millisecond {
					t.Errorf("GET %d came %v after the one before, at 1 a second", i+1, between)
				}
			}
		})
	}
}

// TestBaselineThatCannotBeRead is taken again where the run has sent nothing, and is not known where
// it may have.
func TestBaselineThatCannotBeRead(t *testing.T) {
	for _, c := range []struct {
		name, text string
		begun      bool
		known      bool
		gets       int
	}{
		{"none", "", false, true, 1},
		{"none, begun", "", true, false, 0},
		{"whole", `["a","b"]`, true, true, 0},
		{"of an empty account", `[]`, true, true, 0},
		{"cut off", `["a","b`, false, true, 1},
		{"empty", " ", false, true, 1},
		{"null", "null", false, true, 1},
		{"cut off, begun", `["a","b`, true, false, 0},
		{"null, begun", "null", true, false, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			list := &reads{next: sandbox.New(sandbox.Options{})}
			w := newWorld(t, aptly.New(), Shape{Workers: 1}, list)
			w.fill(3)
			dir, err := w.ledger.Dir(w.run.ID)
			if err != nil {
				t.Fatal(err)
			}
			if c.text != "" {
				if err := os.WriteFile(filepath.Join(dir, baselineFile), []byte(c.text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if c.begun {
				one := aptlyJob(2, "Same", 1)
				if err := w.ledger.Intend(t.Context(), w.run.ID, []ledger.Intent{{Row: 2, Key: one.key, Body: one.body, Attempt: 1}}); err != nil {
					t.Fatal(err)
				}
			}
			known, err := w.clockSession().takeBaseline(t.Context(), w.delivery().reader())
			if known != c.known || err != nil || len(list.times) != c.gets {
				t.Errorf("%s: known %v, %v with %d GETs; want %v with %d", c.name, known, err, len(list.times), c.known, c.gets)
			}
			held, err := readBaseline(w.ledger, w.run.ID)
			if (held != nil) != c.known || err != nil || c.gets > 0 && len(held) != 3 {
				t.Errorf("%s: then %v, %v", c.name, held, err)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, "*.tmp")); len(left) > 0 {
				t.Errorf("%s: %v is left", c.name, left)
			}
		})
	}
}

// TestBaselineIsWrittenWhole: one that cannot be written leaves what was there.
func TestBaselineIsWrittenWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "kept")
	if err := os.MkdirAll(filepath.Join(path, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := writeBaseline(path, []string{"a"}); err == nil {
		t.Error("a folder was replaced")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("%v, %v is left", left, err)
	}
}
