package importer

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/ledger"
	"posimport/importer/row"
)

const testRun = "20261121-183012-aaaa"

// scanLedger counts scans of entries, and can refuse them.
type scanLedger struct {
	ledger.Ledger
	scans, yielded int
	err            error
}

func (s *scanLedger) Entries(ctx context.Context, run string, from int, yield func(ledger.Entry) bool) error {
	s.scans++
	if s.err != nil {
		return s.err
	}
	return s.Ledger.Entries(ctx, run, from, func(e ledger.Entry) bool {
		s.yielded++
		return yield(e)
	})
}

// settledRows returns a ledger that holds an entry of a run for each of some rows.
func settledRows(t *testing.T, rows []int) *scanLedger {
	t.Helper()
	led := ledger.NewMemory()
	t.Cleanup(func() {
		if err := led.Close(); err != nil {
			t.Error(err)
		}
	})
	var entries []ledger.Entry
	for _, n := range rows {
		key := ledger.Key("x:" + itoa(n) + "\x00")
		entries = append(entries, ledger.Entry{Row: n, Key: key, Outcome: row.Outcome{Status: row.Failed, RecordID: itoa(n)}})
	}
	if len(entries) > 0 {
		if err := led.Settle(t.Context(), testRun, entries); err != nil {
			t.Fatal(err)
		}
	}
	return &scanLedger{Ledger: led}
}

// checkReader asks a reader for labels and compares each answer with what is there.
func checkReader(t *testing.T, led *scanLedger, labels []int, there map[int]bool) {
	t.Helper()
	e := newEntryReader(led, testRun)
	for i, label := range labels {
		entry, known, err := e.get(t.Context(), label)
		if err != nil {
			t.Fatal(err)
		}
		if known != there[label] || (known && (entry.Row != label || entry.Outcome.RecordID != itoa(label))) {
			t.Fatalf("label %d, the %d. asked for (before it %v): known %v, entry of row %d; want known %v",
				label, i+1, labels[max(0, i-3):i], known, entry.Row, there[label])
		}
	}
}

// TestEntryReaderAgreesWithTheLedger asks in rising, falling, random and jumping order, with gaps in
// what is asked for and in what is there.
func TestEntryReaderAgreesWithTheLedger(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		last := []int{1, 5, 1023, 1024, 1025, 2048, 3000}[dice.IntN(7)]
		share := dice.Float64()
		there, rows, labels := map[int]bool{}, []int{}, []int{}
		for n := 1; n <= last; n++ {
			if dice.Float64() < share {
				there[n] = true
				rows = append(rows, n)
			}
			if dice.IntN(3) > 0 {
				labels = append(labels, n)
			}
		}
		led := settledRows(t, rows)
		labels = append(labels, last+1, last+2000)
		checkReader(t, led, labels, there)
		slices.Reverse(labels)
		few := labels[:min(len(labels), 60)] // a scan of the ledger for each: that is what it costs
		checkReader(t, led, few, there)
		dice.Shuffle(len(few), func(i, j int) { few[i], few[j] = few[j], few[i] })
		checkReader(t, led, few, there)
		var jumps []int // stretches in order, as when an admin sorts by another column
		for range 8 {
			from := dice.IntN(last) + 1
			for n := from; n < from+dice.IntN(40); n++ {
				jumps = append(jumps, n)
			}
		}
		checkReader(t, led, append(jumps, jumps...), there)
	}
}

func TestEntryReaderAsksSeldom(t *testing.T) {
	const last = 10 * entryBlock
	var all []int
	there := map[int]bool{}
	for n := 1; n <= last; n++ {
		all = append(all, n)
		there[n] = true
	}
	led := settledRows(t, all)
	checkReader(t, led, all, there)
	if led.scans > 12 || led.yielded > last+12 {
		t.Errorf("%d scans of %d entries for %d rows in order", led.scans, led.yielded, last)
	}
	led.scans, led.yielded = 0, 0
	slices.Reverse(all)
	checkReader(t, led, all[:100], there)
	if led.yielded > 100 {
		t.Errorf("%d entries were read for 100 rows that come backwards", led.yielded)
	}
	empty := settledRows(t, nil)
	slices.Reverse(all)
	checkReader(t, empty, all, nil)
	if empty.scans != 1 {
		t.Errorf("%d scans of a run without entries", empty.scans)
	}
}

// TestEntryReaderGivesTheWholeEntry compares with what the ledger itself yields, an intent without an
// outcome among it.
func TestEntryReaderGivesTheWholeEntry(t *testing.T) {
	led := settledRows(t, []int{3, 7})
	intent := ledger.Intent{Row: 5, Key: "x:five\x00", Body: []byte("{}"), Attempt: 1}
	if err := led.Intend(t.Context(), testRun, []ledger.Intent{intent}); err != nil {
		t.Fatal(err)
	}
	want := map[int]ledger.Entry{}
	if err := led.Ledger.Entries(t.Context(), testRun, 0, func(e ledger.Entry) bool {
		want[e.Row] = e
		return true
	}); err != nil {
		t.Fatal(err)
	}
	if len(want) != 3 || !want[5].Doubt {
		t.Fatalf("the ledger yields %v", want)
	}
	e := newEntryReader(led, testRun)
	for n := range 10 {
		entry, _, err := e.get(t.Context(), n+1)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want[n+1], entry); diff != "" {
			t.Errorf("row %d: %s", n+1, diff)
		}
	}
}

func TestEntryReaderPassesErrorsOn(t *testing.T) {
	led := settledRows(t, []int{1})
	led.err = errors.New("the disk is gone")
	if _, _, err := newEntryReader(led, testRun).get(t.Context(), 1); !errors.Is(err, led.err) {
		t.Errorf("got %v", err)
	}
}
