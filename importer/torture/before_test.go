package torture

import (
	"testing"
	"time"

	"posimport/importer/row"
	"posimport/importer/sandbox"
)

// TestBefore: positions that somebody made a moment before the run, with the very same values, are
// not taken for the run's own, though every second request is in doubt.
func TestBefore(t *testing.T) {
	t.Parallel()
	in := aptlyInput(24, false)
	w := newWorld(t, in, sandbox.Options{Seed: 3})
	for _, r := range in.rows {
		w.post(canonical(t, r.want))
	}
	before := map[string]bool{}
	for _, p := range w.server.Positions() {
		before[p.ID] = true
	}
	if len(before) != len(in.rows) {
		t.Fatalf("%d positions were made before the run, want %d", len(before), len(in.rows))
	}
	w.server.SetFaults(faults(t, "rate=0.5,kinds=cut-before+cut-after+500-before+500-after"))
	s := shape()
	s.Settle = 300 * time.Millisecond
	report := w.importAll(t.Context(), s)
	if report.Counts[row.Unknown] > 0 {
		report = w.calm()
	}
	if got := report.Counts[row.Created]; got != len(in.rows) {
		t.Errorf("%d rows are CREATED, want %d: %v", got, len(in.rows), report.Counts)
	}
	w.idle()
	if got := len(w.server.Positions()); got != 2*len(in.rows) {
		t.Errorf("%d positions stand in the target, want %d", got, 2*len(in.rows))
	}
	seen := map[string]bool{}
	for _, one := range readResults(t, report.Results) {
		if before[one.id] || seen[one.id] {
			t.Errorf("row %d says %s, which was there before or is another row's", one.source, one.id)
		}
		seen[one.id] = true
	}
}
