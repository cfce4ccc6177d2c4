package torture

import (
	"testing"
	"time"

	"posimport/importer/row"
	"posimport/importer/sandbox"
)

// allFaults is 15 % of the requests in trouble, in every way that a client should survive by itself.
// What is late comes within the settle time, and later than two look-ups at once would take.
const allFaults = "rate=0.15,kinds=all,slow=1500ms,late-by=500ms"

func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	rows := 400
	if testing.Short() {
		rows = 80
	}
	for name, make := range kinds() {
		for _, spec := range []string{allFaults, allFaults + ",on=create+list"} {
			t.Run(name+" "+spec, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, make(rows), sandbox.Options{Latency: 2 * time.Millisecond, Seed: 7, Faults: faults(t, spec)})
				report := w.importAll(t.Context(), shape())
				w.judge(report, false, false)
				t.Logf("in trouble: %v", report.Counts)
				if report.Counts[row.Unknown] > 0 {
					report = w.calm()
				}
				w.judge(report, true, false)
			})
		}
	}
}
