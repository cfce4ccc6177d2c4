package importer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"posimport/importer/codes"
	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/mapping"
)

// Resume goes on with a run that was interrupted, or that has rows in doubt. overrides changes what
// may change between two sessions of one run: time-outs, workers, the results' path.
func Resume(ctx context.Context, env *Env, run ledger.Run, overrides func(*Config)) (Report, error) {
	s, err := reopen(env, run, overrides)
	if err != nil {
		return Report{}, err
	}
	if err := s.connect(); err != nil {
		return s.report, err
	}
	if err := s.openOld(ctx); err != nil {
		return s.report, err
	}
	defer s.led.Close()
	if err := s.prepare(ctx, s.copyPath()); err != nil {
		return s.report, err
	}
	defer s.in.Close()
	s.run.State, s.run.StopCode, s.run.StopText = ledger.Running, "", ""
	if err := s.led.PutRun(ctx, s.run); err != nil {
		return s.report, err
	}
	return s.execute(ctx)
}

// Rewrite writes a run's results again, from its own copy of the source and the ledger.
func Rewrite(ctx context.Context, env *Env, run ledger.Run, overrides func(*Config)) (Report, error) {
	s, err := reopen(env, run, overrides)
	if err != nil {
		return Report{}, err
	}
	if err := s.openOld(ctx); err != nil {
		return s.report, err
	}
	defer s.led.Close()
	if err := s.prepare(ctx, s.copyPath()); err != nil {
		return s.report, err
	}
	defer s.in.Close()
	if s.report.Stopped = s.strict(); s.report.Stopped == nil {
		s.asItEnded(run)
	}
	err = s.writeResults(ctx)
	s.report.Ended = run.Ended
	return s.report, together(err, s.restamp(ctx, run))
}

// asItEnded lets the report say how a run came to its end.
func (s *session) asItEnded(run ledger.Run) {
	if run.StopText != "" {
		s.report.Stopped = &StopError{Code: run.StopCode, Text: run.StopText}
	}
	s.report.Interrupted = run.State == ledger.Interrupted || run.State == ledger.Running
	s.report.Broken = run.State == ledger.Stopped && run.StopText == ""
}

// Unfinished reports whether a resume of a run would have anything to do.
func Unfinished(run ledger.Run) bool {
	return run.State != ledger.Finished || run.Counts[row.Unknown] > 0
}

// reopen makes a session of a run that the ledger has.
func reopen(env *Env, run ledger.Run, overrides func(*Config)) (*session, error) {
	t, err := TargetByName(run.Account.Target)
	if err != nil {
		return nil, err
	}
	shape, err := decodeShape(run.Options)
	if err != nil {
		return nil, err
	}
	m, err := mapping.Parse("the mapping of run "+run.ID, run.Mapping, mapping.Options{Schemas: Schemas})
	if err != nil {
		return nil, err
	}
	cfg := &Config{Shape: shape, File: run.File, Target: t, Mapping: m, BaseURL: run.Account.BaseURL, Parent: run.Parent}
	overrides(cfg)
	s := &session{env: env, cfg: cfg, words: codes.For(cfg.Lang), clock: &clock{}}
	if cfg.Results == "" {
		s.sameResults(run, shape.Named)
	}
	id, started, copied, clock := run.ID, run.Started, run.Copy, run.Clock
	if err := s.begin(); err != nil {
		return nil, err
	}
	s.run.ID, s.run.Started, s.run.Copy, s.run.Clock = id, started, copied, clock
	if s.run.Results == run.Results {
		s.run.ResultsStamp = run.ResultsStamp
	}
	s.report.RunID, s.report.Started = id, started
	return s, nil
}

func (s *session) openOld(ctx context.Context) error {
	led, err := s.env.Store.Open(ctx, s.run.Account, s.run.ID)
	if err != nil {
		return err
	}
	s.led = led
	if !hasCopy(led, s.run) {
		return errors.Join(fmt.Errorf("run %s has no copy of its source, as when it was ended before it had begun: it cannot go on; import %s again, nothing is created twice; posimport runs --prune %s drops the run", s.run.ID, s.run.File, s.run.ID), led.Close())
	}
	return nil
}

func hasCopy(led ledger.Ledger, run ledger.Run) bool {
	dir, err := led.Dir(run.ID)
	if err != nil || run.Copy == "" {
		return false
	}
	_, err = os.Stat(filepath.Join(dir, run.Copy))
	return err == nil
}

// HasCopy reports whether a run still has its copy of its source, without which it cannot go on. It
// fails where another process works on the account.
func HasCopy(ctx context.Context, store *ledger.Store, run ledger.Run) (bool, error) {
	led, err := store.Open(ctx, run.Account, newRunID())
	if err != nil {
		return false, err
	}
	return hasCopy(led, run), led.Close()
}

func isNotExist(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// cause is an error without the path, which the message names already.
func cause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// Base is the file name that stands for a run's input where space is short.
func Base(run ledger.Run) string { return filepath.Base(run.File) }

// Prune drops a run with its copy of the source. What it created stays known.
func Prune(ctx context.Context, store *ledger.Store, run ledger.Run) error {
	led, err := store.Open(ctx, run.Account, newRunID())
	if err != nil {
		return err
	}
	return errors.Join(led.Prune(ctx, run.ID), led.Close())
}
