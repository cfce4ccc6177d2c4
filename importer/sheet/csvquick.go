package sheet

import (
	"strings"
	"unicode/utf8"
)

// window is how much of the buffer is made a string at a time: a cell that is kept keeps all of it.
const window = 64 << 10

// quick cuts records that need no second thought: they lie whole in the buffer, and what quotes they
// have stand around whole fields, with no quote and no line end between. Their cells are slices of one
// string for many records. Any other record is left to the scanner's own way; both read the same.
type quick struct {
	text string
	at   int // where it begins in the buffer; less than 0 where that part is gone
}

// quickRecord reads the next record if it can, and is sure that it is not blank. Where it reports false
// it has taken nothing.
func (s *csvScanner) quickRecord() bool {
	if len(s.delim) != 1 {
		return false
	}
	from := s.pos - s.quick.at
	end := -1
	if from < len(s.quick.text) {
		end = strings.IndexByte(s.quick.text[from:], '\n')
	}
	if end < 0 {
		s.quick = quick{text: string(s.buf[s.pos:min(s.end, s.pos+window)]), at: s.pos}
		from, end = 0, strings.IndexByte(s.quick.text, '\n')
	}
	if end < 0 || !s.cutLine(s.quick.text[from:from+end]) {
		return false
	}
	s.number++
	s.row.Number, s.row.Line = s.number, s.line
	s.line++
	s.pos += end + 1
	return true
}

// cutLine makes the cells of a line that an LF ends.
func (s *csvScanner) cutLine(line string) bool {
	if cr := strings.IndexByte(line, '\r'); cr >= 0 {
		if cr < len(line)-1 {
			return false // alone, it ends a record
		}
		line = line[:cr]
	}
	s.row.Cells = s.row.Cells[:0]
	ink := false
	for {
		field, rest, fits := s.field(line)
		if !fits || len(field) > s.limits.CellSize || len(s.row.Cells) == s.limits.Columns {
			return false
		}
		s.add(field)
		ink = ink || field != "" && field[0] > ' ' && field[0] < utf8.RuneSelf
		if rest == "" {
			return ink
		}
		line = rest[1:]
	}
}

// field takes the first field off a line; rest is empty, or begins with a delimiter.
func (s *csvScanner) field(line string) (field, rest string, fits bool) {
	if line == "" {
		return "", "", true
	}
	if line[0] != '"' {
		field = line
		if at := strings.IndexByte(line, s.delim[0]); at >= 0 {
			field, rest = line[:at], line[at:]
		}
		blank := line[0] == ' ' || line[0] == '\t' // which must not stand before a quote
		return field, rest, !blank || strings.IndexByte(field, '"') < 0
	}
	at := strings.IndexByte(line[1:], '"')
	if at < 0 || at > s.limits.QuoteSize {
		return "", "", false
	}
	field, rest = line[1:1+at], line[at+2:]
	return field, rest, rest == "" || rest[0] == s.delim[0]
}
