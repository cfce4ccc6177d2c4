package importer

import (
	"encoding/json"
	"sync"
	"time"
)

// clock gives the times that are recorded, and knows the target's. Which of the positions that a
// look-up finds were there before an attempt, and which came of it, is told by the target's clock
// alone: ours may be wrong, and may be set between two sessions of a run.
type clock struct {
	mu      sync.Mutex
	seen    time.Time // the Date of the answer that came last
	trusted bool      // created-at is by the same clock as Date
}

func (c *clock) now() time.Time { return time.Now().UTC().Round(0) }

// tolerance is how far the clocks of a target's machines may lie apart, with the whole seconds of
// Date and of created-at.
const tolerance = 2 * time.Second

// date learns from an answer's Date header.
func (c *clock) date(server, _, _ time.Time) {
	if server.IsZero() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen = server.UTC()
}

// floor is a time of the target's clock that has passed; zero where no answer has told one.
func (c *clock) floor() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen
}

// created learns from the created-at of a position that a request has just made: floor is from before
// the request, server is its answer's Date. It reports whether created-at has become trusted by it.
func (c *clock) created(at, floor, server time.Time) bool {
	if at.IsZero() || floor.IsZero() || server.IsZero() {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.trusted
	c.trusted = !at.Before(floor.Add(-tolerance)) && !at.After(server.Add(tolerance))
	return c.trusted && !was
}

// known is what is kept of a clock for the account's later sessions.
type known struct{ Trusted bool }

// encode returns what is known, for the ledger.
func (c *clock) encode() []byte {
	data, err := json.Marshal(known{c.isTrusted()})
	if err != nil {
		panic(err) // it holds only a boolean
	}
	return data
}

// decode takes what an earlier session knew. What cannot be read is as if it were not known.
func (c *clock) decode(data []byte) {
	var k known
	if len(data) == 0 || json.Unmarshal(data, &k) != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trusted = k.Trusted
}

func (c *clock) isTrusted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.trusted
}

// age says how a position's created-at lies to an attempt of ours.
type age uint8

const (
	unclear age = iota
	older       // it was there before
	newer       // it came to be at or after the attempt
)

// since is the moment before an attempt.
type since struct {
	time time.Time // by the target's clock; zero where it is not known
	// guessed is true where the time is that of another computer's clock, so that it only says
	// about when.
	guessed bool
}

// or returns the earlier of two, and the less certain.
func (s since) or(other since) since {
	guessed := s.guessed || other.guessed
	if other.time.Before(s.time) {
		s = other
	}
	s.guessed = guessed
	return s
}

// Bounds for a time of another computer's clock: it may lie a little behind the target's, and as far
// ahead as a wrong time zone.
const (
	guessBehind = 10 * time.Minute
	guessAhead  = 24 * time.Hour
)

// age compares a position that the target says it created at `at` with an attempt.
func (c *clock) age(at time.Time, begun since) age {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.IsZero() || begun.time.IsZero() || c.seen.IsZero() {
		return unclear
	}
	// A position from just before the attempt may be anybody's, or ours by a clock that is a little
	// behind: between `before` and `least` it cannot be told.
	least, most := begun.time, c.seen.Add(tolerance)
	before := begun.time.Add(-tolerance)
	if begun.guessed {
		least, before = begun.time.Add(-guessBehind), begun.time.Add(-guessAhead)
	}
	switch {
	case least.After(most):
		return unclear // the target's clock was set back: times prove nothing
	case at.Before(before) && c.trusted:
		return older
	case !at.Before(least) && !at.After(most):
		return newer
	default:
		return unclear
	}
}
