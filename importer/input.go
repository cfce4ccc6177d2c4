package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"posimport/importer/codes"
	"posimport/importer/results"
	"posimport/importer/row"
	"posimport/importer/sheet"
	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
	"posimport/mapping"
)

// input is an opened file, bound to a mapping: everything that a pass needs.
type input struct {
	name       string // as the person gave it, for messages
	source     sheet.Source
	results    *results.Workbook // nil but for a retry
	schema     *schema.Schema
	words      *codes.Words
	binding    *mapping.Binding
	header     []cell.Cell
	first      int // the header's row number; rows up to it are not data
	shape      Shape
	hidden     []int                     // hidden columns that are left out
	replace    map[int]map[string]string // column → value → what takes its place
	Warnings   []Warning
	saidHidden bool
}

// Warning is something that a person should know and that stops nothing.
type Warning struct {
	Issue row.Issue
	Text  string // set where no code covers it
}

// openInput opens a file, finds its header and binds the mapping to it. name stands for the file in
// messages where path is the run's own copy.
func openInput(ctx context.Context, path, name string, m *mapping.Mapping, shape Shape) (*input, error) {
	in := &input{name: name, schema: m.Schema, shape: shape, words: codes.For(shape.Lang)}
	if sheet.OpenElsewhere(name) { // not the run's copy: nobody has that open
		in.warn(in.words.Say(codes.OpenInExcel, name))
	}
	if shape.Retry {
		book, err := results.Open(ctx, path)
		if err != nil {
			return nil, renamed(err, name)
		}
		in.results, in.header, in.first = book, book.Header(), book.HeaderRow()
		if err := in.bind(m); err != nil {
			return nil, errors.Join(err, book.Close())
		}
		return in, nil
	}
	if err := in.openSheet(ctx, path, m); err != nil {
		return nil, renamed(err, name)
	}
	return in, nil
}

func (in *input) openSheet(ctx context.Context, path string, m *mapping.Mapping) error {
	options := sheet.Options{
		Sheet: first(in.shape.Sheet, m.Source.Sheet), Encoding: m.Source.Encoding, Delimiter: m.Source.Delimiter,
	}
	source, err := sheet.Open(ctx, path, options)
	if err != nil {
		return err
	}
	in.source = source
	if in.shape.Sheet != "" && source.Info().Format == sheet.CSV {
		in.warn(fmt.Sprintf("%s is a CSV, which has no sheets: --sheet says nothing there", in.name))
	}
	if err := in.findHeader(ctx, m); err != nil {
		return errors.Join(err, source.Close())
	}
	if err := in.bind(m); err != nil {
		return errors.Join(err, source.Close())
	}
	return nil
}

// findHeader reads the first rows and takes the one that the mapping knows most headers of.
func (in *input) findHeader(ctx context.Context, m *mapping.Mapping) error {
	if in.shape.HeaderRow > 0 {
		m.Source.HeaderRow = in.shape.HeaderRow
	}
	head, err := readHead(ctx, in.source, m.Source.HeaderRow)
	if err != nil {
		return err
	}
	if len(head.rows) == 0 {
		return emptySheet(in.name, in.source.Info())
	}
	if err := notResults(in.name, head.rows); err != nil {
		return err
	}
	at, ok := m.FindHeader(head.rows)
	if !ok {
		return in.noHeader(m, head)
	}
	in.first, in.header = head.rows[at].Number, head.rows[at].Cells
	if at > 0 && m.Source.HeaderRow == 0 {
		in.warn(in.words.Say(codes.HeaderRow, in.first))
	}
	if in.shape.SkipHidden {
		in.hidden = in.source.Info().HiddenColumns
	}
	return nil
}

func (in *input) noHeader(m *mapping.Mapping, h head) error {
	if m.Source.HeaderRow > 0 {
		return noHeaderRow(in.name, in.source.Info(), m.Source.HeaderRow)
	}
	problem := &sheet.Error{
		Code: row.FileHeader, File: in.name, Sheet: in.source.Info().Sheet,
		Problem: fmt.Sprintf("no row among the first %d has a header that the mapping reads", len(h.rows)),
	}
	if h.cut {
		problem.Problem += fmt.Sprintf(", and they hold %d MiB already", headSize>>20)
		problem.Advice = "name the header's row with --header-row"
		return problem
	}
	// What the binding says of the first row names each header that is missing: that helps more.
	if _, _, err := m.Bind(&h.rows[0]); err != nil {
		return err
	}
	return problem
}

// notResults refuses to import our own results as if they were an input: a CSV's guards would be sent
// with its values, and what was created would be sent once more.
func notResults(name string, head []cell.Row) error {
	for i := range head {
		var found int
		for _, c := range head[i].Cells {
			switch column := strings.TrimSpace(c.Display()); {
			case strings.EqualFold(column, string(results.Status)), strings.EqualFold(column, string(results.SourceRow)),
				strings.EqualFold(column, string(results.RunID)):
				found++
			}
		}
		if found >= 3 {
			return &UsageError{fmt.Sprintf("%s is a results file: use posimport retry %s; to import it as a new file, delete its Import columns", name, Quoted(name))}
		}
	}
	return nil
}

func (in *input) bind(m *mapping.Mapping) error {
	shown := cell.Row{Number: in.first, Cells: in.header}
	if len(in.hidden) > 0 {
		shown.Cells = append([]cell.Cell(nil), in.header...)
		blank(shown.Cells, in.hidden)
	}
	binding, warnings, err := m.Bind(&shown)
	if err != nil {
		return in.blameHidden(m, err)
	}
	in.binding = binding
	in.warnColumnsLeft()
	in.replace = map[int]map[string]string{}
	for column := range in.header {
		if values := in.shape.Replace[in.header[column].Display()]; values != nil {
			in.replace[column] = values
		}
	}
	for _, w := range warnings {
		in.Warnings = append(in.Warnings, Warning{Issue: w})
	}
	return nil
}

// blameHidden says of a column that is missed only because it is hidden that it is: a person who sees the
// mapping name it would look for it in vain.
func (in *input) blameHidden(m *mapping.Mapping, err error) error {
	var all *mapping.Errors
	if len(in.hidden) == 0 || !errors.As(err, &all) {
		return err
	}
	said := map[string]bool{}
	var whole *mapping.Errors
	if _, _, err := m.Bind(&cell.Row{Number: in.first, Cells: in.header}); errors.As(err, &whole) {
		for _, p := range whole.Problems {
			said[p.Text] = true
		}
	}
	for i := range all.Problems {
		p := &all.Problems[i]
		if text := strings.Replace(p.Text, "the file has no column", "--skip-hidden leaves out the hidden column", 1); text != p.Text && !said[p.Text] {
			p.Text, p.Hint = text, "unhide it, or import without --skip-hidden"
		}
	}
	return all
}

func blank(cells []cell.Cell, columns []int) {
	for _, column := range columns {
		if column < len(cells) {
			cells[column] = cell.Cell{}
		}
	}
}

// warnHidden says once how much of what is read cannot be seen.
func (in *input) warnHidden(rows int) {
	if in.saidHidden || in.source == nil {
		return
	}
	in.saidHidden = true
	if rows > 0 {
		in.warn(in.words.Say(codes.HiddenIncluded, rows))
	}
	var letters []string
	for _, column := range in.source.Info().HiddenColumns {
		if slices.Contains(in.binding.Mapped(), column) {
			letters = append(letters, cell.ColumnName(column))
		}
	}
	if len(letters) > 0 {
		in.warn(in.words.Say(codes.HiddenColumns, strings.Join(letters, ", ")))
	}
}

// warnColumnsLeft says which hidden columns are left out: what they hold is missed nowhere else.
func (in *input) warnColumnsLeft() {
	var left []string
	for _, column := range in.hidden {
		if column < len(in.header) && in.header[column].Display() != "" {
			left = append(left, fmt.Sprintf("%s (%s)", cell.ColumnName(column), in.header[column].Display()))
		}
	}
	if len(left) > 0 {
		in.warn("hidden columns left out by --skip-hidden: " + strings.Join(left, ", "))
	}
}

// warnLeft says how many rows were left out by choice: a retry of the results does not know that
// choice.
func (in *input) warnLeft(rows int) {
	if rows > 0 {
		in.warn(fmt.Sprintf("rows left out by choice: %d; they are NOT_RUN in the results, and a retry of the results sends them, too (choose again with its --rows)", rows))
	}
}

func (in *input) warn(text string) {
	in.Warnings = append(in.Warnings, Warning{Text: text})
}

// info returns what is known of the file; a results file has no sheet of its own to name.
func (in *input) info() sheet.Info {
	if in.source == nil {
		return sheet.Info{Format: sheet.XLSX}
	}
	return in.source.Info()
}

// fromCSV reports whether the rows were once those of a CSV.
func (in *input) fromCSV() bool {
	if in.results != nil {
		return in.results.FromCSV()
	}
	return in.source.Info().Format == sheet.CSV
}

func (in *input) Close() error {
	var closer io.Closer = in.source
	if in.results != nil {
		closer = in.results
	}
	return closer.Close()
}

// renamed puts the name that the person gave in place of the run's own copy.
func renamed(err error, name string) error {
	var e *sheet.Error
	if errors.As(err, &e) {
		e.File = name
	}
	return err
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
