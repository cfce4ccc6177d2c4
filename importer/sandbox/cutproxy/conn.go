package cutproxy

import (
	"io"
	"net"
	"sync"
	"time"
)

// conn is one connection through the proxy.
type conn struct {
	p              *Proxy
	client, server *net.TCPConn
	cut            Cut
	passed         *Passed // guarded by p.mu, as are last, counted and over
	last           Side    // whose bytes came last
	counted        int64   // bytes of the cut's side and exchange so far
	over           bool    // cut: nothing passes any more
	ended          sync.Once
}

func (c *conn) serve() {
	defer c.p.release(c.client)
	if c.cut.Side == Accept {
		c.p.mu.Lock()
		c.passed.Cut = true
		c.p.mu.Unlock()
		c.end()
		return
	}
	var d net.Dialer
	server, err := d.DialContext(c.p.ctx, "tcp", c.p.upstream)
	if err != nil || !c.p.hold(server) {
		return
	}
	defer c.p.release(server)
	c.server = server.(*net.TCPConn)
	var wg sync.WaitGroup
	wg.Go(func() { c.pump(Request, c.client, c.server) })
	c.pump(Answer, c.server, c.client)
	wg.Wait()
}

// pump passes bytes on in one direction until they end or the connection is cut.
func (c *conn) pump(side Side, from, to *net.TCPConn) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			pass, cut := c.allow(side, int64(n))
			if _, werr := to.Write(buf[:pass]); werr != nil && err == nil {
				err = werr
			}
			if cut {
				c.ended.Do(c.end)
				return
			}
		}
		if err != nil {
			// An end in order is passed on as one, so that the other direction can finish.
			_ = to.CloseWrite()
			return
		}
	}
}

// allow says how many of n bytes of a side may pass, and whether the connection is cut after them.
func (c *conn) allow(side Side, n int64) (pass int64, cut bool) {
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	if c.over {
		return 0, true
	}
	if side == Request && c.last != Request {
		c.passed.Exchanges++
	}
	c.last = side
	pass = n
	if side == c.cut.Side && c.passed.Exchanges == c.cut.Exchange+1 {
		pass = min(n, c.cut.After-c.counted)
		c.counted += pass
		c.over = c.counted == c.cut.After
		c.passed.Cut = c.over
	}
	if side == Request {
		c.passed.Request += pass
	} else {
		c.passed.Answer += pass
	}
	return pass, c.over
}

// end cuts both connections. The server's is closed in order and read to its end, because closing it
// over unread bytes would reset it, which can take away from the server what was let through.
func (c *conn) end() {
	switch c.cut.How {
	case Reset:
		_ = c.client.SetLinger(0)
		_ = c.client.Close()
	case Stall:
		_, _ = io.Copy(io.Discard, c.client) // until the client hangs up
		_ = c.client.Close()
	default:
		_ = c.client.CloseWrite()
	}
	deadline := time.Now().Add(drainTimeout)
	var wg sync.WaitGroup
	if c.server != nil {
		_ = c.server.CloseWrite()
		_ = c.server.SetReadDeadline(deadline)
		wg.Go(func() { _, _ = io.Copy(io.Discard, c.server) })
	}
	_ = c.client.SetReadDeadline(deadline)
	_, _ = io.Copy(io.Discard, c.client)
	_ = c.client.Close()
	wg.Wait()
}
