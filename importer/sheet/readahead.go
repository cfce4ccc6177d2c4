package sheet

import (
	"context"
	"io"
	"sync"
)

// readAhead reads a source in a goroutine of its own, so that unzipping and scanning share the
// work of two processors. A few buffers bound how far it runs ahead.
type readAhead struct {
	ctx     context.Context
	full    chan []byte
	free    chan []byte
	stop    chan struct{}
	stopped sync.WaitGroup
	once    sync.Once
	err     error // set before full is closed
	current []byte
	rest    []byte
}

const (
	aheadBuffers = 3
	aheadSize    = 128 << 10
)

// newReadAhead begins to read src. Reading ends with the context's error. Close must be called, also after an error.
func newReadAhead(ctx context.Context, src io.Reader) *readAhead {
	r := &readAhead{
		ctx:  ctx,
		full: make(chan []byte, aheadBuffers),
		free: make(chan []byte, aheadBuffers),
		stop: make(chan struct{}),
	}
	for range aheadBuffers {
		r.free <- make([]byte, aheadSize)
	}
	r.stopped.Go(func() { r.fill(src) })
	return r
}

func (r *readAhead) fill(src io.Reader) {
	defer close(r.full)
	for {
		var buf []byte
		select {
		case buf = <-r.free:
		case <-r.stop:
			return
		}
		n, err := readMost(src, buf[:aheadSize])
		if n > 0 {
			select {
			case r.full <- buf[:n]:
			case <-r.stop:
				return
			}
		}
		if err != nil {
			r.err = err
			return
		}
	}
}

// readMost reads until less than a quarter of b is free.
func readMost(src io.Reader, b []byte) (int, error) {
	n := 0
	for n < len(b)-len(b)/4 {
		more, err := src.Read(b[n:])
		n += more
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// Read hands out what was read, then the source's error.
func (r *readAhead) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if r.current != nil {
			r.free <- r.current // never blocks: there are as many places as buffers
			r.current = nil
		}
		if err := r.ctx.Err(); err != nil {
			return 0, err
		}
		next, more := <-r.full
		if !more {
			if r.err == nil {
				return 0, io.ErrClosedPipe
			}
			return 0, r.err
		}
		r.current, r.rest = next, next
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// Close ends the goroutine and waits for it.
func (r *readAhead) Close() error {
	r.once.Do(func() { close(r.stop) })
	r.stopped.Wait()
	return nil
}
