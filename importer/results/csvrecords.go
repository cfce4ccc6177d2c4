package results

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// records are lines of a CSV as they are put together (RFC 4180, but with LF at their ends). They hold
// what encoding/csv would write, byte for byte, at a third of the cost: a results file repeats every cell
// of the input, and a dry run of a million rows is as fast as this is. The zero records are none.
type records struct {
	text  []byte
	begun bool // the last one is not ended
}

// add appends a field.
func (r *records) add(field string) {
	r.separate()
	if !quotable(field) {
		r.text = append(r.text, field...)
		return
	}
	r.text = append(r.text, '"')
	for {
		at := strings.IndexByte(field, '"')
		if at < 0 {
			break
		}
		r.text = append(append(r.text, field[:at]...), `""`...)
		field = field[at+1:]
	}
	r.text = append(append(r.text, field...), '"')
}

// addGuarded appends a text with its guard. Most need neither that nor quotes, and are appended at once.
func (r *records) addGuarded(text string) {
	if text == "" || text[0] <= ' ' || text[0] >= utf8.RuneSelf || text[0] == '\\' || guardable(text[0]) || special(text) {
		r.add(guard(text))
		return
	}
	r.separate()
	r.text = append(r.text, text...)
}

// count appends a number of which 0 says nothing.
func (r *records) count(n int) {
	r.separate()
	if n != 0 {
		r.text = strconv.AppendInt(r.text, int64(n), 10)
	}
}

func (r *records) separate() {
	if r.begun {
		r.text = append(r.text, ',')
	}
	r.begun = true
}

// end ends a record.
func (r *records) end() {
	r.begun = false
	r.text = append(r.text, '\n')
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
