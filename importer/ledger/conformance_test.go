package ledger

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
)

func TestEntries(t *testing.T) {
	each(t, "of every kind", func(t *testing.T, l Ledger) {
		ctx := t.Context()
		must(t, l.Intend(ctx, runA, []Intent{intentOf(4, "k4", "D", 1), intentOf(2, "k2", "B", 1), intentOf(3, "k3", "C", 1), intentOf(300, "k300", "Z", 1)}))
		full := Entry{Row: 3, Key: "k3", Hash: hashOf("C"), Outcome: row.Outcome{
			Status: row.Failed, Code: "CategoryNotFoundError", Message: "no such category: Ñandú", Cell: "C3",
			HTTPStatus: 404, Attempts: 3, Time: at(7),
		}}
		exists := Entry{Row: 5, Key: "k5", Outcome: row.Outcome{Status: row.Exists, RecordID: "3F2504E0-4f89-11d3-9a0c-0305e82c3301", RunID: runC, Time: at(8)}}
		uuid := entryOf(4, "k4", row.Created, 9)
		uuid.Outcome.RecordID = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
		must(t, l.Settle(ctx, runA, []Entry{exists, full, uuid}))
		must(t, l.Settle(ctx, runA, []Entry{entryOf(6, "k6", row.Unknown, 9)}))
		must(t, l.Intend(ctx, runB, []Intent{intentOf(1, "other", "O", 1)}))

		full.Outcome.RunID, uuid.Outcome.RunID = runA, runA
		unknown := entryOf(6, "k6", row.Unknown, 9)
		unknown.Outcome.RunID, unknown.Doubt = runA, true
		want := []Entry{
			{Row: 2, Key: "k2", Hash: hashOf("B"), Doubt: true},
			full, uuid, exists, unknown,
			{Row: 300, Key: "k300", Hash: hashOf("Z"), Doubt: true},
		}
		for from, skip := range map[int]int{0: 0, 2: 0, 3: 1, 6: 4, 7: 5, 300: 5, 301: 6, 1 << 40: 6} {
			if diff := cmp.Diff(want[skip:], append([]Entry{}, entriesOf(t, l, runA, from)...)); diff != "" {
				t.Errorf("entries from %d (-want +got):\n%s", from, diff)
			}
		}
		if got := entriesOf(t, l, runC, 0); got != nil {
			t.Errorf("a run without entries has %+v", got)
		}
	})
	each(t, "sent again after an outcome", func(t *testing.T, l Ledger) {
		must(t, l.Intend(t.Context(), runA, []Intent{intentOf(2, "k", "A", 1)}))
		must(t, l.Settle(t.Context(), runA, []Entry{entryOf(2, "k", row.Failed, 2)}))
		must(t, l.Intend(t.Context(), runA, []Intent{intentOf(2, "k", "B", 3)}))
		want := entryOf(2, "k", row.Failed, 2)
		want.Outcome.RunID, want.Doubt, want.Hash = runA, true, hashOf("B")
		if diff := cmp.Diff([]Entry{want}, entriesOf(t, l, runA, 0)); diff != "" {
			t.Errorf("entries (-want +got):\n%s", diff)
		}
	})
	each(t, "taken over by another run", func(t *testing.T, l Ledger) {
		must(t, l.Intend(t.Context(), runA, []Intent{intentOf(2, "k", "A", 1)}))
		must(t, l.Intend(t.Context(), runB, []Intent{intentOf(9, "k", "B", 2)}))
		must(t, l.Settle(t.Context(), runB, []Entry{entryOf(9, "k", row.Created, 3)}))
		// The first run still knows that its row was sent, and does not know what became of it.
		if diff := cmp.Diff([]Entry{{Row: 2, Key: "k", Hash: hashOf("A"), Doubt: true}}, entriesOf(t, l, runA, 0)); diff != "" {
			t.Errorf("entries of the first run (-want +got):\n%s", diff)
		}
		want := entryOf(9, "k", row.Created, 3)
		want.Outcome.RunID = runB
		if diff := cmp.Diff([]Entry{want}, entriesOf(t, l, runB, 0)); diff != "" {
			t.Errorf("entries of the second run (-want +got):\n%s", diff)
		}
	})
	each(t, "settled by another run without an intent", func(t *testing.T, l Ledger) {
		must(t, l.Intend(t.Context(), runA, []Intent{intentOf(2, "k", "A", 1)}))
		must(t, l.Settle(t.Context(), runB, []Entry{entryOf(9, "k", row.Created, 3)}))
		if diff := cmp.Diff([]Entry{{Row: 2, Key: "k", Hash: hashOf("A"), Doubt: true}}, entriesOf(t, l, runA, 0)); diff != "" {
			t.Errorf("entries of the first run (-want +got):\n%s", diff)
		}
	})
	each(t, "many, with a callback that writes and one that stops", func(t *testing.T, l Ledger) {
		const n = 2*chunk + 17
		var intents []Intent
		for i := 1; i <= n; i++ {
			intents = append(intents, intentOf(i, keyOf(i), "body", 1))
		}
		must(t, l.Intend(t.Context(), runA, intents))
		seen := 0
		must(t, l.Entries(t.Context(), runA, 0, func(e Entry) bool {
			seen++
			if e.Row != seen {
				t.Fatalf("row %d came as number %d", e.Row, seen)
			}
			if e.Row%500 == 0 {
				must(t, l.Settle(t.Context(), runA, []Entry{entryOf(e.Row, e.Key, row.Created, 2)}))
			}
			return e.Row < n-5
		}))
		if seen != n-5 {
			t.Errorf("%d rows came before the stop, want %d", seen, n-5)
		}
		if got := entriesOf(t, l, runA, 0); len(got) != n {
			t.Errorf("%d rows, want %d", len(got), n)
		}
	})
}

func TestFamily(t *testing.T) {
	each(t, "in key order, made and in doubt", func(t *testing.T, l Ledger) {
		must(t, l.Intend(t.Context(), runA, []Intent{intentOf(1, "h:aa:2", "A", 1), intentOf(2, "h:aa:1", "A", 1), intentOf(3, "h:ab:1", "B", 1), intentOf(4, "h:a", "C", 1), intentOf(5, "h:aa:3", "A", 1)}))
		must(t, l.Settle(t.Context(), runA, []Entry{entryOf(2, "h:aa:1", row.Created, 2), entryOf(5, "h:aa:3", row.Failed, 2)}))
		var got []string
		must(t, l.Family(t.Context(), "h:aa:", func(c Claim) bool {
			got = append(got, fmt.Sprintf("%s %d %d", c.Key, c.State, c.Row))
			return true
		}))
		if diff := cmp.Diff([]string{"h:aa:1 2 2", "h:aa:2 1 1", "h:aa:3 0 5"}, got); diff != "" {
			t.Errorf("family (-want +got):\n%s", diff)
		}
	})
	each(t, "large", func(t *testing.T, l Ledger) {
		var intents []Intent
		for i := 1; i <= chunk+3; i++ {
			intents = append(intents, intentOf(i, keyOf(i), "A", 1))
		}
		must(t, l.Intend(t.Context(), runA, intents))
		n := 0
		must(t, l.Family(t.Context(), "x:", func(c Claim) bool { n++; return n < chunk+2 }))
		if n != chunk+2 {
			t.Errorf("%d claims, want a stop after %d", n, chunk+2)
		}
	})
}

func TestRuns(t *testing.T) {
	each(t, "put, read and drop", func(t *testing.T, l Ledger) {
		ctx := t.Context()
		early := Run{ID: runB, State: Running, Account: account(), File: "/in.csv", Mapping: []byte("version: 1\n"), Options: []byte("{}"), Started: at(1), Rows: 3}
		late := Run{ID: runA, State: Finished, Parent: runB, Started: at(2), Ended: at(3), Counts: map[row.Status]int{row.Created: 2, row.Failed: 1}}
		must(t, l.PutRun(ctx, late))
		must(t, l.PutRun(ctx, early))
		early.State, early.StopText = Stopped, "the disk is full"
		must(t, l.PutRun(ctx, early))
		runs, err := l.Runs(ctx)
		must(t, err)
		if diff := cmp.Diff([]Run{early, late}, runs); diff != "" {
			t.Errorf("runs by their start (-want +got):\n%s", diff)
		}
		got, err := l.Run(ctx, runA)
		must(t, err)
		if diff := cmp.Diff(late, got); diff != "" {
			t.Errorf("run (-want +got):\n%s", diff)
		}

		must(t, l.Intend(ctx, runA, []Intent{intentOf(2, "made", "A", 1), intentOf(3, "open", "B", 1)}))
		must(t, l.Settle(ctx, runA, []Entry{entryOf(2, "made", row.Created, 2)}))
		dir, err := l.Dir(runA)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(dir, "source.csv"), []byte("a"), fileMode))
		must(t, l.Prune(ctx, runA))
		if _, err := l.Run(ctx, runA); !errors.Is(err, ErrNoRun) {
			t.Errorf("a dropped run gives %v", err)
		}
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("its directory: %v", err)
		}
		if got := entriesOf(t, l, runA, 0); got != nil {
			t.Errorf("its entries are still there: %+v", got)
		}
		made, open := claimOf(t, l, "made"), claimOf(t, l, "open")
		if made.State != Made || made.Run != runA || open.State != Doubt || string(open.Body) != "B" {
			t.Errorf("claims did not stay: %+v, %+v", made, open)
		}
		for _, id := range []string{runA, "no-such", "../x"} {
			if err := l.Prune(ctx, id); !errors.Is(err, ErrNoRun) {
				t.Errorf("dropping %q gives %v", id, err)
			}
		}
	})
}

func TestContext(t *testing.T) {
	each(t, "cancelled", func(t *testing.T, l Ledger) {
		must(t, l.Intend(t.Context(), runA, []Intent{intentOf(2, "a", "A", 1)}))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := l.Intend(ctx, runA, []Intent{intentOf(3, "b", "B", 1)}); !errors.Is(err, context.Canceled) {
			t.Errorf("intend gives %v", err)
		}
		must(t, l.Settle(ctx, runA, []Entry{entryOf(2, "a", row.Created, 2)}))
		must(t, l.PutRun(ctx, Run{ID: runA, Started: at(1)}))
		if a, b := claimOf(t, l, "a"), claimOf(t, l, "b"); a.State != Made || b.State != Free {
			t.Errorf("states %d and %d, want Made and Free", a.State, b.State)
		}
	})
	each(t, "closed", func(t *testing.T, l Ledger) {
		ctx := t.Context()
		must(t, l.Close())
		must(t, l.Close())
		_, runErr := l.Run(ctx, runA)
		_, runsErr := l.Runs(ctx)
		_, claimsErr := l.Claims(ctx, []Key{"a"})
		_, dirErr := l.Dir(runA)
		for i, err := range []error{
			runErr, runsErr, claimsErr, dirErr, l.PutRun(ctx, Run{ID: runA}), l.Prune(ctx, runA),
			l.Intend(ctx, runA, []Intent{intentOf(2, "a", "A", 1)}), l.Intend(ctx, runA, nil),
			l.Settle(ctx, runA, []Entry{entryOf(2, "a", row.Created, 2)}), l.Settle(ctx, runA, nil),
			l.Entries(ctx, runA, 0, func(Entry) bool { return true }), l.Family(ctx, "", func(Claim) bool { return true }),
		} {
			if !errors.Is(err, ErrClosed) {
				t.Errorf("call %d gives %v, want ErrClosed", i, err)
			}
		}
	})
}

// TestManyAtOnce has many goroutines write and read; with -race it looks for races.
func TestManyAtOnce(t *testing.T) {
	each(t, "writers and readers", func(t *testing.T, l Ledger) {
		const workers, rounds = 8, 12
		var wg sync.WaitGroup
		for w := range workers {
			wg.Go(func() {
				for i := range rounds {
					n := 1 + w*rounds + i
					if err := l.Intend(t.Context(), runA, []Intent{intentOf(n, keyOf(n), "body", 1)}); err != nil {
						t.Error(err)
					}
					if err := l.Intend(t.Context(), runA, []Intent{intentOf(n, "", "body", 1)}); err == nil {
						t.Error("a bad intent was taken")
					}
					if err := l.Settle(t.Context(), runA, []Entry{entryOf(n, keyOf(n), row.Created, 2)}); err != nil {
						t.Error(err)
					}
					if err := l.Intend(t.Context(), runA, []Intent{intentOf(n, keyOf(n), "body", 1)}); !errors.Is(err, ErrMade) {
						t.Errorf("a made key was taken: %v", err)
					}
					if c, err := l.Claims(t.Context(), []Key{keyOf(n)}); err != nil || c[0].State != Made {
						t.Errorf("claim %v, %v", c, err)
					}
				}
			})
		}
		wg.Wait()
		if got := entriesOf(t, l, runA, 0); len(got) != workers*rounds {
			t.Errorf("%d entries, want %d", len(got), workers*rounds)
		}
	})
}

func TestNewRunID(t *testing.T) {
	zone := time.FixedZone("west", -5*3600)
	now := time.Date(2026, 11, 21, 13, 30, 12, 0, zone)
	tests := map[uint32]string{
		0:          "20261121-183012-0000",
		1:          "20261121-183012-1000",
		0xffffffff: "20261121-183012-zzzz",
	}
	for random, want := range tests {
		got := NewRunID(now, random)
		if got != want {
			t.Errorf("run id of %d is %q, want %q", random, got, want)
		}
		must(t, checkRunID(got))
	}
	if NewRunID(now, 7) >= NewRunID(now.Add(time.Second), 1) {
		t.Error("a later run's id sorts first")
	}
}
