package cutproxy_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"posimport/importer/sandbox"
	"posimport/importer/sandbox/cutproxy"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	request = "a request of 24 bytes...\n"
	answer  = "an answer that has 32 bytes.....\n"
)

// server answers each whole request, and remembers every byte that came on each connection.
type server struct {
	ln  net.Listener
	wg  sync.WaitGroup
	got chan []byte // one for each connection, at its end
}

func newServer(t *testing.T) *server {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{ln: ln, got: make(chan []byte, 1000)}
	s.wg.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			s.wg.Go(func() { s.serve(c) })
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		s.wg.Wait()
	})
	return s
}

func (s *server) serve(c net.Conn) {
	defer c.Close()
	var all []byte
	buf := make([]byte, 1)
	for {
		if _, err := c.Read(buf); err != nil {
			s.got <- all
			return
		}
		if all = append(all, buf[0]); buf[0] == '\n' {
			_, _ = io.WriteString(c, answer)
		}
	}
}

func newProxy(t *testing.T, upstream string, plan func(int) cutproxy.Cut) *cutproxy.Proxy {
	t.Helper()
	p, err := cutproxy.New(upstream, plan)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return p
}

// talk exchanges n requests over one connection, and returns all that came back and how it ended.
func talk(t *testing.T, p *cutproxy.Proxy, n int) (got string, err error) {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(p.URL(), "http://"))
	if err != nil {
		return "", err
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	buf := make([]byte, len(answer))
	for range n {
		if _, err := io.WriteString(c, request); err != nil {
			return got, err
		}
		k, err := io.ReadFull(c, buf)
		if got += string(buf[:k]); err != nil {
			return got, err
		}
	}
	return got, nil
}

func TestCutsAtEveryByte(t *testing.T) {
	type cutCase struct {
		cut         cutproxy.Cut
		sent, heard int // bytes that come out at the server and at the client
	}
	var cases []cutCase
	for exchange := range 2 {
		before, heard := exchange*len(request), exchange*len(answer)
		for n := range len(request) + 1 {
			cut := cutproxy.Cut{Side: cutproxy.Request, After: int64(n), Exchange: exchange}
			cases = append(cases, cutCase{cut, before + n, heard})
		}
		for n := range len(answer) + 1 {
			cut := cutproxy.Cut{Side: cutproxy.Answer, After: int64(n), Exchange: exchange}
			cases = append(cases, cutCase{cut, before + len(request), heard + n})
		}
	}
	s := newServer(t)
	p := newProxy(t, s.ln.Addr().String(), func(n int) cutproxy.Cut {
		cut := cases[n/2].cut
		cut.How = cutproxy.How(n % 2) // Close, Reset
		return cut
	})
	for i, c := range cases {
		for _, how := range []cutproxy.How{cutproxy.Close, cutproxy.Reset} {
			got, err := talk(t, p, 3)
			want := strings.Repeat(answer, 3)[:c.heard]
			if got != want && (how == cutproxy.Close || !strings.HasPrefix(want, got)) {
				t.Errorf("%d %+v: client got %q, want %q", i, c.cut, got, want)
			}
			if reset := errors.Is(err, syscall.ECONNRESET); err == nil || reset != (how == cutproxy.Reset) {
				t.Errorf("%d %+v how %d: ended with %v", i, c.cut, how, err)
			}
			if sent := <-s.got; string(sent) != strings.Repeat(request, 3)[:c.sent] {
				t.Errorf("%d %+v: server got %q, want %d bytes", i, c.cut, sent, c.sent)
			}
			passed := p.Passed()[2*i+int(how)]
			if diff := cmp.Diff(cutproxy.Passed{
				Request: int64(c.sent), Answer: int64(c.heard), Exchanges: c.cut.Exchange + 1, Cut: true,
			}, passed); diff != "" {
				t.Errorf("%d %+v passed (-want +got):\n%s", i, c.cut, diff)
			}
		}
	}
	if n := p.Cuts(); n != 2*len(cases) {
		t.Errorf("%d cuts, want %d", n, 2*len(cases))
	}
}

func TestPassesAllThatIsNotCut(t *testing.T) {
	s := newServer(t)
	plans := []cutproxy.Cut{
		{},
		{Side: cutproxy.Request, After: 1000},
		{Side: cutproxy.Answer, Exchange: 9},
	}
	p := newProxy(t, s.ln.Addr().String(), func(n int) cutproxy.Cut { return plans[n] })
	for i := range plans {
		if got, err := talk(t, p, 4); err != nil || got != strings.Repeat(answer, 4) {
			t.Errorf("%d: got %q, %v", i, got, err)
		}
		if sent := <-s.got; string(sent) != strings.Repeat(request, 4) {
			t.Errorf("%d: server got %q", i, sent)
		}
		want := cutproxy.Passed{Request: 4 * int64(len(request)), Answer: 4 * int64(len(answer)), Exchanges: 4}
		if diff := cmp.Diff(want, p.Passed()[i]); diff != "" {
			t.Errorf("%d passed (-want +got):\n%s", i, diff)
		}
	}
}

func TestPassesMuch(t *testing.T) {
	s := newServer(t)
	p := newProxy(t, s.ln.Addr().String(), nil)
	c, err := net.Dial("tcp", strings.TrimPrefix(p.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	much := bytes.Repeat([]byte("x"), 1<<20)
	_, err = c.Write(much)
	if err := errors.Join(err, c.Close()); err != nil {
		t.Fatal(err)
	}
	if sent := <-s.got; !bytes.Equal(sent, much) {
		t.Errorf("server got %d bytes, want %d", len(sent), len(much))
	}
}

func TestAcceptCut(t *testing.T) {
	s := newServer(t)
	for how, reset := range map[cutproxy.How]bool{cutproxy.Close: false, cutproxy.Reset: true} {
		p := newProxy(t, s.ln.Addr().String(), func(int) cutproxy.Cut {
			return cutproxy.Cut{Side: cutproxy.Accept, How: how}
		})
		got, err := talk(t, p, 1)
		// The reset can come before the first write, which then fails in its own way.
		if broken := errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE); got != "" || broken != reset {
			t.Errorf("how %d: got %q, %v", how, got, err)
		}
		if diff := cmp.Diff([]cutproxy.Passed{{Cut: true}}, p.Passed()); diff != "" {
			t.Errorf("passed (-want +got):\n%s", diff)
		}
	}
}

func TestStall(t *testing.T) {
	s := newServer(t)
	p := newProxy(t, s.ln.Addr().String(), func(int) cutproxy.Cut {
		return cutproxy.Cut{Side: cutproxy.Answer, After: 5, How: cutproxy.Stall}
	})
	c, err := net.Dial("tcp", strings.TrimPrefix(p.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 100)
	n, err := io.ReadFull(c, buf[:5])
	if err != nil || string(buf[:n]) != answer[:5] {
		t.Errorf("got %q, %v", buf[:n], err)
	}
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	if n, err := c.Read(buf); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("then got %q, %v, want silence", buf[:n], err)
	}
	_ = c.Close()
	if sent := <-s.got; string(sent) != request {
		t.Errorf("server got %q", sent)
	}
}

func TestCloseEndsAll(t *testing.T) {
	s := newServer(t)
	for _, cut := range []cutproxy.Cut{{}, {Side: cutproxy.Request, After: 3, How: cutproxy.Stall}} {
		p := newProxy(t, s.ln.Addr().String(), func(int) cutproxy.Cut { return cut })
		c, err := net.Dial("tcp", strings.TrimPrefix(p.URL(), "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := io.WriteString(c, "abc"); err != nil {
			t.Fatal(err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if _, err := c.Read(make([]byte, 1)); err == nil {
			t.Error("the connection is still open")
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for _, upstream := range []string{"", "127.0.0.1", "192.0.2.1:80", "example.com:80", ":80"} {
		if p, err := cutproxy.New(upstream, nil); err == nil {
			_ = p.Close()
			t.Errorf("%q was taken", upstream)
		}
	}
}

// TestCutRequestsToTheSandbox is what the proxy is for: only a request that came whole has an effect,
// and no cut in an answer takes one back.
func TestCutRequestsToTheSandbox(t *testing.T) {
	srv := sandbox.New(sandbox.Options{})
	url, err := srv.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	var next atomic.Pointer[cutproxy.Cut]
	next.Store(&cutproxy.Cut{})
	p := newProxy(t, strings.TrimPrefix(url, "http://"), func(int) cutproxy.Cut { return *next.Load() })
	if err := create(t, p.URL(), 0); err != nil {
		t.Fatal(err)
	}
	whole := p.Passed()[0]
	n := 0
	for side, length := range map[cutproxy.Side]int64{cutproxy.Request: whole.Request, cutproxy.Answer: whole.Answer} {
		for after := range length + 1 {
			n++
			cut := cutproxy.Cut{Side: side, After: after, How: cutproxy.How(n % 2)}
			next.Store(&cut)
			before := len(srv.Created())
			err := create(t, p.URL(), n)
			if whole := side == cutproxy.Answer && after == length; err == nil && !whole {
				t.Fatalf("%+v: no error", cut)
			}
			if err := p.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			made := len(srv.Created()) - before
			if want := side == cutproxy.Answer || after == length; (made == 1) != want {
				t.Errorf("%+v of %d: %d created", cut, length, made)
			}
		}
	}
}

func create(t *testing.T, url string, n int) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	body := fmt.Sprintf(`{"metadata":{"source":"SAP"},"id":"%06d","name":"A"}`, n)
	r, err := http.NewRequestWithContext(ctx, "POST", url+"/v2/integrations/user-position", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.GetBody = nil
	r.Header.Set("Authorization", "Bearer practice")
	r.Header.Set("Content-Type", "application/json")
	tr := &http.Transport{DisableKeepAlives: true}
	defer tr.CloseIdleConnections()
	res, err := tr.RoundTrip(r)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, res.Body)
	return errors.Join(err, res.Body.Close())
}
