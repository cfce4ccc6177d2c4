package importer

import (
	"context"
	"errors"

	"posimport/importer/codes"
	"posimport/importer/results"
	"posimport/importer/row"
	"posimport/importer/sheet"
	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
	"posimport/mapping"
)

// plan says what a row is in for.
type plan uint8

const (
	send    plan = iota + 1 // its record is valid
	invalid                 // something in it is wrong
	leave                   // it is not chosen: --rows, --limit, --skip-hidden
	carry                   // a results file says that it succeeded
)

// line is one row of the input on one pass, and what it is in for.
type line struct {
	row     *cell.Row
	label   int // the number that the run knows the row by: its source row
	plan    plan
	reason  string            // why it is left out
	before  *results.Previous // what a results file said of it; nil for an import
	copy    bool              // it repeats the import columns of a row above it
	repeats bool              // … of which one is done: it is not sent until they are emptied
	record  schema.Record     // for send, and for carry where the row is valid
	issues  []row.Issue       // for invalid
}

// walk is one pass over the input's data rows. What it yields depends on the input alone, so that
// every pass of a run sees the same lines.
type walk struct {
	in     *input
	rows   sheet.Rows
	old    *results.Rows
	pass   *mapping.Pass
	labels *labels
	line   line
	hidden int   // hidden rows so far that are in the run
	chosen int   // rows so far that --rows and --skip-hidden have let through
	failed error // of the pass before this one
}

func (in *input) walk(ctx context.Context, l *labels) *walk {
	w := &walk{in: in, pass: in.binding.NewPass(), labels: l}
	if in.results != nil {
		w.reserve(ctx)
		w.old = in.results.Rows(ctx)
		w.labels.begin()
	} else {
		w.rows = readAhead(in.source.Rows(ctx), w.pass.Expect)
	}
	return w
}

// reserve gives the ids of the rows that are done to these, wherever they stand: in results that somebody
// has sorted a second row with such an id may come first.
func (w *walk) reserve(ctx context.Context) {
	rows := w.in.results.Rows(ctx)
	for rows.Next() {
		if done(rows.Previous()) {
			w.pass.Record(rows.Row())
		}
	}
	w.failed = errors.Join(rows.Err(), rows.Close())
}

// next moves to the next data row.
func (w *walk) next() bool {
	if w.old != nil {
		return w.nextOld()
	}
	for w.rows.Next() {
		r := w.rows.Row()
		if r.Number <= w.in.first {
			continue
		}
		w.line = line{row: r, label: r.Number}
		w.decide()
		return true
	}
	return false
}

func (w *walk) nextOld() bool {
	if w.failed != nil || !w.old.Next() {
		return false
	}
	w.line = line{row: w.old.Row(), before: w.old.Previous()}
	var copyOf origin
	w.line.label, copyOf = w.labels.of(w.line.before)
	w.line.copy = copyOf.label > 0
	w.line.repeats = w.line.copy && (copyOf.done || done(w.line.before))
	w.decide()
	switch {
	case w.line.plan == leave:
	case w.line.plan == invalid && w.line.before.Status == row.Unknown && !w.line.copy:
		w.line.plan = carry // INVALID would say that it was never sent
	case w.line.repeats:
		w.line.plan = invalid
		w.line.issues = append(w.line.issues, copied(w.line.before))
	case !done(w.line.before):
	default:
		w.line.plan = carry
	}
	return true
}

// done reports whether a results file says that a row needs nothing more.
func done(before *results.Previous) bool {
	return before.Status == row.Created || before.Status == row.Exists
}

// decide maps the row and sets what it is in for.
func (w *walk) decide() {
	l := &w.line
	r := l.row
	if l.before != nil && done(l.before) && !l.copy {
		l.plan = carry // it is not run, so that --rows and --limit do not concern it
		l.record, l.issues = w.pass.Record(r)
		return
	}
	if reason := w.leftOut(r); reason != "" {
		l.plan, l.reason = leave, reason
		return
	}
	if r.Hidden {
		w.hidden++
	}
	w.replace(r)
	l.record, l.issues = w.pass.Record(r)
	l.plan = send
	if len(l.issues) > 0 {
		l.plan = invalid
	}
}

// replace puts in what the sheet Fixes says, by column and value.
func (w *walk) replace(r *cell.Row) {
	for column, values := range w.in.replace {
		if column >= len(r.Cells) {
			continue
		}
		if with, ok := values[r.Cells[column].Display()]; ok {
			r.Cells[column] = cell.Cell{Kind: cell.Text, Value: with}
		}
	}
}

// leftOut returns why a row is not in the run; empty where it is.
func (w *walk) leftOut(r *cell.Row) string {
	shape := &w.in.shape
	switch {
	case shape.SkipHidden && r.Hidden:
		return w.in.words.Say(codes.HiddenLeft)
	case !shape.Rows.Has(r.Number):
		return w.in.words.Say(codes.RowsLeft, shape.Rows)
	}
	w.chosen++
	if shape.Limit > 0 && w.chosen > shape.Limit {
		return w.in.words.Say(codes.LimitLeft)
	}
	return ""
}

// err returns why the pass ended early, in the person's words for the file.
func (w *walk) err() error {
	if w.old != nil {
		return renamed(errors.Join(w.failed, w.old.Err()), w.in.name)
	}
	return renamed(w.rows.Err(), w.in.name)
}

func (w *walk) close() error {
	if w.old != nil {
		return w.old.Close()
	}
	return w.rows.Close()
}

func copied(before *results.Previous) row.Issue {
	return row.Issue{
		Code: row.ValCopied, Other: itoa(before.SourceRow),
	}
}
