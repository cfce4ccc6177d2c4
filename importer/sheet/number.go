package sheet

import (
	"bytes"
	"math"
	"strconv"
)

// maxDigits is how many significant digits Excel keeps of a number, and any double is sure to hold.
const maxDigits = 15

// appendNumber adds the decimal of a stored double (xsd:double without NaN and INF): the shortest of
// at most 15 significant digits, without an exponent. It reports false for what is not a number or
// not a finite one, and inexact for a number of more than 15 digits before the point, of which
// Excel has dropped the last.
func appendNumber(dst, raw []byte) (out []byte, inexact, ok bool) {
	raw = bytes.Trim(raw, " \t\r\n")
	if simpleNumber(raw) {
		return append(dst, raw...), false, true
	}
	if !doubleSyntax(raw) {
		return dst, false, false
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil { // out of range
		return dst, false, false
	}
	return appendDouble(dst, f), math.Abs(f) >= 1e15, true
}

// simpleNumber reports whether text is the very decimal that appendNumber would make of it, as
// most are: at most 15 digits, no needless zeros, sign or exponent.
func simpleNumber(text []byte) bool {
	if len(text) > 0 && text[0] == '-' {
		text = text[1:]
		if len(text) == 1 && text[0] == '0' {
			return false
		}
	}
	if len(text) == 0 || len(text) > maxDigits+1 || text[0] == '.' || text[len(text)-1] == '.' {
		return false
	}
	point := -1
	for i, c := range text {
		if c >= '0' && c <= '9' {
			continue
		}
		if c != '.' || point >= 0 {
			return false
		}
		point = i
	}
	if point < 0 {
		return len(text) <= maxDigits && (text[0] != '0' || len(text) == 1)
	}
	return text[len(text)-1] != '0' && (text[0] != '0' || point == 1)
}

// doubleSyntax checks the lexical form of xsd:double, which is narrower than what strconv takes.
func doubleSyntax(text []byte) bool {
	digits := func() int {
		n := 0
		for n < len(text) && text[n] >= '0' && text[n] <= '9' {
			n++
		}
		text = text[n:]
		return n
	}
	sign := func() {
		if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
			text = text[1:]
		}
	}
	sign()
	some := digits()
	if len(text) > 0 && text[0] == '.' {
		text = text[1:]
		some += digits()
	}
	if some == 0 {
		return false
	}
	if len(text) > 0 && (text[0] == 'e' || text[0] == 'E') {
		text = text[1:]
		sign()
		if digits() == 0 {
			return false
		}
	}
	return len(text) == 0
}

// appendDouble adds a finite double's decimal of at most 15 significant digits.
func appendDouble(dst []byte, f float64) []byte {
	if f == 0 {
		return append(dst, '0')
	}
	var store [32]byte
	text := strconv.AppendFloat(store[:0], f, 'e', maxDigits-1, 64) // -d.dddddddddddddde±xx
	if text[0] == '-' {
		dst = append(dst, '-')
		text = text[1:]
	}
	mark := bytes.IndexByte(text, 'e')
	exponent, _ := strconv.Atoi(string(text[mark+1:]))
	digits := append(text[:1], text[2:mark]...)
	digits = bytes.TrimRight(digits, "0")
	return appendDecimal(dst, digits, exponent+1)
}

// appendDecimal writes digits with the point behind the first so many of them.
func appendDecimal(dst, digits []byte, point int) []byte {
	if point <= 0 {
		dst = append(dst, '0', '.')
		for ; point < 0; point++ {
			dst = append(dst, '0')
		}
		return append(dst, digits...)
	}
	for i, c := range digits {
		if i == point {
			dst = append(dst, '.')
		}
		dst = append(dst, c)
	}
	for i := len(digits); i < point; i++ {
		dst = append(dst, '0')
	}
	return dst
}
