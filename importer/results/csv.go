package results

import (
	"bufio"
	"os"
	"strings"
	"time"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// csvBody writes a CSV: the input's cells as they are read, then the added columns, then the input's
// cells beyond its header.
type csvBody struct {
	out    *bufio.Writer
	record record
	places places
	feeds  *feeds

	again         bool        // the next row may say the same
	said          row.Outcome // as the last one did
	before, after []byte      // … on both sides of its number
}

func newCSV(file *os.File, o *Options) (*csvBody, error) {
	b := &csvBody{out: bufio.NewWriterSize(file, 1<<16), places: arrange(o.Header), feeds: newFeeds(o)}
	// Excel takes a CSV without the mark for the machine's code page.
	const byteOrderMark = "\uFEFF"
	if _, err := b.out.WriteString(byteOrderMark); err != nil {
		return nil, err
	}
	for _, column := range b.places.kept {
		b.record.add(guard(o.Header[column].Display()))
	}
	for _, column := range Columns() {
		b.record.add(string(column))
	}
	return b, b.write()
}

func (b *csvBody) write() error {
	_, err := b.out.Write(b.record.end())
	return err
}

func (b *csvBody) add(r *Result, problems []problem) error {
	marks := failing(r, problems, b.feeds)
	for _, column := range b.places.kept {
		b.record.add(b.text(r, column, marks))
	}
	b.added(r, problems)
	for column := b.places.columns; column < len(r.Row.Cells); column++ {
		b.record.add(b.text(r, column, marks))
	}
	return b.write()
}

// added writes the added columns, in the order of Columns. Most rows say the same as the one before
// them, but for their number: what stands on both sides of it is written again as it is.
func (b *csvBody) added(r *Result, problems []problem) {
	o := &r.Outcome
	if b.again && len(problems) == 0 && *o == b.said {
		b.record.line = append(b.record.line, b.before...)
		b.record.count(r.Source)
		b.record.line = append(b.record.line, b.after...)
		return
	}
	from := b.record.length()
	b.record.add(string(o.Status))
	b.record.add(guard(string(o.Code)))
	b.record.add(guard(everything(r, problems)))
	b.record.add(o.Cell)
	b.record.add(guard(o.RecordID))
	b.record.count(o.HTTPStatus)
	b.record.count(o.Attempts)
	b.before = append(b.before[:0], b.record.line[from:]...)
	b.record.count(r.Source)
	from = b.record.length()
	b.record.add(guard(o.RunID))
	b.record.add(timestamp(o))
	b.after = append(b.after[:0], b.record.line[from:]...)
	b.said, b.again = *o, len(problems) == 0 && len(b.places.kept) > 0
}

// timestamp is text, since a retry reads it again to the second whatever the program in between.
func timestamp(o *row.Outcome) string {
	if o.Time.IsZero() {
		return ""
	}
	return o.Time.UTC().Format(time.RFC3339)
}

// text is a cell of the input as the CSV holds it.
func (b *csvBody) text(r *Result, column int, marks map[int]failure) string {
	c := r.Row.At(column)
	if text := marks[column].marked(c, true); text != "" {
		return text
	}
	switch {
	case c.Kind == cell.Text:
		return guard(c.Value)
	case c.Kind != cell.Number:
		return c.Display()
	case b.feeds.number(column):
		return writtenNumber(c, b.feeds.comma(column))
	case strings.HasPrefix(c.Display(), "-"):
		return c.Display() // a negative number is no formula
	default:
		return guard(c.Display())
	}
}

func (b *csvBody) finish(Summary, *os.File) error { return b.out.Flush() }

func (b *csvBody) drop() error { return nil }
