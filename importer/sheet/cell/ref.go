package cell

import (
	"strconv"
	"strings"
	"unicode"
)

// MaxColumns and MaxRows are the limits of a worksheet (XFD1048576).
const (
	MaxColumns = 16384
	MaxRows    = 1048576
)

// ColumnName returns the letters of a column counted from 0: 0 is A, 26 is AA.
func ColumnName(column int) string {
	var letters [8]byte
	at := len(letters)
	for column >= 0 {
		at--
		letters[at] = byte('A' + column%26)
		column = column/26 - 1
	}
	return string(letters[at:])
}

// Name returns the A1 reference of a cell: column counted from 0, row from 1.
func Name(column, row int) string {
	return ColumnName(column) + strconv.Itoa(row)
}

// ParseName reads an A1 reference without dollar signs. It reports false for anything else and for
// a reference past XFD1048576.
func ParseName(name string) (column, row int, ok bool) {
	at := 0
	for at < len(name) && name[at] >= 'A' && name[at] <= 'Z' {
		column = column*26 + int(name[at]-'A') + 1
		if at++; at > 3 {
			return 0, 0, false
		}
	}
	if at == 0 || at == len(name) || name[at] == '0' || column > MaxColumns {
		return 0, 0, false
	}
	for ; at < len(name); at++ {
		if name[at] < '0' || name[at] > '9' {
			return 0, 0, false
		}
		if row = row*10 + int(name[at]-'0'); row > MaxRows {
			return 0, 0, false
		}
	}
	return column - 1, row, true
}

func (c *Cell) blank() bool {
	switch c.Kind {
	case Blank:
		return true
	case Text:
		return strings.TrimFunc(c.Value, unicode.IsSpace) == ""
	default:
		return false
	}
}
