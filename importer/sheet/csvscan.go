package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// csvScanner cuts text into records. encoding/csv cannot: it drops blank lines without counting
// them, turns CRLF into LF inside quotes, takes a lone CR for data and reads an unclosed quote to
// the end of the file.
//
// A record ends at LF, CRLF, a lone CR or the end of the text. A lone CR that would cut a row in two is
// refused: see csvstray.go. A field that begins with a quote ends at the next single one; two stand for
// one. Any other field is taken as it is, quotes included, as Excel does. What programs read differently is
// refused: see csvquote.go.
type csvScanner struct {
	in     io.Reader // a newTextReader
	delim  string    // empty where a line is one field
	limits Limits

	buf   []byte
	pos   int // where the current record begins
	end   int
	ended bool // nothing comes after end
	lf    mark
	cr    mark
	quote mark
	quick quick
	feeds bool // a record has ended with LF or CRLF
	width int  // the most cells of a record so far

	careful bool // does nothing the quick way
	over    bool

	number int // of the last record, as Excel counts
	line   int // on which the next record begins
	row    cell.Row
	spans  []span
	open   bool   // the text ended inside of quotes
	text   []byte // a record's fields with their quotes taken off
	err    error
}

const (
	scanChunk  = 256 << 10 // the buffer's first size
	scanRead   = 64 << 10  // the least room for a read
	recordRoom = 16 << 20  // one record's bytes, so that a file without line ends does not fill the memory
)

func newCSVScanner(in io.Reader, delim string, limits Limits) *csvScanner {
	return &csvScanner{in: in, delim: delim, limits: limits, buf: make([]byte, scanChunk), line: 1}
}

// next moves to the next record that is not blank and reports false at the end or on an error.
// Blank ones count.
func (s *csvScanner) next() bool {
	for s.err == nil && !s.over {
		if !s.careful && s.quickRecord() || s.record() {
			return true
		}
	}
	return false
}

// record reads the next record, whatever it is like. It reports false for a blank one, at the end and on
// an error.
func (s *csvScanner) record() bool {
	stop, width, found := s.recordEnd()
	switch {
	case s.err != nil:
		return false
	case !found:
		return s.quotedRecord()
	case stop == s.pos && width == 0:
		s.over = true
		return false
	}
	record := s.buf[s.pos:stop]
	lone := width == 1 && s.buf[stop] == '\r'
	s.begin()
	s.line++
	s.pos = stop + width
	ink := s.inkOf(record)
	return ink != inkNone && s.plainRecord(string(record), ink) && s.endsWhole(lone, width > 0)
}

func (s *csvScanner) begin() {
	s.number++
	s.row.Number, s.row.Line = s.number, s.line
	s.row.Cells = s.row.Cells[:0]
	s.spans = s.spans[:0]
}

// recordEnd finds the end of a record without quotes, and the width of its line end: 0 at the end
// of the text. It reports false where a quote comes first.
func (s *csvScanner) recordEnd() (stop, width int, found bool) {
	for s.err == nil {
		text := s.buf[:s.end]
		stop = min(s.lf.seek(text, s.pos, '\n'), s.cr.seek(text, s.pos, '\r'))
		switch {
		case s.quote.seek(text, s.pos, '"') < stop:
			return 0, 0, false
		case stop < s.end && text[stop] == '\n':
			return stop, 1, true
		case stop+1 < s.end && text[stop+1] == '\n':
			return stop, 2, true
		case stop+1 < s.end, s.ended && stop < s.end:
			return stop, 1, true
		case s.ended:
			return stop, 0, true
		}
		s.fill()
	}
	return 0, 0, true
}

// plainRecord cuts a record without quotes into cells. It reports false for a blank one.
func (s *csvScanner) plainRecord(record string, ink ink) bool {
	rest := record
	for s.delim != "" {
		var at int
		if len(s.delim) == 1 {
			at = strings.IndexByte(rest, s.delim[0])
		} else {
			at = strings.Index(rest, s.delim)
		}
		if at < 0 {
			break
		}
		s.add(rest[:at])
		rest = rest[at+len(s.delim):]
		if len(s.row.Cells) > s.limits.Columns {
			break
		}
	}
	s.add(rest)
	return s.withinLimits() && (ink == inkSome || !s.row.Blank())
}

// add appends a cell without clearing what the scanner never sets.
func (s *csvScanner) add(value string) {
	n := len(s.row.Cells)
	if n < cap(s.row.Cells) {
		s.row.Cells = s.row.Cells[:n+1]
	} else {
		s.row.Cells = append(s.row.Cells, cell.Cell{})
	}
	c := &s.row.Cells[n]
	c.Kind, c.Value = cell.Text, value
	if value == "" {
		c.Kind = cell.Blank
	}
}

// withinLimits holds a whole record against the limits.
func (s *csvScanner) withinLimits() bool {
	if len(s.row.Cells) > s.limits.Columns {
		s.fail(row.FileLimit, s.row.Line, -1, fmt.Sprintf("more than %d cells in one row", s.limits.Columns),
			"look for a missing line end or a wrong delimiter")
		return false
	}
	for i := range s.row.Cells {
		if n := len(s.row.Cells[i].Value); n > s.limits.CellSize {
			s.fail(row.FileLimit, s.row.Line, i, fmt.Sprintf("a cell of %d bytes that begins %s, the limit is %d",
				n, quoteStart(s.row.Cells[i].Value), s.limits.CellSize), "look for a missing quote or delimiter")
			return false
		}
	}
	return true
}

// ink says whether there is anything to see in a line.
type ink uint8

const (
	inkNone    ink = iota // nothing but delimiters and ASCII white space
	inkUnclear            // to be told from the cells
	inkSome
)

// inkOf judges by the first byte that is not blank, mostly the line's first, so that blank lines
// cost no allocation and others no look at their cells.
func (s *csvScanner) inkOf(line []byte) ink {
	if len(s.delim) != 1 {
		return inkUnclear
	}
	for i, b := range line {
		switch {
		case b == ' ' || b == '\t':
		case b == s.delim[0]:
			if i >= s.limits.Columns {
				return inkUnclear
			}
		case b > ' ' && b < utf8.RuneSelf && b != '"':
			return inkSome
		default:
			return inkUnclear
		}
	}
	return inkNone
}

// fill reads more text behind what is there, moving it to the front and growing the buffer where
// that makes no room.
func (s *csvScanner) fill() {
	s.drop()
	if len(s.buf)-s.end < scanRead {
		room := max(recordRoom, 2*s.limits.QuoteSize, 2*s.limits.CellSize)
		if len(s.buf) >= room {
			s.fail(row.FileLimit, s.line, -1, fmt.Sprintf("a row longer than %d bytes", s.end),
				"look for missing line ends")
			return
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.in.Read(s.buf[s.end:])
		s.end += n
		if n > 0 {
			return
		}
		if err == io.EOF {
			s.ended = true
			return
		}
		if err != nil {
			s.err = err
			return
		}
	}
	s.err = io.ErrNoProgress
}

// drop forgets the records before pos.
func (s *csvScanner) drop() {
	copy(s.buf, s.buf[s.pos:s.end])
	s.end -= s.pos
	s.lf.shift(s.pos)
	s.cr.shift(s.pos)
	s.quote.shift(s.pos)
	s.quick.at -= s.pos
	s.pos = 0
}

// badLine is the physical line on which the text ended for an error of the reader.
func (s *csvScanner) badLine() int { return s.line + lineEnds(s.buf[s.pos:s.end]) }

// fail ends the scan. column counts from 0; -1 where the whole row is meant.
func (s *csvScanner) fail(code row.Code, line, column int, problem, advice string) {
	e := &Error{Code: code, Line: line, Problem: problem, Advice: advice}
	if column >= 0 {
		e.Cell = cell.Name(column, s.row.Number)
	}
	s.err = e
}

// mark remembers where a byte comes next, so that each byte of text is searched once.
type mark struct {
	at    int // where it is, or how far was searched in vain
	found bool
}

// seek returns where b is next in text from pos on, or the text's length.
func (m *mark) seek(text []byte, pos int, b byte) int {
	if m.found && m.at >= pos {
		return m.at
	}
	from := max(m.at, pos)
	i := bytes.IndexByte(text[from:], b)
	m.found = i >= 0
	if m.found {
		m.at = from + i
		return m.at
	}
	m.at = len(text)
	return m.at
}

func (m *mark) shift(by int) {
	if m.at -= by; m.at < 0 {
		m.at, m.found = 0, false
	}
}

// lineEnds counts LF, CRLF and lone CR.
func lineEnds(text []byte) int {
	n := bytes.Count(text, []byte{'\n'})
	for {
		i := bytes.IndexByte(text, '\r')
		if i < 0 {
			return n
		}
		if i+1 == len(text) || text[i+1] != '\n' {
			n++
		}
		text = text[i+1:]
	}
}

// quoteStart quotes the beginning of a long text.
func quoteStart(text string) string {
	const most = 40
	if utf8.RuneCountInString(text) <= most {
		return fmt.Sprintf("%q", text)
	}
	return fmt.Sprintf("%q…", string([]rune(text[:min(len(text), most*utf8.UTFMax)])[:most]))
}

// isTextError tells an error in the text from one of the disk.
func isTextError(err error) (*textError, bool) {
	var bad *textError
	return bad, errors.As(err, &bad)
}
