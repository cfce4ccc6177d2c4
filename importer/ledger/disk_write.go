package ledger

import (
	"bytes"
	"context"
	"errors"

	"go.etcd.io/bbolt"
)

// Intend writes intents to doubts and pending.
func (d *disk) Intend(ctx context.Context, run string, intents []Intent) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := checkIntents(run, intents); err != nil || len(intents) == 0 {
		return errors.Join(err, d.usable(ctx))
	}
	check := func(tx *bbolt.Tx) error {
		t := newTxn(tx)
		for _, in := range intents {
			old, err := t.claim(in.Key)
			if err == nil {
				_, err = intend(old, run, in)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	apply := func(tx *bbolt.Tx) error {
		t := newTxn(tx)
		for _, in := range intents {
			if err := t.intend(run, in); err != nil {
				return err
			}
		}
		return nil
	}
	return d.write(&call{check: check, apply: apply})
}

// Settle moves claims from doubts to claims, and writes entries.
func (d *disk) Settle(_ context.Context, run string, entries []Entry) error {
	if err := checkEntries(run, entries); err != nil || len(entries) == 0 {
		return errors.Join(err, d.usable(context.Background()))
	}
	return d.write(&call{check: pass, apply: func(tx *bbolt.Tx) error {
		t := newTxn(tx)
		for _, e := range entries {
			if err := t.settle(run, e); err != nil {
				return err
			}
		}
		return nil
	}})
}

func (t *txn) intend(run string, in Intent) error {
	old, err := t.claim(in.Key)
	if err != nil {
		return err
	}
	next, err := intend(old, run, in)
	if err != nil {
		return err
	}
	n, err := t.number(run)
	if err != nil {
		return err
	}
	if err := t.handOver(old, next); err != nil {
		return err
	}
	if err := t.put(old, next); err != nil {
		return err
	}
	return t.pending.Put(place(n, in.Row), []byte(in.Key))
}

// handOver leaves an entry behind for the row that loses its doubt to another row: without one its
// own run would no longer know that it was sent.
func (t *txn) handOver(old, next Claim) error {
	if old.State != Doubt || old.Run == next.Run && old.Row == next.Row {
		return nil
	}
	n, err := t.number(old.Run)
	if err != nil {
		return err
	}
	at := place(n, old.Row)
	if !bytes.Equal(t.pending.Get(at), []byte(old.Key)) {
		return nil // it has an outcome, or is about another key by now
	}
	e, _, err := t.entry(at, old.Run)
	if err != nil {
		return err
	}
	if err := t.putEntry(at, old.Run, pendingEntry(e, old)); err != nil {
		return err
	}
	return t.pending.Delete(at)
}

// pendingEntry is what is said of a row whose claim waits for an outcome: an earlier one, if any,
// and that it is in doubt.
func pendingEntry(before Entry, c Claim) Entry {
	before.Row, before.Key, before.Hash, before.Doubt = c.Row, c.Key, c.Hash, true
	return before
}

func (t *txn) settle(run string, e Entry) error {
	old, err := t.claim(e.Key)
	if err != nil {
		return err
	}
	n, err := t.number(run)
	if err != nil {
		return err
	}
	next := settle(old, run, e)
	if !sameClaim(old, next) {
		if err := t.handOver(old, next); err != nil {
			return err
		}
		if err := t.put(old, next); err != nil {
			return err
		}
	}
	at := place(n, e.Row)
	if err := t.pending.Delete(at); err != nil {
		return err
	}
	return t.putEntry(at, run, recorded(run, e))
}

// sameClaim reports whether settle left a claim as it was: whatever it changes gets the run, the row
// and the time of the entry.
func sameClaim(a, b Claim) bool {
	return a.State == b.State && a.Run == b.Run && a.Row == b.Row && a.Time.Equal(b.Time) &&
		len(a.Hashes) == len(b.Hashes)
}

func checkIntents(run string, intents []Intent) error {
	if err := checkRunID(run); err != nil {
		return err
	}
	for _, in := range intents {
		if err := checkIntent(in); err != nil {
			return err
		}
	}
	return nil
}

func checkEntries(run string, entries []Entry) error {
	if err := checkRunID(run); err != nil {
		return err
	}
	for _, e := range entries {
		if err := checkEntry(e); err != nil {
			return err
		}
	}
	return nil
}
