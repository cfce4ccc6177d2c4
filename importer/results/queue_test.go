package results

import (
	"errors"
	"fmt"
	"testing"

	"go.uber.org/goleak"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// TestQueue: every row is written once, in order, as it was when it was added.
func TestQueue(t *testing.T) {
	defer goleak.VerifyNone(t)
	for _, n := range []int{0, 1, cell.BlockRows, 7*cell.BlockRows + 3} {
		var got []string
		q := newQueue(func(r *Result) error {
			got = append(got, fmt.Sprint(r.Source, r.Row.Number, r.Row.Cells[0].Value, len(r.Issues), r.Issues[0].Value))
			return nil
		})
		r := Result{Row: &cell.Row{Cells: make([]cell.Cell, 1)}, Issues: make([]row.Issue, 1)}
		for i := range n {
			r.Source, r.Row.Number, r.Row.Cells[0].Value, r.Issues[0].Value = i, i+1, itoa(i+2), itoa(i+3)
			if err := q.add(&r); err != nil {
				t.Fatal(err)
			}
		}
		if err := q.end(); err != nil || len(got) != n {
			t.Fatalf("%d of %d rows were written: %v", len(got), n, err)
		}
		for i := range got {
			if want := fmt.Sprint(i, i+1, itoa(i+2), 1, itoa(i+3)); got[i] != want {
				t.Fatalf("row %d of %d: %q, want %q", i, n, got[i], want)
			}
		}
	}
}

// TestQueueSaysWhatWentWrong: nothing is written after an error, which the end tells, and an add before it
// where enough rows follow.
func TestQueueSaysWhatWentWrong(t *testing.T) {
	defer goleak.VerifyNone(t)
	full := errors.New("disk full")
	for _, n := range []int{3, 100 * cell.BlockRows} {
		written := 0
		q := newQueue(func(*Result) error {
			if written++; written == 3 {
				return full
			}
			return nil
		})
		added := 0
		for ; added < n; added++ {
			if err := q.add(&Result{Row: &cell.Row{}}); err != nil {
				if !errors.Is(err, full) {
					t.Fatal(err)
				}
				break
			}
		}
		if err := q.end(); !errors.Is(err, full) || written != 3 {
			t.Errorf("%d rows: error %v, %d written", n, err, written)
		}
		if n > 3 && added > (queueBatches+1)*cell.BlockRows {
			t.Errorf("%d of %d rows were taken", added, n)
		}
	}
}

// TestAbortEndsTheGoroutine: in every state of a Writer.
func TestAbortEndsTheGoroutine(t *testing.T) {
	defer goleak.VerifyNone(t)
	for _, name := range []string{"r.csv", "r.xlsx"} {
		for _, n := range []int{0, 1, 3 * cell.BlockRows} {
			w, err := Create(t.TempDir()+"/"+name, sampleOptions())
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				if err := w.Write(new(sampleResult(i))); err != nil {
					t.Fatal(err)
				}
			}
			if err := errors.Join(w.Abort(), w.Abort()); err != nil {
				t.Error(err)
			}
		}
	}
}
