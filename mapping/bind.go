package mapping

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
)

// Binding is a mapping bound to one file's headers. It holds no state of a pass and may be shared.
type Binding struct {
	mapping *Mapping
	headers []string // as the file has them
	width   int      // how many columns the header row has
	mapped  []int
	inputs  []input // in the order of the fields; those that come from columns
	record  schema.Record
}

// input is one field that is filled from columns, compiled.
type input struct {
	*check
	rule     *rule
	place    int   // in the record
	columns  []int // one for from; several for join
	fallback schema.Value
	required bool
	unique   int // place among the fields that must be unique; -1 for none
	exact    map[string]*replaced
	folded   map[string]*replaced
	listed   string   // the keys of values, to be said
	keys     []string // the same, for what is near
	quick    quick    // see fillQuick
}

// replaced is the result of values for one cell text. Where the result itself is not valid, which only
// WithValues allows, text takes the place of the cell's.
type replaced struct {
	value schema.Value
	text  string
	valid bool
}

// binder gathers what is missing or ambiguous while a mapping is bound.
type binder struct {
	problems
	m        *Mapping
	header   *cell.Row
	headers  []string
	byKey    map[string][]int
	warnings []row.Issue
}

// Bind binds the mapping to a header row. Warnings are columns that no field uses, alternatives that
// the file has beside the one that is taken, and ignored columns that are not there; the error is an
// *Errors with all that is missing or ambiguous.
func (m *Mapping) Bind(header *cell.Row) (b *Binding, warnings []row.Issue, err error) {
	bind := &binder{problems: problems{file: m.name}, m: m, header: header, byKey: map[string][]int{}}
	bind.read()
	b = &Binding{mapping: m, headers: bind.headers, width: len(header.Cells), record: make(schema.Record, len(m.rules))}
	unique := 0
	for i := range m.rules {
		f, r := &m.Schema.Fields[i], &m.rules[i]
		c := newCheck(f, r)
		fallback := defaultOf(c, r)
		switch r.kind {
		case fromConst:
			b.record[i], _ = c.literal(r.constant)
			continue
		case fromNothing:
			b.record[i] = fallback
			continue
		}
		columns := bind.columns(f, r)
		if len(columns) == 0 {
			b.record[i] = fallback
			continue
		}
		in := newInput(c, r, columns, fallback)
		in.place = i
		if f.Identity || r.unique {
			in.unique = unique
			unique++
		}
		b.inputs = append(b.inputs, in)
	}
	if err := bind.err(); err != nil {
		return nil, nil, err
	}
	b.mapped = mapped(b.inputs)
	bind.unused(b.mapped)
	bind.unknownIgnored()
	return b, bind.warnings, nil
}

// defaultOf returns the value for an empty cell: the mapping's, else the target's; absent where there
// is none.
func defaultOf(c *check, r *rule) schema.Value {
	if r.fallback != nil {
		value, _ := c.literal(r.fallback)
		return value
	}
	if c.field.Default == "" || r.required {
		return schema.Value{}
	}
	value, _ := c.literal([]string{c.field.Default}) // absent where the mapping's own rules exclude it
	return value
}

func newInput(c *check, r *rule, columns []int, fallback schema.Value) input {
	in := input{check: c, rule: r, columns: columns, fallback: fallback, unique: -1}
	in.required = (c.field.Required || r.required) && !fallback.Set
	if r.values != nil {
		in.setValues()
	}
	in.quick = in.quickWay()
	return in
}

// setValues compiles what takes the place of the cells' texts.
func (in *input) setValues() {
	in.exact, in.folded = map[string]*replaced{}, map[string]*replaced{}
	for _, p := range in.rule.values.pairs {
		value, bad := in.literal([]string{p.to})
		to := &replaced{value: value, text: p.to, valid: bad.code == ""}
		in.exact[p.from], in.folded[fold(p.from)] = to, to
		in.keys = append(in.keys, p.from)
	}
	in.listed = listed(in.keys)
}

// read notes the file's headers.
func (b *binder) read() {
	for i := range b.header.Cells {
		text := b.header.Cells[i].Display()
		b.headers = append(b.headers, text)
		if folded := headerKey(text); folded != "" {
			b.byKey[folded] = append(b.byKey[folded], i)
		}
	}
}

// columns finds the columns of a field, and says what is missing or there twice.
func (b *binder) columns(f *schema.Field, r *rule) []int {
	if r.kind == fromJoin {
		columns := make([]int, 0, len(r.join))
		for _, header := range r.join {
			found := b.byKey[headerKey(header)]
			if len(found) == 0 {
				b.absent(f, []string{header})
				continue
			}
			b.twice(f, header, found)
			columns = append(columns, found[0])
		}
		return columns
	}
	taken := -1
	for _, header := range r.from {
		found := b.byKey[headerKey(header)]
		switch {
		case len(found) == 0 || taken == found[0]:
		case taken < 0:
			b.twice(f, header, found)
			taken = found[0]
		default:
			b.warnings = append(b.warnings, row.Issue{
				Code: row.MapAmbiguous, Field: f.Name, Cell: b.ref(found[0]),
				Column: b.headers[found[0]], Other: b.headers[taken],
			})
		}
	}
	switch {
	case taken >= 0:
		return []int{taken}
	case !r.optional:
		b.absent(f, r.from)
	case f.Required && f.Default == "" && r.fallback == nil:
		b.unfilled(f, r)
	}
	return nil
}

func (b *binder) ref(column int) string { return cell.Name(column, b.header.Number) }

// twice says that a header that is mapped stands in the file more than once.
func (b *binder) twice(f *schema.Field, header string, found []int) {
	if len(found) < 2 {
		return
	}
	refs := make([]string, len(found))
	for i, column := range found {
		refs[i] = b.ref(column)
	}
	b.add(b.m.at.fields[f.Name], row.MapAmbiguous,
		fmt.Sprintf("the file has the header %s more than once (%s), and %s is mapped to it", quoted(header), strings.Join(refs, ", "), f.Name),
		"rename the columns so that each header is there once")
}

// absent says that the file has none of a field's headers.
func (b *binder) absent(f *schema.Field, wanted []string) {
	text := fmt.Sprintf("the file has no column %s for %s", quotedList(wanted, 5), f.Name)
	b.add(b.m.at.fields[f.Name], row.MapColumn, text, b.hint(wanted))
}

// unfilled says that a required field has no column among those that need not be there.
func (b *binder) unfilled(f *schema.Field, r *rule) {
	text := fmt.Sprintf("nothing fills %s, which %s requires: the file has no column %s", f.Name, b.m.Schema.Title, quotedList(r.from, 5))
	hint := b.hint(r.from)
	if b.m.name == "" {
		hint += fmt.Sprintf("; or write a mapping with: posimport map FILE --target %s", b.m.Schema.Target)
	}
	b.add(b.m.at.fields[f.Name], row.MapMissing, text, hint)
}

// hint names the nearest header and all that the file has.
func (b *binder) hint(wanted []string) string {
	var named []string
	for _, header := range b.headers {
		if headerKey(header) != "" {
			named = append(named, header)
		}
	}
	if len(named) == 0 {
		return fmt.Sprintf("row %d, taken for the header, is empty", b.header.Number)
	}
	all := fmt.Sprintf("row %d has: %s", b.header.Number, quotedList(named, 30))
	for _, header := range wanted {
		if near := nearest(header, named); near != "" {
			return fmt.Sprintf("did you mean %s? %s", quoted(near), all)
		}
	}
	return all
}

// mapped returns the columns that inputs read, each once, in the header's order.
func mapped(inputs []input) []int {
	var all []int
	for i := range inputs {
		all = append(all, inputs[i].columns...)
	}
	sort.Ints(all)
	return slices.Compact(all)
}

// unused warns of columns that no field uses.
func (b *binder) unused(mapped []int) {
	known := map[string]bool{}
	for _, header := range append(resultColumns(), b.m.ignore...) {
		known[headerKey(header)] = true
	}
	for i := range b.warnings { // they are said to be alternatives already
		known[headerKey(b.warnings[i].Column)] = true
	}
	for i, header := range b.headers {
		folded := headerKey(header)
		if folded == "" || known[folded] || slices.Contains(mapped, i) {
			continue
		}
		b.warnings = append(b.warnings, row.Issue{Code: row.MapUnusedColumn, Cell: b.ref(i), Column: header})
	}
}

// unknownIgnored warns of ignored columns that the file does not have.
func (b *binder) unknownIgnored() {
	for _, header := range b.m.ignore {
		if len(b.byKey[headerKey(header)]) == 0 {
			b.warnings = append(b.warnings, row.Issue{Code: row.MapColumn, Column: header, Near: nearest(header, b.headers)})
		}
	}
}

// resultColumns returns the columns that a results file adds; reading one again never warns of them.
func resultColumns() []string {
	return []string{
		"Import Status", "Import Error Code", "Import Message", "Import Cell", "Import Record ID",
		"Import HTTP Status", "Import Attempts", "Import Source Row", "Import Run ID", "Import Time",
	}
}

// Mapped returns the places of the columns that the mapping reads, in the header's order.
func (b *Binding) Mapped() []int { return slices.Clone(b.mapped) }

// FieldsOf returns the names of the fields that read a column, in the schema's order.
func (b *Binding) FieldsOf(column int) []string {
	var names []string
	for i := range b.inputs {
		if slices.Contains(b.inputs[i].columns, column) {
			names = append(names, b.inputs[i].field.Name)
		}
	}
	return names
}

// ColumnsOf returns the places of the columns that fill a field, in the mapping's order; none for a
// constant.
func (b *Binding) ColumnsOf(field string) []int {
	for i := range b.inputs {
		if b.inputs[i].field.Name == field {
			return slices.Clone(b.inputs[i].columns)
		}
	}
	return nil
}
