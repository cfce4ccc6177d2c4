package results

import (
	"errors"
	"os"
	"strings"
	"time"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// csvBody writes a CSV: the input's cells as they are read, then the added columns, then the input's
// cells beyond its header.
type csvBody struct {
	out    *disk
	lines  records // not yet written
	places places
	feeds  *feeds

	again         bool        // the next row may say the same
	said          row.Outcome // as the last one did
	before, after []byte      // … on both sides of its number
}

// csvBuffer is how much is written at a time, in bytes.
const csvBuffer = 64 << 10

func newCSV(file *os.File, o *Options) (*csvBody, error) {
	b := &csvBody{out: &disk{file: file}, places: arrange(o.Header, o.Blank), feeds: newFeeds(o)}
	// Excel takes a CSV without the mark for the machine's code page.
	const byteOrderMark = "\uFEFF"
	b.lines.text = append(make([]byte, 0, csvBuffer+csvBuffer/4), byteOrderMark...)
	for _, column := range b.places.kept {
		b.lines.add(guard(o.Header[column].Display()))
	}
	for _, column := range Columns() {
		b.lines.add(string(column))
	}
	b.lines.end()
	return b, b.flush()
}

// flush writes the lines that have been put together.
func (b *csvBody) flush() error {
	_, err := b.out.Write(b.lines.text)
	b.lines.text = b.lines.text[:0]
	return err
}

func (b *csvBody) add(r *Result, problems []problem) error {
	marks := failing(r, problems, b.feeds)
	for _, column := range b.places.kept {
		if marks == nil && column < len(r.Row.Cells) && r.Row.Cells[column].Kind == cell.Text {
			b.lines.addGuarded(r.Row.Cells[column].Value)
		} else {
			b.lines.add(b.text(r, column, marks))
		}
	}
	b.added(r, problems)
	for column := b.places.columns; column < len(r.Row.Cells); column++ {
		b.lines.add(b.text(r, column, marks))
	}
	b.lines.end()
	if len(b.lines.text) < csvBuffer {
		return nil
	}
	return b.flush()
}

// added writes the added columns, in the order of Columns. Most rows say the same as the one before
// them, but for their number: what stands on both sides of it is written again as it is.
func (b *csvBody) added(r *Result, problems []problem) {
	o := &r.Outcome
	if b.again && len(problems) == 0 && *o == b.said {
		b.lines.text = append(b.lines.text, b.before...)
		b.lines.count(r.Source)
		b.lines.text = append(b.lines.text, b.after...)
		return
	}
	from := len(b.lines.text)
	b.lines.add(string(o.Status))
	b.lines.add(guard(string(o.Code)))
	b.lines.add(guard(everything(r, problems)))
	b.lines.add(o.Cell)
	b.lines.add(guard(o.RecordID))
	b.lines.count(o.HTTPStatus)
	b.lines.count(o.Attempts)
	b.before = append(b.before[:0], b.lines.text[from:]...)
	b.lines.count(r.Source)
	from = len(b.lines.text)
	b.lines.add(guard(o.RunID))
	b.lines.add(timestamp(o))
	b.after = append(b.after[:0], b.lines.text[from:]...)
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

func (b *csvBody) finish(Summary, *os.File) error { return errors.Join(b.flush(), b.out.wait()) }

func (b *csvBody) drop() error {
	_ = b.out.wait() // what is dropped need not have reached the disk
	return nil
}
