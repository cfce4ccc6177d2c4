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
	full  chan *cell.Block
	empty chan *cell.Block
	stop  chan struct{}
	once  sync.Once
	now   *cell.Block
	at    int
	// soon is told of every few rows before the first of them.
	soon func(b *cell.Block, from, to int)
	err  error // set before full is closed
}

const (
	aheadBlocks = 3   // all that there are: the one that is filled, the one that is read, and one between
	soonRows    = 256 // so few that a processor's cache still has what was done for them
)

func readAhead(rows sheet.Rows, soon func(b *cell.Block, from, to int)) *ahead {
	a := &ahead{
		rows: rows, soon: soon, stop: make(chan struct{}),
		full: make(chan *cell.Block, aheadBlocks), empty: make(chan *cell.Block, aheadBlocks),
	}
	for range aheadBlocks {
		a.empty <- &cell.Block{}
	}
	go a.read()
	return a
}

func (a *ahead) read() {
	defer close(a.full)
	for {
		var b *cell.Block
		select {
		case b = <-a.empty:
		case <-a.stop:
			return
		}
		more := true
		for more && !b.Full() {
			if more = a.rows.Next(); more {
				b.Add(a.rows.Row())
			}
		}
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

// Next moves to the next row, and reports false at the end or on an error.
func (a *ahead) Next() bool {
	a.at++
	for a.now == nil || a.at >= a.now.Len() {
		if a.now != nil {
			a.now.Reset()
			a.empty <- a.now
			a.now = nil
		}
		b, ok := <-a.full
		if !ok {
			return false
		}
		a.now, a.at = b, 0
	}
	if a.at%soonRows == 0 {
		a.soon(a.now, a.at, min(a.at+soonRows, a.now.Len()))
	}
	return true
}

// Row returns the current row, which stays as it is until the block that holds it has been read.
func (a *ahead) Row() *cell.Row { return a.now.Row(a.at) }

// Err returns why the pass ended early; it may be asked once Next has reported false.
func (a *ahead) Err() error { return a.err }

// Close ends the reading.
func (a *ahead) Close() error {
	a.once.Do(func() { close(a.stop) })
	for range a.full { // until the goroutine has gone
	}
	return a.rows.Close()
}
