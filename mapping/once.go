package mapping

import (
	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// Expect prepares for some rows that Record will be given soon, from one up to another. It changes
// nothing but how long that takes.
func (p *Pass) Expect(rows *cell.Block, from, to int) {
	for i := range p.b.inputs {
		if in := &p.b.inputs[i]; in.unique >= 0 && in.quick != quickNever {
			p.ids[in.unique].expect(rows, from, to, in.columns[0])
		}
	}
}

// once says that a value that must be unique stood in an earlier row.
func (p *Pass) once(in *input, text string) {
	if in.unique < 0 || text == "" {
		return
	}
	before, otherwise := p.ids[in.unique].first(text, uint32(p.row.Number))
	if before == 0 || before == uint32(p.row.Number) {
		return
	}
	column := in.columns[0]
	issue := row.Issue{Code: row.ValDuplicate, Field: in.field.Name, Value: text, Other: cell.Name(column, int(before))}
	if otherwise {
		issue.Want = fold(text)
	}
	p.issue(column, issue)
}
