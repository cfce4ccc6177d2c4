package mapping

import (
	"strings"

	"posimport/importer/target/schema"
)

// Mapping says which column fills which field, and how the value is converted. Parse and Builtin make
// it; it never changes afterwards but for Source.
type Mapping struct {
	Schema *schema.Schema
	Source Source

	name   string // the file's name, for messages
	rules  []rule // in the order of Schema.Fields, one a field
	ignore []string
	at     places
}

// Source says how the file is to be read; --sheet and --header-row win over it.
type Source struct {
	Sheet     string // empty for the first visible one
	HeaderRow int    // 0 for auto
	Encoding  string // an IANA name; empty for auto
	Delimiter string // one character or "tab"; empty for auto
}

// Schemas returns the schema of a target by name, and the names of all.
type Schemas func(target string) (s *schema.Schema, known []string)

// Options of Parse.
type Options struct {
	Schemas Schemas
	Target  string   // --target: wins over nothing; a mapping that names another target is an error
	Set     []string // FIELD=VALUE from --set: constants that win over the mapping
	// ReadFile reads a value table named by `values: {file: …}`, relative to the mapping's folder.
	ReadFile func(name string) ([]byte, error)
}

// places remembers where things stand in the file, for problems that only Bind can find. It is no
// part of what a mapping means.
type places struct {
	fields map[string]place // by field name: where its source is named
	ignore map[string]place
}

// Constant returns the value that a field has for the whole run, and whether it has one. A list is
// joined by ", ".
func (m *Mapping) Constant(field string) (string, bool) {
	i := m.Schema.Index(field)
	if i < 0 || m.rules[i].kind != fromConst {
		return "", false
	}
	return strings.Join(m.rules[i].constant, ", "), true
}
