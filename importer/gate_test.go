package importer

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// enterAll takes n places.
func enterAll(t *testing.T, g *gate, n int) {
	t.Helper()
	for range n {
		if err := g.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestGateBoundsWhatIsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const most, requests = 4, 21
		g := newGate(most)
		var inside, peak atomic.Int32
		var all sync.WaitGroup
		begun := time.Now()
		for range requests {
			all.Go(func() {
				if err := g.enter(t.Context()); err != nil {
					t.Error(err)
				}
				if now := inside.Add(1); now > peak.Load() {
					peak.Store(now)
				}
				time.Sleep(time.Second)
				inside.Add(-1)
				g.leave(true)
			})
		}
		all.Wait()
		g.close()
		if peak.Load() != most {
			t.Errorf("%d in flight, want %d", peak.Load(), most)
		}
		if took := time.Since(begun); took != 6*time.Second {
			t.Errorf("took %v: places stayed empty", took)
		}
	})
}

func TestGateHalvesOnceForABurst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(16)
		defer g.close()
		for want := range []int{8, 4, 2, 1, 1, 1} {
			want = max(1, 8>>want)
			now := g.atOnce()
			enterAll(t, g, now)
			for range now {
				g.leaveBusy(0)
			}
			if got := g.atOnce(); got != want {
				t.Fatalf("%d at once after a burst at %d, want %d", got, now, want)
			}
			time.Sleep(onceWithin)
		}
	})
}

func TestGateRaisesByOneARound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(8)
		defer g.close()
		enterAll(t, g, 8)
		g.leaveBusy(0)
		for range 7 {
			g.leave(false)
		}
		// From 4 to 8 in rounds of 4, 5, 6 and 7 successes, and a little more for what is rounded down.
		const rounds = 4 + 5 + 6 + 7
		successes := 0
		for last := 4; last < 8; successes++ {
			enterAll(t, g, 1)
			g.leave(true)
			now := g.atOnce()
			if now > last+1 || now < last {
				t.Fatalf("%d at once after %d", now, last)
			}
			last = now
		}
		if successes < rounds-2 || successes > rounds+4 {
			t.Errorf("%d successes raise the number from 4 to 8, want about %d", successes, rounds)
		}
		for range 100 {
			enterAll(t, g, 1)
			g.leave(true)
		}
		if got := g.atOnce(); got != 8 {
			t.Errorf("%d at once after many successes, want the 8 that were asked for", got)
		}
	})
}

func TestGateFailuresDoNotRaise(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(8)
		defer g.close()
		enterAll(t, g, 1)
		g.leaveBusy(0)
		for range 50 {
			enterAll(t, g, 1)
			g.leave(false)
		}
		if got := g.atOnce(); got != 4 {
			t.Errorf("%d at once after failures only, want 4", got)
		}
	})
}

func TestGatePauseHoldsEveryoneBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(8)
		defer g.close()
		begun := time.Now()
		enterAll(t, g, 3)
		var entered sync.WaitGroup
		wait := func(want time.Duration) {
			entered.Go(func() {
				if err := g.enter(t.Context()); err != nil {
					t.Error(err)
				}
				if got := time.Since(begun); got != want {
					t.Errorf("entered after %v, want %v", got, want)
				}
				g.leave(true)
			})
		}
		g.leaveBusy(10 * time.Second)
		wait(30 * time.Second)
		time.Sleep(2 * time.Second)
		g.leaveBusy(28 * time.Second) // longer, while one waits already
		wait(30 * time.Second)
		time.Sleep(time.Second)
		g.leaveBusy(time.Second) // shorter: changes nothing
		wait(30 * time.Second)
		entered.Wait()
		enterAll(t, g, 1)
		if got := time.Since(begun); got != 30*time.Second {
			t.Errorf("entered after %v although the pause was over", got)
		}
		g.leave(true)
	})
}

// TestGatePlacesThatComeBackInAPause: what ends during a pause lets nobody in.
func TestGatePlacesThatComeBackInAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(2)
		defer g.close()
		enterAll(t, g, 2)
		g.leaveBusy(5 * time.Second)
		begun := time.Now()
		entered := make(chan time.Duration, 1)
		go func() {
			if err := g.enter(t.Context()); err != nil {
				t.Error(err)
			}
			entered <- time.Since(begun)
		}()
		time.Sleep(time.Second)
		g.leave(true)
		if got := <-entered; got != 5*time.Second {
			t.Errorf("entered after %v, want 5s", got)
		}
		g.leave(true)
	})
}

func TestGateCancelLosesNoPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1)
		defer g.close()
		enterAll(t, g, 1)
		ctx, cancel := context.WithCancel(t.Context())
		first := make(chan error, 1)
		go func() { first <- g.enter(ctx) }()
		synctest.Wait()
		second := make(chan error, 1)
		go func() { second <- g.enter(t.Context()) }()
		synctest.Wait()
		cancel()
		if err := <-first; !errors.Is(err, context.Canceled) {
			t.Errorf("the cancelled one got %v", err)
		}
		g.leave(true)
		if err := <-second; err != nil {
			t.Error(err)
		}
		g.leave(true)
		enterAll(t, g, 1)
		g.leave(true)
		if err := g.enter(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("a context that has ended is let in: %v", err)
		}
		if g.inFlight != 0 || len(g.waiting) != 0 {
			t.Errorf("%d in flight, %d waiting, want none", g.inFlight, len(g.waiting))
		}
	})
}

// TestGateCancelWhileGivenAPlace lets places come back and waiters give up at the same moment, over
// and over: a place that was given to somebody who left goes to the next one.
func TestGateCancelWhileGivenAPlace(t *testing.T) {
	const rounds, waiters = 200, 8
	for range rounds {
		g := newGate(2)
		ctx, cancel := context.WithCancel(t.Context())
		enterAll(t, g, 2)
		var all sync.WaitGroup
		for i := range waiters {
			all.Go(func() {
				its := t.Context()
				if i%2 == 0 {
					its = ctx
				}
				if g.enter(its) == nil {
					g.leave(true)
				}
			})
		}
		go cancel()
		g.leave(true)
		g.leave(false)
		all.Wait()
		if g.inFlight != 0 || len(g.waiting) != 0 {
			t.Fatalf("%d in flight, %d waiting, want none", g.inFlight, len(g.waiting))
		}
		g.close()
		cancel()
	}
}

// TestGateCloseStopsTheTimer: nothing of a gate stays behind that was closed in a pause. A timer
// would let the waiter in.
func TestGateCloseStopsTheTimer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1)
		enterAll(t, g, 1)
		g.leaveBusy(time.Minute)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- g.enter(ctx) }()
		synctest.Wait()
		g.close()
		time.Sleep(time.Hour)
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the timer went on after close: %v", err)
		}
	})
}
