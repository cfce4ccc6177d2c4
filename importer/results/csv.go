package results

import (
	"bufio"
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/gocarina/gocsv"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// added is what is written into the added columns of a CSV, as text.
type added struct {
	Status     string `csv:"Import Status"`
	ErrorCode  string `csv:"Import Error Code"`
	Message    string `csv:"Import Message"`
	Cell       string `csv:"Import Cell"`
	RecordID   string `csv:"Import Record ID"`
	HTTPStatus string `csv:"Import HTTP Status"`
	Attempts   string `csv:"Import Attempts"`
	SourceRow  string `csv:"Import Source Row"`
	RunID      string `csv:"Import Run ID"`
	Time       string `csv:"Import Time"`
}

func addedTo(r *Result, message string) added {
	o := &r.Outcome
	return added{
		Status: string(o.Status), ErrorCode: guard(string(o.Code)), Message: guard(message), Cell: o.Cell,
		RecordID: guard(o.RecordID), HTTPStatus: count(o.HTTPStatus), Attempts: count(o.Attempts),
		SourceRow: count(r.Source), RunID: guard(o.RunID), Time: timestamp(o),
	}
}

// count writes a number of which 0 says nothing.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// timestamp is text, since a retry reads it again to the second whatever the program in between.
func timestamp(o *row.Outcome) string {
	if o.Time.IsZero() {
		return ""
	}
	return o.Time.UTC().Format(time.RFC3339)
}

// csvBody writes a CSV. gocsv encodes the added columns a batch at a time, for it looks at the type
// again for every call; prefixer puts the input's cells around them.
type csvBody struct {
	buffer  *bufio.Writer
	out     *prefixer
	places  places
	feeds   *feeds
	pending []added
}

const csvBatch = 256

// prefixer is the writer that gocsv writes the added columns to: it puts the input's cells before
// them, and those beyond the header behind.
type prefixer struct {
	*csv.Writer
	before [][]string
	after  [][]string
	at     int
	record []string
}

// Write implements gocsv.CSVWriter.
func (p *prefixer) Write(columns []string) error {
	p.record = append(p.record[:0], p.before[p.at]...)
	p.record = append(p.record, columns...)
	p.record = append(p.record, p.after[p.at]...)
	p.at++
	return p.Writer.Write(p.record)
}

func newCSV(file *os.File, o *Options) (*csvBody, error) {
	b := &csvBody{buffer: bufio.NewWriterSize(file, 1<<16), places: arrange(o.Header), feeds: newFeeds(o)}
	// Excel takes a CSV without the mark for the machine's code page.
	const byteOrderMark = "\uFEFF"
	if _, err := b.buffer.WriteString(byteOrderMark); err != nil {
		return nil, err
	}
	b.out = &prefixer{Writer: csv.NewWriter(b.buffer)}
	if o.Delimiter != 0 {
		b.out.Comma = o.Delimiter
	}
	header := make([]string, 0, len(b.places.kept))
	for _, column := range b.places.kept {
		header = append(header, guard(o.Header[column].Display()))
	}
	b.out.before, b.out.after = [][]string{header}, [][]string{nil}
	return b, gocsv.MarshalCSV([]added{}, b.out)
}

func (b *csvBody) add(r *Result, problems []problem) error {
	if len(b.pending) == 0 {
		b.out.before, b.out.after, b.out.at = b.out.before[:0], b.out.after[:0], 0
	}
	marks := failing(r, problems, b.feeds)
	before := make([]string, len(b.places.kept))
	for i, column := range b.places.kept {
		before[i] = b.text(r, column, marks)
	}
	var after []string
	for column := b.places.columns; column < len(r.Row.Cells); column++ {
		after = append(after, b.text(r, column, marks))
	}
	b.out.before, b.out.after = append(b.out.before, before), append(b.out.after, after)
	b.pending = append(b.pending, addedTo(r, everything(r, problems)))
	if len(b.pending) == csvBatch {
		return b.flush()
	}
	return nil
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

func (b *csvBody) flush() error {
	if len(b.pending) == 0 {
		return nil
	}
	err := gocsv.MarshalCSVWithoutHeaders(b.pending, b.out)
	b.pending = b.pending[:0]
	return err
}

func (b *csvBody) finish(*tally, Summary, *os.File) error {
	if err := b.flush(); err != nil {
		return err
	}
	return b.buffer.Flush()
}

func (b *csvBody) drop() error { return nil }
