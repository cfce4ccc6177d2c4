package ledger

import (
	"crypto/sha256"
	"fmt"
	"math"
	"slices"
	"time"

	"posimport/importer/row"
)

// maxKey is the longest key, in bytes: the store's own limit is 32,768.
const maxKey = 32000

// intend returns what a claim becomes when a request for its key is about to be sent.
func intend(old Claim, run string, in Intent) (Claim, error) {
	if old.State == Made {
		return old, fmt.Errorf("row %d, key %q, which run %s sent from its row %d: %w", in.Row, in.Key, old.Run, old.Row, ErrMade)
	}
	now := stamp(in.Time)
	next := Claim{
		Key: in.Key, Run: run, Row: in.Row, State: Doubt, Hash: sha256.Sum256(in.Body),
		Body: slices.Clone(in.Body), Attempts: old.Attempts + 1, First: now, FirstRun: run, Time: now,
	}
	if old.State == Doubt {
		next.Hashes, next.Bodies = slices.Clone(old.Hashes), slices.Clone(old.Bodies)
		next.First, next.FirstRun = old.First, old.FirstRun
	}
	if !slices.Contains(next.Hashes, next.Hash) {
		next.Hashes, next.Bodies = append(next.Hashes, next.Hash), append(next.Bodies, next.Body)
	}
	return next, nil
}

// settle returns what a claim becomes by a row's outcome; the entry has passed checkEntry.
func settle(old Claim, run string, e Entry) Claim {
	status := e.Outcome.Status
	switch {
	case old.State == Made:
		return old // also against a later rejection: what was created stays created
	case old.State == Free && status != row.Created && status != row.Unknown:
		return old
	case old.State == Doubt && status == row.NotRun && old.FirstRun != run:
		return old // that this run did not send it says nothing of what the earlier one did
	case status == row.Unknown:
		return unsettled(old, run, e)
	}
	next := last(old, run, e)
	next.State = Free
	if status == row.Created {
		next.State, next.RecordID = Made, e.Outcome.RecordID
	}
	next.Body, next.Hashes, next.Bodies = nil, nil, nil
	next.First, next.FirstRun = time.Time{}, ""
	return next
}

// unsettled is a claim that stays in doubt. One that nobody intended to send becomes so, too, since
// doubt is the side on which nothing is created twice.
func unsettled(old Claim, run string, e Entry) Claim {
	next := last(old, run, e)
	if old.State == Doubt {
		next.Hash = old.Hash // what was sent is known best from its intent
		if e.Foreign && !slices.Contains(next.Hashes, Hash{}) {
			next.Hashes = append(slices.Clone(next.Hashes), Hash{})
			next.Bodies = append(slices.Clone(next.Bodies), nil)
		}
		return next
	}
	next.State, next.First, next.FirstRun = Doubt, next.Time, run
	next.Hashes, next.Bodies = []Hash{next.Hash}, [][]byte{nil}
	return next
}

func last(old Claim, run string, e Entry) Claim {
	next := old
	next.Key, next.Run, next.Row, next.Time = e.Key, run, e.Row, stamp(e.Outcome.Time)
	if e.Hash != (Hash{}) {
		next.Hash = e.Hash
	}
	return next
}

// stamp drops what does not survive a file: the monotonic clock and the place.
func stamp(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.Round(0).UTC()
}

// checkIntent refuses what cannot be stored or found again.
func checkIntent(in Intent) error {
	if in.Attempt < 1 {
		return fmt.Errorf("row %d: attempt %d of an intent: attempts count from 1", in.Row, in.Attempt)
	}
	return checkKey(in.Row, in.Key)
}

// checkEntry refuses an outcome that a row which may have been sent cannot have.
func checkEntry(e Entry) error {
	switch e.Outcome.Status {
	case row.Created, row.Exists, row.Failed, row.Unknown, row.NotRun:
	default:
		return fmt.Errorf("row %d: status %q is not an outcome of a row that was sent, and is not recorded", e.Row, e.Outcome.Status)
	}
	return checkKey(e.Row, e.Key)
}

func checkKey(rowNumber int, key Key) error {
	if rowNumber < 1 || int64(rowNumber) > math.MaxUint32 {
		return fmt.Errorf("row %d: row numbers go from 1 to %d", rowNumber, uint32(math.MaxUint32))
	}
	if key == "" || len(key) > maxKey {
		return fmt.Errorf("row %d: a key of %d bytes: keys have 1 to %d", rowNumber, len(key), maxKey)
	}
	return nil
}

// recorded returns an entry as it is stored.
func recorded(run string, e Entry) Entry {
	e.Doubt = e.Outcome.Status == row.Unknown
	e.Outcome.Time = stamp(e.Outcome.Time)
	if e.Outcome.RunID == "" {
		e.Outcome.RunID = run
	}
	return e
}
