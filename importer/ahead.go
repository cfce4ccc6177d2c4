package importer

import (
	"sync"

	"posimport/importer/sheet"
	"posimport/importer/sheet/cell"
)

// ahead reads a pass in a goroutine of its own, a few blocks ahead of who maps the rows: reading and
// mapping cost about the same, and need not wait for each other.
type ahead struct {
	rows  sheet.Rows
	full  chan *block
	empty chan *block
	stop  chan struct{}
	once  sync.Once
	now   *block
	at    int
	err   error // set before full is closed
}

// block is a stretch of rows with their cells side by side.
type block struct {
	rows  []cell.Row
	cells []cell.Cell
	ends  []int
}

// A block ends with whichever comes first: wide rows must not make it large.
const (
	blocks     = 3
	blockRows  = 256
	blockCells = 4096
)

func readAhead(rows sheet.Rows) *ahead {
	a := &ahead{rows: rows, full: make(chan *block, blocks), empty: make(chan *block, blocks), stop: make(chan struct{})}
	for range blocks {
		a.empty <- &block{}
	}
	go a.read()
	return a
}

func (a *ahead) read() {
	defer close(a.full)
	for {
		var b *block
		select {
		case b = <-a.empty:
		case <-a.stop:
			return
		}
		more := b.fill(a.rows)
		if !more {
			a.err = a.rows.Err()
		}
		select {
		case a.full <- b:
		case <-a.stop:
			return
		}
		if !more {
			return
		}
	}
}

// fill takes the next rows, and reports whether there may be more.
func (b *block) fill(rows sheet.Rows) bool {
	b.rows, b.cells, b.ends = b.rows[:0], b.cells[:0], b.ends[:0]
	more := true
	for len(b.rows) < blockRows && len(b.cells) < blockCells {
		if more = rows.Next(); !more {
			break
		}
		r := rows.Row()
		b.rows, b.cells = append(b.rows, *r), append(b.cells, r.Cells...)
		b.ends = append(b.ends, len(b.cells))
	}
	from := 0
	for i, to := range b.ends {
		b.rows[i].Cells = b.cells[from:to:to]
		from = to
	}
	return more
}

// Next moves to the next row, and reports false at the end or on an error.
func (a *ahead) Next() bool {
	a.at++
	for a.now == nil || a.at >= len(a.now.rows) {
		if a.now != nil {
			a.empty <- a.now
			a.now = nil
		}
		b, ok := <-a.full
		if !ok {
			return false
		}
		a.now, a.at = b, 0
	}
	return true
}

// Row returns the current row, which stays as it is until the block that holds it has been read.
func (a *ahead) Row() *cell.Row { return &a.now.rows[a.at] }

// Err returns why the pass ended early; it may be asked once Next has reported false.
func (a *ahead) Err() error { return a.err }

// Close ends the reading.
func (a *ahead) Close() error {
	a.once.Do(func() { close(a.stop) })
	for range a.full { // until the goroutine has gone
	}
	return a.rows.Close()
}
