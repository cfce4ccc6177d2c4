package target

import (
	"net"
	"sync"
)

// conn watches what one connection carries for the request that holds it. net/http tells when a
// request was handed to its buffer, which proves nothing; what the socket took does.
type conn struct {
	net.Conn
	writing sync.Mutex // held while bytes are handed to the socket

	mu     sync.Mutex // guards what follows; never held while the network is waited for
	opaque bool       // the bytes are encrypted above us: where the head ends cannot be seen
	closed bool       // sealed: nothing is handed to the socket any more
	began  bool       // a write was begun for the request
	ends   int        // how much of the blank line that ends a head has been seen in a row
	head   bool       // the whole head, or more than can be told, was handed to the socket
	read   bool       // bytes have come since the request took the connection
	early  bool       // bytes came before any of the request was written: they cannot answer it
}

// begin gives the connection to the next request.
func (c *conn) begin(opaque bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opaque, c.began, c.ends, c.head, c.read = opaque, false, 0, false, false
}

// seal ends the connection and reports whether the whole head may have gone out. It waits for a
// write that is under way, so that nothing can go out once it has answered.
func (c *conn) seal() bool {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	_ = c.Close()
	c.writing.Lock()
	defer c.writing.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.head
}

// stale reports whether the answer whose first byte is at hand was on its way before the request.
func (c *conn) stale() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.opaque && (c.early || !c.read)
}

// Write hands bytes to the socket and notes whether they end the head.
func (c *conn) Write(p []byte) (int, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	if !c.mayWrite() {
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Write(p)
	c.wrote(p[:max(0, min(n, len(p)))])
	return n, err
}

func (c *conn) mayWrite() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.early {
		return false
	}
	c.began = true
	return true
}

func (c *conn) wrote(p []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.opaque && len(p) > 0 {
		c.head = true
	}
	const blank = "\r\n\r\n"
	for i := 0; i < len(p) && !c.head; i++ {
		switch {
		case p[i] == blank[c.ends]:
			c.ends++
		case p[i] == '\r':
			c.ends = 1
		default:
			c.ends = 0
		}
		c.head = c.ends == len(blank)
	}
}

// Read refuses bytes that come before the request that they would be taken to answer. Such bytes
// come from servers that answer twice, or that say why they close an idle connection.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	if n > 0 && !c.opaque {
		c.read = true
		if !c.began {
			c.early = true
			return 0, net.ErrClosed
		}
	}
	return n, err
}
