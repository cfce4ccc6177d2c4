package mapping

import (
	"posimport/importer/target/schema"
)

// Builtin is the mapping for files whose headers are field names, their last parts, or the template's
// titles in any language. It needs only the headers of required fields. The error is an *Errors: a
// wrong --set, or a field that names the account and is not set.
func Builtin(s *schema.Schema, set []string) (*Mapping, error) {
	l := &loader{problems: problems{}, options: Options{Set: set}}
	m := &Mapping{Schema: s, rules: make([]rule, len(s.Fields)), at: places{fields: map[string]place{}}}
	names := builtinHeaders(s)
	for i := range s.Fields {
		if !s.Fields[i].PerRun && len(names[i]) > 0 {
			m.rules[i] = rule{kind: fromColumn, from: names[i], optional: true}
		}
	}
	l.set(m)
	l.missing(m, place{})
	if err := l.err(); err != nil {
		return nil, err
	}
	return m, nil
}

// builtinHeaders returns the headers of each field. One that two fields could claim goes to the one
// that it names more exactly: by name, by title, then by the last part of its name.
func builtinHeaders(s *schema.Schema) [][]string {
	headers := make([][]string, len(s.Fields))
	taken := map[string]bool{}
	claim := func(i int, header string) {
		folded := headerKey(header)
		if folded == "" || taken[folded] {
			return
		}
		taken[folded] = true
		headers[i] = append(headers[i], header)
	}
	for i := range s.Fields {
		claim(i, s.Fields[i].Name)
	}
	for i := range s.Fields {
		claim(i, s.Fields[i].Title.EN)
		claim(i, s.Fields[i].Title.ES)
	}
	for i := range s.Fields {
		claim(i, lastPart(s.Fields[i].Name))
	}
	return headers
}
