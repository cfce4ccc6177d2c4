package mapping

import "posimport/importer/target/schema"

// source says where a field's value comes from.
type source uint8

const (
	fromNothing source = iota
	fromColumn         // the first of rule.from that the file has
	fromJoin           // all columns of rule.join
	fromConst
)

// rule is what the mapping says of one field. It holds the file's own words: Bind compiles them. The
// zero rule fills nothing.
type rule struct {
	kind     source
	from     []string // header alternatives
	optional bool     // a file without the column is fine
	join     []string // headers
	with     string   // between the joined texts
	constant []string // one text, or the elements of a list

	fallback []string // default: for empty cells
	values   *values

	keepSpaces bool // trim: false
	letters    letters
	padLength  int // 0 for no padding
	padWith    string
	dates      bool // a date cell gives its ISO text

	split  []string // delimiters of a list; nil for the usual ones
	joined bool     // form: joined

	number numberFormat
	yes    []string // in addition to the built-in words
	no     []string

	pattern   string
	min, max  string // canonical decimals; empty for none
	maxLength int    // 0 for the target's
	oneOf     []string
	required  bool
	unique    bool
}

// letters says what happens to a text's case.
type letters uint8

const (
	asWritten letters = iota
	upperCase
	lowerCase
)

// values replaces what a cell says. A cell matches after trimming and folding its case.
type values struct {
	pairs []pair // as written, inline ones before the table's
	pass  bool   // what is not listed passes as it is; else it is an issue
}

// pair is one line of values: what the cell says, and what the target gets.
type pair struct{ from, to string }

// columns returns the headers that a rule reads, in its order.
func (r *rule) columns() []string {
	if r.kind == fromJoin {
		return r.join
	}
	return r.from
}

// idLike reports whether a field holds something that machines compare, in which a character that
// nobody sees does harm.
func idLike(f *schema.Field) bool {
	if f.Identity || f.PerRun {
		return true
	}
	switch f.Type {
	case schema.UUID, schema.UUIDs, schema.Enum:
		return true
	case schema.String:
		return namedLikeID(lastPart(f.Name))
	default:
		return false
	}
}
