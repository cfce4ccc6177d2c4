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
