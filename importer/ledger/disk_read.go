package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// chunk is how many rows a scan reads in one transaction. A callback that writes would wait for ever
// if it ran inside one.
const chunk = 1000

// Claims reads the claims of keys in one transaction.
func (d *disk) Claims(ctx context.Context, keys []Key) ([]Claim, error) {
	if err := d.usable(ctx); err != nil {
		return nil, err
	}
	claims := make([]Claim, len(keys))
	err := d.view(func(tx *bbolt.Tx) (err error) {
		t := newTxn(tx)
		for i, key := range keys {
			if claims[i], err = t.claim(key); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return claims, nil
}

// Family merges claims and doubts, both in key order.
func (d *disk) Family(ctx context.Context, prefix Key, yield func(Claim) bool) error {
	from := []byte(prefix)
	return d.scan(ctx, func(tx *bbolt.Tx) (func() bool, bool, error) {
		t := newTxn(tx)
		var got []Claim
		two := merge{t.claims.Cursor(), t.doubts.Cursor()}
		err := two.walk(from, []byte(prefix), func(key, _, _ []byte) (bool, error) {
			c, err := t.claim(Key(key))
			got = append(got, c)
			from = append(bytes.Clone(key), 0) // the next key there can be
			return len(got) < chunk, err
		})
		return yieldAll(got, yield), len(got) == chunk, err
	})
}

// Entries merges entries and pending, both in row order.
func (d *disk) Entries(ctx context.Context, run string, from int, yield func(Entry) bool) error {
	next := max(from, 0)
	if int64(next) > math.MaxUint32 {
		return d.usable(ctx)
	}
	return d.scan(ctx, func(tx *bbolt.Tx) (func() bool, bool, error) {
		t := newTxn(tx)
		n, ok := t.known(run)
		if !ok {
			return func() bool { return true }, false, nil
		}
		var got []Entry
		two := merge{t.entries.Cursor(), t.pending.Cursor()}
		err := two.walk(place(n, next), place(n, 0)[:4], func(at, rec, key []byte) (bool, error) {
			e, err := t.merged(at, run, rec, key)
			got = append(got, e)
			next = rowOf(at) + 1
			return len(got) < chunk, err
		})
		return yieldAll(got, yield), len(got) == chunk && next <= math.MaxUint32, err
	})
}

// merged is a row's entry, of what entries and pending hold of it.
func (t *txn) merged(at []byte, run string, rec, key []byte) (e Entry, err error) {
	if rec != nil {
		if e, err = decodeEntry(rowOf(at), run, rec); err != nil {
			return e, fmt.Errorf("row %d of run %s: %w", rowOf(at), run, err)
		}
	}
	if key == nil {
		return e, nil
	}
	c, err := t.claim(Key(key))
	if err != nil {
		return e, err
	}
	c.Row = rowOf(at)
	return pendingEntry(e, c), nil
}

// scan calls step, each time in a transaction, and what it returns outside of one, until either
// says that it is done.
func (d *disk) scan(ctx context.Context, step func(tx *bbolt.Tx) (deliver func() bool, more bool, err error)) error {
	for {
		if err := d.usable(ctx); err != nil {
			return err
		}
		var deliver func() bool
		var more bool
		err := d.view(func(tx *bbolt.Tx) (err error) {
			deliver, more, err = step(tx)
			return err
		})
		if err != nil {
			return err
		}
		if !deliver() || !more {
			return nil
		}
	}
}

func yieldAll[T any](got []T, yield func(T) bool) func() bool {
	return func() bool {
		for _, one := range got {
			if !yield(one) {
				return false
			}
		}
		return true
	}
}

// merge walks two buckets as if they were one.
type merge struct{ a, b *bbolt.Cursor }

// walk calls do for the keys from `from` on that begin with prefix, in order, with the value that
// each bucket has for them, until it returns false.
func (m merge) walk(from, prefix []byte, do func(key, a, b []byte) (bool, error)) error {
	ka, va := m.a.Seek(from)
	kb, vb := m.b.Seek(from)
	for {
		inA, inB := ka != nil && bytes.HasPrefix(ka, prefix), kb != nil && bytes.HasPrefix(kb, prefix)
		if !inA && !inB {
			return nil
		}
		useA := inA && (!inB || bytes.Compare(ka, kb) <= 0)
		useB := inB && (!inA || bytes.Compare(kb, ka) <= 0)
		var key, a, b []byte
		if useB {
			key, b = kb, vb
		}
		if useA {
			key, a = ka, va
		}
		if goOn, err := do(key, a, b); !goOn || err != nil {
			return err
		}
		if useA {
			ka, va = m.a.Next()
		}
		if useB {
			kb, vb = m.b.Next()
		}
	}
}

// Prune drops the entries first and the run's file last, so that a crash between leaves a run that
// can be pruned again.
func (d *disk) Prune(ctx context.Context, run string) error {
	if err := d.usable(ctx); err != nil {
		return err
	}
	if run == d.run {
		return fmt.Errorf("run %s is the one that is open: it cannot be dropped", run)
	}
	if err := checkRunID(run); err != nil {
		return fmt.Errorf("%w: %w", ErrNoRun, err)
	}
	dir := filepath.Join(d.dir, runsDir, run)
	if _, err := os.Stat(dir); err != nil {
		return fmt.Errorf("run %s: %w", run, ErrNoRun)
	}
	for _, b := range []bucket{entriesBucket, pendingBucket} {
		if err := d.dropRows(ctx, b, run); err != nil {
			return err
		}
	}
	return removeRun(dir)
}

// dropRows deletes a run's rows some at a time: a transaction holds in memory what it changes.
func (d *disk) dropRows(ctx context.Context, from bucket, run string) error {
	const most = 20_000
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := d.write(&call{check: pass, apply: func(tx *bbolt.Tx) error {
			more = false
			n, ok := newTxn(tx).known(run)
			if !ok {
				return nil
			}
			var places [][]byte
			prefix, c := place(n, 0)[:4], from.in(tx).Cursor()
			for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix) && len(places) < most; k, _ = c.Next() {
				places = append(places, bytes.Clone(k))
			}
			more = len(places) == most
			for _, at := range places {
				if err := from.in(tx).Delete(at); err != nil {
					return err
				}
			}
			return nil
		}})
		if err != nil {
			return err
		}
	}
	return nil
}

func removeRun(dir string) error {
	found, err := os.ReadDir(dir)
	for _, e := range found {
		if e.Name() != runFile {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	if err == nil {
		err = os.RemoveAll(dir)
	}
	if err == nil {
		err = syncDir(filepath.Dir(dir))
	}
	if err != nil {
		return explain("remove "+dir, err)
	}
	return nil
}
