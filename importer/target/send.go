package target

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"time"

	"posimport/importer/row"
)

// maxBody bounds the body of an answer, in bytes, also after it was unpacked.
const maxBody = 1 << 20

// reply is an answer whose head is whole.
type reply struct {
	status int
	header http.Header
	body   []byte
	cut    error // why the body is not whole; nil where it is
}

// failure is a request without an answer.
type failure struct {
	class Class // NotSent, Doubtful or Stop
	code  row.Code
	text  string
}

// Error returns the text.
func (f *failure) Error() string { return f.text }

// send sends a request once, within the time-out, and reads the answer to its end. It follows no
// redirect. The error is a *failure.
func (c *Client) send(req *http.Request) (reply, error) {
	caller := req.Context()
	ctx, cancel := context.WithTimeoutCause(caller, c.timeout, errTimeout)
	defer cancel()
	w := &watch{}
	req = req.WithContext(httptrace.WithClientTrace(ctx, w.trace()))
	req.Header.Set("User-Agent", c.agent)
	begun := time.Now()
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		return reply{}, c.explain(req, w, caller, ctx, err)
	}
	defer func() { _ = resp.Body.Close() }() // what it could say has no bearing on the answer
	if w.isStale() {
		return reply{}, c.explain(req, w, caller, ctx, errStale)
	}
	if resp.StatusCode < 200 {
		return reply{}, c.explain(req, w, caller, ctx, fmt.Errorf("the server answered %s, which is no answer", statusText(resp.StatusCode)))
	}
	if date := serverTime(resp.Header); c.observe != nil && !date.IsZero() {
		c.observe(date, begun, time.Now())
	}
	body, err := readBody(resp)
	if err != nil && context.Cause(ctx) != nil {
		err = context.Cause(ctx)
	}
	return reply{status: resp.StatusCode, header: resp.Header, body: body, cut: err}, nil
}

var (
	errTimeout = errors.New("no answer in time")
	errStale   = errors.New("the connection held an answer before the request was sent")
	errLarge   = fmt.Errorf("the answer is larger than %d bytes", maxBody)
)

// readBody reads a body to its end or its limit, and unpacks one that came packed unasked.
func readBody(resp *http.Response) ([]byte, error) {
	body, err := readCapped(resp.Body)
	if err != nil {
		return body, err
	}
	switch encoding := strings.ToLower(resp.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
		return body, nil
	case "gzip", "x-gzip":
		unpacked, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("the answer cannot be unpacked: %w", err)
		}
		return readCapped(unpacked)
	default:
		return nil, fmt.Errorf("the answer is packed as %q, which was not asked for", Clean(encoding))
	}
}

func readCapped(from io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(from, maxBody+1))
	if err == nil && len(body) > maxBody {
		err = errLarge
	}
	return body[:min(len(body), maxBody)], err
}

// explain decides what is known of a request that was not answered. Nothing has happened where it
// was given no connection, or where the socket took less than its head; beyond that it is in doubt.
func (c *Client) explain(req *http.Request, w *watch, caller, ctx context.Context, err error) *failure {
	held, head := w.seal()
	late := caller.Err() == nil && errors.Is(context.Cause(ctx), errTimeout)
	host := req.URL.Host
	switch {
	case !held:
		return unconnected(host, caller, late, err)
	case !head && isTLS(err):
		return &failure{Stop, row.NetTLS, fmt.Sprintf("TLS with %s failed: %s", host, reason(err))}
	case !head:
		return &failure{NotSent, row.NetNotSent, fmt.Sprintf("the connection to %s broke before the request was sent: %s", host, reason(err))}
	case late:
		return &failure{Doubtful, row.NetTimeout, fmt.Sprintf("the request was sent, and %s did not answer within %s", host, c.timeout)}
	default:
		return &failure{Doubtful, row.NetReset, fmt.Sprintf("the request was sent, and the connection to %s broke before it was answered: %s", host, reason(err))}
	}
}

// unconnected explains why a request was given no connection.
func unconnected(host string, caller context.Context, late bool, err error) *failure {
	var (
		dns       *net.DNSError
		dial      *net.OpError
		timeout   net.Error
		elsewhere *elsewhereError
	)
	fail := func(class Class, code row.Code, text string) *failure {
		return &failure{class, code, fmt.Sprintf(text, host, reason(err))}
	}
	switch {
	case caller.Err() != nil:
		return fail(NotSent, row.NetNotSent, "stopped before the request was sent to %s: %s")
	case errors.As(err, &elsewhere):
		return fail(Stop, row.NetPlain, "plain http to %s refused: %s")
	case isTLS(err):
		return fail(Stop, row.NetTLS, "TLS with %s failed: %s")
	case errors.As(err, &dns):
		return fail(NotSent, row.NetDNS, "the name %s was not found: %s")
	case late, errors.As(err, &timeout) && timeout.Timeout():
		return fail(NotSent, row.NetConnect, "%s could not be connected to in time: %s")
	case errors.As(err, &dial):
		return fail(NotSent, row.NetRefused, "%s could not be connected to: %s")
	default:
		return fail(NotSent, row.NetNotSent, "the connection to %s could not be made: %s")
	}
}

// reason returns the innermost cause of an error: the outer ones repeat addresses.
func reason(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return Clean(err.Error())
		}
		err = inner
	}
}
