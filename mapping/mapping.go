// Package mapping reads the mapping file, binds it to a file's headers, and makes a record and its
// issues of every row.
package mapping

import (
	"posimport/importer/row"
	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
)

// Mapping says which column fills which field, and how the value is converted.
type Mapping struct {
	Schema *schema.Schema
	Source Source
}

// Source says how the file is to be read; --sheet and --header-row win over it.
type Source struct {
	Sheet     string
	HeaderRow int // 0 for auto
	Encoding  string
	Delimiter string
}

// Schemas returns the schema of a target by name, and the names of all.
type Schemas func(target string) (s *schema.Schema, known []string)

// Options of Load and Parse.
type Options struct {
	Schemas Schemas
	Target  string   // --target: wins over nothing; a mapping that names another target is an error
	Set     []string // FIELD=VALUE from --set: constants that win over the mapping
	// ReadFile reads a value table named by `values: {file: …}`, relative to the mapping's folder.
	ReadFile func(name string) ([]byte, error)
}

// Parse reads a mapping from YAML; name is for messages. The error is an *Errors with all that is
// wrong, each with line and column.
func Parse(name string, data []byte, o Options) (*Mapping, error) { return nil, nil }

// Builtin is the mapping for files whose headers are field names or the template's titles in any
// language.
func Builtin(s *schema.Schema, set []string) (*Mapping, error) { return nil, nil }

// YAML returns the mapping in force, with --set and value tables in it, such that Parse reads it
// again to an equal mapping. It is what a run and its results workbook keep.
func (m *Mapping) YAML() []byte { return nil }

// Constant returns the value that a field has for the whole run, and whether it has one.
func (m *Mapping) Constant(field string) (string, bool) { return "", false }

// FindHeader returns which of a file's first rows is the header: the one with the most headers that
// the mapping reads (the first of equals), or Source.HeaderRow. It reports false if none has any.
func (m *Mapping) FindHeader(rows []cell.Row) (index int, ok bool) { return 0, false }

// Binding is a mapping bound to one file's headers. It holds no state of a pass.
type Binding struct{}

// Bind binds the mapping to a header row. Warnings are columns that no field uses; the error is an
// *Errors with all that is missing or ambiguous.
func (m *Mapping) Bind(header *cell.Row) (b *Binding, warnings []row.Issue, err error) {
	return nil, nil, nil
}

// Mapped returns the places of the columns that the mapping reads, in the header's order.
func (b *Binding) Mapped() []int { return nil }

// Pass is one walk over the rows; it remembers which external ids it has seen.
type Pass struct{}

// NewPass begins a walk.
func (b *Binding) NewPass() *Pass { return nil }

// Record makes a record of a row, and all that is wrong with it in the order of the columns. Both are
// overwritten by the next call. A row with issues must not be sent.
func (p *Pass) Record(r *cell.Row) (schema.Record, []row.Issue) { return nil, nil }
