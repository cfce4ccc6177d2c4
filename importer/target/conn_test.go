package target

import (
	"io"
	"net"
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
