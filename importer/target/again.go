package target

import (
	"context"
	"math/rand/v2"
	"time"
)

const (
	maxTries   = 4
	firstPause = 500 * time.Millisecond
	maxPause   = 30 * time.Second // also for what a server asks for
)

// try is one attempt at what has no effect on the target.
type try struct {
	err   error
	again bool          // it is worth trying once more
	after time.Duration // what the server asked for; 0 where it did not
}

// again makes an attempt up to four times, as long as it is worth it, with full-jitter pauses of 0.5,
// 1 and 2 seconds at most, or what the server asks for, up to 30 seconds. It returns the last error.
func again(ctx context.Context, attempt func() try) error {
	pause := firstPause
	for n := 1; ; n++ {
		last := attempt()
		if last.err == nil || !last.again || n == maxTries {
			return last.err
		}
		wait := min(last.after, maxPause)
		if wait == 0 {
			wait = rand.N(pause)
		}
		pause *= 2
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return last.err
		}
	}
}

// passing reports whether a status may be another one a moment later.
func passing(status int) bool {
	return status == 408 || status == 429 || status >= 500
}
