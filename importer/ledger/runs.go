package ledger

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Runs returns the runs of all accounts, oldest first. It takes no lock, so that it works beside a
// run. A run that says Running while nobody holds its account's lock comes back as Interrupted. It
// returns what can be read also when it fails for some.
func (s *Store) Runs(ctx context.Context) ([]Run, error) {
	found, err := os.ReadDir(filepath.Join(s.dir, accountsDir))
	if err != nil {
		return nil, explain("list the accounts", err)
	}
	var all []Run
	var errs []error
	for _, e := range found {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !e.IsDir() {
			continue
		}
		dir := filepath.Join(s.dir, accountsDir, e.Name())
		runs, err := readRuns(dir)
		if err != nil {
			errs = append(errs, err)
		}
		all = append(all, interrupted(dir, runs)...)
	}
	sortRuns(all)
	return all, errors.Join(errs...)
}

// interrupted turns runs whose process is gone from Running to Interrupted.
func interrupted(dir string, runs []Run) []Run {
	isRunning := func(r Run) bool { return r.State == Running }
	if !slices.ContainsFunc(runs, isRunning) || held(dir) {
		return runs
	}
	for i, r := range runs {
		if !isRunning(r) {
			continue
		}
		// It may have ended between the first look and the look at the lock.
		if again, err := readRun(dir, r.ID); err == nil {
			r = again
		}
		if isRunning(r) {
			r.State = Interrupted
		}
		runs[i] = r
	}
	return runs
}

// Find returns the run with an id, or the only one whose id begins so. It fails with ErrNoRun where
// there is none, and names the runs where there are several.
func (s *Store) Find(ctx context.Context, idOrPrefix string) (Run, error) {
	runs, err := s.Runs(ctx)
	var hits []Run
	for _, r := range runs {
		if r.ID == idOrPrefix {
			return r, nil
		}
		if idOrPrefix != "" && strings.HasPrefix(r.ID, idOrPrefix) {
			hits = append(hits, r)
		}
	}
	switch {
	case len(hits) == 1 && err == nil:
		return hits[0], nil
	case len(hits) > 1:
		return Run{}, fmt.Errorf("%q fits %d runs (%s): write more of the id", idOrPrefix, len(hits), listed(hits))
	case err != nil:
		return Run{}, err
	}
	return Run{}, fmt.Errorf("%q: %w: posimport runs lists them", idOrPrefix, ErrNoRun)
}

func listed(runs []Run) string {
	const most = 5
	var ids []string
	for _, r := range runs[:min(most, len(runs))] {
		ids = append(ids, r.ID)
	}
	if len(runs) > most {
		ids = append(ids, "…")
	}
	return strings.Join(ids, ", ")
}

func sortRuns(runs []Run) {
	slices.SortFunc(runs, func(a, b Run) int {
		return cmp.Or(a.Started.Compare(b.Started), strings.Compare(a.ID, b.ID))
	})
}

// readRuns returns an account's runs, oldest first.
func readRuns(dir string) ([]Run, error) {
	found, err := os.ReadDir(filepath.Join(dir, runsDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, explain("list the runs", err)
	}
	var runs []Run
	var errs []error
	for _, e := range found {
		if !e.IsDir() {
			continue
		}
		r, err := readRun(dir, e.Name())
		switch {
		case errors.Is(err, ErrNoRun): // a crash before the run was written
		case err != nil:
			errs = append(errs, err)
		default:
			runs = append(runs, r)
		}
	}
	sortRuns(runs)
	return runs, errors.Join(errs...)
}

func readRun(dir, id string) (Run, error) {
	if err := checkRunID(id); err != nil {
		return Run{}, fmt.Errorf("%w: %w", ErrNoRun, err)
	}
	path := filepath.Join(dir, runsDir, id, runFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Run{}, fmt.Errorf("run %s: %w", id, ErrNoRun)
	}
	if err != nil {
		return Run{}, explain("read "+path, err)
	}
	var r Run
	if err := json.Unmarshal(data, &r); err != nil {
		return Run{}, fmt.Errorf("ledger: %s is damaged: %w", path, err)
	}
	return r, nil
}

func writeRun(dir string, run Run) error {
	data, err := json.MarshalIndent(normalRun(run), "", "  ")
	if err != nil {
		return fmt.Errorf("run %s: %w", run.ID, err)
	}
	if err := makeDir(filepath.Join(dir, runsDir, run.ID)); err != nil {
		return err
	}
	return WriteFile(filepath.Join(dir, runsDir, run.ID, runFile), data)
}

// normalRun is a run as it comes back from a file.
func normalRun(run Run) Run {
	run.Started, run.Ended = stamp(run.Started), stamp(run.Ended)
	return run
}
