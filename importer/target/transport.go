package target

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

const (
	// maxConnect is how long a connection may take to be made, TLS included.
	maxConnect = 10 * time.Second
	// maxIdle is less than the five seconds after which Node.js, and much that stands behind it,
	// closes an idle connection: a request that meets the closing is in doubt.
	maxIdle = 4 * time.Second
	// maxHead bounds the head of an answer, in bytes.
	maxHead = 64 << 10
)

// dialFunc makes a connection, as net.Dialer.DialContext does.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// newTransport returns an HTTP/1.1 transport that watches its connections. HTTP/2 is off because
// Go's client may send one POST many times after a stream error.
func newTransport(o Options, dial dialFunc) *http.Transport {
	limit := min(maxConnect, o.Timeout)
	if dial == nil {
		dial = (&net.Dialer{Timeout: limit}).DialContext
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	config := func(host string) *tls.Config {
		return &tls.Config{ServerName: host, RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
	}
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            plainDial(dial),
		DialTLSContext:         tlsDial(dial, limit, config),
		TLSClientConfig:        config(""), // through a proxy; net/http fills the name in
		TLSHandshakeTimeout:    limit,
		Protocols:              protocols,
		TLSNextProto:           map[string]func(string, *tls.Conn) http.RoundTripper{},
		DisableCompression:     true,
		MaxConnsPerHost:        o.Workers,
		MaxIdleConnsPerHost:    o.Workers,
		IdleConnTimeout:        maxIdle,
		MaxResponseHeaderBytes: maxHead,
	}
}

// proxy is what the environment says for https. Plain http goes to this computer only, and so never
// to a proxy.
func proxy(req *http.Request) (*url.URL, error) {
	if req.URL.Scheme != "https" || Loopback(req.URL) {
		return nil, nil
	}
	return http.ProxyFromEnvironment(req)
}

// plainDial watches a connection, and sees to it that the name localhost leads to this computer.
func plainDial(dial dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		raw, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		if host, _, err := net.SplitHostPort(address); err == nil && host == localhost && elsewhere(raw.RemoteAddr()) {
			_ = raw.Close() // nothing was sent on it
			return nil, &elsewhereError{raw.RemoteAddr().String()}
		}
		return &conn{Conn: raw}, nil
	}
}

// elsewhere reports whether an address is known to be another computer's.
func elsewhere(a net.Addr) bool {
	if a == nil {
		return false
	}
	at, err := netip.ParseAddrPort(a.String())
	return err == nil && !at.Addr().Unmap().IsLoopback()
}

type elsewhereError struct{ address string }

// Error says where the name leads.
func (e *elsewhereError) Error() string {
	return fmt.Sprintf("localhost leads to %s, which is not this computer", e.address)
}

// tlsDial makes the TLS connection below the watch, so that the watch sees what is sent as it is.
func tlsDial(dial dialFunc, limit time.Duration, config func(host string) *tls.Config) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		raw, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		secure := tls.Client(raw, config(host))
		if err := secure.HandshakeContext(ctx); err != nil {
			_ = raw.Close() // it is of no use any more, whatever closing it says
			return nil, &handshakeError{err}
		}
		return &conn{Conn: secure}, nil
	}
}

// handshakeError is a connection that was made and on which TLS was not agreed.
type handshakeError struct{ err error }

// Error returns the cause's text.
func (e *handshakeError) Error() string { return e.err.Error() }

// Unwrap returns the cause.
func (e *handshakeError) Unwrap() error { return e.err }

// isTLS reports whether a connection failed for what TLS is there to check, and not for the network
// beneath it.
func isTLS(err error) bool {
	var alert *net.OpError
	if errors.As(err, &alert) && (alert.Op == "remote error" || alert.Op == "local error") {
		return true
	}
	var (
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		handshake   *handshakeError
	)
	if errors.As(err, &certificate) || errors.As(err, &record) {
		return true
	}
	return errors.As(err, &handshake) && !isNetwork(handshake.err)
}

// isNetwork reports whether an error is the network's own: a time-out, an end, a reset.
func isNetwork(err error) bool {
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, context.Canceled) || errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrClosedPipe)
}
