package ledger

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"
)

// How full a page is left when it is split. Rows come in order, and so do most external ids; keys
// that are hashes come anywhere, and need the room.
const (
	fillInOrder  = 0.9
	fillAnywhere = 0.5
)

// txn is a transaction and what is looked up often in it.
type txn struct {
	claims, doubts, pending, entries, runs, names *bbolt.Bucket

	filling  bool // the claims' share was chosen
	byName   map[string]uint32
	byNumber map[uint32]string
}

func newTxn(tx *bbolt.Tx) *txn {
	t := &txn{
		claims: claimsBucket.in(tx), doubts: doubtsBucket.in(tx), pending: pendingBucket.in(tx),
		entries: entriesBucket.in(tx), runs: runsBucket.in(tx), names: namesBucket.in(tx),
		byName: map[string]uint32{}, byNumber: map[uint32]string{},
	}
	t.entries.FillPercent = fillInOrder
	return t
}

// known returns a run's number; false for a run that never wrote an intent or an outcome.
func (t *txn) known(run string) (uint32, bool) {
	if n, ok := t.byName[run]; ok {
		return n, true
	}
	raw := t.runs.Get([]byte(run))
	if len(raw) != 4 {
		return 0, false
	}
	n := binary.BigEndian.Uint32(raw)
	t.byName[run] = n
	return n, true
}

// number returns a run's number, and gives a new run the next one.
func (t *txn) number(run string) (uint32, error) {
	if n, ok := t.known(run); ok {
		return n, nil
	}
	seq, err := t.runs.NextSequence() // from 1
	if err != nil {
		return 0, err
	}
	n := uint32(seq)
	raw := binary.BigEndian.AppendUint32(nil, n)
	if err := t.runs.Put([]byte(run), raw); err != nil {
		return 0, err
	}
	t.byName[run] = n
	return n, t.names.Put(raw, []byte(run))
}

func (t *txn) name(number uint32) (string, error) {
	if s, ok := t.byNumber[number]; ok {
		return s, nil
	}
	raw := t.names.Get(binary.BigEndian.AppendUint32(nil, number))
	if raw == nil {
		return "", fmt.Errorf("%w: it names run number %d, which there is not", errRecord, number)
	}
	t.byNumber[number] = string(raw)
	return string(raw), nil
}

// claim reads a key's claim; a key without one has a Free one.
func (t *txn) claim(key Key) (Claim, error) {
	rec := t.doubts.Get([]byte(key))
	if rec == nil {
		rec = t.claims.Get([]byte(key))
	}
	if rec == nil {
		return Claim{Key: key}, nil
	}
	c, err := decodeClaim(key, rec, t)
	if err != nil {
		return c, fmt.Errorf("key %q: %w", key, err)
	}
	return c, nil
}

// put writes a claim where its state says, and takes it away from where it was.
func (t *txn) put(old, next Claim) error {
	key := []byte(next.Key)
	rec, err := encodeClaim(next, t)
	if err != nil {
		return err
	}
	if next.State == Doubt {
		return t.doubts.Put(key, rec)
	}
	if old.State == Doubt {
		if err := t.doubts.Delete(key); err != nil {
			return err
		}
	}
	t.chooseFill(key)
	return t.claims.Put(key, rec)
}

// chooseFill looks at the first claim that is written: whether it comes after all that are there.
func (t *txn) chooseFill(key []byte) {
	if t.filling {
		return
	}
	t.filling, t.claims.FillPercent = true, fillAnywhere
	if last, _ := t.claims.Cursor().Last(); bytes.Compare(key, last) > 0 {
		t.claims.FillPercent = fillInOrder
	}
}

// entry reads the stored entry at a place.
func (t *txn) entry(at []byte, run string) (e Entry, found bool, err error) {
	rec := t.entries.Get(at)
	if rec == nil {
		return Entry{}, false, nil
	}
	e, err = decodeEntry(rowOf(at), run, rec)
	if err != nil {
		return e, true, fmt.Errorf("row %d of run %s: %w", rowOf(at), run, err)
	}
	return e, true, nil
}

func (t *txn) putEntry(at []byte, run string, e Entry) error {
	return t.entries.Put(at, encodeEntry(run, e))
}
