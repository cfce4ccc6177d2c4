package sheet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// sampleSize is how much text the evidence for encoding and delimiter is taken from.
const sampleSize = 128 << 10

// csvSource is a CSV file that is open.
type csvSource struct {
	file   *os.File
	size   int64
	name   string
	set    textEncoding
	mark   int64 // the length of the byte-order mark
	hint   bool  // the first line is Excel's sep=
	limits Limits
	info   Info
}

// openCSV opens a CSV file by its encoding and delimiter: those that o declares, else those that
// its beginning shows. What is wrong with the first 128 KiB is an *Error here, what comes later one
// of the pass. The source closes file; where there is an error, closing it is the caller's.
func openCSV(ctx context.Context, file *os.File, size int64, name string, o Options) (Source, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s := &csvSource{file: file, size: size, name: name, limits: o.Limits.withDefaults()}
	if size > s.limits.FileSize {
		return nil, &Error{
			Code: row.FileLimit, File: name, Advice: "split it into smaller files",
			Problem: fmt.Sprintf("the file has %d bytes, more than the %d that are read", size, s.limits.FileSize),
		}
	}
	if err := s.settle(o.Encoding); err != nil {
		return nil, err
	}
	sample, whole, err := s.sample()
	if err != nil {
		return nil, err
	}
	hint := delimiterHint(sample)
	s.hint = hint != ""
	delim, err := s.delimiter(o.Delimiter, hint, sample, whole)
	if err != nil {
		return nil, err
	}
	s.info = Info{Format: CSV, Encoding: s.set.name, Delimiter: delim}
	return s, nil
}

// settle decides on the encoding.
func (s *csvSource) settle(declared string) error {
	head := make([]byte, min(s.size, rawChunk))
	if _, err := s.file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return s.unread(err)
	}
	set, mark, err := settleEncoding(head, declared)
	if err != nil {
		e := &Error{Code: row.FileEncoding, File: s.name, Problem: err.Error(), Err: err}
		var setting *settingError
		if errors.As(err, &setting) {
			e.Problem, e.Advice = setting.problem, setting.advice
		}
		return e
	}
	s.set, s.mark = set, int64(mark)
	return nil
}

// sample returns the file's first text, and whether that is all of it.
func (s *csvSource) sample() (text []byte, whole bool, err error) {
	text = make([]byte, sampleSize)
	n, err := readText(s.text(), text)
	text = text[:n]
	switch {
	case err == nil:
		return text, false, nil
	case err != io.EOF:
		return nil, false, s.explain(err, 1+lineEnds(text), text)
	}
	if len(trimBlank(text)) == 0 {
		return nil, true, &Error{
			Code: row.FileEmpty, File: s.name, Problem: "the file holds nothing but blank lines",
			Advice: "save or download it again",
		}
	}
	return text, true, nil
}

// delimiter decides on the delimiter: the declared one, else Excel's hint, else evidence.
func (s *csvSource) delimiter(declared, hint string, sample []byte, whole bool) (string, error) {
	delim, found, err := declaredDelimiter(declared)
	if !found && err == nil {
		if hint != "" {
			return hint, nil
		}
		delim, err = detectDelimiter(sample, whole, s.limits)
	}
	if err != nil {
		e := delimiterError(err, 0)
		e.File = s.name
		return "", e
	}
	return delim, nil
}

// text begins to read the file's text from its start.
func (s *csvSource) text() io.Reader {
	section := io.NewSectionReader(s.file, s.mark, s.size-s.mark)
	return newTextReader(&wholeReader{in: section, left: s.size - s.mark}, s.set, s.mark)
}

// Info returns what was found on opening; a pass adds nothing.
func (s *csvSource) Info() Info { return s.info }

// Close closes the file. Passes that are under way fail.
func (s *csvSource) Close() error { return s.file.Close() }

// Rows begins a pass. Several may be under way at once.
func (s *csvSource) Rows(ctx context.Context) Rows {
	scan := newCSVScanner(s.text(), s.info.Delimiter, s.limits)
	r := &csvRows{ctx: ctx, done: ctx.Done(), source: s, scan: scan}
	if s.hint && scan.next() {
		scan.number = 0 // Excel does not show the line
	}
	return r
}

// csvRows is one pass over a CSV file.
type csvRows struct {
	ctx    context.Context
	done   <-chan struct{}
	source *csvSource
	scan   *csvScanner
	err    error
	over   bool
}

// Next moves to the next row that is not blank.
func (r *csvRows) Next() bool {
	if r.over {
		return false
	}
	select {
	case <-r.done:
		r.over, r.err = true, r.ctx.Err()
		return false
	default:
	}
	if r.scan.next() {
		if r.scan.row.Number <= r.source.limits.Rows {
			return true
		}
		r.scan.fail(row.FileLimit, r.scan.row.Line, -1, fmt.Sprintf("more than %d rows", r.source.limits.Rows), "split it into smaller files")
	}
	r.over = true
	if err := r.scan.err; err != nil {
		line := r.scan.badLine()
		r.err = r.source.explain(err, line, r.scan.buf[r.scan.pos:r.scan.end])
	}
	return false
}

// Row returns the current row, which the next call of Next overwrites. Its strings may be kept.
func (r *csvRows) Row() *cell.Row { return &r.scan.row }

// Err returns why the pass ended early.
func (r *csvRows) Err() error { return r.err }

// Close ends the pass.
func (r *csvRows) Close() error {
	r.over = true
	return nil
}

// explain puts the name and, for bytes that are not text, a preview into an error. before is the
// text that precedes it.
func (s *csvSource) explain(err error, line int, before []byte) error {
	var e *Error
	if errors.As(err, &e) {
		e.File = s.name
		return e
	}
	if bad, ok := isTextError(err); ok {
		return explainText(s, bad, line, before)
	}
	return s.unread(err)
}

func (s *csvSource) unread(err error) error {
	problem := "reading failed: " + err.Error()
	if errors.Is(err, io.ErrUnexpectedEOF) {
		problem = fmt.Sprintf("the file became shorter than its %d bytes while it was being read", s.size)
	}
	return &Error{
		Code: row.FileUnread, File: s.name, Problem: problem, Err: err,
		Advice: "copy the file to a local folder and try again",
	}
}

// wholeReader fails where a file ends before the size that it had on opening.
type wholeReader struct {
	in   io.Reader
	left int64
}

func (r *wholeReader) Read(out []byte) (int, error) {
	n, err := r.in.Read(out)
	if r.left -= int64(n); err == io.EOF && r.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// readText fills out like io.ReadFull, but leaves room that is too small for a character.
func readText(in io.Reader, out []byte) (int, error) {
	n := 0
	for len(out)-n >= 64 {
		read, err := in.Read(out[n:])
		n += read
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
