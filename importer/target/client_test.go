package target

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posimport/importer/row"
)

func TestGet(t *testing.T) {
	say := func(status int, body string, headers ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			write(w, status, body)
		}
	}
	cut := func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }
	half := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		write(w, 200, "half")
		panic(http.ErrAbortHandler)
	}
	for name, c := range map[string]struct {
		answers []http.HandlerFunc
		want    string // the body, or what the error holds
		code    row.Code
		tries   int
		least   time.Duration
	}{
		"good":        {[]http.HandlerFunc{say(200, "yes")}, "yes", "", 1, 0},
		"second time": {[]http.HandlerFunc{say(503, ""), say(200, "yes")}, "yes", "", 2, 0},
		"third time":  {[]http.HandlerFunc{cut, half, say(200, "yes")}, "yes", "", 3, 0},
		"asked for":   {[]http.HandlerFunc{say(429, "", "Retry-After", "7"), say(200, "yes")}, "yes", "", 2, 7 * time.Second},
		"too long":    {[]http.HandlerFunc{say(429, "", "Retry-After", "7000"), say(200, "yes")}, "yes", "", 2, maxPause},
		"never":       {[]http.HandlerFunc{say(500, `{"message":"broken"}`)}, "broken (HTTP 500)", row.APIServer, 4, 0},
		"throttled":   {[]http.HandlerFunc{say(429, ``)}, "429 Too Many Requests", row.APIThrottled, 4, 0},
		"not there":   {[]http.HandlerFunc{say(404, `{"message":"what?"}`)}, "what? (HTTP 404)", row.APIRejected, 1, 0},
		"redirected":  {[]http.HandlerFunc{say(302, ``, "Location", "/x")}, "302 Found", row.NetRedirect, 1, 0},
		"forbidden":   {[]http.HandlerFunc{say(403, ``)}, "403 Forbidden", row.AuthForbidden, 1, 0},
		"silent":      {[]http.HandlerFunc{cut}, "broke before it was answered", row.NetReset, 4, 0},
		"large":       {[]http.HandlerFunc{say(200, strings.Repeat("x", maxBody+1))}, "larger than", row.NetReset, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				client := newClient(t, withToken(), func(w http.ResponseWriter, r *http.Request) {
					if r.Method != http.MethodGet || r.URL.String() != "/list?q=a+%26+b" || r.Header.Get("Authorization") != "Bearer "+aToken {
						t.Errorf("%s %s with %v", r.Method, r.URL, r.Header)
					}
					tries++
					c.answers[min(tries, len(c.answers))-1](w, r)
				})
				began := time.Now()
				body, err := client.Get(t.Context(), "/list", url.Values{"q": {"a & b"}})
				if took := time.Since(began); took < c.least || took > c.least+4*time.Second {
					t.Errorf("took %v, want %v and at most the pauses", took, c.least)
				}
				if tries != c.tries {
					t.Errorf("%d tries, want %d", tries, c.tries)
				}
				if c.code == "" {
					if err != nil || string(body) != c.want {
						t.Errorf("got %q, %v", body, err)
					}
					return
				}
				var failed *RequestError
				if !errors.As(err, &failed) || failed.Code != c.code || !strings.Contains(err.Error(), c.want) {
					t.Errorf("error %v, want %s and %q", err, c.code, c.want)
				}
			})
		})
	}
}

func TestGetRenewsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &guard{}
		c := newClient(t, withKeys(), g.handle)
		if err := c.SignIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		g.end()
		if body, err := c.Get(t.Context(), "/list", nil); err != nil || len(body) == 0 {
			t.Errorf("%q, %v", body, err)
		}
		if n, _ := g.counts(); n != 2 {
			t.Errorf("%d sign-ins", n)
		}
		g.ended = 1000
		var auth *AuthError
		if _, err := c.Get(t.Context(), "/list", nil); !errors.As(err, &auth) || auth.Code != row.AuthRefused {
			t.Errorf("error %v, want %s", err, row.AuthRefused)
		}
		if n, _ := g.counts(); n != 3 {
			t.Errorf("%d sign-ins", n)
		}
	})
}

func TestGetStopsWithItsCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, withToken(), func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "20")
			write(w, 429, "")
		})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		began := time.Now()
		if _, err := c.Get(ctx, "/list", nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// TestCallerGivesUp: what was sent is in doubt, whoever stops waiting.
func TestCallerGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, withToken(), func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // only then does the server watch for the client's end
			<-r.Context().Done()
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if got := c.Create(ctx, []byte(`{}`)); got.Class != Doubtful || got.Code != row.NetReset {
			t.Errorf("%+v, want a doubt", got)
		}
	})
}

// TestTimeoutWhileConnecting: a connection that is never made proves that nothing was sent.
func TestTimeoutWhileConnecting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, err := NewClient(fake{}, Options{
			BaseURL: "http://127.0.0.1:9", Timeout: time.Minute, Getenv: withToken(),
			Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
				time.Sleep(2 * time.Minute) // in the bubble
				return nil, errors.New("too late")
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		began := time.Now()
		if got := c.Create(t.Context(), []byte(`{}`)); got.Class != NotSent || got.Code != row.NetConnect {
			t.Errorf("%+v", got)
		}
		if took := time.Since(began); took != time.Minute {
			t.Errorf("took %v", took)
		}
		time.Sleep(2 * time.Minute) // until the dialling has ended
	})
}

// TestTimeoutWhileWriting: a peer that takes no bytes has not had the head.
func TestTimeoutWhileWriting(t *testing.T) {
	for _, taken := range []int{0, 10} {
		synctest.Test(t, func(t *testing.T) {
			c, err := NewClient(fake{}, Options{
				BaseURL: "http://127.0.0.1:9", Timeout: time.Minute, Getenv: withToken(),
				Dial: func(context.Context, string, string) (net.Conn, error) {
					near, far := net.Pipe()
					go func() { _, _ = io.ReadFull(far, make([]byte, taken)) }()
					return near, nil
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if got := c.Create(t.Context(), []byte(`{}`)); got.Class != NotSent || got.Code != row.NetNotSent {
				t.Errorf("after %d bytes: %+v", taken, got)
			}
		})
	}
}

// TestIdleConnectionClosing: a server closes connections after each answer without saying so. However
// the race ends, no request reaches it twice and none is lost that is said to be created.
func TestIdleConnectionClosing(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	seen := make(chan string, 1000)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			buffer := make([]byte, 4096)
			n, _ := c.Read(buffer) // one small request comes in one piece on loopback
			if head, body, ok := strings.Cut(string(buffer[:n]), "\r\n\r\n"); ok && strings.HasPrefix(head, "POST") {
				seen <- body
			}
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n{\"data\":{\"id\":\"a\"}}")
			_ = c.Close()
		}
	}()
	c, err := NewClient(fake{}, Options{BaseURL: "http://" + listener.Addr().String(), Getenv: withToken()})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	class := map[string]Class{}
	for n := range 300 {
		body := fmt.Sprintf(`{"n":%d}`, n)
		class[body] = c.Create(t.Context(), []byte(body)).Class
	}
	_ = listener.Close()
	<-ended
	close(seen)
	times := map[string]int{}
	for body := range seen {
		times[body]++
	}
	for body, got := range class {
		n := times[body]
		ok := n == 1 && got == Created || n == 0 && got == NotSent || n <= 1 && got == Doubtful
		if !ok {
			t.Errorf("%s reached the server %d times and its class is %d", body, n, got)
		}
	}
}

func TestPlainHTTPStaysHere(t *testing.T) {
	elsewhere := &remote{Conn: nil}
	c, err := NewClient(fake{}, Options{
		BaseURL: "http://localhost:9", Getenv: withToken(),
		Dial: func(context.Context, string, string) (net.Conn, error) { return elsewhere, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if got := c.Create(t.Context(), []byte(`{}`)); got.Class != Stop || got.Code != row.NetPlain || got.Requests != 1 {
		t.Errorf("%+v", got)
	}
	if !elsewhere.closed {
		t.Error("the connection was left open")
	}
}

// remote is a connection to another computer on which nothing may be sent.
type remote struct {
	net.Conn
	closed bool
}

func (r *remote) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 9} }

func (r *remote) Close() error {
	r.closed = true
	return nil
}

// TestServersWordsHoldNoCredential: not even a part of one that the limit of a message has cut.
func TestServersWordsHoldNoCredential(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, before := range []int{0, 1, maxMessage - 20, maxMessage - 12, maxMessage - 5} {
			c := newClient(t, withToken(), func(w http.ResponseWriter, r *http.Request) {
				write(w, 400, fmt.Sprintf(`{"message":"%s %s"}`, strings.Repeat("x", before), r.Header.Get("Authorization")))
			})
			got := c.Create(t.Context(), []byte(`{}`))
			if got.Class != Rejected || strings.Contains(got.Message, aToken[:4]) {
				t.Errorf("after %d letters: %+v", before, got)
			}
			if _, err := c.Get(t.Context(), "/list", nil); err == nil || strings.Contains(err.Error(), aToken[:4]) {
				t.Errorf("after %d letters: %v", before, err)
			}
		}
	})
}

// TestHandshake: what TLS refuses stops the run; what the network breaks is tried again.
func TestHandshake(t *testing.T) {
	for name, c := range map[string]struct {
		serve func(far net.Conn)
		class Class
		code  row.Code
	}{
		"closed":      {func(far net.Conn) { _ = far.Close() }, NotSent, row.NetNotSent},
		"silent":      {func(far net.Conn) { _, _ = io.Copy(io.Discard, far) }, NotSent, row.NetConnect},
		"no TLS":      {func(far net.Conn) { _, _ = io.WriteString(far, "HTTP/1.1 400 Bad Request\r\n\r\n") }, Stop, row.NetTLS},
		"alert":       {func(far net.Conn) { _, _ = far.Write([]byte{21, 3, 3, 0, 2, 2, 40}) }, Stop, row.NetTLS},
		"old version": {func(far net.Conn) { _, _ = far.Write(serverHello(0x0302)) }, Stop, row.NetTLS},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, err := NewClient(fake{}, Options{
					BaseURL: "https://127.0.0.1:9", Timeout: time.Minute, Getenv: withToken(),
					Dial: func(context.Context, string, string) (net.Conn, error) {
						near, far := net.Pipe()
						go func() {
							_, _ = far.Read(make([]byte, 4096)) // the client's hello
							c.serve(far)
							_, _ = io.Copy(io.Discard, far)
						}()
						return near, nil
					},
				})
				if err != nil {
					t.Fatal(err)
				}
				defer client.Close()
				if got := client.Create(t.Context(), []byte(`{}`)); got.Class != c.class || got.Code != c.code {
					t.Errorf("%+v", got)
				}
			})
		})
	}
}

// serverHello is the least that a server says first (RFC 5246, section 7.4.1.3).
func serverHello(version uint16) []byte {
	hello := append([]byte{2, 0, 0, 38, byte(version >> 8), byte(version)}, make([]byte, 32)...)
	hello = append(hello, 0, 0xc0, 0x13, 0)
	return append([]byte{22, 3, 1, 0, byte(len(hello))}, hello...)
}
