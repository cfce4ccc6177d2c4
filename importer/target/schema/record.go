package schema

// Value is the typed value of one field. The zero Value is absent: it is not sent.
type Value struct {
	Set  bool
	Text string   // String, UUID, Enum: the text. Number: a JSON number (RFC 8259, section 6)
	Bool bool     // Boolean
	List []string // UUIDs
}

// Record is one row after mapping: a value for each field, in the order of Schema.Fields.
type Record []Value

// Text returns the text of a field, and the empty string where the place is -1 or nothing is set.
func (r Record) Text(field int) string {
	if field < 0 || field >= len(r) {
		return ""
	}
	return r[field].Text
}
