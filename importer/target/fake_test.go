package target

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"posimport/importer/target/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fake is a target for tests of what all targets have in common.
type fake struct{}

func (fake) Schema() *schema.Schema        { return &schema.Schema{Target: "fake"} }
func (fake) BaseURL() string               { return "https://fake.invalid" }
func (fake) CreatePath() string            { return "/create" }
func (fake) Body(rec schema.Record) []byte { return nil }
func (fake) Repeatable() bool              { return true }
func (fake) Read(status int, body []byte) Outcome {
	return Answers{Known: []string{"ValidationError"}, Duplicate: "DuplicateExternalIdError", CreatedAt: "at"}.Read(status, body)
}

func (fake) SignIn() SignIn {
	return SignIn{
		TokenEnv: "FAKE_TOKEN", KeyEnvs: []string{"FAKE_KEY", "FAKE_SECRET"},
		URL: "https://sign-in.invalid/token", Path: "/token",
		Request: func(ctx context.Context, address string, keys []string) (*http.Request, error) {
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, nil)
			if err == nil {
				req.SetBasicAuth(keys[0], keys[1])
			}
			return req, err
		},
		Read: func(status int, body []byte) (string, time.Duration, error) {
			var got struct {
				Token string
				Lasts int
			}
			if status != http.StatusOK {
				return "", 0, errors.New(AnswerText(status, body))
			}
			err := json.Unmarshal(body, &got)
			return got.Token, time.Duration(got.Lasts) * time.Second, err
		},
	}
}

const (
	aKey    = "key-0123456789"
	aSecret = "secret-0123456789"
	aToken  = "token-0123456789"
)

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func withKeys() func(string) string  { return env("FAKE_KEY", aKey, "FAKE_SECRET", aSecret) }
func withToken() func(string) string { return env("FAKE_TOKEN", aToken) }

// pipes is a listener of connections within the process, so that time in a bubble can pass.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-p.done:
		return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// newClient returns a client of a server within the process.
func newClient(t *testing.T, getenv func(string) string, handle http.HandlerFunc) *Client {
	t.Helper()
	p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	server := &http.Server{Handler: handle}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(p) }()
	c, err := NewClient(fake{}, Options{BaseURL: "http://127.0.0.1:9", Timeout: time.Hour, Workers: 64, Getenv: getenv, Dial: p.dial})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		_ = server.Close()
		<-ended
	})
	return c
}

func write(w http.ResponseWriter, status int, body string) {
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body) // a client that has gone needs no answer
}
