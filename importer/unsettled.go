package importer

import (
	"context"
	"fmt"

	"posimport/importer/ledger"
)

// UnsettledError says that an earlier run of the same file left rows in doubt which the file no longer
// has as they were: they may exist, and nothing in this run would find out.
type UnsettledError struct {
	Run  string
	Rows int
}

// Error names the run to go on with.
func (e *UnsettledError) Error() string {
	return fmt.Sprintf("run %s of this file left rows in doubt that were changed in the file since (%d of them): they may have been created. "+
		"First find out: posimport resume %s; then correct what is left in its results and retry them", e.Run, e.Rows, e.Run)
}

// checkUnsettled refuses to import a file that was changed while rows of it were in doubt: a changed row
// is another position to the target, and its first one would stand beside it.
func (s *session) checkUnsettled(ctx context.Context) error {
	if s.cfg.Retry {
		return nil // a results file says of each of its rows what it was
	}
	runs, err := s.led.Runs(ctx)
	if err != nil {
		return err
	}
	for _, run := range runs {
		if run.ID == s.run.ID || run.File != s.run.File {
			continue
		}
		left, err := s.doubtsOf(ctx, run.ID)
		if err != nil {
			return err
		}
		if len(left) > 0 {
			if err := s.forgetPresent(ctx, left); err != nil {
				return err
			}
		}
		if len(left) > 0 {
			return &UnsettledError{Run: run.ID, Rows: len(left)}
		}
	}
	return nil
}

// doubtsOf returns the keys of a run's rows that are still in doubt, whatever later runs made of them.
func (s *session) doubtsOf(ctx context.Context, run string) (map[ledger.Key]bool, error) {
	left := map[ledger.Key]bool{}
	err := s.led.Entries(ctx, run, 0, func(e ledger.Entry) bool {
		if e.Doubt {
			left[e.Key] = true
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	for key := range left {
		claims, err := s.led.Claims(ctx, []ledger.Key{key})
		if err != nil {
			return nil, err
		}
		if claims[0].State != ledger.Doubt {
			delete(left, key)
		}
	}
	return left, nil
}

// forgetPresent takes the keys of the input's rows out of a set.
func (s *session) forgetPresent(ctx context.Context, left map[ledger.Key]bool) error {
	keys := newKeys(s.in.schema, s.run.ID, false)
	w := s.in.walk(ctx, s.labels)
	defer w.close()
	for w.next() {
		if w.line.plan == send {
			key, _ := keys.of(w.line.record, s.body(&w.line))
			delete(left, key)
		}
	}
	return w.err()
}
