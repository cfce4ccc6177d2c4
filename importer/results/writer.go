package results

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// Writer writes the results of one run, row by row in the source's order. It is not safe for use by
// several goroutines. One of its own puts the rows into the file, so that who makes them need not wait:
// it ends with Close or Abort.
type Writer struct {
	o      Options
	place  *place
	body   body
	queue  *queue
	closed bool
}

// body is one file format.
type body interface {
	add(r *Result, problems []problem) error
	// finish writes everything into the file.
	finish(s Summary, file *os.File) error
	// drop releases what is held; it may be called at any time and more than once.
	drop() error
}

// Create begins a results file, in the format that the path's ending says: .xlsx or .csv. Nothing
// stands under the path before Close.
func Create(path string, o Options) (*Writer, error) {
	return create(path, o, standardCaps())
}

func create(path string, o Options, c caps) (*Writer, error) {
	format, err := ending(path)
	if err != nil {
		return nil, err
	}
	p, err := openPlace(path, o.Source, o.NeverOverwrite)
	if err != nil {
		return nil, err
	}
	w := &Writer{o: o, place: p}
	if format == ".csv" {
		w.body, err = newCSV(p.file, &w.o)
	} else {
		w.body, err = newBook(p.work, &w.o, c)
	}
	if err != nil {
		return nil, errors.Join(unwritable(path, err), p.drop())
	}
	w.queue = newQueue(w.put)
	return w, nil
}

// Write adds one row, of which it keeps nothing. What goes wrong in writing it may be the error of a
// later call. After an error the Writer can only be aborted.
func (w *Writer) Write(r *Result) error {
	if w.closed {
		return errors.New("the results are closed already")
	}
	if r.Outcome.Status == "" {
		return fmt.Errorf("row %d has no status", r.Source)
	}
	return w.queue.add(r)
}

// put writes one row into the file.
func (w *Writer) put(r *Result) error {
	list := problems(r, w.o.Words, w.o.Header)
	if err := w.body.add(r, list); err != nil {
		return unwritable(w.place.target, err)
	}
	return nil
}

// Close writes the rest, makes it durable and moves it to its place, or to the next free name where
// the place is taken. It returns the path under which the results now stand. "{results}" in s.Next
// stands for that path. On an error nothing has changed at the place.
func (w *Writer) Close(s Summary) (path string, err error) {
	if w.closed {
		return "", errors.New("the results are closed already")
	}
	w.closed = true
	quote := quoted
	if s.Quote != nil {
		quote = s.Quote
	}
	s.Next = strings.ReplaceAll(s.Next, "{results}", quote(w.place.foresee()))
	if err := w.queue.end(); err != nil {
		return "", errors.Join(err, w.body.drop(), w.place.drop())
	}
	err = w.body.finish(s, w.place.file)
	err = errors.Join(err, w.body.drop())
	if err != nil {
		return "", errors.Join(unwritable(w.place.target, err), w.place.drop())
	}
	return w.place.keep()
}

// Abort drops everything that was written. After Close it does nothing.
func (w *Writer) Abort() error {
	if w.closed {
		return nil
	}
	w.closed = true
	_ = w.queue.end() // what is dropped need not have been written
	return errors.Join(w.body.drop(), w.place.drop())
}

// quoted makes a path safe to type in a shell: double quotes are common to all of them.
func quoted(path string) string {
	plain := func(r rune) bool {
		return r == '/' || r == '\\' || r == '.' || r == '-' || r == '_' || r == ':' || r == '~' ||
			r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0x7F
	}
	if strings.IndexFunc(path, func(r rune) bool { return !plain(r) }) < 0 {
		return path
	}
	return `"` + path + `"`
}
