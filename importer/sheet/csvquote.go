package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"posimport/importer/row"
)

// span is one field of a record: from and to count from the record's first byte.
type span struct {
	from, to int
	doubled  bool // holds quotes that are written twice
	tail     int  // where white space after the closing quote ends; 0 for none
}

// quotedRecord reads a record in which a quote comes before the first line end. It reports false
// for a blank one and on an error.
func (s *csvScanner) quotedRecord() bool {
	s.begin()
	i := 0
	for {
		if b, ok := s.peek(i); ok && b == '"' {
			i = s.quotedField(i)
		} else {
			i = s.plainField(i)
		}
		if s.err != nil {
			return false
		}
		if !s.delimAt(i) {
			break
		}
		i += len(s.delim)
		if len(s.spans) > s.limits.Columns {
			break
		}
	}
	s.cut(s.buf[s.pos : s.pos+i])
	if text := s.buf[:s.end]; min(s.lf.seek(text, s.pos, '\n'), s.cr.seek(text, s.pos, '\r')) < s.pos+i {
		s.line += lineEnds(text[s.pos : s.pos+i])
	}
	lone, ended := false, false
	if b, ok := s.peek(i); ok {
		s.line++
		i++
		lone, ended = b == '\r', true
		if next, ok := s.peek(i); ok && lone && next == '\n' {
			i++
			lone = false
		}
	}
	s.pos += i
	// A read that failed behind the record is the next record's matter.
	return s.withinLimits() && (s.seen() || !s.row.Blank()) && s.endsWhole(lone, ended)
}

// seen reports whether the first cell begins with ink: most do, and no more need be looked at.
func (s *csvScanner) seen() bool {
	first := s.row.Cells[0].Value
	return first != "" && first[0] > ' ' && first[0] < utf8.RuneSelf
}

// quotedField reads the field whose opening quote is at i and returns where it ends.
func (s *csvScanner) quotedField(i int) int {
	from, doubled := i+1, false
	at := from
	for {
		window := s.buf[s.pos+at : s.end]
		next := bytes.IndexByte(window, '"')
		if next < 0 {
			at += len(window)
		} else {
			at += next
		}
		if at-from > s.limits.QuoteSize {
			s.unclosed(i, fmt.Sprintf("is not closed within %d bytes", s.limits.QuoteSize))
			return i
		}
		if next < 0 {
			if _, ok := s.peek(at); !ok {
				if s.err == nil {
					s.open = true
					s.unclosed(i, "is never closed")
				}
				return i
			}
			continue
		}
		if b, ok := s.peek(at + 1); !ok || b != '"' {
			break
		}
		doubled = true
		at += 2
	}
	s.spans = append(s.spans, span{from: from, to: at, doubled: doubled})
	return s.afterQuote(i, at+1)
}

// afterQuote accepts white space between a closing quote and the delimiter, which Excel keeps, and
// refuses any other text: whether the quote before it closes the field or belongs to it cannot be
// told, and either guess could move cells into other columns.
func (s *csvScanner) afterQuote(open, i int) int {
	from := i
	for !s.delimAt(i) {
		b, ok := s.peek(i)
		if !ok || b == '\n' || b == '\r' {
			break
		}
		if b != ' ' && b != '\t' {
			s.peek(i + 40)
			after := s.buf[s.pos+i : min(s.pos+i+40, s.end)]
			s.fail(row.FileDamaged, s.lineAt(i), len(s.spans)-1,
				fmt.Sprintf("text follows a closing quote: %s after %s", quoteStart(firstLine(after)),
					quoteStart(string(s.buf[s.pos+open:s.pos+from]))),
				`write a quote inside a quoted cell twice (""), or save the file as CSV again`)
			return i
		}
		i++
	}
	if i > from {
		s.spans[len(s.spans)-1].tail = i
	}
	return i
}

// plainField reads the field without quotes around it that begins at i and returns where it ends.
func (s *csvScanner) plainField(i int) int {
	from := i
	for {
		window := s.buf[s.pos+i : s.end]
		stop := s.fieldStop(window)
		i += stop
		if stop == len(window) {
			if _, ok := s.peek(i); ok {
				continue
			}
			break
		}
		if window[stop] == '\n' || window[stop] == '\r' || s.delimAt(i) {
			break
		}
		i++ // the first byte of a wide delimiter, but not the delimiter
	}
	s.spans = append(s.spans, span{from: from, to: i})
	field := s.buf[s.pos+from : s.pos+i]
	if inner := bytes.TrimLeft(field, " \t"); len(inner) < len(field) && len(inner) > 0 && inner[0] == '"' {
		s.fail(row.FileDamaged, s.lineAt(from), len(s.spans)-1,
			fmt.Sprintf("white space stands before the quote that begins the cell: %s", quoteStart(string(field))),
			"some programs take such a quote as text and others do not: take the white space away")
	}
	return i
}

// fieldStop returns where window may end a field, or its length.
func (s *csvScanner) fieldStop(window []byte) int {
	var first byte = '\n'
	if s.delim != "" {
		first = s.delim[0]
	}
	for i, b := range window {
		if b == first || b == '\n' || b == '\r' {
			return i
		}
	}
	return len(window)
}

// peek returns the byte at i of the record, reading on where needed. It reports false at the end of
// the text and on an error.
func (s *csvScanner) peek(i int) (byte, bool) {
	if s.pos+i < s.end {
		return s.buf[s.pos+i], true
	}
	return s.readTo(i)
}

// readTo reads on until byte i of the record is there.
func (s *csvScanner) readTo(i int) (byte, bool) {
	for s.pos+i >= s.end {
		if s.ended || s.err != nil {
			return 0, false
		}
		s.fill()
	}
	return s.buf[s.pos+i], true
}

func (s *csvScanner) delimAt(i int) bool {
	if len(s.delim) == 1 {
		b, ok := s.peek(i)
		return ok && b == s.delim[0]
	}
	for k := range len(s.delim) {
		if b, ok := s.peek(i + k); !ok || b != s.delim[k] {
			return false
		}
	}
	return s.delim != ""
}

// cut makes the cells of a record from its spans: slices of one string.
func (s *csvScanner) cut(record []byte) {
	for i := range s.spans {
		if s.spans[i].doubled || s.spans[i].tail > 0 {
			s.cutDoubled(record)
			return
		}
	}
	text := string(record)
	for i := range s.spans {
		s.add(text[s.spans[i].from:s.spans[i].to])
	}
}

// cutDoubled does the same for a record whose text is not what is written.
func (s *csvScanner) cutDoubled(record []byte) {
	s.text = s.text[:0]
	for i := range s.spans {
		f := &s.spans[i]
		from := len(s.text)
		field := record[f.from:f.to]
		for f.doubled {
			at := bytes.IndexByte(field, '"')
			if at < 0 {
				break
			}
			s.text = append(s.text, field[:at+1]...)
			field = field[at+2:]
		}
		s.text = append(s.text, field...)
		if f.tail > 0 {
			s.text = append(s.text, record[f.to+1:f.tail]...)
		}
		f.from, f.to = from, len(s.text)
	}
	text := string(s.text)
	for i := range s.spans {
		s.add(text[s.spans[i].from:s.spans[i].to])
	}
}

// unclosed refuses the quote at i.
func (s *csvScanner) unclosed(i int, how string) {
	begin := s.buf[s.pos+i : min(s.pos+i+60, s.end)]
	s.spans = append(s.spans, span{from: i + 1})
	s.fail(row.FileDamaged, s.lineAt(i), len(s.spans)-1,
		fmt.Sprintf("the quote that begins the cell %s %s", quoteStart(firstLine(begin)), how),
		`close it, or write a quote that belongs to the text twice inside quotes ("")`)
}

// lineAt returns the physical line of byte i of the record.
func (s *csvScanner) lineAt(i int) int { return s.line + lineEnds(s.buf[s.pos:s.pos+i]) }

// firstLine returns text up to its first line end; a character that was cut in two at its end is
// left out.
func firstLine(text []byte) string {
	if at := bytes.IndexAny(text, "\r\n"); at >= 0 {
		text = text[:at]
	}
	return strings.ToValidUTF8(string(text), "")
}
