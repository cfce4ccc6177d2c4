package mapping

import (
	"fmt"

	"posimport/importer/row"
)

// judge decides which separator is the decimal one, sets layout.whole, and says what is wrong or not
// declared.
func (f *numberFormat) judge(l *layout) fault {
	if f.decimal == "" && f.group == "" {
		return f.judgeUndeclared(l)
	}
	point := f.point()
	groups := l.seps
	l.whole = l.n
	if groups > 0 && l.sep[groups-1] == point {
		groups--
		l.whole = l.at[groups]
	}
	for i := range groups {
		if !f.mayGroup(l.sep[i], point) {
			return fault{code: row.ValNumber, want: f.advice(l)}
		}
	}
	if !l.grouped(groups) {
		return fault{code: row.ValNumber, want: f.example()}
	}
	return fault{}
}

// mayGroup reports whether a separator may stand between thousands. Where only the decimal separator
// is declared, any other that is in use somewhere may.
func (f *numberFormat) mayGroup(sep, point rune) bool {
	switch f.group {
	case "":
		return sep != point
	case "none":
		return false
	default:
		return sep == rune(f.group[0])
	}
}

// advice says what is expected where a separator is not the declared one: what to declare where it is
// a comma under no declared decimal separator, else an example.
func (f *numberFormat) advice(l *layout) string {
	if f.decimal == "" && f.point() == '.' && l.sep[l.seps-1] == ',' {
		return `decimal: ","`
	}
	return f.example()
}

// grouped reports whether the first separators of a number stand between thousands: all alike, one to
// three digits before the first, which do not begin with 0, and exactly three after each: in 0.750 the
// point can only be a decimal one, whatever is declared.
func (l *layout) grouped(groups int) bool {
	if groups == 0 {
		return true
	}
	if l.at[0] < 1 || l.at[0] > 3 || l.digits[0] == '0' {
		return false
	}
	for i := range groups {
		end := l.whole
		if i+1 < groups {
			end = l.at[i+1]
		}
		if l.sep[i] != l.sep[0] || end-l.at[i] != 3 {
			return false
		}
	}
	return true
}

// judgeUndeclared accepts only what cannot be read in two ways, and otherwise says what to declare.
func (f *numberFormat) judgeUndeclared(l *layout) fault {
	l.whole = l.n
	if l.seps == 0 {
		return fault{}
	}
	first, last := l.sep[0], l.sep[l.seps-1]
	all := l.grouped(l.seps)
	if l.seps > 1 || first == ' ' || first == '\'' {
		return fault{code: row.ValNumber, want: l.declare(all, first, last)}
	}
	switch {
	case all:
		return fault{code: row.ValAmbiguous, want: l.bothWays()}
	case first == ',':
		return fault{code: row.ValNumber, want: `decimal: ","`}
	}
	l.whole = l.at[0]
	return fault{}
}

// declare returns the declaration under which a number with several separators can be read, or an
// example where there is none.
func (l *layout) declare(all bool, first, last rune) string {
	if all {
		return fmt.Sprintf("group: %q", string(first))
	}
	groups := l.seps - 1
	l.whole = l.at[groups]
	ok := (last == '.' || last == ',') && first != last && l.grouped(groups)
	l.whole = l.n
	if !ok {
		return "1234.5"
	}
	return fmt.Sprintf("decimal: %q, group: %q", string(last), string(first))
}

// bothWays says how an ambiguous number would be read under either declaration.
func (l *layout) bothWays() string {
	whole, rest := string(l.digits[:l.at[0]]), string(l.digits[l.at[0]:l.n])
	asPoint, asGroup := whole+"."+rest, whole+rest
	if l.sep[0] == ',' {
		return fmt.Sprintf(`decimal: "," (%s) or decimal: "." (%s)`, asPoint, asGroup)
	}
	return fmt.Sprintf(`decimal: "." (%s) or decimal: "," (%s)`, asPoint, asGroup)
}
