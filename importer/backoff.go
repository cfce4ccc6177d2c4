package importer

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// The waits between attempts: full jitter over an exponentially growing bound.
const (
	firstWait = 500 * time.Millisecond
	longest   = 30 * time.Second
	// longestPause bounds what a Retry-After may ask for; a target that wants more is asked again.
	longestPause = 5 * time.Minute
	// mostThrottled is how often one row is sent again after a 429, which costs no attempt.
	mostThrottled = 20
)

// backoff returns the wait before the attempt that follows the given one.
func backoff(attempt int) time.Duration {
	bound := min(longest, firstWait<<min(attempt-1, 10))
	return rand.N(bound) + time.Millisecond
}

// pauseFor returns how long all workers wait after a 429 or 503.
func pauseFor(asked time.Duration, times int) time.Duration {
	if asked > 0 {
		return min(asked, longestPause)
	}
	return backoff(times + 1)
}

// sleep waits, or returns the context's error.
func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// budget bounds the attempts that a run makes beyond the first of each row, so that a target in
// trouble is not sent several times the load. Each answer earns half a retry.
type budget struct {
	mu   sync.Mutex
	left float64
}

const (
	firstBudget = 200
	mostBudget  = 1000
	earned      = 0.5
)

func newBudget() *budget { return &budget{left: firstBudget} }

func (b *budget) earn() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left = min(mostBudget, b.left+earned)
}

func (b *budget) spend() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.left < 1 {
		return false
	}
	b.left--
	return true
}
