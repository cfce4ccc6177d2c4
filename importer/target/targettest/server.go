package targettest

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// request is one whole request that reached the server.
type request struct {
	path, auth, body string
	header           http.Header
	conn             int // which connection it came on, from 1
}

// step plays the server's part after one whole request.
type step func(p *peer)

// server is an HTTP server that writes its bytes itself, so that it can do all that a server must
// not. Every whole request takes the next step of the script; the last one stays.
type server struct {
	cert   func() *tls.Certificate // nil for plain HTTP
	ex     Example
	listen net.Listener // nil where connections are pipes

	mu       sync.Mutex
	steps    []step
	requests []request
	signIns  int
	conns    int
	ended    sync.WaitGroup
	open     map[net.Conn]bool
}

func newServer(t *testing.T, ex Example, pipes bool, cert func() *tls.Certificate) *server {
	s := &server{ex: ex, cert: cert, open: map[net.Conn]bool{}}
	if !pipes {
		var err error
		if s.listen, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
		s.ended.Go(func() {
			for {
				c, err := s.listen.Accept()
				if err != nil {
					return
				}
				s.serve(c)
			}
		})
	}
	return s
}

// dial connects to the server, whatever address is asked for.
func (s *server) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	if s.listen != nil {
		return new(net.Dialer).DialContext(ctx, "tcp", s.listen.Addr().String())
	}
	near, far := net.Pipe()
	s.serve(far)
	return near, nil
}

// close ends every connection and waits for all goroutines.
func (s *server) close() {
	if s.listen != nil {
		_ = s.listen.Close()
	}
	s.closeConns()
	s.ended.Wait()
}

func (s *server) closeConns() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		_ = c.Close()
	}
}

func (s *server) script(steps ...step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps, s.requests, s.signIns = steps, nil, 0
}

// counts returns what reached the server since the script was set.
func (s *server) counts() (requests []request, signIns int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]request(nil), s.requests...), s.signIns
}

func (s *server) serve(raw net.Conn) {
	s.mu.Lock()
	s.conns++
	number := s.conns
	s.open[raw] = true
	s.mu.Unlock()
	s.ended.Go(func() {
		defer func() {
			_ = raw.Close()
			s.mu.Lock()
			delete(s.open, raw)
			s.mu.Unlock()
		}()
		c := raw
		if s.cert != nil {
			secure := tls.Server(raw, &tls.Config{Certificates: []tls.Certificate{*s.cert()}, MinVersion: tls.VersionTLS12})
			if secure.Handshake() != nil {
				return
			}
			c = secure
		}
		s.converse(&peer{conn: c, raw: raw, in: bufio.NewReader(c)}, number)
	})
}

func (s *server) converse(p *peer, number int) {
	for !p.over {
		req, err := http.ReadRequest(p.in)
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				p.write(answer(http.StatusBadRequest, "")) // as servers do, also to a TLS hello
			}
			return
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return // less than a whole request
		}
		if strings.HasSuffix(req.URL.Path, s.ex.SignInPath) {
			s.mu.Lock()
			s.signIns++
			text := s.ex.SignIn("renewed-token-" + strconv.Itoa(s.signIns))
			s.mu.Unlock()
			p.write(answer(200, text))
			continue
		}
		s.next(request{req.URL.Path, req.Header.Get("Authorization"), string(body), req.Header, number})(p)
	}
}

// next notes a request and returns what to do about it.
func (s *server) next(req request) step {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, req)
	return s.steps[min(len(s.requests), len(s.steps))-1]
}

// peer is the server's end of one connection.
type peer struct {
	conn, raw net.Conn
	in        *bufio.Reader
	over      bool
}

// write sends bytes as they are; a client that has gone away ends the conversation.
func (p *peer) write(text string) {
	if _, err := io.WriteString(p.conn, text); err != nil {
		p.over = true
	}
}

// hold says nothing more until the client goes away.
func (p *peer) hold() {
	_, _ = io.Copy(io.Discard, p.in)
	p.over = true
}

// reset ends the connection with a reset, where it is a TCP connection.
func (p *peer) reset() {
	if c, ok := p.raw.(*net.TCPConn); ok {
		_ = c.SetLinger(0)
	}
	p.close()
}

func (p *peer) close() {
	_ = p.raw.Close()
	p.over = true
}

// say answers with bytes and keeps the connection.
func say(text string) step { return func(p *peer) { p.write(text) } }

// sayAndClose answers with bytes and ends the connection.
func sayAndClose(text string) step {
	return func(p *peer) {
		p.write(text)
		p.close()
	}
}

// sayAndHold answers with bytes and then waits for the client to give up.
func sayAndHold(text string) step {
	return func(p *peer) {
		p.write(text)
		p.hold()
	}
}

// answer returns a whole answer; headers are lines without their ends.
func answer(status int, body string, headers ...string) string {
	var text strings.Builder
	text.WriteString("HTTP/1.1 " + strconv.Itoa(status) + " " + http.StatusText(status) + "\r\n")
	for _, h := range append(headers, "Content-Type: application/json", "Content-Length: "+strconv.Itoa(len(body))) {
		text.WriteString(h + "\r\n")
	}
	return text.String() + "\r\n" + body
}
