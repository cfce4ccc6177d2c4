package target

import (
	"crypto/tls"
	"net"
	"net/http/httptrace"
	"sync"
)

// watch follows one request through net/http.
type watch struct {
	mu    sync.Mutex
	conn  *conn
	held  bool // it was given a connection
	head  bool // a connection before this one took its whole head
	stale bool // what came is not the answer to it
}

// trace returns the hooks that net/http is to call.
func (w *watch) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) { w.got(info.Conn) },
		GotFirstResponseByte: func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.stale = w.stale || w.conn != nil && w.conn.stale()
		},
	}
}

func (w *watch) got(c net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conn != nil && w.conn.seal() {
		w.head = true
	}
	w.held, w.conn = true, nil
	switch c := c.(type) {
	case *conn:
		w.conn = c
		c.begin(false)
	case *tls.Conn: // through a proxy: net/http put its own TLS above ours
		if inner, ok := c.NetConn().(*conn); ok {
			w.conn = inner
			inner.begin(true)
		}
	}
}

// seal ends the connection of a request that failed and reports how far it had come: whether it was
// given a connection, and whether its whole head may have gone out.
func (w *watch) seal() (held, head bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.held && w.conn == nil {
		return true, true // a connection that we cannot see into: assume the most
	}
	if w.conn != nil && w.conn.seal() {
		w.head = true
	}
	return w.held, w.head
}

// isStale reports whether what came is not the answer to the request.
func (w *watch) isStale() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stale
}
