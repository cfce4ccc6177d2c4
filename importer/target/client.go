package target

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"posimport/importer/row"
)

// Options of a Client.
type Options struct {
	BaseURL   string        // https, or http to loopback only; empty for the target's own
	SignInURL string        // empty for the target's own, or below the base URL when that is loopback
	Timeout   time.Duration // for one request, to the last byte of its answer; 0 for 30 s
	Workers   int           // how many requests may be in flight; 0 for 8
	Getenv    func(string) string
	Now       func() time.Time // nil for time.Now
	Version   string           // for User-Agent: posimport/VERSION; empty for what the build knows
	RootCAs   *x509.CertPool   // who may vouch for a server; nil for the system's
	// Observe is told the Date of every answer, with our own times around the request; nil for nobody.
	Observe func(server, begun, ended time.Time)
	// Dial makes connections; nil for the network's. It is for tests and tunnels.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Client sends requests to one account of one target. It may be used by many goroutines.
type Client struct {
	target    Target
	base      *url.URL
	signIn    *url.URL
	timeout   time.Duration
	agent     string
	now       func() time.Time
	transport *http.Transport
	held      credentials
	tokens    *tokens
	stop      context.CancelFunc // ends a renewal under way
	observe   func(server, begun, ended time.Time)
	pace      Pace // of GETs; zero for none
}

// NewClient checks the base URL and the credentials without sending anything. The error is a
// *URLError or an *AuthError.
func NewClient(t Target, o Options) (*Client, error) {
	o = withDefaults(t, o)
	base, err := ParseBaseURL(o.BaseURL)
	if err != nil {
		return nil, err
	}
	signIn, err := signInURL(t.SignIn(), base, o.SignInURL)
	if err != nil {
		return nil, err
	}
	held, err := readCredentials(t.SignIn(), o.Getenv)
	if err != nil {
		return nil, err
	}
	life, stop := context.WithCancel(context.Background())
	c := &Client{
		target: t, base: base, signIn: signIn, timeout: o.Timeout, agent: "posimport/" + o.Version,
		now: o.Now, transport: newTransport(o, o.Dial), held: held, stop: stop, observe: o.Observe,
	}
	c.tokens = &tokens{now: o.Now, life: life, current: token{text: held.token}}
	if held.keys != nil {
		c.tokens.exchange = c.exchange
	}
	return c, nil
}

func withDefaults(t Target, o Options) Options {
	if o.BaseURL == "" {
		o.BaseURL = t.BaseURL()
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Workers <= 0 {
		o.Workers = 8
	}
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Version == "" {
		o.Version = "dev"
		if info, ok := debug.ReadBuildInfo(); ok && strings.HasPrefix(info.Main.Version, "v") {
			o.Version = info.Main.Version
		}
	}
	return o
}

// signInURL returns where credentials are exchanged. Keys never leave this computer when the base URL
// does not.
func signInURL(s SignIn, base *url.URL, given string) (*url.URL, error) {
	switch {
	case given != "":
		return parseURL("sign-in URL", given)
	case s.URL == "" || Loopback(base):
		return below(base, s.Path), nil
	default:
		return parseURL("sign-in URL", s.URL)
	}
}

// BaseURL returns the base URL in the one form that all its spellings have.
func (c *Client) BaseURL() string { return c.base.String() }

// CloseIdle ends the connections that no request holds, as is wise before a long pause: a server
// that closes one just as it is used again leaves that request in doubt.
func (c *Client) CloseIdle() { c.transport.CloseIdleConnections() }

// Close ends idle connections and a renewal under way. Requests in flight go on.
func (c *Client) Close() {
	c.stop()
	c.CloseIdle()
}

// Create sends one create request and decides what is known after it. It follows no redirect, sends
// no request twice by itself but after a 401 with a renewed token, and never fails otherwise than
// by its Outcome.
func (c *Client) Create(ctx context.Context, body []byte) Outcome {
	held, err := c.tokens.get(ctx)
	if err != nil {
		return c.unsigned(ctx, Outcome{Class: NotSent, Code: row.NetNotSent}, err)
	}
	first := c.create(ctx, body, held)
	if first.Class != Unauthorized {
		return first
	}
	renewed, err := c.tokens.after(ctx, held)
	if err != nil {
		return c.unsigned(ctx, first, err)
	}
	second := c.create(ctx, body, renewed)
	second.Requests += first.Requests
	return second
}

// unsigned is what is known where there was no token to send with, or none to send again with.
func (c *Client) unsigned(ctx context.Context, out Outcome, err error) Outcome {
	var auth *AuthError
	switch {
	case errors.As(err, &auth):
		out.Class, out.Code, out.Message = Unauthorized, auth.Code, auth.Text
	case errors.Is(err, errStatic): // a 401 without anything to renew: it stands as it is
	default:
		// The caller has stopped. A 401 proves that nothing happened, too.
		out.Class, out.Code, out.Message = NotSent, row.NetNotSent, "stopped before the request was sent: "+reason(err)
	}
	return out
}

// create sends one create request with one token.
func (c *Client) create(ctx context.Context, body []byte, held token) Outcome {
	req := c.request(ctx, http.MethodPost, c.target.CreatePath(), held)
	// A copy, since net/http may still read it after the answer has come; of a type that it knows, so
	// that head and body go out in one write; and without GetBody, since net/http would resend what it
	// can rewind.
	req.Body = io.NopCloser(bytes.NewReader(bytes.Clone(body)))
	req.ContentLength = int64(len(body))
	req.Header.Set("Content-Type", "application/json")
	got, err := c.send(req)
	var failed *failure
	if errors.As(err, &failed) {
		return Outcome{Class: failed.class, Code: failed.code, Message: c.redact(failed.text), Requests: 1}
	}
	out := c.decide(got)
	out.Message = c.redact(out.Message)
	out.Server = serverTime(got.header)
	out.RetryAfter = retryAfter(got.header, c.now)
	out.Requests = 1
	return out
}

// request prepares a request below the base URL.
func (c *Client) request(ctx context.Context, method, path string, held token) *http.Request {
	req := (&http.Request{Method: method, URL: below(c.base, path), Host: c.base.Host, Header: http.Header{}}).WithContext(ctx)
	req.Header.Set("Authorization", "Bearer "+held.text)
	req.Header.Set("Accept", "application/json")
	return req
}

// decide reads an answer whose head is whole.
func (c *Client) decide(got reply) Outcome {
	switch {
	case got.status >= 300 && got.status <= 399:
		text := fmt.Sprintf("the server answered %s, and redirects are not followed; check --base-url", statusText(got.status))
		if to, err := url.Parse(got.header.Get("Location")); err == nil && to.Host != "" {
			text += " (it points to " + Clean(to.Scheme+"://"+to.Host) + ")"
		}
		return Outcome{Class: Stop, HTTPStatus: got.status, Code: row.NetRedirect, Message: text}
	case got.cut == nil:
		return c.read(got.status, got.body)
	}
	text := fmt.Sprintf("the server answered %s, but the rest of its answer did not come: %s", statusText(got.status), reason(got.cut))
	out := Outcome{Class: Doubtful, HTTPStatus: got.status, Code: row.NetReset, Message: text}
	if errors.Is(got.cut, errTimeout) {
		out.Code = row.NetTimeout
	}
	// The status alone proves that nothing was created. Why, and whether the row is there already,
	// stood in what is missing: asking again tells.
	switch proof := c.target.Read(got.status, nil); proof.Class {
	case Unauthorized, Throttled, Forbidden:
		out.Class, out.Code = proof.Class, proof.Code
	case Rejected:
		out.Class = NotSent
	}
	return out
}

// read lets the target read a whole answer, and keeps out of the message what the server repeats of
// our credentials, also where a cut or an escape would hide them from redact.
func (c *Client) read(status int, body []byte) Outcome {
	out := c.target.Read(status, body)
	if hidden := c.redact(string(body)); hidden != string(body) {
		out.Message = c.target.Read(status, []byte(hidden)).Message
	}
	return out
}
