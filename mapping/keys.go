package mapping

import (
	"slices"
	"strings"

	"posimport/importer/target/schema"
)

// shape is the kind of value that a key of a field takes.
type shape uint8

const (
	shapeBool    shape = iota
	shapeText          // one scalar
	shapeTexts         // one scalar or a list of them
	shapeInt           // a whole number of at least 1
	shapeDecimal       // a number
	shapeChoice        // one of key.choices
	shapePad           // {length, with}
	shapeValues        // a map, with * and file
	shapeConst         // a literal of the field
)

// key is one key that a field may have. The loader and the JSON Schema both come from it.
type key struct {
	name    string
	shape   shape
	types   []schema.Type // the field types that it is for; nil for all
	choices []string
	// literal is true where the value is something that the target gets, so that it must be valid.
	literal bool
	meaning string
}

// keys returns every key of a field, in the order in which a mapping is written.
func keys() []key {
	text := []schema.Type{schema.String, schema.UUID, schema.Enum}
	listed := append(slices.Clone(text), schema.UUIDs)
	str := []schema.Type{schema.String}
	number := []schema.Type{schema.Number}
	return []key{
		{name: "from", shape: shapeTexts, meaning: "the column's header, or alternatives of which the first that the file has is taken"},
		{name: "join", shape: shapeTexts, types: []schema.Type{schema.String, schema.UUIDs}, meaning: "headers of columns whose texts are joined"},
		{name: "with", shape: shapeText, types: str, meaning: "what join puts between the texts; a space unless said otherwise"},
		{name: "const", shape: shapeConst, literal: true, meaning: "one value for every row"},
		{name: "optional", shape: shapeBool, meaning: "true: a file without the column is fine"},
		{name: "default", shape: shapeConst, literal: true, meaning: "the value for empty cells"},
		{name: "values", shape: shapeValues, meaning: "what the cell says: what the target gets; * refuses (default) or passes other values; file names a CSV table"},
		{name: "trim", shape: shapeBool, types: listed, meaning: "false: keep white space at the ends"},
		{name: "upper", shape: shapeBool, types: listed, meaning: "true: capital letters"},
		{name: "lower", shape: shapeBool, types: listed, meaning: "true: small letters"},
		{name: "pad_left", shape: shapePad, types: str, meaning: "fills shorter texts up on the left to a length"},
		{name: "dates", shape: shapeBool, types: str, meaning: "true: a date cell gives its text, 2025-11-19; otherwise it is an issue"},
		{name: "split", shape: shapeTexts, types: []schema.Type{schema.UUIDs}, meaning: "what separates the elements; ; , and a line break unless said otherwise"},
		{name: "form", shape: shapeChoice, types: []schema.Type{schema.UUIDs}, choices: []string{"list", "joined"}, meaning: "joined: send one element with all, joined by a comma and a space"},
		{name: "decimal", shape: shapeChoice, types: number, choices: []string{".", ","}, meaning: "the decimal separator"},
		{name: "group", shape: shapeChoice, types: number, choices: []string{".", ",", " ", "'", "none"}, meaning: "the separator of thousands"},
		{name: "signs", shape: shapeTexts, types: number, meaning: "currency signs to take off"},
		{name: "percent", shape: shapeChoice, types: number, choices: []string{"refuse", "fraction", "number"}, meaning: "12% becomes 0.12 (fraction) or 12 (number); refused unless said otherwise"},
		{name: "yes", shape: shapeTexts, types: []schema.Type{schema.Boolean}, meaning: "more words for yes"},
		{name: "no", shape: shapeTexts, types: []schema.Type{schema.Boolean}, meaning: "more words for no"},
		{name: "pattern", shape: shapeText, types: str, meaning: "a regular expression (RE2) that the whole value must match"},
		{name: "min", shape: shapeDecimal, types: number, meaning: "the smallest number"},
		{name: "max", shape: shapeDecimal, types: number, meaning: "the largest number"},
		{name: "max_length", shape: shapeInt, types: str, meaning: "the most characters"},
		{name: "one_of", shape: shapeTexts, types: text, literal: true, meaning: "the only values allowed"},
		{name: "required", shape: shapeBool, meaning: "true: an empty cell is an issue"},
		{name: "unique", shape: shapeBool, types: []schema.Type{schema.String, schema.UUID}, meaning: "true: the same value twice is an issue"},
	}
}

// takes reports whether a key is for fields of a type.
func (k *key) takes(t schema.Type) bool {
	return k.types == nil || slices.Contains(k.types, t)
}

// withConst reports whether a key may stand beside const.
func (k *key) withConst() bool { return k.name == "const" || k.name == "form" }

// lastPart returns what stands after the last dot of a field's name.
func lastPart(name string) string {
	return name[strings.LastIndexByte(name, '.')+1:]
}

// namedLikeID reports whether a field's name says that it holds an id.
func namedLikeID(name string) bool {
	return strings.EqualFold(name, "id") || strings.HasSuffix(name, "_id") ||
		strings.HasSuffix(name, "Id") || strings.HasSuffix(name, "Ids")
}
