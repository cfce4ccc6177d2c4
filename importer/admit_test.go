package importer

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/sandbox"
	"posimport/importer/target"
	"posimport/importer/target/aptly"
	"posimport/importer/target/cor"
)

const earlierRun = "20261120-120000-eeee"

// earlier leaves what an earlier run did with a job in the ledger: "" is an intent without outcome.
func (w *world) earlier(j *job, status row.Status) {
	w.t.Helper()
	intent := ledger.Intent{Row: 77, Key: j.key, Body: j.body, Attempt: 1, Time: w.clock.floor()}
	if err := w.ledger.Ledger.Intend(w.t.Context(), earlierRun, []ledger.Intent{intent}); err != nil {
		w.t.Fatal(err)
	}
	if status == "" {
		return
	}
	entry := ledger.Entry{Row: 77, Key: j.key, Hash: j.hash, Outcome: row.Outcome{Status: status, RecordID: "record-1", Time: w.clock.now()}}
	if err := w.ledger.Ledger.Settle(w.t.Context(), earlierRun, []ledger.Entry{entry}); err != nil {
		w.t.Fatal(err)
	}
}

// TestAdmit: what is done with a row by what the account knows of its key.
func TestAdmit(t *testing.T) {
	external := func(name string) *job {
		j := aptlyBody(2, `{"tenantId":"`+testTenant+`","positionName":"`+name+`","externalId":"E-1"}`, 1)
		j.key = "x:E-1\x00"
		return j
	}
	inCOR := func(name string) *job { return corJob(2, "7", name) }
	for _, c := range []struct {
		name     string
		target   target.Target
		job      func(name string) *job
		before   row.Status // in the earlier run; "none" for no such run
		there    bool       // the position stands
		after    string     // the name that the row has now
		want     row.Status
		message  string
		requests int
	}{
		{"COR, never sent", cor.New(), inCOR, "none", false, "A", row.Created, "", 1},
		{"COR, created", cor.New(), inCOR, row.Created, true, "A", row.Exists, "Created before, by run " + earlierRun, 0},
		{"COR, created, edited since", cor.New(), inCOR, row.Created, true, "B", row.Exists, "not those that were sent then", 0},
		{"COR, failed", cor.New(), inCOR, row.Failed, false, "A", row.Created, "", 1},
		{"COR, not run", cor.New(), inCOR, row.NotRun, false, "A", row.Created, "", 1},
		{"COR, crashed before the effect", cor.New(), inCOR, "", false, "A", row.Created, "", 1},
		{"COR, crashed after the effect", cor.New(), inCOR, "", true, "A", row.Created, "Confirmed", 1},
		{"COR, unknown, and there", cor.New(), inCOR, row.Unknown, true, "A", row.Created, "Confirmed", 1},
		{"COR, crashed after the effect, edited since", cor.New(), inCOR, "", true, "B", row.Unknown, "The id is taken", 1},
		{"COR, crashed before the effect, edited since", cor.New(), inCOR, "", false, "B", row.Created, "", 1},
		{"Aptly, created", aptly.New(), external, row.Created, true, "A", row.Exists, "Created before", 0},
		{"Aptly, failed", aptly.New(), external, row.Failed, false, "A", row.Created, "", 1},
		{"Aptly, crashed before the effect", aptly.New(), external, "", false, "A", row.Created, "", 1},
		{"Aptly, crashed after the effect", aptly.New(), external, "", true, "A", row.Created, "Confirmed by looking it up", 0},
		{"Aptly, unknown, and there", aptly.New(), external, row.Unknown, true, "A", row.Created, "Confirmed by looking it up", 0},
		{"Aptly, crashed after the effect, edited since", aptly.New(), external, "", true, "B", row.Created, "changed after it was sent", 0},
		{"Aptly, crashed before the effect, edited since", aptly.New(), external, "", false, "B", row.Created, "", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				practice := sandbox.New(sandbox.Options{})
				w := newWorld(t, c.target, Shape{Workers: 2}, practice)
				d := w.delivery()
				if c.before != "none" {
					w.earlier(c.job("A"), c.before)
				}
				time.Sleep(2 * time.Second)
				if c.there {
					w.client.Create(t.Context(), c.job("A").body)
				}
				sentBefore := len(w.server.requests())
				if err := w.deliver(t.Context(), d, []*job{c.job(c.after)}); err != nil {
					t.Fatal(err)
				}
				o := w.entries()[2].Outcome
				if o.Status != c.want || !strings.Contains(o.Message, c.message) || (c.message == "" && o.Message != "") {
					t.Errorf("%s %q, want %s %q", o.Status, o.Message, c.want, c.message)
				}
				if got := len(w.server.requests()) - sentBefore; got != c.requests {
					t.Errorf("%d requests, want %d", got, c.requests)
				}
				if o.Status.Succeeded() && o.RecordID == "" {
					t.Errorf("%s without a record id", o.Status)
				}
				if o.RunID != w.run.ID {
					t.Errorf("run %q, want this one", o.RunID)
				}
				if got := len(practice.Created()); got != 1 && c.want != row.Exists {
					t.Errorf("%d positions, want 1", got)
				}
			})
		})
	}
}

// TestOnDuplicate: an id that nobody of ours explains.
func TestOnDuplicate(t *testing.T) {
	type said struct {
		Status   row.Status
		Code     row.Code
		RecordID string
	}
	for on, want := range map[OnDuplicate]said{
		DuplicateFails: {row.Failed, row.APIDuplicate, ""}, DuplicateSkips: {row.Exists, "", "7"},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, cor.New(), Shape{Workers: 1, OnDuplicate: on}, sandbox.New(sandbox.Options{}))
			w.client.Create(t.Context(), corJob(2, "7", "Somebody else's").body)
			if err := w.deliver(t.Context(), w.delivery(), []*job{corJob(2, "7", "Ours")}); err != nil {
				t.Fatal(err)
			}
			o := w.entries()[2].Outcome
			if got := (said{o.Status, o.Code, o.RecordID}); got != want {
				t.Errorf("on duplicate %s: %+v, want %+v", on, got, want)
			}
			if got := w.claim("x:7\x00").State; got != ledger.Free {
				t.Errorf("on duplicate %s: the claim is %d: the position is not ours", on, got)
			}
		})
	}
}

func TestAdmitAsksInBatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rows = 3*admitSize + 5
		w := newWorld(t, cor.New(), Shape{Workers: 4}, sandbox.New(sandbox.Options{}))
		d := w.delivery()
		var order []int
		err := d.admitAll(t.Context(), corJobs(rows), func(j *job) error {
			order = append(order, j.label)
			return nil
		})
		if err != nil || len(order) != rows {
			t.Fatalf("%d of %d rows, %v", len(order), rows, err)
		}
		for i, label := range order {
			if label != i+2 {
				t.Fatalf("row %d is handed over at place %d", label, i)
			}
		}
	})
}

// TestReleased: a person who has looked and emptied the row's status may have it sent, once: not what a
// run has sent since the results that the person saw.
func TestReleased(t *testing.T) {
	for _, c := range []struct {
		name   string
		seenIn string
		want   int // requests to create
	}{
		{"seen in the run that left the doubt", earlierRun, 1},
		{"seen in another run's results", "20261121-170000-zzzz", 0},
		{"a new row", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, aptly.New(), Shape{Workers: 1, Settle: time.Second, MaxAttempts: 1}, sandbox.New(sandbox.Options{}))
				w.earlier(aptlyJob(2, "A", 1), row.Unknown)
				j := aptlyJob(2, "A", 1)
				j.asNew, j.seenIn = true, c.seenIn
				d := w.delivery()
				if err := d.deliver(t.Context(), produceAll(d, []*job{j})); err != nil {
					t.Fatal(err)
				}
				if got := len(w.server.requests()); got != c.want {
					t.Errorf("%d requests, want %d", got, c.want)
				}
			})
		})
	}
}
