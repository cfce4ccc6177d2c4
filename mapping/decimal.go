package mapping

import "strings"

// plainNumber reports whether a text is a JSON number without an exponent (RFC 8259, section 6), and
// where its point is, -1 for none.
func plainNumber(s string) (dot int, ok bool) {
	dot = -1
	if len(s) > longestNumber {
		return dot, false
	}
	at := 0
	if strings.HasPrefix(s, "-") {
		at = 1
	}
	start := at
	for ; at < len(s); at++ {
		switch c := s[at]; {
		case c >= '0' && c <= '9':
		case c == '.' && dot < 0 && at > start:
			dot = at
		default:
			return dot, false
		}
	}
	whole := s[start:]
	if dot >= 0 {
		whole = s[start:dot]
	}
	if whole == "" || len(whole) > 1 && whole[0] == '0' || strings.HasSuffix(s, ".") {
		return dot, false
	}
	return dot, start == 0 || !zero(s)
}

// zero reports whether a plain number has no digit but 0.
func zero(s string) bool { return strings.Trim(s, "-0.") == "" }

// decimalParts takes a plain number apart, without the zeros that say nothing.
func decimalParts(s string) (negative bool, whole, fraction string) {
	s, negative = strings.CutPrefix(s, "-")
	whole, fraction, _ = strings.Cut(s, ".")
	return negative, strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
}

// compareDecimals compares two plain numbers exactly: -1, 0 or 1.
func compareDecimals(a, b string) int {
	aNegative, aWhole, aFraction := decimalParts(a)
	bNegative, bWhole, bFraction := decimalParts(b)
	if aNegative != bNegative {
		if zero(a) && zero(b) {
			return 0
		}
		if aNegative {
			return -1
		}
		return 1
	}
	order := len(aWhole) - len(bWhole)
	if order == 0 {
		order = strings.Compare(aWhole, bWhole)
	}
	if order == 0 {
		order = strings.Compare(aFraction, bFraction)
	}
	if aNegative {
		order = -order
	}
	return max(-1, min(1, order))
}

// shift moves the point of a plain number by so many places, to the right where places is positive,
// without a loss. Zeros that were written at the end of the fraction stay.
func shift(s string, places int) string {
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if places > 0 {
		if missing := places - len(fraction); missing > 0 {
			fraction += strings.Repeat("0", missing)
		}
		whole, fraction = whole+fraction[:places], fraction[places:]
	} else {
		if missing := 1 - places - len(whole); missing > 0 {
			whole = strings.Repeat("0", missing) + whole
		}
		cut := len(whole) + places
		whole, fraction = whole[:cut], whole[cut:]+fraction
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if negative {
		return "-" + whole
	}
	return whole
}
