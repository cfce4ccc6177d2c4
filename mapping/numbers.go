package mapping

import (
	"slices"

	"posimport/importer/target/schema"
)

// Numbers returns the columns that only number and boolean fields read, without a table of values: what
// counts in them is the number, however it is shown. commas are those of them whose text is read with a
// decimal comma.
func (b *Binding) Numbers() (numbers, commas []int) {
	for _, column := range b.mapped {
		plain, comma := true, false
		for i := range b.inputs {
			in := &b.inputs[i]
			if !slices.Contains(in.columns, column) {
				continue
			}
			kind := in.field.Type
			plain = plain && (kind == schema.Number || kind == schema.Boolean) && in.rule.values == nil && len(in.columns) == 1
			comma = comma || (kind == schema.Number && in.rule.number.point() == ',')
		}
		if plain {
			numbers = append(numbers, column)
			if comma {
				commas = append(commas, column)
			}
		}
	}
	return numbers, commas
}
