package ledger

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
)

// step is one call: an intent with a body, or an outcome.
type step struct {
	run    string
	row    int
	body   string     // an intent
	status row.Status // an outcome
	hash   string     // the body that the outcome says was created
}

func TestTransitions(t *testing.T) {
	a, b := hashOf("A"), hashOf("B")
	bodies := func(texts ...string) (list [][]byte) {
		for _, s := range texts {
			list = append(list, []byte(s))
		}
		return list
	}
	const k = Key("k")
	intentA := step{run: runA, row: 2, body: "A"}
	tests := map[string]struct {
		steps []step
		want  Claim
	}{
		"never heard of": {nil, Claim{Key: k}},
		"an intent": {
			[]step{intentA},
			Claim{State: Doubt, Run: runA, Row: 2, Hash: a, Hashes: []Hash{a}, Body: []byte("A"), Bodies: bodies("A"), Attempts: 1, First: at(1), FirstRun: runA, Time: at(1)},
		},
		"a second attempt keeps the first time": {
			[]step{intentA, intentA},
			Claim{State: Doubt, Run: runA, Row: 2, Hash: a, Hashes: []Hash{a}, Body: []byte("A"), Bodies: bodies("A"), Attempts: 2, First: at(1), FirstRun: runA, Time: at(2)},
		},
		"created": {
			[]step{intentA, {run: runA, row: 2, status: row.Created}},
			Claim{State: Made, Run: runA, Row: 2, Hash: a, Attempts: 1, RecordID: "id-of-k", Time: at(2)},
		},
		"created by the earlier body": {
			[]step{intentA, {run: runA, row: 2, body: "B"}, {run: runA, row: 2, status: row.Created, hash: "A"}},
			Claim{State: Made, Run: runA, Row: 2, Hash: a, Attempts: 2, RecordID: "id-of-k", Time: at(3)},
		},
		"rejected": {
			[]step{intentA, {run: runA, row: 2, status: row.Failed}},
			Claim{State: Free, Run: runA, Row: 2, Hash: a, Attempts: 1, Time: at(2)},
		},
		"not sent after all": {
			[]step{intentA, {run: runA, row: 2, status: row.NotRun}},
			Claim{State: Free, Run: runA, Row: 2, Hash: a, Attempts: 1, Time: at(2)},
		},
		"unknown": {
			[]step{intentA, {run: runA, row: 2, status: row.Unknown}},
			Claim{State: Doubt, Run: runA, Row: 2, Hash: a, Hashes: []Hash{a}, Body: []byte("A"), Bodies: bodies("A"), Attempts: 1, First: at(1), FirstRun: runA, Time: at(2)},
		},
		"was there already": {
			[]step{intentA, {run: runA, row: 2, status: row.Exists}},
			Claim{State: Free, Run: runA, Row: 2, Hash: a, Attempts: 1, Time: at(2)},
		},
		"created stays created, whatever comes": {
			[]step{intentA, {run: runA, row: 2, status: row.Created}, {run: runB, row: 9, status: row.Exists}, {run: runB, row: 9, status: row.Failed}, {run: runB, row: 9, status: row.Unknown}, {run: runB, row: 9, status: row.NotRun}, {run: runB, row: 9, status: row.Created}},
			Claim{State: Made, Run: runA, Row: 2, Hash: a, Attempts: 1, RecordID: "id-of-k", Time: at(2)},
		},
		"another run takes an edited row over": {
			[]step{intentA, {run: runA, row: 2, status: row.Unknown}, {run: runB, row: 7, body: "B"}},
			Claim{State: Doubt, Run: runB, Row: 7, Hash: b, Hashes: []Hash{a, b}, Body: []byte("B"), Bodies: bodies("A", "B"), Attempts: 2, First: at(1), FirstRun: runA, Time: at(3)},
		},
		"edited there and back": {
			[]step{intentA, {run: runA, row: 2, body: "B"}, intentA},
			Claim{State: Doubt, Run: runA, Row: 2, Hash: a, Hashes: []Hash{a, b}, Body: []byte("A"), Bodies: bodies("A", "B"), Attempts: 3, First: at(1), FirstRun: runA, Time: at(3)},
		},
		"a run that stops first does not free an earlier run's doubt": {
			[]step{intentA, {run: runB, row: 7, status: row.NotRun}},
			Claim{State: Doubt, Run: runA, Row: 2, Hash: a, Hashes: []Hash{a}, Body: []byte("A"), Bodies: bodies("A"), Attempts: 1, First: at(1), FirstRun: runA, Time: at(1)},
		},
		"nor when it had already intended to send": {
			[]step{intentA, {run: runB, row: 7, body: "B"}, {run: runB, row: 7, status: row.NotRun}},
			Claim{State: Doubt, Run: runB, Row: 7, Hash: b, Hashes: []Hash{a, b}, Body: []byte("B"), Bodies: bodies("A", "B"), Attempts: 2, First: at(1), FirstRun: runA, Time: at(2)},
		},
		"doubt ends and begins anew": {
			[]step{intentA, {run: runA, row: 2, status: row.Failed}, {run: runB, row: 3, body: "B"}},
			Claim{State: Doubt, Run: runB, Row: 3, Hash: b, Hashes: []Hash{b}, Body: []byte("B"), Bodies: bodies("B"), Attempts: 2, First: at(3), FirstRun: runB, Time: at(3)},
		},
		"unknown without an intent is doubt": {
			[]step{{run: runB, row: 3, status: row.Unknown, hash: "A"}},
			Claim{State: Doubt, Run: runB, Row: 3, Hash: a, Hashes: []Hash{a}, Bodies: [][]byte{nil}, First: at(1), FirstRun: runB, Time: at(1)},
		},
		"there already without an intent leaves nothing": {
			[]step{{run: runB, row: 3, status: row.Exists}, {run: runB, row: 3, status: row.NotRun}, {run: runB, row: 3, status: row.Failed}},
			Claim{},
		},
		"a lookup by a later run frees": {
			[]step{intentA, {run: runB, row: 3, status: row.Failed}},
			Claim{State: Free, Run: runB, Row: 3, Hash: a, Attempts: 1, Time: at(2)},
		},
	}
	for name, test := range tests {
		test.want.Key = k
		each(t, name, func(t *testing.T, l Ledger) {
			for i, s := range test.steps {
				play(t, l, s, k, i+1)
			}
			if diff := cmp.Diff(test.want, claimOf(t, l, k)); diff != "" {
				t.Errorf("claim (-want +got):\n%s", diff)
			}
		})
	}
}

func play(t *testing.T, l Ledger, s step, k Key, second int) {
	t.Helper()
	if s.body != "" {
		must(t, l.Intend(t.Context(), s.run, []Intent{intentOf(s.row, k, s.body, second)}))
		return
	}
	e := entryOf(s.row, k, s.status, second)
	if s.hash != "" {
		e.Hash = hashOf(s.hash)
	}
	must(t, l.Settle(t.Context(), s.run, []Entry{e}))
}

// each runs a test against every implementation.
func each(t *testing.T, name string, test func(t *testing.T, l Ledger)) {
	t.Helper()
	t.Run(name+"/memory", func(t *testing.T) {
		l := NewMemory()
		defer func() { must(t, l.Close()) }()
		test(t, l)
	})
	t.Run(name+"/disk", func(t *testing.T) {
		test(t, openTest(t, storeTest(t), account(), runC))
	})
}

func TestRefused(t *testing.T) {
	good := intentOf(2, "a", "A", 1)
	intents := map[string]struct {
		in   Intent
		want string
	}{
		"row 0":      {intentOf(0, "k", "A", 1), "row numbers go from 1"},
		"row 2^32":   {intentOf(1<<32, "k", "A", 1), "row numbers go from 1"},
		"no key":     {intentOf(3, "", "A", 1), "keys have 1 to"},
		"long key":   {intentOf(3, Key(strings.Repeat("k", maxKey+1)), "A", 1), "keys have 1 to"},
		"no attempt": {Intent{Row: 3, Key: "k", Body: []byte("A")}, "attempts count from 1"},
	}
	for name, test := range intents {
		each(t, name, func(t *testing.T, l Ledger) {
			err := l.Intend(t.Context(), runA, []Intent{good, test.in})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("error %v, want one with %q", err, test.want)
			}
			if c := claimOf(t, l, "a"); c.State != Free {
				t.Errorf("the good intent beside it was written: %+v", c)
			}
		})
	}
	for _, status := range []row.Status{row.Invalid, row.Valid, "", "DONE"} {
		each(t, "status "+string(status), func(t *testing.T, l Ledger) {
			err := l.Settle(t.Context(), runA, []Entry{entryOf(2, "a", row.Created, 1), entryOf(3, "b", status, 1)})
			if err == nil || !strings.Contains(err.Error(), "row 3: status") {
				t.Fatalf("error %v, want one that names row 3 and its status", err)
			}
			if got := entriesOf(t, l, runA, 0); len(got) != 0 {
				t.Errorf("entries were written: %+v", got)
			}
		})
	}
	each(t, "made", func(t *testing.T, l Ledger) {
		must(t, l.Intend(t.Context(), runA, []Intent{intentOf(2, "b", "B", 1)}))
		must(t, l.Settle(t.Context(), runA, []Entry{entryOf(2, "b", row.Created, 2)}))
		err := l.Intend(t.Context(), runB, []Intent{good, intentOf(5, "b", "B", 3)})
		if !errors.Is(err, ErrMade) || !strings.Contains(err.Error(), "row 5") {
			t.Fatalf("error %v, want ErrMade for row 5", err)
		}
		if c := claimOf(t, l, "a"); c.State != Free {
			t.Errorf("the intent before it was written: %+v", c)
		}
		// A refusal is no failed write: the next one goes through.
		must(t, l.Intend(t.Context(), runB, []Intent{good}))
	})
	each(t, "run id", func(t *testing.T, l Ledger) {
		for _, id := range []string{"", "../x", "a/b", "a.b", strings.Repeat("x", 65)} {
			_, dirErr := l.Dir(id)
			for _, err := range []error{l.Intend(t.Context(), id, []Intent{good}), l.Settle(t.Context(), id, nil), l.PutRun(t.Context(), Run{ID: id}), dirErr} {
				if err == nil {
					t.Errorf("run id %q was taken", id)
				}
			}
		}
	})
}
