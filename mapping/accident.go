package mapping

import (
	"fmt"
	"strings"
	"unicode"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// What people never mean, but programs leave in a table: the words of errors, formulas as text, ids that
// were shown in a short form when they were saved, and the header once more.

// withoutValue says what keeps a cell of a row from having a value; empty where nothing does. Where a
// table was saved as text, errors and formulas are text, too.
func (p *Pass) withoutValue(column int) row.Code {
	c := &p.row.Cells[column]
	switch {
	case c.Merged:
		return row.ValMerged
	case c.Kind == cell.Error:
		return row.ValErrorCell
	case c.Kind == cell.Formula:
		return row.ValFormula
	case c.Kind != cell.Text || c.Value == "":
		return ""
	}
	switch c.Value[0] {
	case '#', 'E', ' ':
		if cell.ErrorName(trimmed(c.Value)) && !p.b.listed(column, trimmed(c.Value)) {
			return row.ValErrorCell
		}
	case '=':
		if len(c.Value) > 2 && strings.HasPrefix(c.Value, `="`) && strings.HasSuffix(c.Value, `"`) && p.row.Line > 0 {
			return row.ValFormula
		}
	}
	return ""
}

// listed reports whether values of a field that reads a column say what is to become of a text.
func (b *Binding) listed(column int, text string) bool {
	for i := range b.inputs {
		in := &b.inputs[i]
		if in.exact == nil {
			continue
		}
		for _, of := range in.columns {
			if _, found := in.look(text); found && of == column {
				return true
			}
		}
	}
	return false
}

// shortened reports whether a text is a number in the form that Excel shows long ones in, and saves as
// CSV: 1.23457E+17. Its last digits are lost.
func shortened(text string) bool {
	at := strings.LastIndexByte(text, '+')
	if at < len("1.0E") || text[at-1] != 'E' || text[1] != '.' && text[1] != ',' || len(text)-at-1 < 2 {
		return false
	}
	mantissa, exponent := text[:at-1], text[at+1:]
	return onlyDigits(mantissa[:1]) && onlyDigits(mantissa[2:]) && onlyDigits(exponent)
}

func onlyDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// mistaken says what keeps an id from being the one that it seems to be.
func (c *check) mistaken(text string) fault {
	if !c.id {
		return fault{}
	}
	if shortened(text) {
		return fault{code: row.ValDigits}
	}
	if odd, found := oddSpace(text); found {
		return fault{code: row.ValInvisible, want: fmt.Sprintf("U+%04X", odd), near: strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Zs, r) || r == '\u2800' {
				return ' '
			}
			return r
		}, text)}
	}
	return fault{}
}

// oddSpace returns the first space in a text that looks like a common one and is none: U+00A0 and its
// like, and the blank pattern of Braille. Two ids that differ in it look the same.
func oddSpace(text string) (odd rune, found bool) {
	for _, r := range text {
		if r != ' ' && (unicode.Is(unicode.Zs, r) || r == '\u2800') {
			return r, true
		}
	}
	return 0, false
}

// headerAgain says that a row repeats the header in every column that is read, as below each page of a
// report.
func (p *Pass) headerAgain() bool {
	if len(p.b.mapped) < 2 {
		return false
	}
	for _, column := range p.b.mapped {
		if column >= len(p.row.Cells) {
			return false
		}
		if trimmed(p.row.Cells[column].Display()) != trimmed(p.b.headers[column]) {
			return false
		}
	}
	column := p.b.mapped[0]
	p.issue(column, row.Issue{Code: row.ValHeader, Value: p.row.Cells[column].Display()})
	return true
}
