package importer

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"posimport/importer/ledger"
	"posimport/importer/target"
)

// baseline is the positions that an account held before a run sent anything, by their ids. What a
// look-up finds among them is not the run's, whatever any clock says. Nil where it is not known.
type baseline map[string]bool

const (
	// baselineFile lies beside the run's copy of its source.
	baselineFile = "before.json"
	// mostBaseline bounds what is listed before a run, which costs a request for each hundred. In a
	// larger account the target's created-at has to tell.
	mostBaseline = 2000
)

// takeBaseline lists what the account holds, unless an earlier session of the run has, or may have
// sent something, and reports whether it is known. Where it is not doubts are decided by created-at,
// or stay undecided.
func (s *session) takeBaseline(ctx context.Context, client *target.Client) (known bool, err error) {
	lister, ok := s.cfg.Target.(target.Lister)
	if !ok {
		return false, nil
	}
	if held, err := readBaseline(s.led, s.run.ID); err != nil || held != nil {
		return held != nil, err
	}
	begun := false
	err = s.led.Entries(ctx, s.run.ID, 0, func(ledger.Entry) bool {
		begun = true
		return false
	})
	if err != nil || begun {
		return false, err
	}
	_, account := s.cfg.Account()
	ids, whole, err := lister.List(ctx, client, account, mostBaseline)
	if err != nil || !whole {
		return false, nil
	}
	path, err := baselinePath(s.led, s.run.ID)
	if err != nil {
		return false, err
	}
	return true, writeBaseline(path, ids)
}

func baselinePath(led ledger.Ledger, run string) (string, error) {
	dir, err := led.Dir(run)
	return filepath.Join(dir, baselineFile), err
}

// writeBaseline makes it durable, whole or not at all, before the first intent: a resume must not take
// a later one.
func writeBaseline(path string, ids []string) error {
	if ids == nil {
		ids = []string{}
	}
	data, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	return ledger.WriteFile(path, data)
}

// readBaseline returns a run's baseline; nil where it has none that can be read.
func readBaseline(led ledger.Ledger, run string) (baseline, error) {
	path, err := baselinePath(led, run)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var ids []string
	if json.Unmarshal(data, &ids) != nil || ids == nil {
		return nil, nil // a damaged disk's: it is as if it were not known
	}
	b := make(baseline, len(ids))
	for _, id := range ids {
		b[id] = true
	}
	return b, nil
}

// baselines reads each run's baseline once.
type baselines map[string]baseline

func (all baselines) of(led ledger.Ledger, run string) (baseline, error) {
	if b, ok := all[run]; ok || run == "" {
		return b, nil
	}
	b, err := readBaseline(led, run)
	if err != nil {
		return nil, err
	}
	all[run] = b
	return b, nil
}
