package sheet

import (
	"fmt"

	"posimport/importer/row"
)

// endsWhole holds the end of the record that was just read against those before it, and reports whether
// it is one. A lone CR ends a record in files of old; among line feeds it is mostly a line break that was
// typed into a cell, and the two halves of that row must not pass for two. Where both have as many cells
// as other rows they do not look like halves.
func (s *csvScanner) endsWhole(lone, ended bool) bool {
	cells := len(s.row.Cells)
	next, more := byte(0), false
	if lone && s.feeds {
		next, more = s.peek(0)
	}
	if more && next != '\r' && next != '\n' && (cells < s.width || s.cellsAhead() < s.width) {
		const shown = 40
		s.peek(shown) // so that what is said does not depend on how much has been read
		s.fail(row.FileDamaged, s.row.Line, -1,
			fmt.Sprintf("a carriage return stands within the row, before %s, where rows end with line feeds: it would cut the row in two",
				quoteStart(firstLine(s.buf[s.pos:min(s.pos+shown, s.end)]))),
			"take the line break out of the cell, or put the cell in quotes")
		return false
	}
	s.feeds = s.feeds || ended && !lone
	s.width = max(s.width, cells)
	return true
}

// cellsAhead counts the cells of the record that comes next, as far as one look goes.
func (s *csvScanner) cellsAhead() int {
	const far = 64 << 10
	cells, quoted := 1, false
	for i := 0; i < far; i++ {
		b, more := s.peek(i)
		switch {
		case !more, !quoted && (b == '\n' || b == '\r'):
			return cells
		case b == '"':
			quoted = !quoted
		case !quoted && s.delim != "" && s.delimAt(i):
			cells++
		}
	}
	return cells
}
