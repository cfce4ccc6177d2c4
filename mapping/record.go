package mapping

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
)

// Pass is one walk over the rows; it remembers which external ids it has seen. It is for one
// goroutine.
type Pass struct {
	b      *Binding
	record schema.Record
	issues []row.Issue
	at     []int  // the column of each issue
	bad    []bool // by column: the cell has no value to be read
	unfit  bool   // there is such a cell
	ids    []*ids // by the place among the fields that must be unique
	blank  cell.Cell
	row    *cell.Row
	parts  []string // the elements of the row's lists
	raw    []string // the elements of one cell
	buffer []byte
}

// NewPass begins a walk.
func (b *Binding) NewPass() *Pass {
	p := &Pass{b: b, record: make(schema.Record, len(b.record)), bad: make([]bool, len(b.headers))}
	copy(p.record, b.record)
	for i := range b.inputs {
		if b.inputs[i].unique >= 0 {
			p.ids = append(p.ids, newIDs())
		}
	}
	return p
}

// Record makes a record of a row, and all that is wrong with it in the order of the columns. Both are
// overwritten by the next call. A row with issues must not be sent. A row whose id stands in an earlier
// row names that row, whether it was valid or not; given once more, a row is not its own double.
func (p *Pass) Record(r *cell.Row) (schema.Record, []row.Issue) {
	p.row = r
	p.issues, p.at = p.issues[:0], p.at[:0]
	p.parts = p.parts[:0]
	if p.headerAgain() {
		return p.record, p.issues
	}
	p.unread()
	p.extra()
	for i := range p.b.inputs {
		p.fill(&p.b.inputs[i])
	}
	p.sort()
	return p.record, p.issues
}

// unread notes which cells have no value at all, once for all fields that read them.
func (p *Pass) unread() {
	if p.unfit {
		clear(p.bad)
		p.unfit = false
	}
	for _, column := range p.b.mapped {
		if column >= len(p.row.Cells) {
			continue
		}
		code := p.withoutValue(column)
		if code == "" {
			continue
		}
		field := ""
		if names := p.b.FieldsOf(column); len(names) > 0 {
			field = names[0]
		}
		p.issue(column, row.Issue{Code: code, Field: field, Value: p.row.Cells[column].Display()})
		p.bad[column], p.unfit = true, true
	}
}

// extra says that a CSV row goes on behind the header's last column: most likely a delimiter stands in
// a text without quotes, so that its cells have moved. In a workbook cells beside the table are notes.
func (p *Pass) extra() {
	if p.row.Line == 0 {
		return
	}
	for column := p.b.width; column < len(p.row.Cells); column++ {
		if text := trimmed(p.row.Cells[column].Value); text != "" {
			p.issue(column, row.Issue{Code: row.ValExtraCells, Value: text, Want: strconv.Itoa(p.b.width)})
			return
		}
	}
}

func (p *Pass) cell(column int) *cell.Cell {
	if column >= len(p.row.Cells) {
		return &p.blank
	}
	return &p.row.Cells[column]
}

// issue notes what is wrong with the cell of a column.
func (p *Pass) issue(column int, issue row.Issue) {
	issue.Cell = cell.Name(column, p.row.Number)
	if column < len(p.b.headers) {
		issue.Column = p.b.headers[column]
	}
	issue.Value = strings.Clone(visible(issue.Value)) // what keeps it must not keep all of a long row
	p.issues = append(p.issues, issue)
	p.at = append(p.at, column)
}

// fault notes what is wrong with a field's value.
func (p *Pass) fault(in *input, value string, f fault) {
	if f.value != "" {
		value = f.value
	}
	p.issue(in.columns[0], row.Issue{Code: f.code, Field: in.field.Name, Value: value, Want: f.want, Near: f.near})
}

// sort puts the issues into the order of the columns; there are few.
func (p *Pass) sort() {
	for i := 1; i < len(p.at); i++ {
		for j := i; j > 0 && p.at[j] < p.at[j-1]; j-- {
			p.at[j], p.at[j-1] = p.at[j-1], p.at[j]
			p.issues[j], p.issues[j-1] = p.issues[j-1], p.issues[j]
		}
	}
}

// fill converts the cells of one field.
func (p *Pass) fill(in *input) {
	if p.fillQuick(in) {
		return
	}
	p.record[in.place] = schema.Value{}
	for _, column := range in.columns {
		if p.bad[column] {
			return
		}
	}
	switch in.field.Type {
	case schema.Number:
		p.fillNumber(in)
	case schema.Boolean:
		p.fillBoolean(in)
	case schema.UUIDs:
		p.fillList(in)
	default:
		p.fillText(in)
	}
}

// empty gives a field without a value its default, or says that it is required.
func (p *Pass) empty(in *input) {
	p.record[in.place] = in.fallback
	if in.required {
		p.fault(in, "", fault{code: row.ValRequired})
	}
}

// replace looks a text up in values. It reports done where the field is settled, and else the text to go
// on with.
func (p *Pass) replace(in *input, text string) (rest string, done bool) {
	if in.exact == nil {
		return text, false
	}
	to, found := in.look(trimmed(text))
	switch {
	case found && !to.valid:
		return to.text, false
	case found && !to.value.Set:
		p.empty(in)
		return "", true
	case found:
		p.record[in.place] = to.value
		return "", true
	case in.rule.values.pass, in.field.Type == schema.Enum && in.allowed[text]:
		return text, false
	default:
		p.fault(in, text, fault{code: row.MapUnlistedValue, want: in.listed, near: nearest(text, in.keys)})
		return "", true
	}
}

// look finds what values make of a text, by its letters first and then with folded case.
func (in *input) look(text string) (to *replaced, found bool) {
	if to, found := in.exact[text]; found {
		return to, true
	}
	var buffer [64]byte
	to, found = in.folded[string(appendFold(buffer[:0], text))]
	return to, found
}

// fillText fills a String, UUID or Enum field.
func (p *Pass) fillText(in *input) {
	text, ok := p.text(in)
	if !ok {
		return
	}
	if text == "" {
		p.empty(in)
		return
	}
	if disturbed(text, in.id) {
		p.fault(in, text, disturbance(text, hidden))
		return
	}
	text, done := p.replace(in, text)
	if done {
		p.once(in, p.record[in.place].Text)
		return
	}
	if bad := in.mistaken(text); bad.code != "" {
		p.fault(in, text, bad)
		return
	}
	text = in.rule.shape(text)
	if bad := in.check.text(text); bad.code != "" {
		p.fault(in, text, bad)
	} else {
		p.record[in.place] = schema.Value{Set: true, Text: text}
	}
	p.once(in, text)
}

// shape gives a text its case and length.
func (r *rule) shape(text string) string {
	switch r.letters {
	case upperCase:
		text = strings.ToUpper(text)
	case lowerCase:
		text = strings.ToLower(text)
	}
	if missing := r.padLength - len(text); missing > 0 || r.padLength > 0 {
		if missing = r.padLength - utf8.RuneCountInString(text); missing > 0 {
			text = strings.Repeat(r.padWith, missing) + text
		}
	}
	return text
}

// text returns the text of a field's columns, trimmed, and false where an issue was found.
func (p *Pass) text(in *input) (string, bool) {
	if len(in.columns) == 1 && in.rule.kind == fromColumn {
		return p.cellText(in, in.columns[0])
	}
	p.buffer = p.buffer[:0]
	ok := true
	for _, column := range in.columns {
		text, good := p.cellText(in, column)
		ok = ok && good
		if text == "" {
			continue
		}
		if len(p.buffer) > 0 {
			p.buffer = append(p.buffer, in.rule.with...)
		}
		p.buffer = append(p.buffer, text...)
	}
	return string(p.buffer), ok
}

// cellText returns what the person sees in a cell, trimmed, and false where an issue was found: a date,
// which is most often an id that a spreadsheet took for one, or a number that has lost digits.
func (p *Pass) cellText(in *input, column int) (string, bool) {
	c := p.cell(column)
	switch c.Kind {
	case cell.Blank:
		return "", true
	case cell.Number:
		code := row.Code("")
		switch {
		case c.Inexact:
			code = row.ValDigits
		case c.Class.Dated() && !in.rule.dates:
			code = row.ValDate
		default:
			return trimmed(c.Display()), true
		}
		p.issue(column, row.Issue{Code: code, Field: in.field.Name, Value: c.Display()})
		return "", false
	default:
		if in.rule.keepSpaces && trimmed(c.Value) != "" {
			return c.Value, true
		}
		return trimmed(c.Value), true
	}
}
