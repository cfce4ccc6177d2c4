package sandbox

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func corBody(n int64) string {
	return fmt.Sprintf(`{"metadata":{"source":"SAP"},"id":"%08d","name":"Software Developer",`+
		`"category_id":"external-category-1","rate":64.99,"seniority":"Sr."}`, n)
}

// BenchmarkCreate sends without connections: what the server itself costs.
func BenchmarkCreate(b *testing.B) {
	s := New(Options{})
	var n atomic.Int64
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if res := send(s, "POST", corPath, corBody(n.Add(1))); res.StatusCode != 200 {
				b.Fatal(res.Status)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "creates/s")
}

// BenchmarkCreateOverTCP is an import's view: 32 connections that stay open, and a truth log on disk.
// The clients are in the same process and take their share of it.
func BenchmarkCreateOverTCP(b *testing.B) {
	_, url := listen(b, Options{TruthPath: filepath.Join(b.TempDir(), "truth.jsonl")})
	const clients = 32
	tr := &http.Transport{MaxIdleConnsPerHost: clients}
	defer tr.CloseIdleConnections()
	var n atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range clients {
		wg.Go(func() {
			for i := n.Add(1); i <= int64(b.N); i = n.Add(1) {
				r, _ := http.NewRequestWithContext(context.Background(), "POST", url+corPath, strings.NewReader(corBody(i)))
				r.Header = http.Header{"Authorization": {goodHeader}, "Content-Type": {"application/json"}}
				res, err := tr.RoundTrip(r)
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "creates/s")
}
