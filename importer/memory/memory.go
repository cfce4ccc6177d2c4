// Package memory says how much a process may have before it tidies up.
package memory

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

const (
	// Room is how many bytes a process may leave behind before they are collected, up to MostShare. Passes
	// stream and keep little; a common share of that little would be collected all the time.
	Room = 12 << 20
	// Share is the least that may be left behind, in percent of what is kept: memory is dearer here than
	// time.
	Share = 50
	// MostShare is the most: what lives may have grown several times by the next collection, which is when
	// the share follows.
	MostShare = 200
	// Limit is how many bytes a process has before it collects as hard as it can. What a file may ask for
	// is guarded by the sheet package's limits.
	Limit = 256 << 20
)

// Pace sets the garbage collector of this process: Room bytes, but no less than Share and no more than
// MostShare percent of what lives, are left between two collections, and Limit is kept to where that is
// possible. It holds until stop is called, which puts back what was before.
func Pace() (stop func()) {
	p := &pace{}
	percent, limit := debug.SetGCPercent(share(0)), debug.SetMemoryLimit(Limit)
	p.follow()
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.stopped = true
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}

type pace struct {
	mu      sync.Mutex
	stopped bool
}

// cycle is what dies in every collection, and is so told of it. It is too large to share its memory with
// other small things, whose life would be its own.
type cycle struct{ _ [32]byte }

// follow sets the share anew after each collection.
func (p *pace) follow() { runtime.AddCleanup(new(cycle), (*pace).collected, p) }

func (p *pace) collected() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped {
		return
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	debug.SetGCPercent(share(live[0].Value.Uint64()))
	p.follow()
}

// share returns what may be left behind, in percent of what lives.
func share(live uint64) int {
	return int(min(max(Room*100/max(live, 1), Share), MostShare))
}
