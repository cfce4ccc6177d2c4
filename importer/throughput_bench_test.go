package importer

import (
	"path/filepath"
	"testing"
	"time"

	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/sandbox"
)

// The same import of 2,000 rows by 32 workers against a server that takes 2 ms.
const (
	throughputRows    = 2000
	throughputWorkers = 32
	throughputLatency = 2 * time.Millisecond
)

// BenchmarkLedgerThroughput compares the ledger on disk, and on a disk that takes 3 ms more for each
// sync, with one that forgets: the ratio has to be at least 0.85. The three take turns, and the
// figures are medians, since what else the machine does changes from second to second. Say
// -benchtime 20x.
func BenchmarkLedgerThroughput(b *testing.B) {
	rates := map[string][]float64{}
	for b.Loop() {
		memory := deliverOnce(b, "memory")
		rates["memory-rows/s"] = append(rates["memory-rows/s"], memory)
		for _, kind := range []string{"disk", "slow-disk"} {
			rate := deliverOnce(b, kind)
			rates[kind+"-rows/s"] = append(rates[kind+"-rows/s"], rate)
			rates[kind+"/memory"] = append(rates[kind+"/memory"], rate/memory)
		}
	}
	reportMedians(b, rates)
}

// deliverOnce returns how many rows a second were delivered, from the first intent to the last outcome.
func deliverOnce(b *testing.B, kind string) float64 {
	b.Helper()
	p := newPlace(b, corMapping, sandbox.Options{Latency: throughputLatency})
	cfg := p.config(p.file("in.csv", manyRows(throughputRows)))
	cfg.Workers = throughputWorkers
	cfg.Shape = cfg.Shape.withDefaults()
	s := &session{env: p.env(), cfg: &cfg, clock: &clock{}}
	err := s.begin()
	if err == nil {
		err = s.connect()
	}
	if err == nil {
		s.led, err = openKind(b, kind, s.run)
	}
	if err == nil {
		err = s.prepare(b.Context(), cfg.File)
	}
	if err != nil {
		b.Fatal(err)
	}
	begun := time.Now()
	stop, err := s.send(b.Context())
	took := time.Since(begun)
	if err != nil || stop != nil {
		b.Fatal(err, stop)
	}
	if got := s.env.Tally.Progress().Counts[row.Created]; got != throughputRows {
		b.Fatalf("%d rows were created", got)
	}
	if err := s.in.Close(); err != nil {
		b.Fatal(err)
	}
	if err := s.led.Close(); err != nil {
		b.Fatal(err)
	}
	return throughputRows / took.Seconds()
}

func openKind(b *testing.B, kind string, run ledger.Run) (ledger.Ledger, error) {
	b.Helper()
	if kind == "memory" {
		return ledger.NewMemory(), nil
	}
	var options []ledger.Option
	if kind == "slow-disk" {
		options = append(options, ledger.SlowDisk(3*time.Millisecond))
	}
	store, err := ledger.OpenStore(filepath.Join(b.TempDir(), "state"), options...)
	if err != nil {
		return nil, err
	}
	return store.Open(b.Context(), run.Account, run.ID)
}
