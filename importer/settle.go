package importer

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"posimport/importer/codes"
	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/target"
)

// settle looks up what is in doubt once it can no longer change, and sends again what is surely
// absent, until nothing is left or the run is stopped. What is left then stays UNKNOWN.
func (d *delivery) settle(ctx context.Context) error {
	finder, ok := d.target.(target.Finder)
	if !ok {
		return nil
	}
	pause, done := d.pausing(ctx)
	defer done()
	for !d.isStopped() {
		batch := d.dueFirst()
		if len(batch) == 0 {
			return nil
		}
		if err := d.waitFor(pause, batch); err != nil {
			return nil // stopped: the ledger keeps the doubt, and a resume goes on with it
		}
		absent, err := d.decide(pause, finder, batch)
		if err != nil {
			return err
		}
		err = d.deliver(ctx, func(ctx context.Context, add func(*job) error) error {
			return d.admitAll(ctx, absent, add)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// dueFirst takes every job in doubt, to be looked up when the last of them is due: one wait for all.
func (d *delivery) dueFirst() []*job {
	d.mu.Lock()
	defer d.mu.Unlock()
	batch := d.doubts
	d.doubts = nil
	return batch
}

func (d *delivery) waitFor(ctx context.Context, batch []*job) error {
	var until time.Time
	for _, j := range batch {
		if j.due.After(until) {
			until = j.due
		}
	}
	// A clock that was set back must not make anybody wait longer than the settle time.
	wait := min(time.Until(until), d.shape.Settle)
	d.tally.turn(Settling, time.Now().Add(wait))
	err := sleep(ctx, max(0, wait))
	d.tally.turn(Looking, time.Time{})
	return err
}

// group is the jobs in doubt that asked for the very same position: they cannot be told apart, and
// need not be.
type group struct {
	body  []byte
	jobs  []*job
	first since      // when the earliest attempt in doubt was begun
	run   string     // the run that made all of their first attempts; empty where several did
	looks [2]finding // the last two
	times int        // how often it was looked up
}

// agreed reports whether the last two look-ups told the same.
func (g *group) agreed() bool { return g.times > 1 && g.looks[0].equal(g.looks[1]) }

// finding is what one look-up told.
type finding struct {
	ours    []target.Position // new since the first attempt, and no other row's
	unclear []target.Position // equal ones of which it cannot be told
	err     error
}

func (f finding) equal(other finding) bool {
	if f.err != nil || other.err != nil || len(f.unclear) != len(other.unclear) || len(f.ours) != len(other.ours) {
		return false
	}
	for i := range f.ours {
		if f.ours[i].ID != other.ours[i].ID {
			return false
		}
	}
	return true
}

func (d *delivery) groups(batch []*job) []*group {
	byBody := map[string]*group{}
	var all []*group
	for _, j := range batch {
		g := byBody[string(j.body)]
		if g == nil {
			g = &group{body: j.body, first: j.first, run: j.firstRun}
			byBody[string(j.body)] = g
			all = append(all, g)
		}
		g.jobs = append(g.jobs, j)
		g.first = g.first.or(j.first)
		if g.run != j.firstRun {
			g.run = ""
		}
	}
	return all
}

// mostLooks is how often a group is looked up until two looks in a row agree.
const mostLooks = 5

// decide looks each group up until two looks agree, notes what is known, and returns the jobs that
// are surely absent.
func (d *delivery) decide(ctx context.Context, finder target.Finder, batch []*job) ([]*job, error) {
	groups := d.groups(batch)
	open := groups
	for look := 0; look < mostLooks && len(open) > 0; look++ {
		if look > 0 && sleep(ctx, d.betweenLooks()) != nil {
			break
		}
		d.lookAll(ctx, finder, open)
		if look > 0 {
			open = disagreeing(open)
		}
	}
	var absent []*job
	var entries []ledger.Entry
	given := map[string]bool{}
	for _, g := range groups {
		again, known := d.conclude(g, given)
		absent, entries = append(absent, again...), append(entries, known...)
	}
	if len(entries) > 0 {
		// Written before anything is sent again: an entry that frees a key must not overtake the next
		// intent for it.
		if err := d.ledger.Settle(context.WithoutCancel(ctx), d.run.ID, entries); err != nil {
			d.stop(err)
			return nil, err
		}
	}
	return absent, nil
}

func (d *delivery) betweenLooks() time.Duration {
	return max(100*time.Millisecond, min(2*time.Second, d.shape.Settle/4))
}

// sortPositions orders positions by the time that they came to be, then by id: two looks at the same
// ones agree.
func sortPositions(all []target.Position) {
	slices.SortFunc(all, func(a, b target.Position) int {
		return cmp.Or(a.Created.Compare(b.Created), strings.Compare(a.ID, b.ID))
	})
}

func disagreeing(groups []*group) []*group {
	var open []*group
	for _, g := range groups {
		if !g.agreed() {
			open = append(open, g)
		}
	}
	return open
}

func (d *delivery) lookAll(ctx context.Context, finder target.Finder, groups []*group) {
	for i, found := range d.find(ctx, finder, groups) {
		one := groups[i]
		one.looks[0], one.looks[1] = one.looks[1], d.finding(found, one)
		one.times++
	}
	d.leaveClaimed(ctx, groups)
}

// finding is the positions that equal what was sent, without those that were there before.
func (d *delivery) finding(found target.Found, g *group) finding {
	if found.Err != nil {
		return finding{err: found.Err}
	}
	before, err := d.baseline(g.run)
	if err != nil {
		return finding{err: err}
	}
	var f finding
	for _, p := range found.Positions {
		switch d.ageOf(p, g, before) {
		case newer:
			f.ours = append(f.ours, p)
		case unclear:
			f.unclear = append(f.unclear, p)
		}
	}
	sortPositions(f.ours)
	return f
}

// leaveClaimed takes the positions that other rows have out of what was just found. Any row of the
// account may have them: a target may take two bodies for the same position, such as one that names
// the same groups in another order.
func (d *delivery) leaveClaimed(ctx context.Context, groups []*group) {
	found := map[string]bool{} // id → some row has it
	for _, g := range groups {
		for _, p := range slices.Concat(g.looks[1].ours, g.looks[1].unclear) {
			found[p.ID] = d.taken[p.ID]
		}
	}
	if len(found) == 0 {
		return
	}
	err := d.ledger.Family(ctx, "", func(c ledger.Claim) bool {
		if _, ok := found[c.RecordID]; ok && c.State == ledger.Made {
			found[c.RecordID] = true
		}
		return true
	})
	claimed := func(p target.Position) bool { return found[p.ID] }
	for _, g := range groups {
		f := &g.looks[1]
		if err != nil {
			*f = finding{err: err}
		}
		f.ours, f.unclear = slices.DeleteFunc(f.ours, claimed), slices.DeleteFunc(f.unclear, claimed)
	}
}

func (d *delivery) baseline(run string) (baseline, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.before.of(d.ledger, run)
}

// ageOf says whether a position was there before the attempts of a group: by what the account held
// then, where that is known, else by the target's clock.
func (d *delivery) ageOf(p target.Position, g *group, before baseline) age {
	switch {
	case before == nil:
		return d.clock.age(p.Created, g.first)
	case before[p.ID]:
		return older
	default:
		return newer
	}
}

// conclude turns two looks into outcomes: of m rows in doubt and k positions found, k are created,
// and the rest are absent where nothing is unclear. given holds the positions that groups before this
// one were given, and gets this one's.
func (d *delivery) conclude(g *group, given map[string]bool) (absent []*job, entries []ledger.Entry) {
	f := g.looks[1]
	ours := slices.DeleteFunc(slices.Clone(f.ours), func(p target.Position) bool { return given[p.ID] })
	for i, j := range g.jobs {
		switch {
		case g.agreed() && i < len(ours):
			given[ours[i].ID] = true
			entries = append(entries, d.found(j, ours[i]))
		case g.agreed() && len(f.unclear) == 0 && j.first.guessed:
			// Sent from another computer, and perhaps edited since: that nothing has the row's present
			// values does not say that nothing has those that were sent.
			entries = append(entries, d.entry(j, row.Outcome{Status: row.Unknown, Code: row.APIDoubt, Message: d.words.Say(codes.SentElsewhere)}))
		case g.agreed() && len(f.unclear) == 0:
			// FAILED frees the key, and this code has the row sent again also after a crash.
			entries = append(entries, d.entry(j, row.Outcome{
				Status: row.Failed, Code: row.APIServer, HTTPStatus: j.http,
				Message: d.words.Say(codes.SurelyAbsent, max(1, j.attempts)),
			}))
			if j.sends < d.shape.MaxAttempts {
				d.tally.move(row.Unknown, "")
				absent = append(absent, j.released())
			} else {
				d.tally.move(row.Unknown, row.Failed)
			}
		default:
			entries = append(entries, d.entry(j, row.Outcome{Status: row.Unknown, Code: row.APIDoubt, Message: d.undecided(g)}))
		}
	}
	return absent, entries
}

func (d *delivery) found(j *job, p target.Position) ledger.Entry {
	d.tally.move(row.Unknown, row.Created)
	out := row.Outcome{Status: row.Created, RecordID: p.ID, Message: d.words.Say(codes.FoundByLooking)}
	if j.next != nil {
		out.Message += " " + d.words.Say(codes.ChangedSince)
	}
	return d.entry(j, out)
}

func (d *delivery) entry(j *job, out row.Outcome) ledger.Entry {
	out.Attempts, out.RunID, out.Time = j.attempts, d.run.ID, d.clock.now()
	return ledger.Entry{Row: j.label, Key: j.key, Hash: j.hash, Outcome: out, Doubt: out.Status == row.Unknown}
}

func (d *delivery) undecided(g *group) string {
	f := g.looks[1]
	switch {
	case g.times < 2: // the run was stopped
		return d.words.Say(codes.StoppedInDoubt)
	case f.err != nil:
		return d.words.Say(codes.CannotLookUp, f.err)
	case len(f.unclear) > 0:
		return d.words.Say(codes.CannotTell, len(f.unclear))
	default:
		return d.words.Say(codes.LooksDisagree)
	}
}
