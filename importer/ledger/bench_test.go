package ledger

import (
	"fmt"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"posimport/importer/row"
)

// window makes the intents of n rows from a row on, with bodies of about 200 bytes, and their outcomes.
func window(from, n int) (intents []Intent, entries []Entry) {
	for i := from; i < from+n; i++ {
		key := Key(fmt.Sprintf("x:EMP-%07d\x00", i))
		body := fmt.Sprintf(`{"metadata":{"source":"SAP"},"id":"EMP-%07d","name":"Senior Software Engineer, Platform","category_id":"external-category-%d","rate":64.99,"seniority":"Sr.","note":"%040d"}`, i, i%9, i)
		intents = append(intents, Intent{Row: i, Key: key, Body: []byte(body), Attempt: 1, Time: at(1)})
		entries = append(entries, Entry{Row: i, Key: key, Outcome: row.Outcome{
			Status: row.Created, RecordID: fmt.Sprintf("3f2504e0-4f89-11d3-9a0c-0305e8%06x", i), HTTPStatus: 200, Attempts: 1, Time: at(2),
		}})
	}
	return intents, entries
}

// BenchmarkWindows is one window's intents, then their outcomes: two transactions.
func BenchmarkWindows(b *testing.B) {
	for _, n := range []int{32, 64} {
		for name, slow := range map[string]time.Duration{"disk": 0, "slow disk": 3 * time.Millisecond} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				l := openTest(b, storeTest(b, SlowDisk(slow)), account(), runA)
				benchWindows(b, l, n)
			})
		}
		b.Run(fmt.Sprintf("memory/%d", n), func(b *testing.B) {
			l := NewMemory()
			defer func() { must(b, l.Close()) }()
			benchWindows(b, l, n)
		})
	}
}

func benchWindows(b *testing.B, l Ledger, n int) {
	b.Helper()
	b.ReportAllocs()
	from := 1
	for b.Loop() {
		intents, entries := window(from, n)
		must(b, l.Intend(b.Context(), runA, intents))
		must(b, l.Settle(b.Context(), runA, entries))
		from += n
	}
	b.ReportMetric(2*float64(b.N)/b.Elapsed().Seconds(), "transactions/s")
	b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkRun writes a run of 200,000 rows, scans it and reports what it takes up, without the room
// that the file keeps to grow in.
func BenchmarkRun(b *testing.B) {
	const rows, n = 200_000, 64
	for b.Loop() {
		s := storeTest(b)
		l := openTest(b, s, account(), runA)
		for from := 1; from < rows; from += n {
			intents, entries := window(from, n)
			must(b, l.Intend(b.Context(), runA, intents))
			must(b, l.Settle(b.Context(), runA, entries))
		}
		start := time.Now()
		found := 0
		must(b, l.Entries(b.Context(), runA, 0, func(Entry) bool { found++; return true }))
		b.ReportMetric(time.Since(start).Seconds(), "s/scan")
		must(b, l.(*disk).view(func(tx *bbolt.Tx) error {
			b.ReportMetric(float64(tx.Size())/float64(found), "bytes/row")
			return nil
		}))
		must(b, l.Close())
		start = time.Now()
		must(b, openTest(b, s, account(), runB).Close())
		b.ReportMetric(time.Since(start).Seconds(), "s/open")
	}
}
