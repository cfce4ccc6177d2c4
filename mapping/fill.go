package mapping

import (
	"posimport/importer/row"
	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
)

// fillNumber fills a Number field: from a number cell its decimal, from text what the declared
// separators make of it.
func (p *Pass) fillNumber(in *input) {
	c := p.cell(in.columns[0])
	shown := trimmed(c.Display())
	if shown == "" {
		p.empty(in)
		return
	}
	if disturbed(shown, true) {
		p.fault(in, shown, disturbance(shown, hidden))
		return
	}
	rest, done := p.replace(in, shown)
	if done {
		return
	}
	var number string
	var bad fault
	switch {
	case rest != shown || c.Kind == cell.Text:
		number, bad = in.rule.number.parse(rest)
	case c.Kind == cell.Number:
		number, bad = in.rule.number.cell(c)
	default:
		bad = fault{code: row.ValNumber, want: in.rule.number.example()}
	}
	if bad.code == "" {
		bad = in.number(number)
	}
	if bad.code != "" {
		p.fault(in, shown, bad)
		return
	}
	p.record[in.place] = schema.Value{Set: true, Text: number}
}

// cell reads a number cell: its stored decimal, unless it is shown as something else than a number.
func (f *numberFormat) cell(c *cell.Cell) (string, fault) {
	switch {
	case c.Class.Dated():
		return "", fault{code: row.ValDate, want: "1234.5"}
	case c.Inexact:
		return "", fault{code: row.ValDigits}
	case c.Class == cell.Percent && f.percent == "":
		return "", fault{code: row.ValPercent, want: "1234.5"}
	}
	stored := &numberFormat{decimal: ".", group: "none"}
	number, bad := stored.parse(c.Value)
	if bad.code == "" && c.Class == cell.Percent && f.percent == "number" {
		number = shift(number, 2)
	}
	return number, bad
}

// fillBoolean fills a Boolean field: from TRUE and FALSE, 1 and 0, and words.
func (p *Pass) fillBoolean(in *input) {
	c := p.cell(in.columns[0])
	text := trimmed(c.Display())
	if text == "" {
		p.empty(in)
		return
	}
	rest, done := p.replace(in, text)
	if done {
		return
	}
	if rest == text && c.Kind == cell.Number {
		rest = c.Value
	}
	value, bad := in.boolean(rest)
	if bad.code != "" {
		p.fault(in, text, bad)
		return
	}
	p.record[in.place] = schema.Value{Set: true, Bool: value}
}

// fillList fills a UUIDs field. Values replace single elements; what is wrong with each is said.
func (p *Pass) fillList(in *input) {
	begin, good := len(p.parts), true
	for _, column := range in.columns {
		text, ok := p.cellText(in, column)
		good = good && ok
		p.raw = in.elements(p.raw[:0], text)
		for _, element := range p.raw {
			bad := p.listElement(in, element)
			if bad.code != "" {
				good = false
				p.issue(column, row.Issue{Code: bad.code, Field: in.field.Name, Value: bad.value, Want: bad.want, Near: bad.near})
			}
		}
	}
	elements := p.parts[begin:len(p.parts):len(p.parts)]
	switch {
	case !good:
	case len(elements) == 0:
		p.empty(in)
	default:
		p.record[in.place] = in.list(elements)
	}
}

// listElement appends what one element stands for, and says what is wrong with it.
func (p *Pass) listElement(in *input, element string) fault {
	if disturbed(element, true) {
		bad := disturbance(element, hidden)
		bad.value = element
		return bad
	}
	if in.exact != nil {
		to, found := in.look(element)
		switch {
		case found && to.valid:
			p.parts = in.elements(p.parts, to.text)
			return fault{}
		case found:
			element = to.text
		case !in.rule.values.pass:
			return fault{code: row.MapUnlistedValue, value: element, want: in.listed, near: nearest(element, in.keys)}
		}
	}
	element = in.rule.shape(element)
	if bad := in.element(element); bad.code != "" {
		return bad
	}
	p.parts = append(p.parts, element)
	return fault{}
}
