// Package cell holds the plain cell and row that every reader of a spreadsheet yields and that
// mapping, validation and results read. What it does is to name places, to hold rows together and to tell kinds.
package cell

// Kind says what a cell holds.
type Kind uint8

// The kinds. Every cell of a CSV file is Blank or Text: a CSV has no types.
const (
	Blank   Kind = iota // nothing, or a cell that has only a style
	Text                // a string: shared, inline or the stored result of a formula
	Number              // a double (ECMA-376 part 1, 18.18.11 t="n"), dates among them
	Bool                // TRUE or FALSE
	Error               // an error value such as #N/A
	Formula             // a formula whose result was never stored: its value is not known
)

// Class groups number formats by what they do to a number that is shown.
type Class uint8

// The classes of number formats (ECMA-376 part 1, 18.8.30 and 18.8.31).
const (
	General  Class = iota // General, or any plain decimal format
	AsText                // @
	Padded                // an integer padded with zeros, such as 000000
	Date                  // a date without a time
	Time                  // a time or a duration
	DateTime              // both
	Percent               // a percentage
	Other                 // anything else that is shown otherwise than it is stored
)

// Dated reports whether a number of this class shows a date, a time or a duration.
func (c Class) Dated() bool { return c == Date || c == Time || c == DateTime }

// Cell is one cell as the file holds it. Its strings never change and may be kept.
type Cell struct {
	Kind Kind
	// Value is what is stored. Text: the text. Number: the shortest decimal of at most 15
	// significant digits, which is what Excel shows under General, without an exponent. Bool: TRUE
	// or FALSE. Error: its name, such as #N/A. Blank and Formula: empty.
	Value string
	// Shown is what the person sees where that differs from Value by the cell's number format
	// (000042, 12%, 2025-11-19); empty where it does not differ. Dates are shown as ISO 8601
	// whatever the file's locale.
	Shown string
	// Format is the number format's code; empty for General.
	Format string
	// Class is what Format does.
	Class Class
	// Inexact is true for a whole number beyond 15 digits: Excel has dropped its last digits.
	Inexact bool
	// Merged is true for every cell of a merged range (ECMA-376 part 1, 18.3.1.55), also its first.
	Merged bool
}

// Display returns what the person sees: Shown where it is set, else Value.
func (c *Cell) Display() string {
	if c.Shown != "" {
		return c.Shown
	}
	return c.Value
}

// Row is one row of a sheet. A reader uses the same Row for every call: who keeps its Cells copies
// them first.
type Row struct {
	// Number is the row number that Excel shows, from 1. In a CSV blank lines count, and a record
	// with a quoted line break is one row.
	Number int
	// Line is the physical line, from 1, on which a CSV record starts; 0 in a workbook.
	Line int
	// Cells begins with column A. Trailing blank cells may be left out.
	Cells []Cell
	// Hidden is true for a row that is hidden, by hand or by a filter.
	Hidden bool
}

// At returns the cell of a column counted from 0, and a blank one beyond the row's end.
func (r *Row) At(column int) *Cell {
	if column < 0 || column >= len(r.Cells) {
		return &Cell{}
	}
	return &r.Cells[column]
}

// Size returns how much text the row's cells hold, stored and shown, in bytes.
func (r *Row) Size() int {
	n := 0
	for i := range r.Cells {
		n += len(r.Cells[i].Value) + len(r.Cells[i].Shown)
	}
	return n
}

// Blank reports whether no cell of the row holds anything but white space.
func (r *Row) Blank() bool {
	for i := range r.Cells {
		if !r.Cells[i].blank() {
			return false
		}
	}
	return true
}
