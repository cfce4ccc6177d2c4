package sheet

import (
	"strings"
	"unicode/utf8"
)

// window is how much of the buffer is made a string at a time: a cell that is kept keeps all of it.
const window = 64 << 10

// quick is a stretch of the buffer as a string.
type quick struct {
	text string
	at   int // where it begins in the buffer; less than 0 where that part is gone
}

// quickRecord reads the next record if it needs no second thought: it lies whole in the buffer, ends with
// LF, and what quotes it has stand around whole fields, with no quote and no line end between. Its cells
// are slices of one string for many records. Any other record, and one that may be blank, is left to the
// scanner's own way; both read the same. Where it reports false it has taken nothing.
func (s *csvScanner) quickRecord() bool {
	if len(s.delim) != 1 {
		return false
	}
	text := s.buf[:s.end]
	end := s.lf.seek(text, s.pos, '\n')
	if end == s.end || end-s.pos >= window {
		return false
	}
	to := end
	if cr := s.cr.seek(text, s.pos, '\r'); cr < end {
		if cr < end-1 {
			return false // alone, it ends a record
		}
		to = cr
	}
	if end-s.quick.at > len(s.quick.text) {
		s.quick = quick{text: string(s.buf[s.pos:min(s.end, s.pos+window)]), at: s.pos}
	}
	if !s.cutLine(s.quick.text[s.pos-s.quick.at : to-s.quick.at]) {
		return false
	}
	s.feeds, s.width = true, max(s.width, len(s.row.Cells))
	s.number++
	s.row.Number, s.row.Line = s.number, s.line
	s.line++
	s.pos = end + 1
	return true
}

// cutLine makes the cells of a record without its line end.
func (s *csvScanner) cutLine(line string) bool {
	s.row.Cells = s.row.Cells[:0]
	ink := false
	for delim := s.delim[0]; ; {
		field, rest := line, ""
		if line != "" && line[0] == '"' {
			var fits bool
			if field, rest, fits = s.quotedText(line); !fits {
				return false
			}
		} else if at := strings.IndexByte(line, delim); at >= 0 {
			field, rest = line[:at], line[at:]
		}
		if len(field) > s.limits.CellSize || len(s.row.Cells) == s.limits.Columns {
			return false
		}
		s.add(field)
		switch {
		case field == "":
		case field[0] > ' ' && field[0] < utf8.RuneSelf:
			ink = true
		case line[0] != '"' && strings.IndexByte(field, '"') >= 0:
			return false // white space stands before a quote
		}
		if rest == "" {
			return ink
		}
		line = rest[1:]
	}
}

// quotedText takes a field in quotes off a line; rest is empty, or begins with a delimiter.
func (s *csvScanner) quotedText(line string) (field, rest string, fits bool) {
	at := strings.IndexByte(line[1:], '"')
	if at < 0 || at > s.limits.QuoteSize {
		return "", "", false
	}
	field, rest = line[1:1+at], line[at+2:]
	return field, rest, rest == "" || rest[0] == s.delim[0]
}
