package sheet

import (
	"bytes"
	"strconv"
)

// show adds a number as it is seen under the format: value is its decimal, as appendNumber writes
// it. It reports false where the format is not rendered here, or shows what General does.
// Separators are those of English, as the file does not say which ones the person has.
func (f *numberFormat) show(dst, value []byte, since1904 bool) ([]byte, bool) {
	start := len(dst)
	shown := false
	if f.class.Dated() {
		dst, shown = f.showDate(dst, value, since1904)
	} else {
		dst, shown = f.showNumber(dst, value)
	}
	if !shown {
		return dst[:start], false
	}
	seen := bytes.Trim(dst[start:], " ")
	if len(seen) == 0 || bytes.Equal(seen, value) {
		return dst[:start], false
	}
	return append(dst[:start], seen...), true
}

func (f *numberFormat) showNumber(dst, value []byte) ([]byte, bool) {
	negative := value[0] == '-'
	s, signed := f.pick(value, negative)
	if s == nil || s.opaque || s.date || s.time || s.text || len(s.pieces) == 0 {
		return dst, false
	}
	if negative {
		value = value[1:]
		if signed {
			dst = append(dst, '-')
		}
	}
	var store [400]byte
	d := newDecimal(store[:0], value)
	d.point += 2*s.percent - 3*s.thousand
	d.round(s.decimals)
	return s.render(dst, &d, value), true
}

// pick chooses the section for a number, and says whether a minus sign is to be written; nil where
// Excel's choice is not known here.
func (f *numberFormat) pick(value []byte, negative bool) (s *section, signed bool) {
	sections := f.sections
	if last := len(sections) - 1; last > 0 && sections[last].text || last >= 3 {
		sections = sections[:min(last, 3)]
	}
	for i := range sections {
		if sections[i].condition != "" {
			return pickByCondition(sections, value, negative), false
		}
	}
	zero := len(value) == 1 && value[0] == '0'
	switch {
	case zero && len(sections) == 3:
		return &sections[2], false
	case negative && len(sections) >= 2:
		return &sections[1], false
	}
	return &sections[0], negative
}

// pickByCondition knows sections of which each has a condition, but for the last that takes the
// rest. What Excel does with signs here is left alone.
func pickByCondition(sections []section, value []byte, negative bool) *section {
	number, err := strconv.ParseFloat(string(value), 64)
	if err != nil || negative {
		return nil
	}
	for i := range sections {
		s := &sections[i]
		switch {
		case s.condition == "" && i < len(sections)-1:
			return nil
		case s.condition == "" || s.takes(number):
			return s
		}
	}
	return nil
}

func (s *section) takes(number float64) bool {
	switch s.condition {
	case "<":
		return number < s.limit
	case "<=":
		return number <= s.limit
	case ">":
		return number > s.limit
	case ">=":
		return number >= s.limit
	case "=":
		return number == s.limit
	case "<>":
		return number != s.limit
	}
	return false
}

// render lays the digits out over the places of the section.
func (s *section) render(dst []byte, d *decimal, value []byte) []byte {
	place, behind := s.whole, 0
	for _, p := range s.pieces {
		switch p.kind {
		case pieceLiteral:
			dst = append(dst, p.text...)
		case pieceGeneral:
			dst = append(dst, value...)
		case pieceWhole:
			if place == s.whole {
				for extra := d.wholeDigits() - 1; extra >= place; extra-- {
					dst = s.wholeDigit(dst, d, extra, '0')
				}
			}
			place--
			dst = s.wholeDigit(dst, d, place, p.char)
		case piecePoint:
			if s.whole == 0 {
				for extra := d.wholeDigits() - 1; extra >= 0; extra-- {
					dst = s.wholeDigit(dst, d, extra, '0')
				}
			}
			dst = append(dst, '.')
		case pieceDecimal:
			switch {
			case p.char == '0' || d.someFrom(behind):
				dst = append(dst, d.at(d.point+behind))
			case p.char == '?':
				dst = append(dst, ' ')
			}
			behind++
		}
	}
	return dst
}

// wholeDigit writes the digit that has so many places behind it before the point.
func (s *section) wholeDigit(dst []byte, d *decimal, place int, char byte) []byte {
	seen := place < d.wholeDigits() || char == '0'
	switch {
	case seen:
		dst = append(dst, d.at(d.point-1-place))
	case char == '?':
		dst = append(dst, ' ')
	}
	if s.grouped && seen && place > 0 && place%3 == 0 {
		dst = append(dst, ',')
	}
	return dst
}

// decimal is a number that is not negative: 0.d1d2d3… times ten to the point.
type decimal struct {
	digits []byte
	point  int
}

// newDecimal reads a plain decimal into store.
func newDecimal(store, value []byte) decimal {
	whole, behind, _ := bytes.Cut(value, []byte("."))
	d := decimal{digits: append(append(store, whole...), behind...), point: len(whole)}
	for len(d.digits) > 0 && d.digits[0] == '0' {
		d.digits = d.digits[1:]
		d.point--
	}
	return d
}

// at returns the digit of a place, counted from the first.
func (d *decimal) at(place int) byte {
	if place < 0 || place >= len(d.digits) {
		return '0'
	}
	return d.digits[place]
}

// wholeDigits counts the digits before the point.
func (d *decimal) wholeDigits() int {
	if len(d.digits) == 0 {
		return 0
	}
	return max(d.point, 0)
}

// someFrom reports whether a digit other than 0 stands behind so many decimals.
func (d *decimal) someFrom(behind int) bool {
	for place := max(d.point+behind, 0); place < len(d.digits); place++ {
		if d.digits[place] != '0' {
			return true
		}
	}
	return false
}

// round rounds half away from zero to so many decimals, as Excel does on its decimal digits.
func (d *decimal) round(decimals int) {
	keep := d.point + decimals
	if keep >= len(d.digits) {
		return
	}
	if keep < 0 {
		d.digits = nil
		return
	}
	up := d.digits[keep] >= '5'
	d.digits = d.digits[:keep]
	if !up {
		return
	}
	for i := keep - 1; i >= 0; i-- {
		if d.digits[i] < '9' {
			d.digits[i]++
			return
		}
		d.digits[i] = '0'
	}
	d.digits = append([]byte{'1'}, d.digits...)
	d.point++
}
