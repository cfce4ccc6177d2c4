package sheet

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// unescapeX adds text with _xHHHH_ made the UTF-16 unit that it stands for (ST_Xstring, ECMA-376
// part 1, 22.9.2.19); _x005F_ protects an underscore that would else begin one. Half a surrogate
// pair stays as it is written.
func unescapeX(dst, text []byte) []byte {
	for {
		at := bytes.Index(text, []byte("_x"))
		if at < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:at]...)
		text = text[at:]
		unit, ok := escapedUnit(text)
		if !ok {
			dst = append(dst, text[:2]...)
			text = text[2:]
			continue
		}
		used := escapeSize
		if utf16.IsSurrogate(unit) {
			second, _ := escapedUnit(text[escapeSize:])
			if unit = utf16.DecodeRune(unit, second); unit == utf8.RuneError {
				dst = append(dst, text[:escapeSize]...)
				text = text[escapeSize:]
				continue
			}
			used += escapeSize
		}
		dst = utf8.AppendRune(dst, unit)
		text = text[used:]
	}
}

const escapeSize = len("_xHHHH_")

// escapedUnit reads _xHHHH_ at the beginning of text.
func escapedUnit(text []byte) (rune, bool) {
	if len(text) < escapeSize || text[0] != '_' || text[1] != 'x' || text[6] != '_' {
		return 0, false
	}
	var unit rune
	for _, c := range text[2:6] {
		digit := hexDigit(c)
		if digit < 0 {
			return 0, false
		}
		unit = unit<<4 | digit
	}
	return unit, true
}
