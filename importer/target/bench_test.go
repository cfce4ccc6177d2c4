package target

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

const benchBody = `{"metadata":{"source":"SAP"},"id":"000042","name":"Software Developer","category_id":"external-category-1","rate":64.99,"seniority":"Sr."}`

func benchServer(b *testing.B) *httptest.Server {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		write(w, 200, `{"statusCode":200,"status":"success","data":{"id":"000042","name":"Software Developer"}}`)
	}))
	b.Cleanup(server.Close)
	return server
}

// BenchmarkCreate against BenchmarkBareClient says what the watching, the reading and the sign-in cost.
func BenchmarkCreate(b *testing.B) {
	server := benchServer(b)
	c, err := NewClient(fake{}, Options{BaseURL: server.URL, Getenv: withToken(), Workers: 8})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	b.SetParallelism(4)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if out := c.Create(context.Background(), []byte(benchBody)); out.Class != Created {
				b.Errorf("%+v", out)
				return
			}
		}
	})
}

// BenchmarkBareClient is http.Client with a body and a discarded answer.
func BenchmarkBareClient(b *testing.B) {
	server := benchServer(b)
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 8, MaxIdleConnsPerHost: 8}}
	defer client.CloseIdleConnections()
	b.SetParallelism(4)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			resp, err := client.Post(server.URL+"/create", "application/json", bytes.NewReader([]byte(benchBody)))
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
	})
}
