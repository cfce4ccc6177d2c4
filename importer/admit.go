package importer

import (
	"context"
	"slices"
	"strings"
	"time"

	"posimport/importer/codes"
	"posimport/importer/ledger"
	"posimport/importer/row"
)

// admitSize is how many rows are asked for in the ledger at once.
const admitSize = 128

// admitAll hands jobs over in batches, each after a look at what the account knows of its key.
func (d *delivery) admitAll(ctx context.Context, jobs []*job, add func(*job) error) error {
	for batch := range slices.Chunk(jobs, admitSize) {
		if err := d.admit(ctx, batch, add); err != nil {
			return err
		}
	}
	return nil
}

// admit decides for each job by what the account knows of its key: send it, leave it because it is
// there, or find out about an earlier attempt first.
func (d *delivery) admit(ctx context.Context, jobs []*job, add func(*job) error) error {
	if len(jobs) == 0 {
		return nil
	}
	asked := make([]ledger.Key, len(jobs))
	for i, j := range jobs {
		asked[i] = j.key
	}
	claims, err := d.ledger.Claims(ctx, asked)
	if err != nil {
		return err
	}
	for i, j := range jobs {
		claim := claims[i]
		switch claim.State {
		case ledger.Made:
			d.note(j, "", d.alreadyMade(j, claim))
		case ledger.Doubt:
			err = d.admitDoubt(j, claim, add)
		default:
			err = d.admitFree(ctx, j, add)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// admitFree sends a row whose own key is free, unless a run with --no-history, which has keys of its own,
// has made its position: each of those counts for one row.
func (d *delivery) admitFree(ctx context.Context, j *job, add func(*job) error) error {
	if d.shape.NoHistory || j.family == "" {
		return add(j)
	}
	var other *ledger.Claim
	err := d.ledger.Family(ctx, j.family, func(c ledger.Claim) bool {
		if c.State != ledger.Free && apart(c.Key) && !d.counted[c.Key] {
			other = &c
		}
		return other == nil
	})
	if err != nil {
		return err
	}
	if other == nil {
		return add(j)
	}
	d.counted[other.Key] = true
	if other.State == ledger.Doubt && d.target.Repeatable() {
		return d.admitDoubt(j, *other, add)
	}
	if other.State == ledger.Made {
		made := d.alreadyMade(j, *other)
		j.key = other.Key // so that a resume knows which one counts for this row
		d.note(j, "", made)
		return nil
	}
	next, err := d.otherKeyFirst(ctx, j, other.Key)
	if err != nil || next == nil {
		return err
	}
	return add(next)
}

// apart reports whether a key is one of a run with --no-history.
func apart(key ledger.Key) bool {
	at := strings.LastIndexByte(string(key), '!')
	return at > 0 && (key[0] == 'h' || key[at-1] == 0)
}

// countApart notes which claims of runs with --no-history count for rows of this run already.
func (d *delivery) countApart(ctx context.Context) error {
	return d.ledger.Entries(ctx, d.run.ID, 0, func(e ledger.Entry) bool {
		if apart(e.Key) {
			d.counted[e.Key] = true
		}
		return true
	})
}

// admitDoubt sends a row again where the target tells repeats apart, and keeps it for a look-up where
// it does not.
func (d *delivery) admitDoubt(j *job, claim ledger.Claim, add func(*job) error) error {
	j.attempts, j.first, j.firstRun = claim.Attempts, since{time: claim.First}, claim.FirstRun
	if d.target.Repeatable() {
		j.doubt = sameDoubt
		for _, hash := range claim.Hashes {
			if hash != j.hash {
				j.doubt = otherDoubt
			}
		}
		return add(j)
	}
	if j.asNew && (claim.Body == nil || j.releases(claim)) {
		return add(j)
	}
	if claim.Body == nil {
		// No intent of this ledger: an earlier session took the row over from another computer's
		// results, and has kept neither what was sent nor when.
		claim.Body, claim.Hash, claim.FirstRun = j.body, j.hash, ""
		d.queueDoubt(j, claim, since{time: d.elsewhere, guessed: true})
		return nil
	}
	d.queueDoubt(j, claim, j.first)
	return nil
}

// releases reports whether a person has made sure that what is in doubt is not there, by emptying the
// status of the row in the results of the very run that left the doubt. What a later run has sent since
// is looked up all the same.
func (j *job) releases(claim ledger.Claim) bool {
	return j.asNew && j.seenIn != "" && claim.Run == j.seenIn
}

// queueDoubt keeps a row for a look-up of what was sent for it before. The run that sent it may have
// gone on until just now, so it is given the whole settle time from here on.
func (d *delivery) queueDoubt(j *job, claim ledger.Claim, first since) {
	old := &job{
		label: j.label, key: claim.Key, hash: claim.Hash, body: claim.Body, doubt: sameDoubt,
		attempts: claim.Attempts, first: first, firstRun: claim.FirstRun, due: time.Now().Add(d.shape.Settle),
	}
	if claim.Hash != j.hash || claim.Key != j.key {
		old.next = j
	}
	d.note(old, "", row.Outcome{
		Status: row.Unknown, Code: row.APIDoubt,
		Message: d.words.Say(codes.NotLookedUp),
	})
	d.mu.Lock()
	defer d.mu.Unlock()
	d.doubts = append(d.doubts, old)
}

// alreadyMade is the outcome of a row that an earlier run, or an earlier row, created.
func (d *delivery) alreadyMade(j *job, claim ledger.Claim) row.Outcome {
	out := row.Outcome{
		Status: row.Exists, RecordID: claim.RecordID,
		Message: d.words.Say(codes.CreatedBefore, claim.Run, claim.Time.Local().Format("2006-01-02 15:04")),
	}
	if claim.Hash != j.hash {
		out.Message += " " + d.words.Say(codes.OtherValues)
	}
	return out
}
