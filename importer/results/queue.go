package results

import (
	"slices"

	"posimport/importer/sheet/cell"
)

// queue hands rows to a goroutine of its own, some at a time.
type queue struct {
	filling *batch
	full    chan *batch
	empty   chan *batch
	done    chan struct{}
	err     error // the first; may be read once done is closed
}

// batch is some rows with what became of them.
type batch struct {
	rows    cell.Block
	results []Result
	err     error // why they, or those of an earlier batch, could not be written
}

// queueBatches are all that there are: the one that is filled, the one that is written, and one between.
const queueBatches = 3

func newQueue(put func(*Result) error) *queue {
	q := &queue{
		filling: &batch{}, full: make(chan *batch, queueBatches), empty: make(chan *batch, queueBatches),
		done: make(chan struct{}),
	}
	for range queueBatches - 1 {
		q.empty <- &batch{}
	}
	go q.run(put)
	return q
}

func (q *queue) run(put func(*Result) error) {
	defer close(q.done)
	for b := range q.full {
		for i := range b.results {
			if q.err != nil {
				break
			}
			b.results[i].Row = b.rows.Row(i)
			q.err = put(&b.results[i])
		}
		b.err = q.err
		b.rows.Reset()
		clear(b.results)
		b.results = b.results[:0]
		q.empty <- b
	}
}

// add copies a row. It returns an error where one before it could not be written.
func (q *queue) add(r *Result) error {
	if q.filling.rows.Full() {
		q.full <- q.filling
		q.filling = <-q.empty
	}
	b := q.filling
	if b.err != nil {
		return b.err
	}
	b.rows.Add(r.Row)
	b.results = append(b.results, *r)
	b.results[len(b.results)-1].Issues = slices.Clone(r.Issues)
	return nil
}

// end waits until all rows are written, and returns the first error.
func (q *queue) end() error {
	q.full <- q.filling
	close(q.full)
	<-q.done
	return q.err
}
