package target

import (
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"

	"posimport/importer/row"
)

// tunnel is a proxy that connects to anything, as long as it may.
type tunnel struct {
	refuse atomic.Bool
	made   atomic.Int32
}

func (p *tunnel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.refuse.Load() || r.Method != http.MethodConnect {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	p.made.Add(1)
	far, err := net.Dial("tcp", r.Host)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	near, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(near, "HTTP/1.1 200 Connected\r\n\r\n")
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		go func() {
			_, _ = io.Copy(way[0], way[1]) // either end may go first
			_, _ = way[0].Close(), way[1].Close()
		}()
	}
}

// TestThroughProxy: net/http puts TLS above the watched connection there.
func TestThroughProxy(t *testing.T) {
	var cut atomic.Bool
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil || cut.Load() {
			panic(http.ErrAbortHandler)
		}
		write(w, 201, `{"data":{"id":"a"}}`)
	}))
	defer server.Close()
	tunnel := &tunnel{}
	proxy := httptest.NewServer(tunnel)
	defer proxy.Close()
	at, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	c, err := NewClient(fake{}, Options{BaseURL: server.URL, Getenv: withToken(), RootCAs: pool})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.transport.Proxy = http.ProxyURL(at)

	for range 3 {
		if got := c.Create(t.Context(), []byte(`{}`)); got.Class != Created {
			t.Fatalf("%+v", got)
		}
	}
	if tunnel.made.Load() != 1 {
		t.Errorf("%d connections for three requests", tunnel.made.Load())
	}
	cut.Store(true)
	if got := c.Create(t.Context(), []byte(`{}`)); got.Class != Doubtful || got.Code != row.NetReset {
		t.Errorf("no answer: %+v", got)
	}
	tunnel.refuse.Store(true)
	if got := c.Create(t.Context(), []byte(`{}`)); got.Class != NotSent {
		t.Errorf("refused by the proxy: %+v", got)
	}
	c.transport.TLSClientConfig.RootCAs = x509.NewCertPool()
	tunnel.refuse.Store(false)
	if got := c.Create(t.Context(), []byte(`{}`)); got.Class != Stop || got.Code != row.NetTLS {
		t.Errorf("certificate of nobody known: %+v", got)
	}
}

func TestProxyIsForOthersOnly(t *testing.T) {
	for _, address := range []string{"http://127.0.0.1:1/", "https://localhost/", "https://[::1]/"} {
		req := httptest.NewRequest(http.MethodGet, address, nil)
		if got, err := proxy(req); got != nil || err != nil {
			t.Errorf("%s goes to %v, %v", address, got, err)
		}
	}
}
