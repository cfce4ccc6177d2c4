package torture

import (
	"testing"
	"time"

	"posimport/importer"
	"posimport/importer/row"
	"posimport/importer/sandbox"
)

// TestStopsAndGoesOn: what ends a run early leaves every row with a true status, and a resume
// completes it.
func TestStopsAndGoesOn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		faults string
		code   row.Code
	}{
		"redirect":                  {"at=20:redirect-before", row.NetRedirect},
		"redirect after the effect": {"at=20:redirect-after", row.NetRedirect},
		"token refused":             {"at=20-:401", row.AuthRefused},
		"forbidden":                 {"at=20-:403", row.AuthForbidden},
		"outage":                    {"at=20-:503-before", ""},
		"outage with effects":       {"at=20-:502-after", ""},
	} {
		for kind, make := range kinds() {
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, make(150), sandbox.Options{Latency: 2 * time.Millisecond, Faults: faults(t, c.faults)})
				s := shape()
				s.Workers, s.MaxAttempts, s.Timeout = 8, 2, 20*time.Second
				report := w.importAll(t.Context(), s)
				if report.Stopped == nil || c.code != "" && report.Stopped.Code != c.code {
					t.Errorf("stopped by %+v", report.Stopped)
				}
				if report.ExitCode() != importer.ExitStopped || report.Counts[row.NotRun] == 0 {
					t.Errorf("exit code %d: %v", report.ExitCode(), report.Counts)
				}
				w.judge(report, false, false)
				w.judge(w.calm(), true, false)
			})
		}
	}
}
