package importer

import (
	"context"
	"time"

	"posimport/importer/codes"
	"posimport/importer/ledger"
	"posimport/importer/row"
)

// past is what a retry knows of its rows from the runs before it, by the run and the source row that
// the results file names.
type past struct {
	kin     *kin
	started time.Time // when the results file's run began, for rows that the ledger does not have
	// taken are the ids of the positions that the results file gives to rows that the ledger does not have.
	taken map[string]bool
}

func newPast(k *kin, started time.Time) *past {
	return &past{kin: k, started: started, taken: map[string]bool{}}
}

// entry returns what the ledger has of a line's row: under the run that its results name, or under one
// that came of that run, since the same results may have been retried before.
func (p *past) entry(ctx context.Context, l *line) (ledger.Entry, bool, error) {
	if l.before == nil || l.before.RunID == "" || l.before.SourceRow <= 0 {
		return ledger.Entry{}, false, nil
	}
	return p.kin.row(ctx, l.before.RunID, l.before.SourceRow)
}

// claimOwn keeps, in a pass of its own before any row is given a key, the keys that rows had before:
// rows that ask for the same position are told apart only by them, and an admin may have sorted them.
func (p *past) claimOwn(ctx context.Context, w *walk, k *keys, body func(*line) []byte) error {
	for w.next() {
		l := &w.line
		if l.plan != send && l.plan != carry {
			continue
		}
		entry, known, err := p.entry(ctx, l)
		if err != nil {
			return err
		}
		if !known && l.plan == carry && l.before.RecordID != "" {
			p.taken[l.before.RecordID] = true
		}
		if !known || entry.Key == "" || entry.Key[0] != 'h' {
			continue
		}
		if l.plan == carry || entry.Doubt || entry.Hash == hashOf(body(l)) {
			k.take(entry.Key)
		}
	}
	return w.err()
}

// key returns the key that an unchanged row had before, or nothing.
func (p *past) key(ctx context.Context, l *line, hash ledger.Hash) ledger.Key {
	if p == nil {
		return ""
	}
	entry, known, err := p.entry(ctx, l)
	if err != nil || !known || entry.Hash != hash || l.copy {
		return ""
	}
	return entry.Key
}

// settleFirst returns the job as it is, or keeps it for a look-up of what an earlier run sent for it.
func (p *past) settleFirst(ctx context.Context, d *delivery, l *line, j *job) (*job, error) {
	entry, known, err := p.entry(ctx, l)
	if err != nil {
		return nil, err
	}
	if known && !l.copy {
		if entry.Key != j.key {
			// Its values were changed. What was sent before counts, whatever has become of it.
			return d.otherKeyFirst(ctx, j, entry.Key)
		}
		return j, nil
	}
	if l.before == nil || l.before.Status != row.Unknown || l.copy {
		return j, nil
	}
	// The results file comes from another computer: all that is known is that it may exist.
	if d.target.Repeatable() {
		j.doubt = otherDoubt
		return j, nil
	}
	d.queueDoubt(j, ledger.Claim{Key: j.key, Hash: j.hash, Body: j.body}, since{time: p.started, guessed: true})
	return nil, nil
}

// otherKeyFirst looks at what was sent for a row under another key, before its values were changed.
func (d *delivery) otherKeyFirst(ctx context.Context, j *job, key ledger.Key) (*job, error) {
	claims, err := d.ledger.Claims(ctx, []ledger.Key{key})
	if err != nil {
		return nil, err
	}
	claim := claims[0]
	switch {
	case claim.State == ledger.Made:
		out := d.alreadyMade(j, claim)
		out.Status = row.Created
		d.note(&job{label: j.label, key: claim.Key, hash: claim.Hash, attempts: claim.Attempts}, "", out)
		return nil, nil
	case claim.State == ledger.Doubt && j.releases(claim):
		return j, nil
	case claim.State == ledger.Doubt && !d.target.Repeatable():
		d.queueDoubt(j, claim, since{time: claim.First})
		return nil, nil
	case claim.State == ledger.Doubt:
		// Only an external id makes a target repeatable, and this row's id was changed: a position may
		// stand under the old one, which nothing can look up.
		d.note(&job{label: j.label, key: claim.Key, hash: claim.Hash, attempts: claim.Attempts}, "", row.Outcome{
			Status: row.Unknown, Code: row.APIDoubt,
			Message: d.words.Say(codes.OldID, (&job{key: claim.Key}).externalID()),
		})
		return nil, nil
	default:
		return j, nil
	}
}
