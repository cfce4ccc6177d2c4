package importer

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestBackoffBounds(t *testing.T) {
	const draws = 2000
	for attempt := 1; attempt <= 100; attempt++ {
		bound := longest
		if attempt < 8 {
			bound = min(longest, firstWait<<(attempt-1))
		}
		var low, high int
		for range draws {
			wait := backoff(attempt)
			if wait <= 0 || wait > bound+time.Millisecond {
				t.Fatalf("attempt %d: %v, want at most %v", attempt, wait, bound)
			}
			if wait < bound/4 {
				low++
			}
			if wait > bound*3/4 {
				high++
			}
		}
		// Full jitter: a quarter of the draws in each quarter.
		if low < draws/8 || high < draws/8 {
			t.Errorf("attempt %d: %d of %d in the lowest quarter, %d in the highest", attempt, low, draws, high)
		}
	}
}

func TestPauseFor(t *testing.T) {
	for asked, want := range map[time.Duration]time.Duration{
		time.Second: time.Second, longestPause: longestPause, longestPause + 1: longestPause, 24 * time.Hour: longestPause,
	} {
		if got := pauseFor(asked, 3); got != want {
			t.Errorf("asked for %v: %v, want %v", asked, got, want)
		}
	}
	for times := range 40 {
		if got := pauseFor(0, times); got <= 0 || got > longest+time.Millisecond {
			t.Errorf("nothing asked for, %d. time: %v", times, got)
		}
	}
}

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		if err := sleep(t.Context(), 3*time.Second); err != nil || time.Since(begun) != 3*time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begun = time.Now()
		if err := sleep(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		if err := sleep(ctx, 0); err == nil {
			t.Error("no error of a context that has ended")
		}
	})
}

func TestBudget(t *testing.T) {
	b := newBudget()
	spent := func() (n int) {
		for b.spend() {
			n++
		}
		return n
	}
	if got := spent(); got != firstBudget {
		t.Errorf("%d retries to begin with, want %d", got, firstBudget)
	}
	b.earn()
	if b.spend() {
		t.Error("half an answer's worth was spent")
	}
	b.earn()
	if got := spent(); got != 1 {
		t.Errorf("two answers earn %d retries, want 1", got)
	}
	for range 3 * mostBudget {
		b.earn()
	}
	if got := spent(); got != mostBudget {
		t.Errorf("%d retries saved up, want %d", got, mostBudget)
	}
}
