package results

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// record is one line of a CSV as it is put together (RFC 4180, but with LF at its end). It holds what
// encoding/csv would write, byte for byte, at a third of the cost: a results file repeats every cell of
// the input, and a dry run of a million rows is as fast as this is. The zero record is empty.
type record struct {
	line  []byte
	begun bool
}

// add appends a field.
func (r *record) add(field string) {
	r.separate()
	if !quotable(field) {
		r.line = append(r.line, field...)
		return
	}
	r.line = append(r.line, '"')
	for {
		at := strings.IndexByte(field, '"')
		if at < 0 {
			break
		}
		r.line = append(append(r.line, field[:at]...), `""`...)
		field = field[at+1:]
	}
	r.line = append(append(r.line, field...), '"')
}

// count appends a number of which 0 says nothing.
func (r *record) count(n int) {
	r.separate()
	if n != 0 {
		r.line = strconv.AppendInt(r.line, int64(n), 10)
	}
}

func (r *record) separate() {
	if r.begun {
		r.line = append(r.line, ',')
		return
	}
	r.line, r.begun = r.line[:0], true
}

// length is how many bytes the record has so far.
func (r *record) length() int {
	if !r.begun {
		return 0
	}
	return len(r.line)
}

// quotable reports whether a field has to stand in quotes.
func quotable(field string) bool {
	if field == "" {
		return false
	}
	if field[0] <= ' ' || field[0] >= utf8.RuneSelf {
		if first, _ := utf8.DecodeRuneInString(field); unicode.IsSpace(first) {
			return true
		}
	}
	return special(field) || field == `\.` // alone on a line it ends the data for PostgreSQL
}

// special reports whether a field holds a comma, a quote or a line end. Every cell is asked, so that it
// looks at eight bytes at once: a byte that is sought is 0 in one of the differences, and what is taken
// from it is borrowed from its high bit.
func special(field string) bool {
	const each, high = 0x0101010101010101, 0x8080808080808080
	for ; len(field) >= 8; field = field[8:] {
		w := uint64(field[0]) | uint64(field[1])<<8 | uint64(field[2])<<16 | uint64(field[3])<<24 |
			uint64(field[4])<<32 | uint64(field[5])<<40 | uint64(field[6])<<48 | uint64(field[7])<<56
		comma, quote, lf, cr := w^each*',', w^each*'"', w^each*'\n', w^each*'\r'
		if ((comma-each)&^comma|(quote-each)&^quote|(lf-each)&^lf|(cr-each)&^cr)&high != 0 {
			return true
		}
	}
	for i := range len(field) {
		switch field[i] {
		case ',', '"', '\n', '\r':
			return true
		}
	}
	return false
}

// end returns the record with its line end. It is good until a field of the next one is added.
func (r *record) end() []byte {
	r.begun = false
	r.line = append(r.line, '\n')
	return r.line
}
