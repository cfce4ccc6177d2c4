package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"posimport/importer/codes"
	"posimport/importer/ledger"
	"posimport/importer/results"
	"posimport/importer/row"
	"posimport/importer/sheet"
	"posimport/importer/sheet/cell"
	"posimport/importer/target"
)

// Env is what a run works with and asks.
type Env struct {
	Store  *ledger.Store // nil for a dry run
	Getenv func(string) string
	Tally  *Tally
	// Warn is told what a person should know at once.
	Warn func(Warning)
	// Opened, where it is set, is told how the file is read.
	Opened func(Opened)
	// Confirm is asked before the first row is sent, and after the canary rows; false ends the run with
	// the rest NOT_RUN. Nil agrees.
	Confirm func(ctx context.Context, q Question) (bool, error)
	Version string
}

// Question is what Confirm is asked.
type Question struct {
	Target, BaseURL, Account string
	Rows, Invalid            int
	Canary                   []row.Outcome // set after the canary rows
}

// session is one run under way, from its plan to its results.
type session struct {
	env    *Env
	cfg    *Config
	run    ledger.Run
	led    ledger.Ledger // nil for a dry run
	in     *input
	labels *labels
	past   *past
	kin    *kin // nil for a dry run
	client *target.Client
	words  *codes.Words
	clock  *clock
	plan   planned
	report Report
	// keep is true where the results must not take the place of what stands there.
	keep bool
}

// planned is what the checking pass counted.
type planned struct{ rows, valid, invalid, hidden, left int }

func newRunID() string { return ledger.NewRunID(time.Now(), rand.Uint32()) }

// Import runs a new import, or a dry run of one.
func Import(ctx context.Context, env *Env, cfg Config) (Report, error) {
	cfg.Shape = cfg.Shape.withDefaults()
	s := &session{env: env, cfg: &cfg, words: codes.For(cfg.Lang), clock: &clock{}}
	if err := s.begin(); err != nil {
		return s.report, err
	}
	if cfg.DryRun {
		return s.dryRun(ctx)
	}
	if err := s.connect(); err != nil {
		return s.report, err
	}
	if err := s.openNew(ctx); err != nil {
		return s.notKept(), err
	}
	if err := s.prepare(ctx, s.copyPath()); err != nil {
		return s.notKept(), errors.Join(err, s.drop(ctx))
	}
	defer s.in.Close()
	err := s.checkUnsettled(ctx)
	if err == nil {
		// What the plan has found out is written down before any row is sent: other runs tell this one's
		// rows by it.
		err = s.led.PutRun(ctx, s.run)
	}
	if err != nil {
		return s.notKept(), errors.Join(err, s.drop(ctx))
	}
	report, err := s.execute(ctx)
	if errors.Is(err, ErrDeclined) {
		return s.notKept(), errors.Join(err, s.drop(ctx))
	}
	return report, together(err, s.led.Close())
}

// notKept is the report of a run of which nothing stays: its id would lead nowhere.
func (s *session) notKept() Report {
	s.report.RunID = ""
	return s.report
}

// begin sets what is known without opening anything.
func (s *session) begin() error {
	_, account := s.cfg.Account()
	if s.cfg.BaseURL == "" {
		s.cfg.BaseURL = s.cfg.Target.BaseURL()
	}
	base, err := target.ParseBaseURL(s.cfg.BaseURL)
	if err != nil {
		return err // and no report names what may hold a password
	}
	s.cfg.BaseURL = base.String()
	s.run = ledger.Run{
		ID: newRunID(), State: ledger.Running, Parent: s.cfg.Parent, Started: time.Now().UTC().Round(0),
		Account: ledger.Account{Target: s.cfg.Target.Schema().Target, BaseURL: s.cfg.BaseURL, Value: account},
		Mapping: s.cfg.Mapping.YAML(), Options: s.cfg.Shape.encode(),
	}
	s.run.File = absolute(s.cfg.File)
	s.report = Report{
		RunID: s.run.ID, DryRun: s.cfg.DryRun, Target: s.run.Account.Target, BaseURL: s.cfg.BaseURL,
		Account: account, File: s.cfg.File, Started: s.run.Started,
	}
	return s.chooseResults()
}

func (s *session) connect() error {
	client, err := target.NewClient(s.cfg.Target, target.Options{
		BaseURL: s.cfg.BaseURL, SignInURL: s.cfg.SignIn, Timeout: s.cfg.Timeout, Workers: s.cfg.Workers,
		Getenv: s.env.Getenv, Version: s.env.Version, Observe: s.clock.date,
	})
	s.client = client
	return err
}

// openNew takes the account's lock, writes the run down and keeps a copy of the source: in this order,
// so that no copy is left that belongs to no run.
func (s *session) openNew(ctx context.Context) error {
	led, err := s.env.Store.Open(ctx, s.run.Account, s.run.ID)
	if err != nil {
		return err
	}
	s.led = led
	s.run.Copy = "source" + filepath.Ext(s.cfg.File)
	err = led.PutRun(ctx, s.run)
	if err == nil {
		err = s.keepCopy()
	}
	if err != nil {
		return errors.Join(err, s.drop(ctx))
	}
	return nil
}

// keepCopy copies the source into the run's folder. What stands under the copy's name is whole.
func (s *session) keepCopy() error {
	dir, err := s.led.Dir(s.run.ID)
	if err != nil {
		return err
	}
	unfinished := filepath.Join(dir, "copying")
	if err := copyFile(s.cfg.File, unfinished); err != nil {
		return err
	}
	if err := os.Rename(unfinished, filepath.Join(dir, s.run.Copy)); err != nil {
		return fmt.Errorf("the run's copy of %s cannot be written: %w", s.cfg.File, err)
	}
	return nil
}

func (s *session) copyPath() string {
	dir, err := s.led.Dir(s.run.ID)
	if err != nil {
		return s.run.File
	}
	return filepath.Join(dir, s.run.Copy)
}

// drop closes the ledger and forgets a run that sent nothing: one that never began is not kept.
func (s *session) drop(ctx context.Context) error {
	if err := s.led.Close(); err != nil {
		return err
	}
	err := Prune(context.WithoutCancel(ctx), s.env.Store, s.run)
	if errors.Is(err, ledger.ErrNoRun) {
		return nil
	}
	return err
}

// copyFile copies a file so that it lasts; the copy is the run's alone.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return fileError(from, err)
	}
	defer in.Close()
	if info, err := in.Stat(); err == nil && info.IsDir() {
		return fileError(from, errors.New("it is a folder"))
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("the run's copy of %s cannot be written: %w", from, err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := io.Copy(out, in); err != nil {
		return fmt.Errorf("the run's copy of %s cannot be written: %w", from, err)
	}
	return out.Sync()
}

// prepare opens the source and counts what it asks for, before anything is sent.
func (s *session) prepare(ctx context.Context, path string) error {
	in, err := openInput(ctx, path, s.cfg.File, s.cfg.Mapping, s.cfg.Shape)
	if err != nil {
		return err
	}
	s.in = in
	if n := len(in.header); n+len(results.Columns()) > cell.MaxColumns {
		return errors.Join(&sheet.Error{
			Code: row.FileLimit, File: s.cfg.File, Sheet: in.info().Sheet,
			Problem: fmt.Sprintf("it has %d columns, and its results need %d more than a sheet can have", n, n+len(results.Columns())-cell.MaxColumns),
			Advice:  "delete the columns that are not imported",
		}, in.Close())
	}
	s.opened()
	err = s.readPast(ctx)
	if err == nil {
		err = s.count(ctx)
	}
	if err == nil {
		err = s.anyRows()
	}
	if err != nil {
		return errors.Join(err, in.Close())
	}
	return nil
}

func (s *session) readPast(ctx context.Context) error {
	var err error
	if s.led != nil {
		if s.kin, err = newKin(ctx, s.led, s.run.ID); err != nil {
			return err
		}
	}
	if s.in.results == nil {
		return nil
	}
	if s.labels, err = readLabels(ctx, s.in.results); err != nil {
		return renamed(err, s.cfg.File)
	}
	s.cfg.Known = s.labels.known
	s.run.Options = s.cfg.Shape.encode()
	if s.led == nil {
		return nil
	}
	s.past = newPast(s.kin, s.in.results.Meta.Started)
	return nil
}

// count walks the rows once. Merged ranges stand behind the rows: where some come to light, the rows
// are walked again with them.
func (s *session) count(ctx context.Context) error {
	merged := -1
	for merged != len(s.in.info().MergedRanges) {
		merged = len(s.in.info().MergedRanges)
		s.plan = planned{}
		s.env.Tally.begin(Checking, 0)
		var counts row.Counts
		w := s.in.walk(ctx, s.labels)
		for w.next() {
			if s.plan.rows%tallyRows == 0 {
				s.env.Tally.set(counts)
			}
			s.plan.rows++
			switch w.line.plan {
			case send:
				s.plan.valid++
				counts.Add(row.Valid, 1)
			case invalid:
				s.plan.invalid++
				counts.Add(row.Invalid, 1)
			case leave:
				if !keeps(&w.line) {
					s.plan.left++
				}
			}
		}
		s.env.Tally.set(counts)
		s.plan.hidden = w.hidden
		if err := errors.Join(w.err(), w.close()); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) anyRows() error {
	switch s.plan.rows {
	case 0:
		return s.noRows()
	case s.plan.left:
		return s.nothingChosen(s.plan.rows)
	}
	return nil
}

// nothingChosen refuses a choice that leaves every row out: it is a slip, and success would hide it.
func (s *session) nothingChosen(rows int) error {
	if s.cfg.SkipHidden && s.cfg.Rows.String() == "" {
		return &UsageError{fmt.Sprintf("nothing to do: every row of %s is hidden, and --skip-hidden leaves these out", s.cfg.File)}
	}
	return &UsageError{fmt.Sprintf("nothing to do: --rows %s is none of the %d rows of %s; rows have the numbers that Excel shows, and the header is row %d",
		s.cfg.Rows, rows, s.cfg.File, s.in.first)}
}
