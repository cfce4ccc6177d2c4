package importer

import (
	"context"
	"slices"
	"sort"
	"strings"
	"time"

	"posimport/importer/codes"
	"posimport/importer/ledger"
	"posimport/importer/results"
	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// Report is what a run comes to.
type Report struct {
	RunID       string
	DryRun      bool
	Target      string
	BaseURL     string
	Account     string
	File        string
	Results     string // where the results were written; empty where they were not
	Rows        int
	Counts      map[row.Status]int
	Changed     int         // rows that were created with other values than they have now, which were not sent
	Codes       []CodeCount // the commonest first
	Stopped     *StopError  // set where the target ended the run
	Interrupted bool        // set where a person did
	Broken      bool        // set where the ledger, the source or the results did
	Strict      bool        // set where nothing was sent because rows are invalid
	Started     time.Time
	Ended       time.Time
	Warnings    []Warning
}

// CodeCount is how many rows have a code, with the words of one of them.
type CodeCount struct {
	Code    row.Code
	Rows    int
	Message string
}

// reporter writes the results of one run: the source's rows, merged with what the ledger knows.
type reporter struct {
	in      *input
	run     ledger.Run
	ledger  ledger.Ledger // nil for a dry run
	past    *past         // nil but for a retry
	kin     *kin          // nil for a dry run
	words   *codes.Words
	dryRun  bool
	stop    *StopError
	tally   *Tally
	labels  *labels
	body    func(*line) []byte
	entries *entryReader
	counts  row.Counts
	codes   map[row.Code]*CodeCount
	hidden  int // hidden rows that were in the run
	changed int // rows that were created with other values than they have now
}

// write makes one pass and hands every row to the writer, exactly once.
func (r *reporter) write(ctx context.Context, out *results.Writer) error {
	r.changed = 0
	r.counts, r.codes = row.Counts{}, map[row.Code]*CodeCount{}
	if r.ledger != nil {
		r.entries = newEntryReader(r.ledger, r.run.ID)
	}
	w := r.in.walk(ctx, r.labels)
	defer w.close()
	defer func() { r.tally.set(r.counts) }()
	var result results.Result
	for rows := 0; w.next(); rows++ {
		if rows%tallyRows == 0 {
			r.tally.set(r.counts)
		}
		l := &w.line
		var err error
		if result.Outcome, err = r.outcome(ctx, l); err != nil {
			return err
		}
		result.Row, result.Issues, result.Source = l.row, shownIssues(l), r.source(l)
		r.count(&result.Outcome, result.Issues)
		if err := out.Write(&result); err != nil {
			return err
		}
	}
	r.hidden = w.hidden
	return w.err()
}

func shownIssues(l *line) []row.Issue {
	if l.plan == invalid {
		return l.issues
	}
	return nil
}

// source is the number in Import Source Row: a row that keeps its outcome keeps the one that its run
// knows it by.
func (r *reporter) source(l *line) int {
	if l.repeats || l.plan == carry || keeps(l) {
		return l.before.SourceRow
	}
	return l.label
}

// keeps reports whether a row that is left out has an outcome from a run before.
func keeps(l *line) bool {
	return l.plan == leave && l.before != nil && l.before.Status != "" && l.before.Status != row.Valid
}

// count counts a row under its status, and under each code that it has.
func (r *reporter) count(o *row.Outcome, issues []row.Issue) {
	r.counts.Add(o.Status, 1)
	if o.Status.Succeeded() && o.Message != "" &&
		(strings.HasSuffix(o.Message, r.words.Say(codes.OtherValues)) || o.Message == r.words.Say(codes.ChangedCreated)) {
		r.changed++
	}
	for i, issue := range issues {
		if !slices.ContainsFunc(issues[:i], func(other row.Issue) bool { return other.Code == issue.Code }) {
			r.countCode(issue.Code, func() string { return r.words.Message(issue) })
		}
	}
	if len(issues) == 0 && o.Code != "" && !o.Status.Succeeded() && o.Status != row.NotRun {
		r.countCode(o.Code, func() string { return o.Message })
	}
}

func (r *reporter) countCode(code row.Code, message func() string) {
	c := r.codes[code]
	if c == nil {
		c = &CodeCount{Code: code, Message: message()}
		r.codes[code] = c
	}
	c.Rows++
}

// commonest returns the codes by how many rows have them.
func (r *reporter) commonest() []CodeCount {
	var all []CodeCount
	for _, c := range r.codes {
		all = append(all, *c)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Rows != all[j].Rows {
			return all[i].Rows > all[j].Rows
		}
		return all[i].Code < all[j].Code
	})
	return all
}

// outcome says what became of a line, from the source and the ledger alone.
func (r *reporter) outcome(ctx context.Context, l *line) (row.Outcome, error) {
	switch l.plan {
	case invalid:
		return r.invalid(l), nil
	case leave:
		if keeps(l) {
			return r.carried(ctx, l)
		}
		return row.Outcome{Status: row.NotRun, Message: l.reason, RunID: r.run.ID}, nil
	case carry:
		return r.carried(ctx, l)
	}
	if r.dryRun {
		return row.Outcome{Status: row.Valid, RunID: r.run.ID}, nil
	}
	entry, known, err := r.entries.get(ctx, l.label)
	if err != nil {
		return row.Outcome{}, err
	}
	if !known || !entry.Outcome.Status.Succeeded() {
		heir, taken, err := r.kin.taken(ctx, r.run.ID, l.label)
		if err != nil {
			return row.Outcome{}, err
		}
		if taken {
			entry, known = heir, true
		}
	}
	if !known {
		return r.notRun(), nil
	}
	if entry.Outcome.Status == "" || (entry.Doubt && entry.Outcome.Status != row.Unknown) {
		return row.Outcome{
			Status: row.Unknown, Code: row.APIDoubt, RunID: r.run.ID, Attempts: entry.Outcome.Attempts, Time: entry.Outcome.Time,
			Message: r.words.Say(codes.BeingSent),
		}, nil
	}
	if entry.Outcome.Status == row.NotRun && entry.Outcome.Code == "" {
		return r.notRun(), nil
	}
	return r.blame(l, entry.Outcome), nil
}

// blame names the cell that a target's error is about, where its name tells.
func (r *reporter) blame(l *line, out row.Outcome) row.Outcome {
	field := r.in.schema.Blamed(string(out.Code))
	if field < 0 || out.Cell != "" {
		return out
	}
	if columns := r.in.binding.ColumnsOf(r.in.schema.Fields[field].Name); len(columns) == 1 {
		out.Cell = cell.Name(columns[0], l.row.Number)
	}
	return out
}

func (r *reporter) notRun() row.Outcome {
	out := row.Outcome{Status: row.NotRun, RunID: r.run.ID}
	if r.stop != nil {
		out.Code, out.Message = r.stop.Code, r.words.Say(codes.StoppedBefore, r.stop.Text)
	}
	return out
}

func (r *reporter) invalid(l *line) row.Outcome {
	first := l.issues[0]
	out := row.Outcome{
		Status: row.Invalid, Code: first.Code, Cell: first.Cell, Message: r.words.Message(first), RunID: r.run.ID,
	}
	if l.repeats {
		out.RunID = l.before.RunID // so that the next retry knows it for a copy, too
	}
	return out
}

// carried is the outcome that a results file had already, with a word where the row was changed after
// it was created.
func (r *reporter) carried(ctx context.Context, l *line) (row.Outcome, error) {
	b := l.before
	out := row.Outcome{
		Status: b.Status, Code: b.Code, Message: b.Message, Cell: b.Cell, RecordID: b.RecordID,
		HTTPStatus: b.HTTPStatus, Attempts: b.Attempts, RunID: b.RunID, Time: b.Time,
	}
	if b.Status == row.Unknown && len(l.issues) > 0 {
		out.Message = r.words.Say(codes.NotAsItStands, r.words.Message(l.issues[0]))
	}
	if r.past == nil || (b.Status != row.Created && b.Status != row.Exists) || l.plan == leave {
		return out, nil
	}
	entry, known, err := r.past.entry(ctx, l)
	if err != nil || !known {
		return out, err
	}
	if len(l.issues) > 0 || entry.Hash != hashOf(r.body(l)) {
		out.Message = r.words.Say(codes.ChangedCreated)
	}
	return out, nil
}
