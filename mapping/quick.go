package mapping

import (
	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
)

// Most cells are plain text or a plain number and need nothing done to them but to be looked at once.
// For any other the slower way decides; both must make the same of a cell.

// quick says how a field's cells may be filled the quick way.
type quick uint8

const (
	quickNever  quick = iota
	quickText         // as they are
	quickNumber       // a number that is written as JSON has it
	quickValue        // with what values make of them
)

// quickWay decides on it.
func (in *input) quickWay() quick {
	r := in.rule
	shaped := r.letters != asWritten || r.padLength > 0
	checked := in.allowed != nil || in.pattern != nil
	switch t := in.field.Type; {
	case r.kind != fromColumn:
		return quickNever
	case t == schema.Number && in.exact == nil && in.min == "" && in.max == "":
		return quickNumber
	case (t == schema.String || t == schema.UUID || t == schema.Enum) && in.exact != nil:
		return quickValue
	case t == schema.String && in.exact == nil && !shaped && !checked:
		return quickText
	default:
		return quickNever
	}
}

// fillQuick fills a field from a text cell that holds nothing unusual. Where it reports false it has
// done nothing.
func (p *Pass) fillQuick(in *input) bool {
	if in.quick == quickNever {
		return false
	}
	column := in.columns[0]
	if column >= len(p.row.Cells) || p.row.Cells[column].Kind != cell.Text || p.bad[column] {
		return false
	}
	text := p.row.Cells[column].Value
	if text == "" || text[0] == ' ' || text[len(text)-1] == ' ' || !ascii(text) {
		return false
	}
	switch in.quick {
	case quickNumber:
		if dot, ok := plainNumber(text); !ok || !in.rule.number.dotIsDecimal(text, dot) {
			return false
		}
	case quickValue:
		to := in.exact[text]
		if to == nil || !to.value.Set {
			return false
		}
		text = to.value.Text
	default:
		if in.maxLen > 0 && len(text) > in.maxLen || in.id && shortened(text) {
			return false
		}
	}
	p.record[in.place] = schema.Value{Set: true, Text: text}
	if in.unique >= 0 {
		p.once(in, text)
	}
	return true
}
