package ledger

import (
	"errors"
	"sync"
	"time"

	"go.etcd.io/bbolt"
)

// call is one caller's part of a transaction.
type call struct {
	// check refuses what must not be written. It writes nothing, so that a refusal spoils nothing.
	check func(tx *bbolt.Tx) error
	apply func(tx *bbolt.Tx) error
	err   error
	done  bool
}

// queue gathers calls that come while a transaction is being committed into the next one, so that
// intents and outcomes that come together share its syncs.
type queue struct {
	mu      sync.Mutex // waiting
	waiting []*call
	turn    sync.Mutex // all else: whoever has it commits for everybody who waits
	failed  error      // the first failed write: every later one gets it
	broken  bool       // the store panicked: it must not be touched again
	closed  bool
}

// write runs a call in a transaction and returns once it is durable.
func (d *disk) write(c *call) error {
	q := &d.queue
	q.mu.Lock()
	q.waiting = append(q.waiting, c)
	q.mu.Unlock()

	q.turn.Lock()
	defer q.turn.Unlock()
	if c.done { // the one before had this call in its batch
		return c.err
	}
	q.mu.Lock()
	batch := q.waiting
	q.waiting = nil
	q.mu.Unlock()
	d.commit(batch)
	return c.err
}

// errRefused rolls back a transaction in which no call had anything to write.
var errRefused = errors.New("all calls were refused")

func (d *disk) commit(batch []*call) {
	err := d.writable()
	if err == nil {
		err = guard(func() error { return d.db.Update(func(tx *bbolt.Tx) error { return run(tx, batch) }) })
		time.Sleep(2 * d.slow)
	}
	if err != nil && !errors.Is(err, errRefused) {
		d.fail(err)
		err = d.writable()
	}
	for _, c := range batch {
		c.done = true
		if c.err == nil && !errors.Is(err, errRefused) {
			c.err = err
		}
	}
}

// run lets each call see what those before it wrote.
func run(tx *bbolt.Tx, batch []*call) error {
	wrote := false
	for _, c := range batch {
		if c.err = c.check(tx); c.err != nil {
			continue
		}
		if err := c.apply(tx); err != nil {
			return err
		}
		wrote = true
	}
	if !wrote {
		return errRefused
	}
	return nil
}

// writable returns what keeps the ledger from writing; queue.turn is held.
func (d *disk) writable() error {
	if d.queue.closed {
		return ErrClosed
	}
	return d.queue.failed
}

// fail keeps the first failure; queue.turn is held.
func (d *disk) fail(err error) {
	var p *panicError
	d.queue.broken = d.queue.broken || errors.As(err, &p)
	if d.queue.failed == nil && !d.queue.closed {
		d.queue.failed = explain("write "+d.path(), err)
	}
}
