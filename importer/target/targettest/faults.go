package targettest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"
)

// faults stands between the client and its connections.
type faults struct {
	dial func(ctx context.Context, network, address string) (net.Conn, error)

	mu     sync.Mutex
	fail   error // what every dial fails with; nil for none
	budget int   // how many more bytes of the client's get through; negative for all
}

// Dial connects, or fails as it was told to.
func (f *faults) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	f.mu.Lock()
	fail := f.fail
	f.mu.Unlock()
	if fail != nil {
		return nil, fail
	}
	c, err := f.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &cutConn{Conn: c, faults: f}, nil
}

func (f *faults) set(fail error, budget int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fail, f.budget = fail, budget
}

// take returns how many of n bytes get through.
func (f *faults) take(n int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.budget < 0 {
		return n
	}
	n = min(n, f.budget)
	f.budget -= n
	return n
}

// cutConn is a connection that breaks after as many bytes as the faults allow.
type cutConn struct {
	net.Conn
	faults *faults
}

func (c *cutConn) Write(p []byte) (int, error) {
	through := c.faults.take(len(p))
	n, err := c.Conn.Write(p[:through])
	if err == nil && through < len(p) {
		_ = c.Close()
		err = &net.OpError{Op: "write", Net: "tcp", Err: syscall.ECONNRESET}
	}
	return n, err
}

// timeoutError is what the network says when a connection takes too long.
type timeoutError struct{}

func (timeoutError) Error() string   { return "i/o timeout" }
func (timeoutError) Timeout() bool   { return true }
func (timeoutError) Temporary() bool { return true }

func dialError(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }

// certificates returns a certificate for 127.0.0.1 that the pool vouches for, and one that it does
// not.
func certificates(t *testing.T) (good, bad *tls.Certificate, pool *x509.CertPool) {
	pool = x509.NewCertPool()
	good, leaf := certificate(t)
	pool.AddCert(leaf)
	bad, _ = certificate(t)
	return good, bad, pool
}

func certificate(t *testing.T) (*tls.Certificate, *x509.Certificate) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	from := time.Now().Add(-time.Hour)
	plan := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "posimport test"},
		NotBefore: from, NotAfter: from.Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:        true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, plan, plan, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, leaf
}
