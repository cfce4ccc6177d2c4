package importer

import (
	"encoding/json"
	"sync"
	"time"
)

// Skew bounds how far a target's clock is ahead of ours, in the manner of interval intersection:
// whatever an answer says of the target's time was true at some moment between the request's start
// and the answer's end.
type Skew struct {
	Least, Most time.Duration
	Known       bool
	// Trusted is true once a position's created-at lay within the request that made it: only then
	// does a created-at say when a position came to be.
	Trusted bool
}

// clock gives the times that are recorded, and learns the target's.
type clock struct {
	mu   sync.Mutex
	skew Skew
}

func (c *clock) now() time.Time { return time.Now().UTC().Round(0) }

// dateWidth is how much later than its Date header an answer may have been made: it has whole seconds.
const dateWidth = time.Second

// date learns from an answer's Date header.
func (c *clock) date(server, begun, ended time.Time) {
	if server.IsZero() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.narrow(server.Sub(ended), server.Add(dateWidth).Sub(begun))
}

// created learns from the created-at of a position that a request has just made. It reports whether
// created-at has become trusted by it.
func (c *clock) created(at, begun, ended time.Time) bool {
	if at.IsZero() {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	least, most := at.Sub(ended)-time.Millisecond, at.Sub(begun)+time.Millisecond
	agrees := c.skew.Known && most >= c.skew.Least && least <= c.skew.Most
	if !agrees {
		c.skew.Trusted = false
		return false
	}
	c.narrow(least, most)
	news := !c.skew.Trusted
	c.skew.Trusted = true
	return news
}

// narrow keeps what both the old bounds and the new ones allow. Bounds that exclude each other mean
// that a clock was set: what was known is dropped.
func (c *clock) narrow(least, most time.Duration) {
	old := c.skew
	if old.Known {
		least, most = max(least, old.Least), min(most, old.Most)
	}
	if least > most {
		c.skew = Skew{}
		return
	}
	c.skew.Least, c.skew.Most, c.skew.Known = least, most, true
}

// encode returns what is known, for the ledger.
func (c *clock) encode() []byte {
	data, err := json.Marshal(c.get())
	if err != nil {
		panic(err) // a Skew holds only numbers and booleans
	}
	return data
}

// decode takes what an earlier session knew. What cannot be read is as if it were not known.
func (c *clock) decode(data []byte) {
	var s Skew
	if len(data) == 0 || json.Unmarshal(data, &s) != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.skew = s
}

func (c *clock) get() Skew {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.skew
}

// age says how a position's created-at lies to an attempt of ours.
type age uint8

const (
	unclear age = iota
	older       // it was there before
	newer       // it came to be at or after the attempt
)

// age compares a position that the target says it created at `at` with an attempt begun at `begun`.
// A time outside of what the run can have made proves nothing where created-at is not trusted.
func (c *clock) age(at, begun time.Time) age {
	s := c.get()
	if at.IsZero() || !s.Known {
		return unclear
	}
	switch {
	case !at.Before(begun.Add(s.Most)) && !at.After(c.now().Add(s.Most)):
		return newer
	case at.Before(begun.Add(s.Least)) && s.Trusted:
		return older
	default:
		return unclear
	}
}
