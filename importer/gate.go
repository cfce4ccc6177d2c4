package importer

import (
	"context"
	"sync"
	"time"
)

// gate lets requests through: as many at once as the target bears, and none while it has asked for a
// pause. It halves the number when the target says that it is too much, and raises it by one for each
// full round of successes (additive increase, multiplicative decrease, as in RFC 5681).
type gate struct {
	mu       sync.Mutex
	most     int     // never more than this in flight
	limit    float64 // in flight now, at the most
	inFlight int
	until    time.Time // nothing new before
	lowered  time.Time // when limit was last halved
	waiting  []chan struct{}
	timer    *time.Timer
}

// onceWithin keeps the answers to one burst from halving the limit more than once.
const onceWithin = time.Second

func newGate(most int) *gate {
	return &gate{most: most, limit: float64(most)}
}

// enter waits for a place. The error is the context's.
func (g *gate) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	g.mu.Lock()
	if len(g.waiting) == 0 && g.open() {
		g.inFlight++
		g.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	g.waiting = append(g.waiting, turn)
	g.admit()
	g.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		g.giveUp(turn)
		return ctx.Err()
	}
}

// giveUp takes a waiter out of the line, or hands on the place that it was given meanwhile.
func (g *gate) giveUp(turn chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, other := range g.waiting {
		if other == turn {
			g.waiting = append(g.waiting[:i], g.waiting[i+1:]...)
			return
		}
	}
	g.inFlight--
	g.admit()
}

// leave gives the place back after a request that went well, or badly for a reason of its own.
func (g *gate) leave(well bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inFlight--
	if well && g.limit < float64(g.most) {
		g.limit = min(float64(g.most), g.limit+1/g.limit)
	}
	g.admit()
}

// leaveBusy gives the place back after the target said that it is too much: nothing new for a pause,
// and fewer at once from then on.
func (g *gate) leaveBusy(pause time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inFlight--
	now := time.Now()
	if until := now.Add(pause); until.After(g.until) {
		g.until = until
	}
	if now.Sub(g.lowered) >= onceWithin {
		g.limit = max(1, g.limit/2)
		g.lowered = now
	}
	g.admit()
}

func (g *gate) open() bool {
	return g.inFlight < int(g.limit) && !time.Now().Before(g.until)
}

// admit lets in who may enter now; the caller holds the lock.
func (g *gate) admit() {
	for len(g.waiting) > 0 && g.open() {
		g.inFlight++
		close(g.waiting[0])
		g.waiting = g.waiting[1:]
	}
	if len(g.waiting) == 0 {
		return
	}
	if wait := time.Until(g.until); wait > 0 {
		if g.timer != nil {
			g.timer.Stop()
		}
		g.timer = time.AfterFunc(wait, func() {
			g.mu.Lock()
			defer g.mu.Unlock()
			g.admit()
		})
	}
}

// pausedUntil returns when something new may be begun again, after the target has asked for a pause.
func (g *gate) pausedUntil() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.until
}

// atOnce returns how many may be in flight now.
func (g *gate) atOnce() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return int(g.limit)
}

// close stops the timer; nobody may be waiting any more.
func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.timer != nil {
		g.timer.Stop()
	}
}
