package importer

import (
	"testing"

	"posimport/importer/row"
)

func TestExitCode(t *testing.T) {
	counts := func(all ...row.Status) map[row.Status]int {
		m := map[row.Status]int{}
		for _, s := range all {
			m[s]++
		}
		return m
	}
	stop := &StopError{Code: row.AuthRefused, Text: "refused"}
	for _, c := range []struct {
		name   string
		report Report
		want   int
	}{
		{"all created", Report{Counts: counts(row.Created, row.Created)}, ExitOK},
		{"created and there already", Report{Counts: counts(row.Created, row.Exists)}, ExitOK},
		{"left out by --rows", Report{Counts: counts(row.Created, row.NotRun)}, ExitOK},
		{"one invalid", Report{Counts: counts(row.Created, row.Invalid)}, ExitSomeFailed},
		{"one failed", Report{Counts: counts(row.Created, row.Failed)}, ExitSomeFailed},
		{"one unknown", Report{Counts: counts(row.Created, row.Unknown)}, ExitSomeFailed},
		{"dry run, all valid", Report{DryRun: true, Counts: counts(row.Valid)}, ExitOK},
		{"dry run, one invalid", Report{DryRun: true, Counts: counts(row.Valid, row.Invalid)}, ExitInvalid},
		{"dry run of results, a failure carried", Report{DryRun: true, Counts: counts(row.Valid, row.Created)}, ExitOK},
		{"strict", Report{Strict: true, Stopped: &StopError{Text: "--strict"}, Counts: counts(row.NotRun, row.Invalid)}, ExitInvalid},
		{"stopped by the target", Report{Stopped: stop, Counts: counts(row.Created, row.NotRun)}, ExitStopped},
		{"stopped, and rows failed", Report{Stopped: stop, Counts: counts(row.Failed, row.NotRun)}, ExitStopped},
		{"interrupted", Report{Interrupted: true, Counts: counts(row.Created, row.NotRun)}, ExitInterrupted},
		{"interrupted, and rows failed", Report{Interrupted: true, Counts: counts(row.Failed)}, ExitInterrupted},
		{"interrupted dry run", Report{DryRun: true, Interrupted: true, Counts: counts(row.Invalid)}, ExitInterrupted},
	} {
		if got := c.report.ExitCode(); got != c.want {
			t.Errorf("%s: exit code %d, want %d", c.name, got, c.want)
		}
	}
}

// TestExitCodesAreTheDesigns: scripts rely on the numbers.
func TestExitCodesAreTheDesigns(t *testing.T) {
	got := [...]int{ExitOK, ExitBroken, ExitUsage, ExitInvalid, ExitSomeFailed, ExitStopped, ExitInterrupted}
	if want := [...]int{0, 1, 2, 3, 4, 5, 130}; got != want {
		t.Errorf("%v, want %v", got, want)
	}
}
