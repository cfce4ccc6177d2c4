package sheet

import (
	"strings"

	"posimport/importer/sheet/cell"
)

// numberFormat is a number format's code, compiled (ECMA-376 part 1, 18.8.31).
type numberFormat struct {
	code     string // empty for General
	class    cell.Class
	seconds  bool // a date or time that shows fractions of a second
	elapsed  bool // [h], [m] or [s]: hours may be more than 24
	sections []section
}

// section is one of the up to four parts of a format: for positive numbers, negative ones, zero,
// and text; or for the numbers that its condition takes.
type section struct {
	pieces    []piece
	condition string  // one of < <= > >= = <>; empty for none
	limit     float64 // of the condition

	whole    int  // digit places before the point
	decimals int  // digit places behind it
	point    bool // there is a decimal point
	grouped  bool // thousands have separators
	thousand int  // commas behind the last digit: each divides by 1000
	percent  int  // percent signs: each multiplies by 100
	general  bool // the keyword General
	text     bool // an @
	zeros    bool // every digit place is a 0
	literal  bool // there is literal text to be seen
	opaque   bool // it holds something that is not rendered here

	date, time, elapsed, fraction bool
}

// piece is one element of a section.
type piece struct {
	kind pieceKind
	char byte   // of a digit place: 0, # or ?
	text string // of a literal
}

type pieceKind uint8

const (
	pieceLiteral pieceKind = iota
	pieceWhole             // a digit place before the point
	pieceDecimal           // a digit place behind it
	piecePoint
	pieceGeneral
	pieceText
)

// maxFormatCode is far beyond what Excel takes (255 characters).
const maxFormatCode = 4096

// parseNumberFormat compiles a code. It never fails: what it does not know makes the format Other,
// with nothing rendered. The result is nil for General.
func parseNumberFormat(code string) *numberFormat {
	if code == "" || strings.EqualFold(code, "General") {
		return nil
	}
	f := &numberFormat{code: code, class: cell.Other}
	if len(code) > maxFormatCode {
		return f
	}
	for rest := code; len(f.sections) < 8; {
		l := formatLexer{code: rest}
		section := l.section()
		f.sections = append(f.sections, section)
		if l.at >= len(rest) {
			break
		}
		rest = rest[l.at+1:] // behind the semicolon
		if rest == "" {
			f.sections = append(f.sections, (&formatLexer{}).section())
			break
		}
	}
	f.classify()
	return f
}

// classify says what the format does by its first section, the one for positive numbers. A date in
// any of the others counts too.
func (f *numberFormat) classify() {
	var date, time bool
	text := true // whatever the number is, it is shown as it would be under @
	for i := range f.sections[:min(len(f.sections), 3)] {
		s := &f.sections[i]
		text = text && s.text && s.whole+s.decimals == 0
		date, time = date || s.date, time || s.time
		f.elapsed, f.seconds = f.elapsed || s.elapsed, f.seconds || s.fraction
	}
	s := &f.sections[0]
	places := s.whole + s.decimals
	switch {
	case date && time:
		f.class = cell.DateTime
	case date:
		f.class = cell.Date
	case time:
		f.class = cell.Time
	case text:
		f.class = cell.AsText
	case s.opaque:
		f.class = cell.Other
	case s.percent > 0 && places > 0:
		f.class = cell.Percent
	case s.thousand > 0 || s.grouped || s.condition != "":
		f.class = cell.Other
	case s.zeros && !s.point && s.whole >= 2:
		f.class = cell.Padded
	case !s.literal && (places > 0 || s.general):
		f.class = cell.General
	default:
		f.class = cell.Other
	}
}
