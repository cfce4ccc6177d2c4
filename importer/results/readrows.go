package results

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"posimport/importer/row"
	"posimport/importer/sheet"
	"posimport/importer/sheet/cell"
)

// Rows is one pass over the data rows of a results file, in the order in which they stand. It
// implements sheet.Rows.
type Rows struct {
	book     *Workbook
	ctx      context.Context
	sheet    int // of the one under way
	pass     sheet.Rows
	row      cell.Row
	previous Previous
	err      error
}

// Rows begins a pass over the rows below the header.
func (w *Workbook) Rows(ctx context.Context) *Rows { return &Rows{book: w, ctx: ctx} }

// Next moves to the next row and reports false at the end or on an error.
func (r *Rows) Next() bool {
	for r.err == nil && r.sheet < len(r.book.sheets) {
		d := &r.book.sheets[r.sheet]
		if r.pass == nil {
			r.pass = d.source.Rows(r.ctx)
		}
		for r.pass.Next() {
			if from := r.pass.Row(); from.Number > d.first {
				r.err = r.set(d, from)
				return r.err == nil
			}
		}
		r.err = errors.Join(r.pass.Err(), r.pass.Close())
		r.pass = nil
		r.sheet++
	}
	return false
}

// Row returns the current row without the added columns, so that a cell stands in the column that
// Header gives it. Its number is the one that Excel shows; on a sheet that goes on from the first,
// the number of rows of a full sheet is added. The next call of Next overwrites it.
func (r *Rows) Row() *cell.Row { return &r.row }

// Previous returns what the file says of the current row. The next call of Next overwrites it.
func (r *Rows) Previous() *Previous { return &r.previous }

// Err returns why the pass ended early: a *sheet.Error or the context's error.
func (r *Rows) Err() error { return r.err }

// Close releases the pass; it may be called early and more than once.
func (r *Rows) Close() error {
	if r.pass == nil {
		return nil
	}
	pass := r.pass
	r.pass, r.sheet = nil, len(r.book.sheets)
	return pass.Close()
}

// set takes a row apart into the input's own cells and what was said of it.
func (r *Rows) set(d *dataSheet, from *cell.Row) error {
	r.row = cell.Row{
		Number: from.Number + r.sheet*cell.MaxRows, Hidden: from.Hidden,
		Cells: r.row.Cells[:0],
	}
	if r.book.csv {
		for i := range from.Cells {
			from.Cells[i].Value = unguard(from.Cells[i].Value)
		}
	}
	for i := range from.Cells {
		if i < len(d.skip) && d.skip[i] {
			continue
		}
		r.row.Cells = append(r.row.Cells, from.Cells[i])
		unmarked(&r.row.Cells[len(r.row.Cells)-1])
	}
	r.release(d, from)
	if err := r.setPrevious(d, from); err != nil {
		return err
	}
	r.row.Line = r.line(from)
	return nil
}

// release takes a row's texts out of the one string that a reader makes of a row, where that is long: of
// cells that are marked only a word is left, and who keeps that would keep all of it.
func (r *Rows) release(d *dataSheet, from *cell.Row) {
	const long = 64 << 10
	if from.Size() < long {
		return
	}
	free := func(c *cell.Cell) { c.Value, c.Shown = strings.Clone(c.Value), strings.Clone(c.Shown) }
	for i := range r.row.Cells {
		free(&r.row.Cells[i])
	}
	for i := range from.Cells {
		if i < len(d.skip) && d.skip[i] {
			free(&from.Cells[i]) // what was said of the row
		}
	}
}

// line gives a row of a CSV its line, by which a mapping knows that cells beyond the header are a
// mistake in it. In a workbook it is the row's number. A row that was valid had no such cells, so that
// what stands there now is someone's note.
func (r *Rows) line(from *cell.Row) int {
	extra := false
	for column := len(r.book.header); column < len(r.row.Cells); column++ {
		extra = extra || strings.TrimSpace(r.row.Cells[column].Display()) != ""
	}
	ofCSV := r.book.FromCSV()
	switch r.previous.Status {
	case row.Created, row.Exists, row.Valid, row.Failed, row.Unknown:
		ofCSV = ofCSV && !extra
	case row.Invalid:
		// The hidden sheet may be gone.
		ofCSV = ofCSV || extra && r.previous.Code == row.ValExtraCells
	}
	switch {
	case !ofCSV:
		return 0
	case from.Line > 0:
		return from.Line
	default:
		return r.row.Number
	}
}

func (r *Rows) setPrevious(d *dataSheet, from *cell.Row) error {
	said := func(column Column) string {
		at, ok := d.added[column]
		if !ok {
			return ""
		}
		return strings.TrimSpace(from.At(at).Display())
	}
	r.previous = Previous{
		Status: row.Status(strings.ToUpper(said(Status))), Code: row.Code(said(ErrorCode)), Message: said(Message),
		Cell: said(Cell), RecordID: said(RecordID), RunID: said(RunID),
		HTTPStatus: whole(said(HTTPStatus)), Attempts: whole(said(Attempts)), SourceRow: whole(said(SourceRow)),
	}
	// A program may have made a date of the time; it is for people and decides nothing.
	r.previous.Time, _ = time.Parse(time.RFC3339, said(Time))
	bad := func(column Column, problem, advice string) error {
		return &sheet.Error{
			Code: row.FileDamaged, File: r.book.path, Sheet: d.name, Line: from.Line,
			Cell: cell.Name(d.added[column], from.Number), Problem: problem, Advice: advice,
		}
	}
	status := r.previous.Status
	switch {
	case status == "":
		return nil
	case !slices.Contains(row.Statuses(), status):
		return bad(Status, fmt.Sprintf("%q is not a status that posimport writes", said(Status)),
			"put back what stood there, or empty the cell if this row is a new one")
	case r.previous.SourceRow <= 0:
		return bad(SourceRow, fmt.Sprintf("%q is not a row number, so it cannot be told which row has this status", said(SourceRow)),
			"put back what stood there, or empty all of the row's Import cells if this row is a new one")
	}
	return nil
}

// whole reads a whole number; 0 for anything else.
func whole(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
