package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"
)

// scanText reads text up to the next <. It reports false where the buffer must be filled first.
func (s *xmlScanner) scanText(b []byte) (bool, error) {
	n, plain, ends := 0, true, false
	for n < len(b) {
		c := b[n]
		if c == '<' {
			ends = true
			break
		}
		if c == '&' || c == '\r' || c == '>' {
			plain = false
		}
		n++
	}
	if !ends {
		if s.pos > 0 || s.room() {
			if s.more() {
				return false, nil
			}
			if len(s.frames) > 0 {
				return false, s.ended()
			}
			b = s.buf[s.pos:s.end] // it may have been moved
		} else if n = wholeText(b); n == 0 {
			return false, errors.New("the XML has a malformed text")
		}
	}
	if len(s.frames) == 0 {
		if !allSpace(b[:n]) {
			return false, errOutside
		}
		s.pos += n
		s.started = true
		return false, nil
	}
	s.text = b[:n]
	if !plain {
		if bytes.Contains(s.text, []byte("]]>")) {
			return false, errors.New("the XML holds ]]> in a text")
		}
		text, err := appendReferences(s.scratch[:0], s.text)
		if err != nil {
			return false, err
		}
		s.scratch, s.text = text, text
	}
	s.pos += n
	return true, nil
}

// wholeText measures how much of a text that goes on may be taken without cutting a reference, a
// line end or ]]> in two.
func wholeText(b []byte) int {
	n := len(b)
	if at := bytes.LastIndexByte(b, '&'); at >= max(0, n-maxReference) && bytes.IndexByte(b[at:], ';') < 0 {
		return at
	}
	for n > 0 && n > len(b)-3 && (b[n-1] == ']' || b[n-1] == '\r') {
		n--
	}
	return n
}

func allSpace(b []byte) bool {
	for _, c := range b {
		if !isXMLSpace(c) {
			return false
		}
	}
	return true
}

// appendLines adds text with its line ends made \n (XML 1.0, 2.11).
func (s *xmlScanner) appendLines(dst, text []byte) []byte {
	for {
		at := bytes.IndexByte(text, '\r')
		if at < 0 {
			return append(dst, text...)
		}
		dst = append(append(dst, text[:at]...), '\n')
		text = text[at+1:]
		if len(text) > 0 && text[0] == '\n' {
			text = text[1:]
		}
	}
}

// appendReferences adds text with its references resolved and its line ends made \n.
func appendReferences(dst, text []byte) ([]byte, error) {
	for i := 0; i < len(text); {
		switch c := text[i]; c {
		case '\r':
			dst = append(dst, '\n')
			if i++; i < len(text) && text[i] == '\n' {
				i++
			}
		case '&':
			r, size, err := reference(text[i:])
			if err != nil {
				return dst, err
			}
			dst = utf8.AppendRune(dst, r)
			i += size
		default:
			dst = append(dst, c)
			i++
		}
	}
	return dst, nil
}

// reference reads &…; and returns the character that it stands for. Without a DOCTYPE there are
// five named ones (XML 1.0, 4.6).
func reference(b []byte) (rune, int, error) {
	end := bytes.IndexByte(b[:min(len(b), maxReference)], ';')
	if end < 2 {
		return 0, 0, fmt.Errorf("the XML has an & that begins no reference: %q", clip(b))
	}
	name := b[1:end]
	switch string(name) {
	case "lt":
		return '<', end + 1, nil
	case "gt":
		return '>', end + 1, nil
	case "amp":
		return '&', end + 1, nil
	case "apos":
		return '\'', end + 1, nil
	case "quot":
		return '"', end + 1, nil
	}
	if r, ok := charNumber(name); ok {
		return r, end + 1, nil
	}
	return 0, 0, fmt.Errorf("the XML has an unknown reference %q", b[:end+1])
}

// charNumber reads #65 or #x41, and refuses characters that XML does not allow.
func charNumber(name []byte) (rune, bool) {
	if name[0] != '#' || len(name) < 2 {
		return 0, false
	}
	digits, base := name[1:], rune(10)
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	if len(digits) == 0 {
		return 0, false
	}
	var r rune
	for _, c := range digits {
		digit := hexDigit(c)
		if digit < 0 || digit >= base {
			return 0, false
		}
		if r = r*base + digit; r > utf8.MaxRune {
			return 0, false
		}
	}
	switch {
	case r < ' ':
		return r, r == '\t' || r == '\n' || r == '\r'
	case r == 0xFFFE, r == 0xFFFF:
		return 0, false
	}
	return r, utf8.ValidRune(r)
}

func hexDigit(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c >= 'a' && c <= 'f':
		return rune(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return rune(c-'A') + 10
	}
	return -1
}
