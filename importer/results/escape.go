package results

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A worksheet spells a character that XML does not allow as _xHHHH_, and so an underscore that
// would begin such a spelling too (ECMA-376 part 1, 22.9.2.19). excelize puts U+FFFD for such a
// character instead, misses a spelling that begins with the underscore that ends another, and
// escapes the spelling if we write it. So such a character travels through excelize as one of the
// 32 noncharacters U+FDD0 to U+FDEF, which XML allows, and the spelling is put in on the way into
// the zip archive. One character stands for one, so that a text at Excel's limit keeps its length.
const (
	firstStandIn = 0xFDD0 // stands for U+0000, and so on; the three of tab, LF and CR are free
	lastStandIn  = 0xFDEF
	standUnder   = firstStandIn + '\t' // an underscore
	standSelf    = firstStandIn + '\n' // with a second one: that noncharacter itself
	standEnd     = firstStandIn + '\r' // with a second one: U+FFFE or U+FFFF
)

// standIn replaces what XML cannot hold; it reports whether anything was.
func standIn(text string) (string, bool) {
	at := nextSpecial(text, 0)
	if at == len(text) {
		return text, false
	}
	var b strings.Builder
	b.Grow(len(text) + 16)
	from := 0
	for at < len(text) {
		b.WriteString(text[from:at])
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case r == '_':
			b.WriteRune(standUnder)
		case r < ' ':
			b.WriteRune(firstStandIn + r)
		case r >= firstStandIn && r <= lastStandIn:
			b.WriteRune(standSelf)
			b.WriteRune(r)
		default:
			b.WriteRune(standEnd)
			b.WriteRune(firstStandIn + r - 0xFFF0)
		}
		from = at + size
		at = nextSpecial(text, from)
	}
	b.WriteString(text[from:])
	return b.String(), true
}

// nextSpecial returns where the next character stands that must be replaced, or the length.
func nextSpecial(text string, at int) int {
	for ; at < len(text); at++ {
		c := text[at]
		switch {
		case c < ' ' && c != '\t' && c != '\n' && c != '\r',
			c == '_' && isSpelling(text[at:]),
			c == 0xEF && isNonCharacter(text[at:]):
			return at
		}
	}
	return at
}

// isSpelling reports whether a text begins with _xHHHH_, or may do so once what follows is spelled.
func isSpelling(text string) bool {
	if len(text) < 7 || text[1] != 'x' || text[6] != '_' && text[6] >= ' ' && text[6] != 0xEF {
		return false
	}
	for _, c := range []byte(text[2:6]) {
		if !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)) {
			return false
		}
	}
	return true
}

// isNonCharacter reports whether a text begins with U+FDD0 to U+FDEF, U+FFFE or U+FFFF in UTF-8.
func isNonCharacter(text string) bool {
	if len(text) < 3 {
		return false
	}
	return text[1] == 0xB7 && text[2] >= 0x90 && text[2] <= 0xAF || text[1] == 0xBF && text[2] >= 0xBE
}

// speller puts the spellings in for the stand-ins of what is written through it.
type speller struct {
	w    io.Writer
	tail []byte // the beginning of a stand-in at the end of the last write
	out  []byte
}

// Write implements io.Writer. What Close has to add is at most a few bytes.
func (s *speller) Write(p []byte) (int, error) {
	in := p
	if len(s.tail) > 0 {
		in = append(s.tail, p...)
		s.tail = nil
	}
	s.out = s.out[:0]
	for at := 0; at < len(in); {
		next := bytes.IndexByte(in[at:], 0xEF)
		if next < 0 {
			s.out = append(s.out, in[at:]...)
			break
		}
		s.out = append(s.out, in[at:at+next]...)
		at += next
		n, spelling := readStandIn(in[at:])
		switch {
		case n == 0:
			s.out = append(s.out, in[at])
			at++
		case n > len(in)-at:
			s.tail = append([]byte(nil), in[at:]...)
			at = len(in)
		case spelling >= firstStandIn && spelling <= lastStandIn:
			s.out = utf8.AppendRune(s.out, spelling) // XML allows it, and not every program reads its spelling
			at += n
		default:
			s.out = fmt.Appendf(s.out, "_x%04X_", spelling)
			at += n
		}
	}
	_, err := s.w.Write(s.out)
	return len(p), err
}

// Close writes what was kept back.
func (s *speller) Close() error {
	_, err := s.w.Write(s.tail)
	s.tail = nil
	return err
}

// readStandIn returns the bytes of the stand-in that a text begins with and what it stands for; 0
// where it begins with none, and more than the text has where it may begin with one.
func readStandIn(text []byte) (n int, spelling rune) {
	if text[0] != 0xEF || len(text) > 1 && text[1] != 0xB7 || len(text) > 2 && (text[2] < 0x90 || text[2] > 0xAF) {
		return 0, 0
	}
	if len(text) < 3 {
		return 3, 0
	}
	switch r := rune(text[2]-0x90) + firstStandIn; r {
	case standUnder:
		return 3, '_'
	case standSelf, standEnd:
		if len(text) < 6 {
			return 6, 0
		}
		second := rune(text[5]-0x90) + firstStandIn
		if r == standEnd {
			second += 0xFFF0 - firstStandIn
		}
		return 6, second
	default:
		return 3, r - firstStandIn
	}
}
