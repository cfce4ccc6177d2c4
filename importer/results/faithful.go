package results

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// What a results file cannot say of a cell is said by a text that reading takes for an error cell, so
// that the row stays invalid until someone has put a value there.
const (
	markFormula = "#CALC!"   // a formula whose result was never stored
	markMerged  = "#MERGED!" // a cell of a merged range that a field reads
	markDigits  = "#DIGITS!" // in a CSV: a number that has lost its last digits
	markDate    = "#DATE!"   // in a CSV: a date where none is expected
	markCut     = " #CUT!"   // ends a text that was cut to what a cell of a workbook holds
)

// cellChars is how many UTF-16 units a cell of a workbook holds.
const cellChars = 32767

// failure is what is wrong with one of the input's cells.
type failure struct {
	message string // of all its issues, one a line; empty where the row was not checked
	mark    string // what stands for the cell where it cannot be written as it is
}

// failing says for the input's columns of one row what is wrong with them.
func failing(r *Result, list []problem, feeds *feeds) map[int]failure {
	var found map[int]failure
	set := func(column int, message, mark string) {
		if found == nil {
			found = map[int]failure{}
		}
		f := found[column]
		if f.message != "" && message != "" {
			f.message += "\n"
		}
		f.message += message
		if f.mark == "" {
			f.mark = mark
		}
		found[column] = f
	}
	for i := range list {
		if p := &list[i]; p.column >= 0 {
			set(p.column, p.message, markOf(p.issue.Code))
		}
	}
	if r.Outcome.Status == row.NotRun {
		unchecked(r.Row, feeds, set)
	}
	return found
}

// unchecked marks the cells that are never valid in a row that may have been left out before it was
// checked: what is wrong with them cannot be seen in the results.
func unchecked(r *cell.Row, feeds *feeds, set func(column int, message, mark string)) {
	for _, column := range feeds.read {
		switch c := r.At(column); {
		case c.Merged:
			set(column, "", markMerged)
		case c.Kind == cell.Formula:
			set(column, "", markFormula)
		case c.Kind == cell.Number && c.Inexact:
			set(column, "", markDigits)
		case c.Kind == cell.Number && c.Class.Dated() && feeds.number(column):
			set(column, "", markDate)
		}
	}
}

// markOf is the mark for what an issue says of a cell; empty where the cell itself still says it.
func markOf(code row.Code) string {
	switch code {
	case row.ValMerged:
		return markMerged
	case row.ValFormula:
		return markFormula
	case row.ValDigits:
		return markDigits
	case row.ValDate:
		return markDate
	}
	return ""
}

// marked returns the text that stands for a cell which cannot be written as it is; empty where it
// can. A number keeps its format in a workbook, and is plain text in a CSV.
func (f failure) marked(c *cell.Cell, csv bool) string {
	switch {
	case c.Kind == cell.Error:
		return c.Value
	case f.mark == markFormula && c.Kind == cell.Text:
		return "" // a formula that stands there as a text
	case f.mark == markMerged, f.mark == markFormula, csv && c.Kind == cell.Number:
		return f.mark
	}
	return ""
}

// unmarked turns a cell that was read back into what it was before it was written.
func unmarked(c *cell.Cell) {
	if c.Kind != cell.Text || c.Value == "" {
		return
	}
	if cell.ErrorName(c.Value) || c.Value == markFormula || c.Value == markMerged || c.Value == markDigits || c.Value == markDate {
		c.Kind, c.Shown = cell.Error, ""
		return
	}
	if strings.HasSuffix(c.Value, markCut) && utf16Length(c.Value) > cellChars-2*len(markCut) {
		c.Kind, c.Value, c.Shown = cell.Error, strings.TrimSpace(markCut), ""
	}
}

// fit cuts a text that is longer than a cell holds, and says so at its end.
func fit(text string) string {
	if len(text) <= cellChars || utf16Length(text) <= cellChars {
		return text
	}
	return cutTo(text, cellChars-len(markCut)) + markCut
}

// cutTo returns the beginning of a text with at most so many UTF-16 units.
func cutTo(text string, units int) string {
	for at, r := range text {
		if units -= runeUnits(r); units < 0 {
			return text[:at]
		}
	}
	return text
}

func utf16Length(text string) int {
	n := utf8.RuneCountInString(text)
	for _, c := range []byte(text) {
		if c >= 0xF0 { // the first byte of a character beyond the basic plane
			n++
		}
	}
	return n
}

func runeUnits(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// number returns a cell's number as a workbook with the dates of 1900 holds it.
func number(c *cell.Cell) (float64, bool) {
	value, err := strconv.ParseFloat(c.Value, 64)
	if err != nil {
		return 0, false
	}
	if c.Class == cell.Date || c.Class == cell.DateTime {
		value += dateShift(c, value)
	}
	return value, true
}

// dateShift is what a date of a workbook that counts from 1904 (ECMA-376 part 1, 18.17.4.1) is short
// of one that counts from 1900. The shown date tells which of both it was.
func dateShift(c *cell.Cell, value float64) float64 {
	const days1904 = 1462
	if len(c.Shown) < len(time.DateOnly) {
		return 0
	}
	shown, err := time.Parse(time.DateOnly, c.Shown[:len(time.DateOnly)])
	if err != nil {
		return 0
	}
	days := shown.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24
	if gap := days - float64(int(value)); gap == days1904 || gap == days1904+1 { // one more where the shown time was rounded up
		return days1904
	}
	return 0
}

// keepsAsText reports whether a text would become something else if it were typed into a cell with
// the General format, so that its cell needs the text format.
func keepsAsText(text string) bool {
	if text == "" || len(text) > maxValue { // Excel shows #### for long ones in that format
		return false
	}
	return strings.IndexByte("0123456789=+-@.'", text[0]) >= 0
}
