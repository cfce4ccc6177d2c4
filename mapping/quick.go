package mapping

import (
	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
)

// Most cells are plain text or a plain number and need nothing done to them but to be looked at once.
// For any other the slower way decides; both must make the same of a cell.

// setQuick notes whether a field's cells may be filled the quick way.
func (in *input) setQuick() {
	r := in.rule
	in.quick = r.kind == fromColumn && !r.keepSpaces
	switch in.field.Type {
	case schema.String, schema.UUID, schema.Enum:
		shaped := r.letters != asWritten || r.padLength > 0
		checked := in.field.Type == schema.UUID || in.allowed != nil || in.pattern != nil
		in.quick = in.quick && (in.exact != nil || !shaped && !checked)
	case schema.Number:
		in.quick = in.quick && in.exact == nil && in.min == "" && in.max == ""
	default:
		in.quick = false
	}
}

// fillQuick fills a field from a text cell that holds nothing unusual. Where it reports false it has
// done nothing.
func (p *Pass) fillQuick(in *input) bool {
	if !in.quick {
		return false
	}
	column := in.columns[0]
	if column >= len(p.row.Cells) || p.row.Cells[column].Kind != cell.Text || p.bad[column] {
		return false
	}
	text := trimmed(p.row.Cells[column].Value)
	if text == "" || !ascii(text) {
		return false
	}
	v := &p.record[in.place]
	switch {
	case in.field.Type == schema.Number:
		if dot, ok := plainNumber(text); !ok || !in.rule.number.dotIsDecimal(text, dot) {
			return false
		}
	case in.exact != nil:
		to := in.exact[text]
		if to == nil || !to.valid || !to.value.Set {
			return false
		}
		text = to.value.Text
	case in.maxLen > 0 && len(text) > in.maxLen:
		return false
	}
	*v = schema.Value{Set: true, Text: text}
	p.once(in, text)
	return true
}
