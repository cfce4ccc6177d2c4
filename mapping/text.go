package mapping

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"posimport/importer/row"
)

// trimmed takes white space off both ends, non-breaking and other odd spaces included, and touches
// nothing else.
func trimmed(s string) string {
	if s == "" || s[0] > ' ' && s[0] < utf8.RuneSelf && s[len(s)-1] > ' ' && s[len(s)-1] < utf8.RuneSelf {
		return s
	}
	return strings.TrimSpace(s)
}

// ascii reports whether a text has only printable ASCII characters. Every cell is asked, so that it
// looks at eight bytes at once: in none may the high bit be set, nor be borrowed by taking a space
// away, nor be carried into by adding one to a DEL.
func ascii(s string) bool {
	const each = 0x0101010101010101
	for ; len(s) >= 8; s = s[8:] {
		w := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		if (w|(w-each*' ')|(w+each))&(each*0x80) != 0 {
			return false
		}
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// fold returns the form in which texts are compared: Unicode form C and folded case.
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(s)))
}

// appendFold appends the folded text to a buffer; ASCII costs no memory.
func appendFold(buffer []byte, s string) []byte {
	if !ascii(s) {
		return append(buffer, fold(s)...)
	}
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buffer = append(buffer, c)
	}
	return buffer
}

// hidden reports whether a rune cannot be seen where it stands: a control character, a line
// separator, or one that the Unicode standard lets a font leave out (zero width, bidi, soft hyphen,
// byte-order mark, variation selectors).
func hidden(r rune) bool {
	switch {
	case r < ' ', r >= 0x7F && r < 0xA0, r == 0xAD:
		return true
	case r < 0x300:
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// disturbed reports whether a text holds what must not go out: in an id anything that cannot be seen;
// in other text control characters other than line breaks and tabs, or nothing that can be seen.
func disturbed(s string, id bool) bool {
	if ascii(s) {
		return false
	}
	seen := false
	for at, r := range s {
		if r == utf8.RuneError && broken(s[at:]) {
			return true
		}
		if !hidden(r) {
			seen = seen || !unicode.IsSpace(r)
			continue
		}
		if id || unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' {
			return true
		}
	}
	return !seen
}

// disturbance says what cannot be seen in a text: its first character of a kind, and the text without any.
func disturbance(s string, kind func(rune) bool) fault {
	first := ""
	clean := strings.Map(func(r rune) rune {
		if !kind(r) {
			return r
		}
		if first == "" {
			first = fmt.Sprintf("U+%04X", r)
		}
		if unicode.IsSpace(r) || r == blankBraille {
			return ' '
		}
		return -1
	}, s)
	if !utf8.ValidString(s) {
		return fault{code: row.ValInvisible}
	}
	return fault{code: row.ValInvisible, want: first, near: trimmed(clean)}
}

// broken reports whether a text begins with a byte that is not UTF-8.
func broken(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	return size == 1
}

// visible shows what cannot be seen as escapes, and clips what is too long to be said.
func visible(s string) string {
	const longest = 120 // code points
	if len(s) <= longest && ascii(s) {
		return s
	}
	var b strings.Builder
	count := 0
	for at, r := range s {
		if count++; count > longest {
			b.WriteString("…")
			break
		}
		switch {
		case r == utf8.RuneError && broken(s[at:]):
			fmt.Fprintf(&b, `\x%02x`, s[at])
		case hidden(r) && r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08x`, r)
		case hidden(r) && r != '\n' && r != '\t':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// quoted is for messages: a text in quotes, clipped, with escapes for what cannot be seen.
func quoted(s string) string {
	const longest = 120 // bytes
	if len(s) > longest {
		at := longest
		for at > 0 && !utf8.RuneStart(s[at]) {
			at--
		}
		s = s[:at] + "…"
	}
	return strconv.Quote(s)
}

// quotedList is for messages: at most so many, and how many more there are.
func quotedList(list []string, most int) string {
	var b strings.Builder
	for i, s := range list {
		if i == most {
			fmt.Fprintf(&b, " and %d more", len(list)-most)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(quoted(s))
	}
	return b.String()
}
