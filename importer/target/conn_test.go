package target

import (
	"io"
	"net"
	"net/http/httptrace"
	"testing"
)

func TestConnSeesTheHead(t *testing.T) {
	for _, c := range []struct {
		writes []string
		opaque bool
		want   bool
	}{
		{nil, false, false},
		{[]string{"POST / HTTP/1.1\r\nA: b\r\n"}, false, false},
		{[]string{"POST / HTTP/1.1\r\nA: b\r\n\r"}, false, false},
		{[]string{"POST / HTTP/1.1\r\nA: b\r\n\r\n"}, false, true},
		{[]string{"A: b\r", "\n", "\r", "\n"}, false, true},
		{[]string{"A\r\r\n\r\n"}, false, true},
		{[]string{"A\r\nB\r\n\rC\n"}, false, false},
		{[]string{"A\r\n\r\n", "{}"}, false, true},
		{[]string{"x"}, true, true},
		{nil, true, false},
	} {
		near, far := net.Pipe()
		go func() { _, _ = io.Copy(io.Discard, far) }()
		watched := &conn{Conn: near}
		watched.begin(c.opaque)
		for _, text := range c.writes {
			if _, err := io.WriteString(watched, text); err != nil {
				t.Fatal(err)
			}
		}
		if got := watched.seal(); got != c.want {
			t.Errorf("%q: head %v, want %v", c.writes, got, c.want)
		}
		if n, err := watched.Write([]byte("x")); n != 0 || err == nil {
			t.Error("a sealed connection takes bytes")
		}
		_ = far.Close()
	}
}

// TestConnRefusesEarlyBytes: what comes before a request is not its answer.
func TestConnRefusesEarlyBytes(t *testing.T) {
	near, far := net.Pipe()
	watched := &conn{Conn: near}
	watched.begin(false)
	go func() { _, _ = io.WriteString(far, "HTTP/1.1 200 OK\r\n\r\n") }()
	if n, err := watched.Read(make([]byte, 100)); n != 0 || err == nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	if n, err := watched.Write([]byte("POST")); n != 0 || err == nil {
		t.Errorf("a request goes out on it: %d, %v", n, err)
	}
	if watched.seal() {
		t.Error("the head is taken to be sent")
	}
	_ = far.Close()
}

// TestConnKnowsStaleAnswers: an answer of which no byte came after the request took the connection
// was there before it.
func TestConnKnowsStaleAnswers(t *testing.T) {
	near, far := net.Pipe()
	defer func() { _, _ = near.Close(), far.Close() }()
	go func() {
		buffer := make([]byte, 10)
		for {
			if _, err := far.Read(buffer); err != nil {
				return
			}
			if _, err := far.Write([]byte("answer")); err != nil {
				return
			}
		}
	}()
	watched := &conn{Conn: near}
	for range 2 {
		watched.begin(false)
		if _, err := watched.Write([]byte("request")); err != nil {
			t.Fatal(err)
		}
		if !watched.stale() {
			t.Error("an answer before anything was read is taken")
		}
		if _, err := watched.Read(make([]byte, 10)); err != nil {
			t.Fatal(err)
		}
		if watched.stale() {
			t.Error("an answer after the request is refused")
		}
	}
}

// slowConn takes all bytes at once, and says so only when it is closed.
type slowConn struct {
	net.Conn
	taken, closed chan struct{}
}

func (s *slowConn) Write(p []byte) (int, error) {
	close(s.taken)
	<-s.closed
	return len(p), nil
}

func (s *slowConn) Close() error {
	close(s.closed)
	return nil
}

// TestSealWaitsForAWrite: what is under way when a request is given up may still go out whole.
func TestSealWaitsForAWrite(t *testing.T) {
	slow := &slowConn{taken: make(chan struct{}), closed: make(chan struct{})}
	watched := &conn{Conn: slow}
	watched.begin(false)
	written := make(chan error, 1)
	go func() {
		_, err := io.WriteString(watched, "POST / HTTP/1.1\r\n\r\n")
		written <- err
	}()
	<-slow.taken
	if !watched.seal() {
		t.Error("a head that went out is taken not to be sent")
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
}

func TestWatch(t *testing.T) {
	near, far := net.Pipe()
	defer func() { _ = far.Close() }()
	go func() { _, _ = io.Copy(io.Discard, far) }()
	w := &watch{}
	if held, head := w.seal(); held || head {
		t.Error("a request without a connection is taken to be sent")
	}
	watched := &conn{Conn: near}
	w.trace().GotConn(httptrace.GotConnInfo{Conn: watched})
	if held, _ := w.seal(); !held {
		t.Error("the connection was not seen")
	}

	w = &watch{}
	w.trace().GotConn(httptrace.GotConnInfo{Conn: &conn{Conn: near}})
	w.trace().GotFirstResponseByte()
	if !w.isStale() {
		t.Error("an answer that was there before the request is taken")
	}

	w = &watch{}
	w.trace().GotConn(httptrace.GotConnInfo{Conn: near})
	if held, head := w.seal(); !held || !head {
		t.Error("a connection that cannot be seen into is taken for proof")
	}
}

// TestWatchRemembersEarlierConnections: a head that went out on one connection is not forgotten when
// net/http takes another.
func TestWatchRemembersEarlierConnections(t *testing.T) {
	near, far := net.Pipe()
	defer func() { _ = far.Close() }()
	go func() { _, _ = io.Copy(io.Discard, far) }()
	w := &watch{}
	first, second := &conn{Conn: near}, &conn{Conn: near}
	w.trace().GotConn(httptrace.GotConnInfo{Conn: first})
	if _, err := io.WriteString(first, "POST / HTTP/1.1\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	w.trace().GotConn(httptrace.GotConnInfo{Conn: second})
	if _, head := w.seal(); !head {
		t.Error("the first connection's head is forgotten")
	}
}
