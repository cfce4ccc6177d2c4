package importer

import (
	"errors"
	"fmt"
	"testing"

	"posimport/importer/sheet/cell"
)

// counted yields n rows of some cells each, in one Row that it uses again, as readers do.
type counted struct {
	n, width, at int
	row          cell.Row
	err          error
	closed       bool
}

func (c *counted) Next() bool {
	if c.at == c.n {
		return false
	}
	c.at++
	c.row.Number, c.row.Hidden = c.at, c.at%2 == 0
	c.row.Cells = c.row.Cells[:0]
	for i := range c.width + c.at%3 {
		c.row.Cells = append(c.row.Cells, cell.Cell{Kind: cell.Text, Value: fmt.Sprint(c.at, "/", i)})
	}
	return true
}

func (c *counted) Row() *cell.Row { return &c.row }
func (c *counted) Err() error     { return c.err }
func (c *counted) Close() error   { c.closed = true; return nil }

// TestAhead: every row comes once, in order, with its own cells, however many blocks they fill.
func TestAhead(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range []*counted{
		{},
		{n: 1, width: 6},
		{n: cell.BlockRows, width: 1},
		{n: cell.BlockRows + 1, width: 6},
		{n: 5 * cell.BlockRows, width: 40},
		{n: 9, width: cell.BlockCells},
		{n: 3000, width: 6, err: broken},
	} {
		a := readAhead(c, func(*cell.Block, int, int) {})
		for i := 1; i <= c.n; i++ {
			if !a.Next() {
				t.Fatalf("%d rows: ended before row %d", c.n, i)
			}
			r := a.Row()
			if r.Number != i || r.Hidden != (i%2 == 0) || len(r.Cells) != c.width+i%3 {
				t.Fatalf("row %d is %d with %d cells, hidden %v", i, r.Number, len(r.Cells), r.Hidden)
			}
			for j := range r.Cells {
				if want := fmt.Sprint(i, "/", j); r.Cells[j].Value != want {
					t.Fatalf("row %d, cell %d: %q, want %q", i, j, r.Cells[j].Value, want)
				}
			}
		}
		if a.Next() || !errors.Is(a.Err(), c.err) {
			t.Errorf("%d rows: more of them, or the error %v instead of %v", c.n, a.Err(), c.err)
		}
		if err := a.Close(); err != nil || !c.closed {
			t.Errorf("close: %v, closed %v", err, c.closed)
		}
	}
}

// TestAheadClosedEarly: nobody reads on, and what was opened is closed.
func TestAheadClosedEarly(t *testing.T) {
	for _, read := range []int{0, 1, cell.BlockRows + 3} {
		c := &counted{n: 100 * cell.BlockRows, width: 6}
		a := readAhead(c, func(*cell.Block, int, int) {})
		for range read {
			a.Next()
		}
		if err := errors.Join(a.Close(), a.Close()); err != nil || !c.closed {
			t.Errorf("after %d rows: %v, closed %v", read, err, c.closed)
		}
		if c.at == c.n {
			t.Errorf("after %d rows all were read", read)
		}
	}
}
