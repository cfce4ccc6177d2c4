package importer

import (
	"context"

	"posimport/importer/sheet"
	"posimport/importer/sheet/cell"
)

// headerSearch is how many rows are looked at for the header: titles and notes may stand above it.
const headerSearch = 50

// head is what is looked at of a file before it is read.
type head struct {
	rows []cell.Row
	cut  bool // more rows should have been looked at, but these are large enough
}

// headSize is how large the rows of a head may be, in bytes: few rows of many megabytes would fill the
// memory.
const headSize = 32 << 20

// readHead copies a file's first rows, in which the header is looked for. Where its row is named, all but
// that one and the first are passed over.
func readHead(ctx context.Context, source sheet.Source, headerRow int) (head, error) {
	if headerRow > 0 {
		return firstRows(ctx, source, headerRow, headerRow)
	}
	return firstRows(ctx, source, 0, headerSearch)
}

// firstRows copies a file's first row and those from one row number up to another.
func firstRows(ctx context.Context, source sheet.Source, from, last int) (head, error) {
	rows := source.Rows(ctx)
	defer rows.Close()
	var h head
	size := 0
	for rows.Next() {
		r := rows.Row()
		if r.Number > last {
			break
		}
		if r.Number < from && len(h.rows) > 0 {
			continue
		}
		if size >= headSize {
			h.cut = true
			break
		}
		kept := *r
		kept.Cells = append([]cell.Cell(nil), r.Cells...)
		h.rows = append(h.rows, kept)
		const cellSize = 64 // of a blank one
		size += r.Size() + cellSize*len(r.Cells)
	}
	return h, rows.Err()
}
