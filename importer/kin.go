package importer

import (
	"context"
	"errors"

	"posimport/importer/ledger"
	"posimport/importer/row"
)

// kin knows which runs came of which: a retry comes of the run whose results it was given. A row keeps
// its source row's number from one to the next, so that what any of them did with it is found again,
// however its values were changed in between.
type kin struct {
	ledger  ledger.Ledger
	self    string // the run that asks; its own entries are not asked for here
	heirs   map[string][]heir
	readers map[string]*entryReader
}

// heir is a run that came of another one. Of its rows only those up to a number are that one's: the
// others were added to its results, or to those of a run in between.
type heir struct {
	run   string
	known int
}

func newKin(ctx context.Context, led ledger.Ledger, self string) (*kin, error) {
	runs, err := led.Runs(ctx)
	if err != nil {
		return nil, err
	}
	k := &kin{ledger: led, self: self, heirs: map[string][]heir{}, readers: map[string]*entryReader{}}
	parent, known := map[string]string{}, map[string]int{}
	for _, run := range runs {
		shape, err := decodeShape(run.Options)
		if err != nil {
			return nil, err
		}
		parent[run.ID], known[run.ID] = run.Parent, shape.Known
	}
	for _, run := range runs { // oldest first, and so are the heirs
		seen := map[string]bool{run.ID: true}
		shared := known[run.ID]
		for up := run.Parent; up != "" && !seen[up]; up = parent[up] {
			seen[up] = true
			k.heirs[up] = append(k.heirs[up], heir{run.ID, shared})
			if parent[up] != "" {
				shared = min(shared, known[up])
			}
		}
	}
	return k, nil
}

// row returns what is known of a source row of a run, from the run itself and all that came of it: that
// it was created above all, then that it is in doubt, then what is newest.
func (k *kin) row(ctx context.Context, run string, number int) (ledger.Entry, bool, error) {
	own, known, err := k.entry(ctx, run, number)
	if err != nil {
		return ledger.Entry{}, false, err
	}
	later, found, err := k.taken(ctx, run, number)
	if err != nil || !found {
		return own, known, err
	}
	if known && weight(own) > weight(later) {
		return own, true, nil
	}
	return later, true, nil
}

// taken returns what the runs that came of a run know of one of its rows.
func (k *kin) taken(ctx context.Context, run string, number int) (best ledger.Entry, found bool, err error) {
	heirs := k.heirs[run]
	for i := len(heirs) - 1; i >= 0; i-- {
		if number > heirs[i].known {
			continue
		}
		entry, known, err := k.entry(ctx, heirs[i].run, number)
		if err != nil {
			return best, false, err
		}
		if known && (!found || weight(entry) > weight(best)) {
			best, found = entry, true
		}
	}
	return best, found, nil
}

func (k *kin) entry(ctx context.Context, run string, number int) (ledger.Entry, bool, error) {
	if run == k.self {
		return ledger.Entry{}, false, nil
	}
	reader := k.readers[run]
	if reader == nil {
		reader = newEntryReader(k.ledger, run)
		k.readers[run] = reader
	}
	entry, known, err := reader.get(ctx, number)
	if errors.Is(err, ledger.ErrNoRun) {
		return ledger.Entry{}, false, nil
	}
	return entry, known && entry.Key != "", err
}

// weight orders entries by what must not be forgotten.
func weight(e ledger.Entry) int {
	switch {
	case e.Outcome.Status == row.Created, e.Outcome.Status == row.Exists:
		return 2
	case e.Doubt:
		return 1
	default:
		return 0
	}
}
