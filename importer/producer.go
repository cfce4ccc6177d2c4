package importer

import (
	"context"

	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/target/schema"
)

// producer turns the lines of one pass into jobs.
type producer struct {
	d       *delivery
	walk    *walk
	keys    *keys
	entries *entryReader // of this run: what is settled already is not sent again
	past    *past        // nil but for a retry
	kin     *kin
	schema  *schema.Schema
	given   map[ledger.Key]bool // keys that unchanged rows of a results file have on this pass
}

// upTo returns a produce that ends after a number of jobs, 0 for all that are left. The next one goes
// on where it ended.
func (p *producer) upTo(most int) produce {
	return func(ctx context.Context, add func(*job) error) error {
		most := most
		counted := func(j *job) error {
			most--
			return add(j)
		}
		for unlimited := most == 0; unlimited || most > 0; {
			size := admitSize
			if !unlimited {
				size = min(size, most)
			}
			batch, more, err := p.batch(ctx, size)
			if err != nil {
				return err
			}
			if err := p.d.admit(ctx, batch, counted); err != nil {
				return err
			}
			if !more {
				return nil
			}
		}
		return nil
	}
}

// batch collects the next jobs, and reports whether there may be more.
func (p *producer) batch(ctx context.Context, size int) ([]*job, bool, error) {
	jobs := make([]*job, 0, size)
	for len(jobs) < size {
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		if !p.walk.next() {
			return jobs, false, p.walk.err()
		}
		j, err := p.job(ctx, &p.walk.line)
		if err != nil {
			return nil, false, err
		}
		if j != nil {
			jobs = append(jobs, j)
		}
	}
	return jobs, true, nil
}

// job makes a line's job, or none where nothing is to be sent for it or it is kept for a look-up.
func (p *producer) job(ctx context.Context, l *line) (*job, error) {
	switch l.plan {
	case invalid:
		p.d.tally.add(row.Invalid)
		return nil, nil
	case leave:
		p.d.tally.add(row.NotRun)
		return nil, nil
	case carry:
		p.d.tally.add(l.before.Status)
		return nil, nil
	}
	if heir, taken, err := p.kin.taken(ctx, p.d.run.ID, l.label); err != nil || taken {
		// A retry of this run's results has gone on with the row, perhaps with other values.
		p.d.tally.add(heir.Outcome.Status)
		return nil, err
	}
	j := p.newJob(ctx, l)
	entry, known, err := p.entries.get(ctx, l.label)
	if err != nil {
		return nil, err
	}
	if known && final(entry) {
		p.d.tally.add(entry.Outcome.Status)
		return nil, nil
	}
	if p.past != nil && !known {
		return p.past.settleFirst(ctx, p.d, l, j)
	}
	if known && entry.Doubt && entry.Key != j.key {
		return p.d.otherKeyFirst(ctx, j, entry.Key)
	}
	return j, nil
}

// newJob makes a row's job with its key: the one that it had before if it is unchanged, unless a copy of
// it has taken that already.
func (p *producer) newJob(ctx context.Context, l *line) *job {
	body := p.d.target.Body(l.record)
	j := &job{
		label: l.label, hash: hashOf(body), body: body, id: l.record.Text(p.schema.Identity()),
	}
	if l.before != nil && l.before.Status == "" {
		j.asNew, j.seenIn = true, l.before.RunID
	}
	prefix, byID := family(p.schema, l.record, j.hash)
	j.family = prefix
	if own := p.past.key(ctx, l, j.hash); own != "" && !p.given[own] {
		p.given[own] = true
		j.key = own
		return j
	}
	j.key = p.keys.within(prefix, byID, j.hash)
	return j
}

// final reports whether an entry needs nothing more when its run goes on. A row that could not be
// sent is sent again; a row that the target refused is not.
func final(e ledger.Entry) bool {
	switch e.Outcome.Status {
	case row.Created, row.Exists:
		return !e.Doubt
	case row.Failed:
		return !couldNotBeSent(e.Outcome.Code)
	default:
		return false
	}
}

// couldNotBeSent reports whether a code tells of the way to the target rather than of the row.
func couldNotBeSent(code row.Code) bool {
	switch code {
	case row.NetRefused, row.NetDNS, row.NetConnect, row.NetNotSent, row.NetTLS, row.NetRedirect,
		row.AuthRefused, row.AuthForbidden, row.AuthSignIn, row.APIThrottled, row.APIServer, row.APIStopped:
		return true
	default:
		return false
	}
}
