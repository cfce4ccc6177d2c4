package importer

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"posimport/importer/codes"
	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/target"
)

// delivery sends what a plan found valid: windows of intents go ahead of the workers into the
// ledger, outcomes follow in groups.
type delivery struct {
	run     ledger.Run
	shape   Shape
	target  target.Target
	client  *target.Client
	ledger  ledger.Ledger
	gate    *gate
	limiter *rate.Limiter
	budget  *budget
	breaker *breaker
	clock   *clock
	// elsewhere is when the run began whose results came from another computer; zero where none did.
	elsewhere time.Time
	taken     map[string]bool // positions that rows have of which the ledger knows nothing
	tally     *Tally
	words     *codes.Words

	stopOnce sync.Once
	stopped  chan struct{} // closed when nothing new may be sent
	stopErr  error         // why; nil for a wish of the person's

	jobs    chan *job
	entries chan ledger.Entry

	mu      sync.Mutex
	before  baselines
	counted map[ledger.Key]bool // claims of runs with --no-history that count for a row of this run
	doubts  []*job              // what has to be looked up before anything else
}

// job is one row on its way: what is sent for it, or was sent and is in doubt.
type job struct {
	label    int
	key      ledger.Key
	hash     ledger.Hash
	body     []byte
	doubt    doubt
	asNew    bool       // a person put the row in by hand, or emptied its status
	seenIn   string     // the run whose results the person saw; empty for a new row
	family   ledger.Key // what the keys of all rows that ask for the same have in common
	id       string     // the external id; empty where there is none
	foreign  bool       // a position stands for the key that no body of ours explains
	next     *job       // what to send once this body is surely absent; nil for the same again
	attempts int        // requests that were begun, in earlier runs too
	sends    int        // requests that were begun in this run
	http     int        // the HTTP status of the answer that left the doubt; 0 for none
	first    since      // when the first attempt that is in doubt was begun
	firstRun string     // the run that made it; empty where it is not known
	due      time.Time  // when a late request has settled, for a look-up; by the monotonic clock
}

// released returns the job as it is to be sent after a look-up showed that it is absent.
func (j *job) released() *job {
	j.doubt = noDoubt
	if j.next == nil {
		return j
	}
	j.next.attempts, j.next.sends = j.attempts, j.sends
	return j.next
}

// windowPerWorker is how far intents go ahead of the requests: enough that a sync never idles the
// workers, little enough that a crash leaves little in doubt.
const windowPerWorker = 4

func newDelivery(run ledger.Run, shape Shape, t target.Target, client *target.Client, led ledger.Ledger, tally *Tally, clock *clock) *delivery {
	limit := rate.Inf
	if shape.Rate > 0 {
		limit = rate.Limit(shape.Rate)
	}
	return &delivery{
		run: run, shape: shape, target: t, client: client, ledger: led, tally: tally,
		gate: newGate(shape.Workers), limiter: rate.NewLimiter(limit, 1), budget: newBudget(),
		breaker: newBreaker(shape.Workers), clock: clock, words: codes.For(shape.Lang), stopped: make(chan struct{}),
		before: baselines{}, counted: map[ledger.Key]bool{},
	}
}

// stop lets nothing new be sent. The first reason stays.
func (d *delivery) stop(why error) {
	d.stopOnce.Do(func() {
		d.stopErr = why
		close(d.stopped)
	})
}

func (d *delivery) isStopped() bool {
	select {
	case <-d.stopped:
		return true
	default:
		return false
	}
}

// stopReason is why the target ended the run; nil where it did not.
func (d *delivery) stopReason() *StopError {
	if !d.isStopped() { // which is also what makes stopErr safe to read
		return nil
	}
	var stop *StopError
	errors.As(d.stopErr, &stop)
	return stop
}

// produce is what hands jobs over: it calls add for each, in order, and returns an error of the
// source or the ledger.
type produce func(ctx context.Context, add func(*job) error) error

// deliver runs jobs through the workers until the producer has no more or the run is stopped. The
// context's end is a person's wish to stop: what is in flight finishes.
func (d *delivery) deliver(ctx context.Context, from produce) error {
	pause, done := d.pausing(ctx)
	defer done()
	d.jobs = make(chan *job, windowPerWorker*d.shape.Workers)
	d.entries = make(chan ledger.Entry, windowPerWorker*d.shape.Workers)

	var recorder errgroup.Group
	recorder.Go(d.record)
	var workers errgroup.Group
	for range d.shape.Workers {
		workers.Go(func() error {
			for j := range d.jobs {
				d.perform(pause, j)
			}
			return nil
		})
	}
	err := d.feed(pause, from)
	close(d.jobs)
	// A worker returns no error: a row's failure is data, and must not stop its siblings.
	_ = workers.Wait()
	close(d.entries)
	return together(err, recorder.Wait())
}

// pausing returns a context that ends when the run is to stop, for whatever reason.
func (d *delivery) pausing(ctx context.Context) (context.Context, func()) {
	pause, cancel := context.WithCancel(ctx)
	unhook := context.AfterFunc(ctx, func() { d.stop(nil) })
	finished := make(chan struct{})
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		select {
		case <-d.stopped:
		case <-finished:
		}
		cancel()
	}()
	return pause, func() {
		close(finished)
		<-gone
		unhook()
	}
}

// feed takes jobs from the producer in windows, makes their intents durable and hands them over.
func (d *delivery) feed(ctx context.Context, from produce) error {
	window := make([]*job, 0, windowPerWorker*d.shape.Workers)
	flush := func() error {
		if len(window) == 0 {
			return nil
		}
		err := d.open(ctx, window)
		window = window[:0]
		return err
	}
	err := from(ctx, func(j *job) error {
		window = append(window, j)
		if len(window) < cap(window) {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		d.stop(nil) // pausing may be about to say so, too: the first reason stays
		return nil
	}
	if err != nil {
		d.stop(err)
	}
	return err
}

// open makes a window's intents durable, then hands its jobs to the workers.
func (d *delivery) open(ctx context.Context, window []*job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := d.intend(ctx, window)
	if errors.Is(err, ledger.ErrMade) {
		// A row before it, with the same key, was created between the look at the ledger and now.
		if window, err = d.withoutMade(ctx, window); err == nil {
			err = d.intend(ctx, window)
		}
	}
	if err != nil {
		return err
	}
	for _, j := range window {
		// Every job is handed over even when the run is to stop: the worker gives its intent back.
		d.jobs <- j
	}
	return nil
}

// withoutMade notes the jobs of a window whose position exists by now, and returns the others.
func (d *delivery) withoutMade(ctx context.Context, window []*job) ([]*job, error) {
	var left []*job
	err := d.admit(ctx, window, func(j *job) error {
		left = append(left, j)
		return nil
	})
	return left, err
}

// intend makes a window's intents durable.
func (d *delivery) intend(ctx context.Context, window []*job) error {
	floor := d.clock.floor()
	intents := make([]ledger.Intent, len(window))
	for i, j := range window {
		intents[i] = ledger.Intent{Row: j.label, Key: j.key, Body: j.body, Attempt: j.attempts + 1, Time: floor}
		if j.doubt == noDoubt {
			j.first, j.firstRun = since{time: floor}, d.run.ID
		}
	}
	return d.ledger.Intend(ctx, d.run.ID, intents)
}

const (
	groupMost = 256
	groupWait = 50 * time.Millisecond
)

// record writes outcomes in groups: as they come, but not one by one, and at the latest after
// groupWait. After a failure nothing new is sent, and what still comes in stays in doubt.
func (d *delivery) record() error {
	var failed error
	group := make([]ledger.Entry, 0, groupMost)
	for entry := range d.entries {
		group = d.gather(append(group[:0], entry))
		if failed != nil {
			continue
		}
		if failed = d.ledger.Settle(context.Background(), d.run.ID, group); failed != nil {
			d.stop(failed)
		}
	}
	return failed
}

func (d *delivery) gather(group []ledger.Entry) []ledger.Entry {
	timer := time.NewTimer(groupWait)
	defer timer.Stop()
	for len(group) < groupMost {
		select {
		case entry, ok := <-d.entries:
			if !ok {
				return group
			}
			group = append(group, entry)
		case <-timer.C:
			return group
		}
	}
	return group
}

// note hands a row's outcome to the recorder and counts it.
func (d *delivery) note(j *job, before row.Status, out row.Outcome) {
	out.Attempts, out.RunID = j.attempts, d.run.ID
	out.Time = d.clock.now()
	d.tally.move(before, out.Status)
	d.entries <- ledger.Entry{
		Row: j.label, Key: j.key, Hash: j.hash, Outcome: out, Doubt: out.Status == row.Unknown, Foreign: j.foreign,
	}
}

// currentRun is the run with what was learnt meanwhile.
func (d *delivery) currentRun() ledger.Run {
	run := d.run
	if learnt := d.clock.encode(); learnt != nil {
		run.Clock = learnt
	}
	return run
}
