package sheet

import (
	"fmt"
	"slices"
	"strings"

	"posimport/importer/sheet/cell"
)

// mergedRange is a merged range (ECMA-376 part 1, 18.3.1.55): columns from 0, rows from 1, ends
// included.
type mergedRange struct {
	firstRow, lastRow, firstColumn, lastColumn int32
}

// maxMerges bounds what is kept of a sheet that has hardly anything but merged ranges.
const maxMerges = 200_000

// String returns the range as A1:B2.
func (m mergedRange) String() string {
	return cell.Name(int(m.firstColumn), int(m.firstRow)) + ":" + cell.Name(int(m.lastColumn), int(m.lastRow))
}

// parseRange reads A1:B2, or a single cell.
func parseRange(text string) (mergedRange, bool) {
	first, last, several := strings.Cut(text, ":")
	if !several {
		last = first
	}
	fromColumn, fromRow, ok1 := cell.ParseName(first)
	toColumn, toRow, ok2 := cell.ParseName(last)
	m := mergedRange{
		firstRow: int32(fromRow), lastRow: int32(toRow),
		firstColumn: int32(fromColumn), lastColumn: int32(toColumn),
	}
	return m, ok1 && ok2 && m.firstRow <= m.lastRow && m.firstColumn <= m.lastColumn
}

// sortMerges puts ranges in the order of their first rows and refuses ranges that overlap, which
// Excel does not open either.
func sortMerges(merges []mergedRange) error {
	slices.SortFunc(merges, func(a, b mergedRange) int {
		if a.firstRow != b.firstRow {
			return int(a.firstRow - b.firstRow)
		}
		return int(a.firstColumn - b.firstColumn)
	})
	w := newMergeWalk(merges, 0)
	for len(w.rest) > 0 {
		if a, b, overlap := w.enter(w.rest[0].firstRow); overlap {
			return fmt.Errorf("the merged ranges %s and %s overlap", a, b)
		}
	}
	return nil
}

// mergeWalk follows the rows of a sheet downwards and knows the ranges that cover the current one.
type mergeWalk struct {
	rest   []mergedRange // that begin further down
	active []mergedRange // that may cover the current row, by column; none overlaps another
	widest int           // columns of the sheet's widest row: no cell beyond needs a mark
}

func newMergeWalk(merges []mergedRange, widest int) *mergeWalk {
	return &mergeWalk{rest: merges, widest: widest}
}

// enter goes down to a row. It reports two ranges that overlap, where it meets any.
func (w *mergeWalk) enter(row int32) (a, b mergedRange, overlap bool) {
	w.active = slices.DeleteFunc(w.active, func(m mergedRange) bool { return m.lastRow < row })
	for len(w.rest) > 0 && w.rest[0].firstRow <= row {
		m := w.rest[0]
		w.rest = w.rest[1:]
		if m.lastRow < row {
			continue
		}
		at, _ := slices.BinarySearchFunc(w.active, m, func(x, y mergedRange) int {
			return int(x.firstColumn - y.firstColumn)
		})
		for _, near := range w.active[max(at-1, 0):min(at+1, len(w.active))] {
			if near.firstColumn <= m.lastColumn && m.firstColumn <= near.lastColumn {
				return near, m, true
			}
		}
		w.active = slices.Insert(w.active, at, m)
	}
	return a, b, false
}

// mark sets Merged for the cells of a row that ranges cover, and returns the cells, which may be
// more now.
func (w *mergeWalk) mark(row int, cells []cell.Cell) []cell.Cell {
	if len(w.rest) == 0 && len(w.active) == 0 {
		return cells
	}
	w.enter(int32(row))
	for _, m := range w.active {
		last := min(int(m.lastColumn), w.widest-1)
		for len(cells) <= last {
			cells = append(cells, cell.Cell{})
		}
		for column := int(m.firstColumn); column <= last; column++ {
			cells[column].Merged = true
		}
	}
	return cells
}
