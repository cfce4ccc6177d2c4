package importer

import (
	"context"

	"posimport/importer/ledger"
)

// entryReader reads a run's entries along with a pass over its rows: ahead in blocks while the labels
// rise, one by one where they jump.
type entryReader struct {
	ledger ledger.Ledger
	run    string
	block  []ledger.Entry
	from   int // the block holds every entry of labels from here …
	to     int // … up to here
	size   int
}

const entryBlock = 1024

func newEntryReader(led ledger.Ledger, run string) *entryReader {
	return &entryReader{ledger: led, run: run, size: entryBlock, from: 1, to: 0}
}

// get returns the entry of a label, and whether there is one.
func (e *entryReader) get(ctx context.Context, label int) (ledger.Entry, bool, error) {
	if label < e.from || label > e.to {
		if err := e.load(ctx, label); err != nil {
			return ledger.Entry{}, false, err
		}
	}
	for len(e.block) > 0 && e.block[0].Row < label {
		e.block = e.block[1:]
		e.from = label
	}
	if len(e.block) > 0 && e.block[0].Row == label {
		return e.block[0], true, nil
	}
	return ledger.Entry{}, false, nil
}

func (e *entryReader) load(ctx context.Context, label int) error {
	size := entryBlock
	if label < e.from || (e.to > 0 && label > e.to+entryBlock) {
		size = 1 // not in order: reading ahead would be in vain
	}
	e.block, e.from, e.to = e.block[:0:0], label, label
	err := e.ledger.Entries(ctx, e.run, label, func(entry ledger.Entry) bool {
		e.block = append(e.block, entry)
		return len(e.block) < size
	})
	switch {
	case err != nil:
		return err
	case len(e.block) < size:
		e.to = int(^uint(0) >> 1) // there are no more
	case size > 1:
		e.to = e.block[len(e.block)-1].Row
	}
	return nil
}
