package sheet

import (
	"context"
	"errors"
	"fmt"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// xlsxRows is one pass over a sheet (ECMA-376 part 1, 18.3.1.99).
type xlsxRows struct {
	source *xlsx
	ctx    context.Context
	texts  *textTable // nil until a cell needs it

	part  *partReader
	ahead *readAhead
	scan  *xmlScanner

	row    cell.Row
	cells  []cell.Cell // all that were ever needed; blank but for those in used
	used   []filled    // the cells that the current row sets
	text   []byte      // the texts of the current row, made one string at its end
	last   int         // the last row's number
	at     place       // where the scan is, for messages
	hidden []bool      // by column
	merges *mergeWalk  // nil as long as they are not known
	found  []mergedRange
	widest int

	begun, inData, seenData, done bool
	err                           error
}

// filled is a cell of the current row with the place of its texts in xlsxRows.text.
type filled struct {
	column             int
	valueFrom, valueTo int
	shownFrom, shownTo int
	kept               bool // its Value is set already: it is not in text
}

// place is a cell; column -1 means that only the row is known, row 0 that nothing is.
type place struct{ row, column int }

// Next moves to the next row that is not blank.
func (p *xlsxRows) Next() bool {
	if p.done {
		return false
	}
	more, err := p.next()
	if err != nil {
		p.err = p.located(err)
	}
	if err != nil || !more {
		p.done = true
		_ = p.Close()
	}
	return err == nil && more
}

func (p *xlsxRows) next() (bool, error) {
	if !p.begun {
		if err := p.begin(); err != nil {
			return false, err
		}
	}
	if !p.inData {
		return false, nil
	}
	for {
		if err := p.ctx.Err(); err != nil {
			return false, err
		}
		more, err := p.nextRow()
		if err != nil {
			return false, err
		}
		if !more {
			return false, p.finish()
		}
		if p.keepRow() {
			return true, nil
		}
	}
}

// Row returns the current row.
func (p *xlsxRows) Row() *cell.Row { return &p.row }

// Err returns why the pass ended early.
func (p *xlsxRows) Err() error { return p.err }

// Close ends the pass and the goroutine that unzips for it.
func (p *xlsxRows) Close() error {
	p.done = true
	if p.part == nil {
		return nil
	}
	_ = p.ahead.Close()
	err := p.part.Close()
	p.part = nil
	return err
}

// located adds file, sheet and cell to an error.
func (p *xlsxRows) located(err error) error {
	if ctxErr := p.ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	e := damaged("the sheet is damaged: "+err.Error(), err)
	var known *Error
	var limit *limitError
	var encoding *encodingError
	switch {
	case errors.As(err, &known):
		copied := *known
		e = &copied
	case errors.As(err, &limit):
		e.Code, e.Problem, e.Advice = row.FileLimit, limit.problem, adviceLimit
	case errors.As(err, &encoding):
		e.Code = row.FileEncoding
	}
	e.File, e.Sheet = p.source.name, p.source.tab.name
	switch {
	case p.at.row > 0 && p.at.column >= 0:
		e.Cell = cell.Name(p.at.column, p.at.row)
	case p.at.row > 0:
		e.Problem += fmt.Sprintf(" (in row %d)", p.at.row)
	case p.last > 0:
		e.Problem += fmt.Sprintf(" (after row %d)", p.last)
	}
	return e
}

// begin opens the sheet's part and reads up to its rows.
func (p *xlsxRows) begin() error {
	x := p.source
	part, err := x.book.archive.open(x.tab.part, x.options.Limits.Part)
	if err != nil {
		return err
	}
	text, wide, err := newXMLText(part)
	if err != nil {
		_ = part.Close()
		return err
	}
	p.part, p.ahead = part, newReadAhead(p.ctx, text)
	return p.start(newTextScanner(p.ahead, wide))
}

// start reads a sheet up to its rows.
func (p *xlsxRows) start(scan *xmlScanner) error {
	p.begun, p.scan = true, scan
	kind, err := scan.next()
	for err == nil && kind == tokenText {
		kind, err = scan.next()
	}
	if err == nil {
		err = root(scan, spaceMain, "worksheet")
	}
	if err == nil {
		err = p.outside()
	}
	return err
}

// outside reads what stands before or behind the rows. It stops at the beginning of the rows, with
// inData set, or at the end of the document.
func (p *xlsxRows) outside() error {
	for {
		kind, err := p.scan.next()
		if err != nil {
			return err
		}
		switch kind {
		case tokenEnd:
			if !p.seenData {
				return errors.New("it has no sheetData, where the rows are")
			}
			return nil
		case tokenText:
			err = p.noText()
		case tokenOpen:
			if err = p.outsideElement(); p.inData && err == nil {
				return nil
			}
		}
		if err != nil {
			return err
		}
	}
}

func (p *xlsxRows) outsideElement() error {
	s := p.scan
	if s.space != spaceMain {
		return s.skip()
	}
	switch string(s.name) {
	case "sheetData":
		if p.seenData {
			return errors.New("it has two sheetData, where the rows are")
		}
		p.inData, p.seenData = true, true
		return nil
	case "cols", "mergeCells": // their children come next
		return nil
	case "col":
		return p.readColumns()
	case "mergeCell":
		return p.readMerge()
	}
	return s.skip()
}

// noText refuses text where only elements may be.
func (p *xlsxRows) noText() error {
	if allSpace(p.scan.text) {
		return nil
	}
	return fmt.Errorf("it has a text %q outside of a cell", clip(p.scan.text))
}

// readColumns reads <col> for hidden columns (ECMA-376 part 1, 18.3.1.13).
func (p *xlsxRows) readColumns() error {
	s := p.scan
	var hidden bool
	if err := readFlag(s, "hidden", &hidden); err != nil {
		return err
	}
	first, err := intAttr(s, "min")
	last, err2 := intAttr(s, "max")
	if err != nil || err2 != nil || first < 1 || last < first || last > cell.MaxColumns {
		return fmt.Errorf("it has a <col> from %q to %q", clip(s.attr("min")), clip(s.attr("max")))
	}
	if hidden && p.hidden == nil {
		p.hidden = make([]bool, cell.MaxColumns)
	}
	for column := first - 1; hidden && column < last; column++ {
		p.hidden[column] = true
	}
	return s.skip()
}

// readMerge reads <mergeCell>.
func (p *xlsxRows) readMerge() error {
	ref := string(p.scan.attr("ref"))
	m, ok := parseRange(ref)
	if !ok {
		return fmt.Errorf("it has a merged range %q, which is none", clip([]byte(ref)))
	}
	if len(p.found) == maxMerges {
		return &limitError{fmt.Sprintf("there are more than %d merged ranges", maxMerges)}
	}
	if m.firstRow != m.lastRow || m.firstColumn != m.lastColumn {
		p.found = append(p.found, m)
	}
	return p.scan.skip()
}

// finish reads what stands behind the rows and keeps what the pass has found.
func (p *xlsxRows) finish() error {
	p.at, p.inData = place{}, false
	if err := p.outside(); err != nil {
		return err
	}
	if err := sortMerges(p.found); err != nil {
		return err
	}
	var hidden []int
	for column, is := range p.hidden {
		if is {
			hidden = append(hidden, column)
		}
	}
	p.source.complete(hidden, p.found, p.widest)
	return nil
}

// rowNumber reads the number of a row that begins; without one it is the next.
func (p *xlsxRows) rowNumber() (int, error) {
	number := p.last + 1
	if text := p.scan.attr("r"); text != nil {
		given, ok := smallNumber(text)
		switch {
		case !ok || text[0] == '0':
			return 0, fmt.Errorf("it has a row with the number %q", clip(text))
		case given == p.last:
			return 0, fmt.Errorf("it has row %d twice", given)
		case given < p.last:
			return 0, fmt.Errorf("row %d comes after row %d", given, p.last)
		}
		number = given
	}
	if number > cell.MaxRows {
		return 0, fmt.Errorf("row %d is past the last one, %d", number, cell.MaxRows)
	}
	return number, nil
}
