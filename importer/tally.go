package importer

import (
	"sync"
	"time"

	"posimport/importer/row"
)

// Tally counts a run's rows as it goes. Its methods may be called from several goroutines.
type Tally struct {
	mu      sync.Mutex
	total   int
	counts  row.Counts
	started time.Time
	phase   Phase
	until   time.Time
	held    time.Time // until then the target has asked to wait
	begun   int       // requests, over all phases
}

// Phase is what a run is doing.
type Phase string

// The phases of a run.
const (
	Checking   Phase = "checking"
	Sending    Phase = "sending"
	Settling   Phase = "settling" // waiting until requests without an answer have settled
	Looking    Phase = "looking up"
	WritingOut Phase = "writing results"
)

// Progress is a moment of a run.
type Progress struct {
	Phase   Phase
	Total   int // rows that the phase goes through; 0 where it is not known yet
	Done    int // of them
	Counts  map[row.Status]int
	Elapsed time.Duration // since the phase began
	Wait    time.Duration // how long Settling still takes
	Held    time.Duration // how long the target has asked to wait before anything new; 0 where it has not
}

// Progress returns the present moment.
func (t *Tally) Progress() Progress {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := Progress{Phase: t.phase, Total: t.total, Counts: t.counts.Map()}
	for _, n := range p.Counts {
		p.Done += n
	}
	if !t.started.IsZero() {
		p.Elapsed = time.Since(t.started)
	}
	if !t.until.IsZero() {
		p.Wait = max(0, time.Until(t.until))
	}
	if !t.held.IsZero() {
		p.Held = max(0, time.Until(t.held))
	}
	return p
}

// request counts a request that is begun.
func (t *Tally) request() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.begun++
}

// Requests returns how many requests to create were begun.
func (t *Tally) Requests() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.begun
}

// begin starts a phase with its own count.
func (t *Tally) begin(phase Phase, total int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.phase, t.total, t.counts = phase, total, row.Counts{}
	t.started, t.until = time.Now(), time.Time{}
}

// hold notes until when the target has asked to wait, in this phase and those that follow.
func (t *Tally) hold(until time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.held = until
}

// turn changes the phase and keeps the counts.
func (t *Tally) turn(phase Phase, until time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.phase, t.until = phase, until
}

func (t *Tally) add(status row.Status) { t.move("", status) }

// tallyRows is how often a pass over the rows tells the tally: millions of rows a second need not ask for
// its lock.
const tallyRows = 64

// set puts the counts of a phase in place of those that it had.
func (t *Tally) set(counts row.Counts) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts = counts
}

// move counts a row under a new status, and no longer under the one that it had; an empty status is
// none.
func (t *Tally) move(from, to row.Status) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts.Add(from, -1)
	t.counts.Add(to, 1)
}
