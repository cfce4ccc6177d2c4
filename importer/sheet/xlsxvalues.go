package sheet

import (
	"fmt"

	"posimport/importer/sheet/cell"
)

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
