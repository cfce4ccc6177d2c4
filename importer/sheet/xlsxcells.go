package sheet

import (
	"errors"
	"fmt"

	"posimport/importer/sheet/cell"
)

// nextRow reads the next <row>. It reports false behind the last one.
func (p *xlsxRows) nextRow() (bool, error) {
	p.clear()
	for {
		kind, err := p.scan.next()
		if err != nil {
			return false, err
		}
		switch kind {
		case tokenClose: // of sheetData
			return false, nil
		case tokenText:
			if err := p.noText(); err != nil {
				return false, err
			}
		case tokenOpen:
			if p.scan.space == spaceMain && string(p.scan.name) == "row" {
				return true, p.readRow()
			}
			return false, fmt.Errorf("it has an element <%s> where a row must be", clip(p.scan.name))
		}
	}
}

// clear blanks what the last row set.
func (p *xlsxRows) clear() {
	for i := range p.used {
		p.cells[p.used[i].column] = cell.Cell{}
	}
	if p.merges != nil { // marks may stand on blank cells
		clear(p.row.Cells)
	}
	p.used, p.text = p.used[:0], p.text[:0]
}

func (p *xlsxRows) readRow() error {
	s := p.scan
	p.at = place{}
	number, err := p.rowNumber()
	if err != nil {
		return err
	}
	p.row.Hidden = false
	if err := readFlag(s, "hidden", &p.row.Hidden); err != nil {
		return err
	}
	p.row.Number, p.last = number, number
	p.at = place{number, -1}
	for {
		kind, err := s.next()
		if err != nil {
			return err
		}
		switch kind {
		case tokenClose:
			p.at.column = -1
			p.fill()
			return nil
		case tokenText:
			err = p.noText()
		case tokenOpen:
			switch {
			case s.space == spaceMain && string(s.name) == "c":
				err = p.readCell()
			case s.space == spaceMain && string(s.name) != "extLst":
				err = fmt.Errorf("row %d has an element <%s> where a cell must be", number, clip(s.name))
			default:
				err = s.skip()
			}
		}
		if err != nil {
			return err
		}
	}
}

// rawCell is a cell as its element says it.
type rawCell struct {
	kind     byte // of its type: n s i (inline) t (str) b e d
	style    int
	formula  bool
	hasValue bool
	from     int // where its value begins in the row's text
}

// cellType returns the letter for a cell's type (ECMA-376 part 1, 18.18.11), 0 for an unknown one.
func cellType(text []byte) byte {
	switch string(text) {
	case "", "n":
		return 'n'
	case "s":
		return 's'
	case "inlineStr":
		return 'i'
	case "str":
		return 't'
	case "b":
		return 'b'
	case "e":
		return 'e'
	case "d":
		return 'd'
	}
	return 0
}

// readCell reads a <c> and what it holds.
func (p *xlsxRows) readCell() error {
	raw := rawCell{kind: 'n', style: -1, from: len(p.text)}
	if err := p.cellAttrs(&raw); err != nil {
		return err
	}
	s := p.scan
	for {
		kind, err := s.next()
		if err != nil {
			return err
		}
		switch kind {
		case tokenClose:
			return p.addCell(&raw)
		case tokenText:
			if !allSpace(s.text) {
				err = fmt.Errorf("there is a text %q outside of the cell's value", clip(s.text))
			}
		case tokenOpen:
			if err = p.cellElement(&raw); len(p.text) > maxRowText {
				err = tooLarge("the texts of one row have more than %d bytes", maxRowText)
			}
		}
		if err != nil {
			return err
		}
	}
}

// maxRowText bounds the memory that one row takes: cells may each be large, but not all of them.
const maxRowText = 16 << 20

// cellAttrs reads a cell's place, style and type.
func (p *xlsxRows) cellAttrs(raw *rawCell) error {
	column, placed := p.at.column+1, false
	for i := range p.scan.attrs {
		a := &p.scan.attrs[i]
		if len(a.prefix) > 0 || len(a.name) != 1 {
			continue
		}
		switch a.name[0] {
		case 'r':
			given, err := p.reference(a.value)
			if err != nil {
				return err
			}
			column, placed = given, true
		case 's':
			style, ok := smallNumber(a.value)
			if !ok {
				return fmt.Errorf("a cell has the style %q", clip(a.value))
			}
			raw.style = style
		case 't':
			if raw.kind = cellType(a.value); raw.kind == 0 {
				return fmt.Errorf("a cell has the unknown type %q", clip(a.value))
			}
		}
	}
	if column <= p.at.column {
		return fmt.Errorf("cell %s comes after cell %s",
			cell.Name(column, p.at.row), cell.Name(p.at.column, p.at.row))
	}
	if !placed && column >= cell.MaxColumns {
		return fmt.Errorf("row %d has cells past column XFD", p.at.row)
	}
	if column >= p.source.options.Limits.Columns {
		return tooLarge("the row has more than %d columns", p.source.options.Limits.Columns)
	}
	p.at.column = column
	return nil
}

// reference reads a cell's reference, which must be in its row, and returns the column.
func (p *xlsxRows) reference(text []byte) (int, error) {
	column, at := 0, 0
	for ; at < len(text) && at < 4 && text[at] >= 'A' && text[at] <= 'Z'; at++ {
		column = column*26 + int(text[at]-'A') + 1
	}
	number, ok := smallNumber(text[at:])
	if at == 0 || column > cell.MaxColumns || !ok || text[at] == '0' || number > cell.MaxRows {
		return 0, fmt.Errorf("a cell has the reference %q, which is none up to XFD1048576", clip(text))
	}
	if number != p.at.row {
		return 0, fmt.Errorf("cell %s stands in row %d", text, p.at.row)
	}
	return column - 1, nil
}

// smallNumber reads up to nine digits.
func smallNumber(text []byte) (int, bool) {
	if len(text) == 0 || len(text) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// cellElement reads an element of a cell: formula, value or inline string.
func (p *xlsxRows) cellElement(raw *rawCell) error {
	s := p.scan
	if s.space != spaceMain {
		return s.skip()
	}
	limit := p.source.options.Limits.CellSize
	var err error
	switch string(s.name) {
	case "f":
		if raw.formula {
			return errors.New("the cell has two formulas")
		}
		raw.formula = true
		return s.skip()
	case "v":
		if raw.hasValue {
			return errors.New("the cell has two values")
		}
		if raw.kind == 'i' {
			return errors.New("the cell is of type inlineStr and has a value outside of <is>")
		}
		raw.hasValue = true
		if raw.kind == 't' {
			p.text, err = appendX(p.text, s, limit)
		} else {
			p.text, err = s.appendText(p.text, limit)
		}
	case "is":
		if raw.hasValue || raw.kind != 'i' {
			return errors.New("the cell has an inline string that does not fit its type")
		}
		raw.hasValue = true
		p.text, err = appendItem(p.text, s, limit)
	case "extLst":
		err = s.skip()
	default:
		err = fmt.Errorf("the cell has an unknown element <%s>", clip(s.name))
	}
	return err
}

// addCell takes a complete cell into the row. A cell without a value is blank, or a formula.
func (p *xlsxRows) addCell(raw *rawCell) error {
	column := p.at.column
	value := p.text[raw.from:]
	c := cell.Cell{}
	if format := formatOf(p.source.formats, raw.style); format != nil {
		c.Format, c.Class = format.code, format.class
	}
	f := filled{column: column, valueFrom: raw.from}
	texty := raw.kind == 't' || raw.kind == 'i'
	switch {
	case raw.formula && !raw.hasValue, raw.formula && len(value) == 0 && !texty:
		c.Kind, value = cell.Formula, nil
	case !raw.hasValue, len(value) == 0 && !texty:
		return nil
	case raw.formula && p.source.book.recalculate && raw.kind == 'n' && string(value) == "0":
		// The writer stored 0 for want of a result and asks to calculate on opening, as
		// XlsxWriter does.
		c.Kind, value = cell.Formula, nil
	default:
		var err error
		if value, err = p.typed(raw, &c, &f, value); err != nil {
			return err
		}
	}
	if !f.kept {
		f.valueTo = raw.from + len(value)
		if f.shownTo == 0 {
			p.text = p.text[:f.valueTo]
		}
	}
	if p.source.options.SkipHidden && p.hidden != nil && p.hidden[column] {
		return nil
	}
	p.store(&c, f)
	return nil
}

// typed reads a value by the cell's type. The value it returns lies in the row's text.
func (p *xlsxRows) typed(raw *rawCell, c *cell.Cell, f *filled, value []byte) ([]byte, error) {
	switch raw.kind {
	case 's':
		c.Kind, f.kept = cell.Text, true
		text, err := p.shared(value)
		c.Value = text
		p.text = p.text[:raw.from]
		return nil, err
	case 't', 'i':
		c.Kind = cell.Text
		return value, nil
	case 'b':
		flag, ok := parseFlag(value)
		if !ok {
			return nil, fmt.Errorf("the cell is of type b and holds %q, neither 0 nor 1", clip(value))
		}
		c.Kind, f.kept, c.Value = cell.Bool, true, "FALSE"
		if flag {
			c.Value = "TRUE"
		}
		p.text = p.text[:raw.from]
		return nil, nil
	case 'e':
		c.Kind = cell.Error
		return value, nil
	case 'd':
		return p.isoDate(raw, c, f, value)
	}
	return p.number(raw, c, f, value)
}

func (p *xlsxRows) shared(value []byte) (string, error) {
	number, ok := smallNumber(trimSpace(value))
	if !ok {
		return "", fmt.Errorf("the cell names shared string %q, which is no number", clip(value))
	}
	if p.texts == nil {
		texts, err := p.source.sharedTexts(p.ctx)
		if err != nil {
			p.at = place{} // the trouble is not this cell's
			return "", err
		}
		p.texts = texts
	}
	if number >= p.texts.count {
		return "", noSuchText(number, p.texts.count)
	}
	return p.texts.text(number), nil
}

func trimSpace(b []byte) []byte {
	for len(b) > 0 && isXMLSpace(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isXMLSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

// number reads a number and renders it where its format shows it otherwise.
func (p *xlsxRows) number(raw *rawCell, c *cell.Cell, f *filled, value []byte) ([]byte, error) {
	c.Kind = cell.Number
	if !simpleNumber(value) {
		end := len(p.text)
		text, inexact, ok := appendNumber(p.text, value)
		if !ok {
			return nil, fmt.Errorf("the cell holds %q, which is no number", clip(value))
		}
		size := copy(text[raw.from:], text[end:])
		p.text = text[:raw.from+size]
		value = p.text[raw.from:]
		c.Inexact = inexact
	}
	if format := formatOf(p.source.formats, raw.style); format != nil {
		p.show(format, f, value)
	}
	return value, nil
}

// show renders a number behind its value in the row's text.
func (p *xlsxRows) show(format *numberFormat, f *filled, value []byte) {
	from := len(p.text)
	text, shown := format.show(p.text, value, p.source.book.since1904)
	p.text = text
	if shown {
		f.shownFrom, f.shownTo = from, len(text)
	}
}

// isoDate reads a value of type d into the number that stands for the same date.
func (p *xlsxRows) isoDate(raw *rawCell, c *cell.Cell, f *filled, value []byte) ([]byte, error) {
	date, ok := parseISODate(string(trimSpace(value)), p.source.book.since1904)
	if !ok {
		return nil, fmt.Errorf("the cell is of type d and holds %q, which is no date", clip(value))
	}
	p.text = p.text[:raw.from]
	if date.early {
		c.Kind = cell.Text
		p.text = append(p.text, date.shown...)
		return p.text[raw.from:], nil
	}
	c.Kind, c.Class = cell.Number, date.class
	p.text = appendDouble(p.text, date.serial)
	end := len(p.text)
	p.text = append(p.text, date.shown...)
	f.shownFrom, f.shownTo = end, len(p.text)
	return p.text[raw.from:end], nil
}

// store puts a cell that is not blank into the row.
func (p *xlsxRows) store(c *cell.Cell, f filled) {
	for len(p.cells) <= f.column {
		p.cells = append(p.cells, cell.Cell{})
	}
	p.cells[f.column] = *c
	p.used = append(p.used, f)
}

// fill makes the row's text one string and gives every cell its share.
func (p *xlsxRows) fill() {
	all := string(p.text)
	size := 0
	for i := range p.used {
		f := &p.used[i]
		c := &p.cells[f.column]
		if !f.kept {
			c.Value = all[f.valueFrom:f.valueTo]
		}
		c.Shown = all[f.shownFrom:f.shownTo]
		size = f.column + 1
	}
	p.widest = max(p.widest, size)
	p.row.Cells = p.cells[:size]
}

// keepRow decides whether the current row is to be seen, and marks its merged cells.
func (p *xlsxRows) keepRow() bool {
	if p.row.Hidden && p.source.options.SkipHidden || p.row.Blank() {
		return false
	}
	if p.merges != nil {
		p.row.Cells = p.merges.mark(p.row.Number, p.row.Cells)
		if len(p.row.Cells) > len(p.cells) {
			p.cells = p.row.Cells
		}
	}
	return true
}
