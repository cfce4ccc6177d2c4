package importer

import (
	"context"
	"encoding/json"
	"sync"
	"time"
)

// clock gives the times that are recorded, and knows the target's. Which of the positions that a
// look-up finds were there before an attempt, and which came of it, is told by the target's clock
// alone: ours may be wrong, and may be set between two sessions of a run.
type clock struct {
	mu     sync.Mutex
	seen   time.Time // the Date of the answer that came last
	first  time.Time // the Date that the session began with
	since  time.Time // when that came, by our monotonic clock
	agreed int       // how often created-at was by the same clock as Date since it last was not
	wrong  bool      // it was not, and has not been for long enough since
}

func (c *clock) now() time.Time { return time.Now().UTC().Round(0) }

const (
	// tolerance is how far the clocks of a target's machines may lie apart, with the whole seconds of
	// Date and of created-at.
	tolerance = 2 * time.Second
	// second is how far a Date, which has whole seconds, may lie behind the time that it tells.
	second = time.Second
	// enough is how often created-at has to agree with Date until it is trusted, and enoughAgain how
	// often after it once did not: one machine of several may have another time.
	enough      = 2
	enoughAgain = 50
)

// date learns from an answer's Date header.
func (c *clock) date(server, _, _ time.Time) {
	if server.IsZero() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen = server.UTC()
	if c.first.IsZero() || c.seen.Before(c.first) {
		c.first, c.since = c.seen, time.Now() // also where the target's clock was set back
	}
}

// floor is a time of the target's clock that has passed, and before which everything came to be that
// was there when the session began; zero where no answer has told one. A Date has whole seconds: what
// was created just before the first of them may lie up to a second after it. So there is no floor until
// that second is over.
func (c *clock) floor() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.seen.IsZero():
		return time.Time{}
	case !c.seen.Before(c.first.Add(second)):
		return c.seen
	case time.Since(c.since) >= second:
		return c.first.Add(second)
	default:
		return time.Time{}
	}
}

// unseen reports whether no answer has told a time.
func (c *clock) unseen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen.IsZero()
}

// tick waits, a second at most, until there is a floor, where the target has told a time at all.
func (c *clock) tick(ctx context.Context) {
	c.mu.Lock()
	seen, since := c.seen, c.since
	c.mu.Unlock()
	if seen.IsZero() || !c.floor().IsZero() {
		return
	}
	_ = sleep(ctx, second-time.Since(since)) // whoever is stopped sends nothing that needs a floor
}

// created learns from the created-at of a position that a request has just made: floor is from before
// the request, server is its answer's Date. It reports whether there is news that a later session
// should have: created-at has become trusted by it, or has ceased to be.
func (c *clock) created(at, floor, server time.Time) bool {
	if at.IsZero() || floor.IsZero() || server.IsZero() {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	trusted, wrong := c.trusts(), c.wrong
	if at.Before(floor.Add(-tolerance)) || at.After(server.Add(tolerance)) {
		c.agreed, c.wrong = 0, true
	} else if c.agreed++; c.agreed >= enoughAgain {
		c.wrong = false
	}
	return c.trusts() != trusted || c.wrong != wrong
}

// known is what is kept of a clock for the account's later sessions.
type known struct {
	Agreed int       `json:"agreed"`
	Wrong  bool      `json:"wrong,omitempty"`
	At     time.Time `json:"at"` // by the target's clock
}

// encode returns what is known, for the ledger; nothing where nothing is.
func (c *clock) encode() []byte {
	c.mu.Lock()
	k := known{min(c.agreed, enoughAgain), c.wrong, c.seen}
	c.mu.Unlock()
	if k.Agreed == 0 && !k.Wrong {
		return nil
	}
	data, err := json.Marshal(k)
	if err != nil {
		panic(err) // only a year that no Date can hold
	}
	return data
}

// learn takes what is known the latest of what earlier sessions knew. What cannot be read is as if it
// were not known.
func (c *clock) learn(sessions [][]byte) {
	var latest known
	for _, data := range sessions {
		var k known
		if len(data) > 0 && json.Unmarshal(data, &k) == nil && !k.At.Before(latest.At) {
			latest = k
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.agreed, c.wrong = max(0, latest.Agreed), latest.Wrong
}

// trusts reports whether created-at is by the same clock as Date, for who holds the lock.
func (c *clock) trusts() bool { return c.agreed >= enough && !c.wrong }

func (c *clock) isTrusted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.trusts()
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
	case at.Before(before) && c.trusts():
		return older
	case !at.Before(least) && !at.After(most):
		return newer
	default:
		return unclear
	}
}
