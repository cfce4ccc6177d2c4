// Package cutproxy is a small TCP proxy for tests. It passes everything between its clients and one
// server, counts what passes, and cuts a connection after an exact number of bytes of a request or
// of an answer. It knows nothing of HTTP: an exchange is a stretch of bytes from the client and the
// bytes from the server that follow it, so requests must not be pipelined.
package cutproxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// Side says whose bytes a Cut counts.
type Side uint8

// The sides of a connection.
const (
	Nowhere Side = iota // nothing is cut
	Accept              // the connection ends as soon as it is accepted; After and Exchange do not count
	Request             // bytes from the client to the server
	Answer              // bytes from the server to the client
)

// How is the way in which a cut shows to the client.
type How uint8

// The ways to cut. The server always sees the client's end of the connection closed in order, after
// the bytes that were let through.
const (
	Close How = iota // in order (FIN)
	Reset            // by a reset (RST); bytes that were let through may be lost with it
	Stall            // not at all: nothing passes any more until the client hangs up
)

// Cut says where one connection ends. The zero value lets everything pass.
type Cut struct {
	Side Side
	// After is how many bytes of that side pass. With 0 nothing of it passes: the cut comes as the
	// first byte does. Where fewer bytes come, nothing is cut.
	After int64
	// Exchange is the exchange of the connection in which bytes are counted; the first is 0.
	Exchange int
	How      How
}

// Passed is what one connection let through.
type Passed struct {
	Request, Answer int64 // bytes that were passed on
	Exchanges       int   // begun
	Cut             bool
}

const drainTimeout = 2 * time.Second // for the rest of what a side has to say after a cut

// Proxy is a listening proxy. It may be used by many goroutines.
type Proxy struct {
	upstream string
	plan     func(conn int) Cut
	ln       net.Listener
	wg       sync.WaitGroup
	cancel   context.CancelFunc
	ctx      context.Context

	mu     sync.Mutex
	passed []*Passed
	open   map[net.Conn]struct{}
	busy   int           // connections that were accepted and have not ended
	quiet  chan struct{} // closed at busy == 0; nil where nobody waits
}

// New listens on a free loopback port and passes everything on to upstream, HOST:PORT on loopback.
// The plan says what happens to each connection, the first being 0; nil lets everything pass. It is
// called by one goroutine at a time.
func New(upstream string, plan func(conn int) Cut) (*Proxy, error) {
	host, _, err := net.SplitHostPort(upstream)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("cutproxy: upstream %q: want HOST:PORT on loopback", upstream)
	}
	if plan == nil {
		plan = func(int) Cut { return Cut{} }
	}
	ctx, cancel := context.WithCancel(context.Background())
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		cancel()
		return nil, fmt.Errorf("cutproxy: %w", err)
	}
	p := &Proxy{upstream: upstream, plan: plan, ln: ln, ctx: ctx, cancel: cancel, open: make(map[net.Conn]struct{})}
	p.wg.Go(p.accept)
	return p, nil
}

// URL returns the base URL of the proxy.
func (p *Proxy) URL() string { return "http://" + p.ln.Addr().String() }

// Close ends all connections and waits for their goroutines.
func (p *Proxy) Close() error {
	p.cancel()
	err := p.ln.Close()
	p.mu.Lock()
	for c := range p.open {
		_ = c.Close()
	}
	p.mu.Unlock()
	p.wg.Wait()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Passed returns what each connection let through so far, in the order in which they came.
func (p *Proxy) Passed() []Passed {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]Passed, len(p.passed))
	for i, c := range p.passed {
		all[i] = *c
	}
	return all
}

// Cuts returns how many connections were cut so far.
func (p *Proxy) Cuts() int {
	n := 0
	for _, c := range p.Passed() {
		if c.Cut {
			n++
		}
	}
	return n
}

func (p *Proxy) accept() {
	for n := 0; ; n++ {
		client, err := p.ln.Accept()
		if err != nil { // closed
			return
		}
		c := &conn{p: p, client: client.(*net.TCPConn), cut: p.plan(n), passed: new(Passed)}
		p.mu.Lock()
		p.passed = append(p.passed, c.passed)
		p.busy++
		p.mu.Unlock()
		p.wg.Go(func() {
			defer p.leave()
			if p.hold(client) {
				c.serve()
			}
		})
	}
}

// Wait waits until every connection so far has ended on both sides, or ctx is done. After that the
// server has read all that was let through, and has hung up.
func (p *Proxy) Wait(ctx context.Context) error {
	p.mu.Lock()
	if p.busy == 0 {
		p.mu.Unlock()
		return nil
	}
	if p.quiet == nil {
		p.quiet = make(chan struct{})
	}
	quiet := p.quiet
	p.mu.Unlock()
	select {
	case <-quiet:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Proxy) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.busy--; p.busy == 0 && p.quiet != nil {
		close(p.quiet)
		p.quiet = nil
	}
}

// hold remembers a connection, for Close to end it. It closes it where Close has been called.
func (p *Proxy) hold(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ctx.Err() != nil {
		_ = c.Close()
		return false
	}
	p.open[c] = struct{}{}
	return true
}

func (p *Proxy) release(c net.Conn) {
	_ = c.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, c)
}
