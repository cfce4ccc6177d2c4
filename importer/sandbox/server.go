package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

const (
	maxBody      = 1 << 20 // bytes of a request's body
	maxHeader    = 64 << 10
	bodyTimeout  = 30 * time.Second // for a request's body, from its head on
	replyTimeout = 30 * time.Second // for writing an answer
	headTimeout  = 10 * time.Second
	idleTimeout  = 2 * time.Minute
	closeTimeout = 5 * time.Second // for requests in hand when the server closes
)

// Server is the practice server. It is an http.Handler, and may be used by many goroutines.
type Server struct {
	o       Options
	mux     *http.ServeMux
	log     truthLog
	cor     corStore
	aptly   aptlyStore
	tokens  tokens
	limit   *rate.Limiter // nil for none
	faults  atomic.Pointer[faultPlan]
	request atomic.Int64 // number of the last API request
	closing chan struct{}
	close   sync.Once
	busy    busy
	mu      sync.Mutex
	http    *http.Server // nil until Listen
	served  chan struct{}
	stop    func() bool
}

// New returns a server that holds nothing but its categories and groups.
func New(o Options) *Server {
	if o.TokenLifetime <= 0 {
		o.TokenLifetime = time.Hour
	}
	s := &Server{o: o, closing: make(chan struct{})}
	s.log = truthLog{now: s.now, w: o.TruthLog, sync: o.TruthSync}
	s.cor.init(o.Categories)
	s.aptly.init(o.Seed)
	s.tokens.init(o)
	if o.RateLimit > 0 {
		s.limit = rate.NewLimiter(rate.Limit(o.RateLimit), max(1, int(o.RateLimit)))
	}
	s.SetFaults(o.Faults)
	s.mux = s.routes()
	return s
}

// ServeHTTP serves both APIs and the sandbox's own pages below /__sandbox/.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// SetFaults changes the harm that is done from the next request on, and counts requests for it from
// 1 again. What is already slow or late stays so.
func (s *Server) SetFaults(f Faults) { s.faults.Store(newFaultPlan(f, s.o.Seed)) }

// Listen serves on addr, a loopback address with a port, until ctx is done or Close is called, and
// returns the base URL for both targets. Port 0 takes a free one.
func (s *Server) Listen(ctx context.Context, addr string) (baseURL string, err error) {
	if err := checkAddr(addr); err != nil {
		return "", err
	}
	if shape := s.o.ErrorShape; shape != "" && !slices.Contains(ErrorShapes(), shape) {
		return "", fmt.Errorf("sandbox: error shape %q: want %s", shape, joinWords(ErrorShapes()))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.http != nil {
		return "", errors.New("sandbox: already listening")
	}
	if s.o.TruthPath != "" {
		if err := s.log.open(s.o.TruthPath); err != nil {
			return "", err
		}
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return "", errors.Join(fmt.Errorf("sandbox: cannot listen on %q: %w", addr, err), s.log.close())
	}
	s.http = &http.Server{
		Handler: s, ReadHeaderTimeout: headTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: log.New(io.Discard, "", 0), // cut connections are what it is for
	}
	s.served = make(chan struct{})
	go func() {
		defer close(s.served)
		_ = s.http.Serve(ln) // always an error: closed
	}()
	s.stop = context.AfterFunc(ctx, func() { _ = s.Close() })
	return "http://" + ln.Addr().String(), nil
}

// checkAddr refuses what is not loopback: there is no transport security, and any token will do.
func checkAddr(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("sandbox: address %q: want HOST:PORT such as %s", addr, DefaultAddr)
	}
	if ip := net.ParseIP(host); host == "localhost" || (ip != nil && ip.IsLoopback()) {
		return nil
	}
	return fmt.Errorf("sandbox: address %q is not loopback: the practice server has no transport "+
		"security and listens on 127.0.0.1, ::1 or localhost only", addr)
}

// Close ends the server: requests in hand are answered for up to 5 seconds, slow and late ones at
// once and without an effect that has not happened yet. It may be called more than once.
func (s *Server) Close() error {
	s.close.Do(func() { close(s.closing) })
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	if s.http != nil {
		s.stop()
		ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
		defer cancel()
		if s.http.Shutdown(ctx) != nil {
			err = s.http.Close()
		}
		<-s.served
	}
	<-s.busy.quiet() // hijacked connections are not http.Server's to wait for
	return errors.Join(err, s.log.close())
}

// Idle waits until no request is in hand, so that no late effect is still to come, or ctx is done.
func (s *Server) Idle(ctx context.Context) error {
	select {
	case <-s.busy.quiet():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Server) now() time.Time { return time.Now().Add(s.o.ClockSkew) }

// busy counts requests in hand. A WaitGroup may not be added to while it is waited for.
type busy struct {
	mu sync.Mutex
	n  int
	ch chan struct{} // closed at n == 0; nil where nobody waits
}

func (b *busy) enter() {
	b.mu.Lock()
	b.n++
	b.mu.Unlock()
}

func (b *busy) leave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.n--; b.n == 0 && b.ch != nil {
		close(b.ch)
		b.ch = nil
	}
}

func (b *busy) quiet() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch == nil {
		b.ch = make(chan struct{})
		if b.n == 0 {
			ch := b.ch
			b.ch = nil
			close(ch)
			return ch
		}
	}
	return b.ch
}
