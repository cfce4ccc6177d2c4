package importer

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"posimport/importer/results"
	"posimport/importer/row"
	"posimport/importer/sheet"
)

// chooseResults settles where the results go, and refuses early what could not be written.
func (s *session) chooseResults() error {
	if !s.keep {
		s.cfg.Named = s.cfg.Results != ""
	}
	if s.cfg.Results == "" {
		s.cfg.Results = besideInput(s.cfg.File, s.cfg.DryRun, s.run.Started)
	}
	s.run.Results = absolute(s.cfg.Results)
	s.run.Options = s.cfg.Shape.encode()
	return results.Check(s.cfg.Results, s.cfg.File)
}

// besideInput names the results after the input and the time: positions-results-20261121-183012.xlsx.
func besideInput(file string, dryRun bool, at time.Time) string {
	stem := strings.TrimSuffix(file, filepath.Ext(file))
	// A retry's results are named after the first input, not after one results file after another.
	if own := regexp.MustCompile(`^(.+)-(?:results|check)-\d{8}-\d{6}(?: \(\d+\))?$`).FindStringSubmatch(stem); own != nil {
		stem = own[1]
	}
	word := "-results-"
	if dryRun {
		word = "-check-"
	}
	return stem + word + at.Local().Format(stampLayout) + ".xlsx"
}

const stampLayout = "20060102-150405"

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// dryRun checks every row and writes what it finds, in one pass by the same code as a run's.
func (s *session) dryRun(ctx context.Context) (Report, error) {
	in, err := openInput(ctx, s.cfg.File, s.cfg.File, s.cfg.Mapping, s.cfg.Shape)
	if err != nil {
		return s.report, err
	}
	s.in = in
	s.opened()
	defer in.Close()
	if err := s.readPast(ctx); err != nil {
		return s.report, err
	}
	err = s.writeResults(ctx)
	s.report.Ended = time.Now().UTC().Round(0)
	for _, w := range in.Warnings {
		s.env.Warn(w)
	}
	s.report.Warnings = in.Warnings
	s.report.Interrupted = ctx.Err() != nil && errors.Is(err, ctx.Err())
	if s.report.Interrupted {
		err = nil
	}
	if err == nil && s.report.Rows == 0 && !s.report.Interrupted {
		err = s.noRows()
	}
	return s.report, err
}

// writeResults writes the results from the source and the ledger, and counts what they say.
func (s *session) writeResults(ctx context.Context) error {
	r := s.reporter()
	numbers, commas := s.in.binding.Numbers()
	out, err := results.Create(s.cfg.Results, results.Options{
		Numbers: numbers, Commas: commas,
		Meta: s.meta(), Header: s.in.header, Blank: s.in.fromCSV(), Words: s.words, Lang: s.words.Lang(),
		Source: s.cfg.File, NeverOverwrite: !s.cfg.Named || s.keep,
	})
	if err != nil {
		return err
	}
	s.env.Tally.begin(WritingOut, s.plan.rows)
	merged := len(s.in.info().MergedRanges)
	if err := r.write(ctx, out); err != nil {
		return errors.Join(err, out.Abort())
	}
	if merged != len(s.in.info().MergedRanges) {
		// They stand behind the rows: only now is it known which cells of a dry run they cover.
		if err := out.Abort(); err != nil {
			return err
		}
		return s.writeResults(ctx)
	}
	if s.cfg.DryRun && r.counts == (row.Counts{}) {
		return out.Abort()
	}
	if n := r.counts.Of(row.NotRun); s.cfg.DryRun && n == r.counts.All() && ctx.Err() == nil {
		return errors.Join(out.Abort(), s.nothingChosen(n))
	}
	if s.cfg.DryRun {
		s.in.warnHidden(r.hidden)
		s.in.warnLeft(r.counts.Of(row.NotRun))
	}
	s.take(r)
	path, err := out.Close(s.summary())
	s.report.Results = path
	return err
}

func (s *session) reporter() *reporter {
	return &reporter{
		in: s.in, run: s.run, ledger: s.led, past: s.past, kin: s.kin, words: s.words, dryRun: s.cfg.DryRun,
		stop: s.report.Stopped, tally: s.env.Tally, labels: s.labels, body: s.body,
	}
}

func (s *session) take(r *reporter) {
	s.report.Changed = r.changed
	s.report.Counts, s.report.Codes, s.report.Rows = r.counts.Map(), r.commonest(), r.counts.All()
}

func (s *session) meta() results.Meta {
	info := s.in.info()
	meta := results.Meta{
		Version: 1, RunID: s.run.ID, DryRun: s.cfg.DryRun, Target: s.run.Account.Target,
		BaseURL: s.run.Account.BaseURL, Account: s.run.Account.Value, Mapping: string(s.run.Mapping),
		Options: string(s.run.Options), File: s.cfg.File, Sheet: info.Sheet, HeaderRow: s.in.first,
		Lang: s.words.Lang(), Started: s.run.Started,
	}
	for i := range s.in.header {
		meta.Columns = append(meta.Columns, s.in.header[i].Display())
	}
	for _, at := range s.in.binding.Mapped() {
		meta.Mapped = append(meta.Mapped, s.in.header[at].Display())
	}
	return meta
}

func (s *session) summary() results.Summary {
	sum := results.Summary{Quote: Quoted, Ended: time.Now().UTC(), Next: s.report.next("{results}"), Sent: s.env.Tally.Requests()}
	if s.report.Stopped != nil {
		sum.Stopped = s.report.Stopped.Text
	}
	for _, w := range s.in.Warnings {
		sum.Warnings = append(sum.Warnings, w.Words(s.words.Message))
	}
	return sum
}

// Words returns the warning's text.
func (w Warning) Words(message func(row.Issue) string) string {
	if w.Text != "" {
		return w.Text
	}
	return message(w.Issue)
}

// Next is the command that goes on from here; empty where nothing is left to do.
func (r *Report) Next() string { return r.next(Quoted(r.Results)) }

// next takes the results' path as it is to be typed.
func (r *Report) next(path string) string {
	left := 0
	for status, n := range r.Counts {
		if !status.Succeeded() && status != row.NotRun {
			left += n
		}
	}
	switch {
	case r.DryRun && left == 0 && r.Rows > r.Counts[row.NotRun]:
		return "posimport retry " + path
	case r.DryRun, r.Strict:
		return "posimport retry " + path + " --dry-run"
	case r.Interrupted, r.Broken, r.Stopped != nil:
		return "posimport resume " + r.RunID
	case left > 0:
		return "posimport retry " + path
	default:
		return ""
	}
}

func fileError(path string, err error) error {
	problem := &sheet.Error{Code: row.FileUnread, File: path, Problem: "it cannot be read: " + cause(err), Err: err}
	if isNotExist(err) {
		problem.Code, problem.Problem = row.FileNotFound, "there is no such file"
	}
	return problem
}
