package mapping

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"posimport/importer/row"
)

// numberFormat says how a column writes numbers.
type numberFormat struct {
	decimal string   // "." or ","; empty where not declared
	group   string   // "." "," " " "'" or "none"; empty where not declared
	signs   []string // currency signs to take off
	percent string   // "fraction" or "number"; empty refuses
}

// fault is what is wrong with one value; the zero fault is nothing.
type fault struct {
	code  row.Code
	want  string
	near  string
	value string // where only a part of the cell is concerned
}

// longestNumber is the most bytes that a written number may have.
const longestNumber = 64

// parse reads a number as people write it, trimmed, and returns a JSON number with the same digits.
// What both conventions could read differently is an issue unless a separator is declared.
func (f *numberFormat) parse(s string) (string, fault) {
	if dot, ok := plainNumber(s); ok && f.dotIsDecimal(s, dot) {
		return s, fault{}
	}
	body, negative, percent := f.strip(s)
	if percent && f.percent == "" {
		return "", fault{code: row.ValPercent, want: f.example()}
	}
	var parts layout
	if len(body) > longestNumber || !parts.scan(body) {
		return "", fault{code: row.ValNumber, want: f.sign(body)}
	}
	if bad := f.judge(&parts); bad.code != "" {
		return "", bad
	}
	text := parts.text(negative)
	if percent && f.percent == "fraction" {
		text = shift(text, -2)
	}
	return text, fault{}
}

// dotIsDecimal reports whether the dot of a plain number can only be its decimal separator.
func (f *numberFormat) dotIsDecimal(s string, dot int) bool {
	if dot < 0 {
		return true
	}
	if f.decimal == "" && f.group == "" {
		whole := strings.TrimPrefix(s[:dot], "-")
		return len(s)-dot-1 != 3 || len(whole) > 3 || whole[0] == '0'
	}
	return f.point() == '.'
}

// point returns the decimal separator that is declared or follows from the declared group; 0 where
// nothing is declared.
func (f *numberFormat) point() rune {
	switch {
	case f.decimal != "":
		return rune(f.decimal[0])
	case f.group == "":
		return 0
	case f.group == ".":
		return ','
	default:
		return '.'
	}
}

// strip takes the sign, currency signs and the percent sign off.
func (f *numberFormat) strip(s string) (body string, negative, percent bool) {
	s, negative, signed := cutMinus(s)
	s, money := f.cutFront(s)
	if !signed {
		s, negative, _ = cutMinus(s)
	}
	if rest, found := strings.CutSuffix(s, "%"); found {
		return strings.TrimSpace(rest), negative, true
	}
	if !money {
		s = f.cutBack(s)
	}
	return s, negative, false
}

// cutMinus takes one leading plus or minus off; U+2212 is the minus of typography.
func cutMinus(s string) (rest string, negative, found bool) {
	for _, sign := range [...]string{"-", "\u2212", "+"} {
		if rest, found := strings.CutPrefix(s, sign); found {
			return strings.TrimSpace(rest), sign != "+", true
		}
	}
	return s, false, false
}

// cutFront takes the longest listed currency sign off the front.
func (f *numberFormat) cutFront(s string) (string, bool) {
	longest := ""
	for _, sign := range f.signs {
		if len(sign) > len(longest) && strings.HasPrefix(s, sign) {
			longest = sign
		}
	}
	return strings.TrimSpace(s[len(longest):]), longest != ""
}

// cutBack takes the longest listed currency sign off the back.
func (f *numberFormat) cutBack(s string) string {
	longest := ""
	for _, sign := range f.signs {
		if len(sign) > len(longest) && strings.HasSuffix(s, sign) {
			longest = sign
		}
	}
	return strings.TrimSpace(s[:len(s)-len(longest)])
}

// sign says which currency sign to list where that alone keeps a text from being a number; else it gives
// an example.
func (f *numberFormat) sign(body string) string {
	first, _ := utf8.DecodeRuneInString(body)
	last, _ := utf8.DecodeLastRuneInString(body)
	for _, r := range [...]rune{first, last} {
		if !unicode.Is(unicode.Sc, r) || slices.Contains(f.signs, string(r)) {
			continue
		}
		listed := *f
		listed.signs = append(slices.Clone(f.signs), string(r))
		if rest, _, _ := listed.strip(body); rest != body && listed.reads(rest) {
			return fmt.Sprintf("signs: [%q]", string(r))
		}
	}
	return f.example()
}

// reads reports whether a text without signs is a number.
func (f *numberFormat) reads(text string) bool {
	var parts layout
	return len(text) <= longestNumber && parts.scan(text) && f.judge(&parts).code == ""
}

// example writes a number as the format has it, to say what is expected.
func (f *numberFormat) example() string {
	if f.point() == ',' {
		return "1234,5"
	}
	return "1234.5"
}

// layout is a written number taken apart: its digits, and each separator with the number of digits
// before it.
type layout struct {
	digits [longestNumber]byte
	n      int
	sep    [longestNumber]rune
	at     [longestNumber]int
	seps   int
	whole  int // how many digits stand before the decimal separator; set by judge
}

// scan reads digits and separators, and reports false for anything else, for no digits at all, and
// for a separator at the end or beside another.
func (l *layout) scan(s string) bool {
	l.whole = -1
	separated := false
	for s != "" {
		if c := s[0]; c >= '0' && c <= '9' {
			l.digits[l.n] = c
			l.n++
			separated = false
			s = s[1:]
			continue
		}
		r, size := utf8.DecodeRuneInString(s)
		kind := separator(r)
		if kind == 0 || separated {
			return false
		}
		l.sep[l.seps], l.at[l.seps] = kind, l.n
		l.seps++
		separated = true
		s = s[size:]
	}
	return l.n > 0 && !separated
}

// separator returns the separator that a rune stands for, 0 for none: every space that is used
// between digits counts as one, and so do both apostrophes.
func separator(r rune) rune {
	switch r {
	case '.', ',':
		return r
	case ' ', '\u00A0', '\u2009', '\u202F':
		return ' '
	case '\'', '\u2019':
		return '\''
	default:
		return 0
	}
}

// text writes the digits as a JSON number (RFC 8259, section 6): no leading zeros, at least one digit
// before the point, nothing else changed. Zero has no sign.
func (l *layout) text(negative bool) string {
	whole, fraction := l.digits[:l.whole], l.digits[l.whole:l.n]
	for len(whole) > 1 && whole[0] == '0' {
		whole = whole[1:]
	}
	var buffer [longestNumber + 4]byte
	out := buffer[:0]
	if negative && strings.Trim(string(l.digits[:l.n]), "0") != "" {
		out = append(out, '-')
	}
	if len(whole) == 0 {
		out = append(out, '0')
	}
	out = append(out, whole...)
	if len(fraction) > 0 {
		out = append(out, '.')
		out = append(out, fraction...)
	}
	return string(out)
}
