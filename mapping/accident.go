package mapping

import (
	"slices"
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
		if in.exact == nil || !slices.Contains(in.columns, column) {
			continue
		}
		if _, found := in.look(text); found {
			return true
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
	return numerals(text[:1]) && numerals(text[2:at-1]) && numerals(text[at+1:])
}

// mistaken says what keeps an id from being the one that it seems to be.
func (c *check) mistaken(text string) fault {
	if !c.id {
		return fault{}
	}
	if shortened(text) {
		return fault{code: row.ValDigits}
	}
	if strings.ContainsFunc(text, oddSpace) {
		return disturbance(text, oddSpace)
	}
	return fault{}
}

// oddSpace reports whether a rune looks like a common space and is none: U+00A0 and its like, and the blank
// pattern of Braille. Two ids that differ in it look the same.
func oddSpace(r rune) bool { return r == blankBraille || r != ' ' && unicode.Is(unicode.Zs, r) }

const blankBraille = '\u2800'

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
