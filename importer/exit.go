package importer

import "posimport/importer/row"

// Exit codes of a run, as the design names them.
const (
	ExitOK          = 0   // every row succeeded
	ExitBroken      = 1   // the run could not go on
	ExitUsage       = 2   // usage or mapping error
	ExitInvalid     = 3   // nothing was sent because rows are invalid
	ExitSomeFailed  = 4   // finished, but some rows did not succeed
	ExitStopped     = 5   // stopped early by the target
	ExitInterrupted = 130 // interrupted, resumable
)

// UsageError is something that was asked for and cannot be done so.
type UsageError struct{ Text string }

// Error says what, and what to do instead.
func (e *UsageError) Error() string { return e.Text }

// ExitCode is what a run that ended without an error comes to.
func (r *Report) ExitCode() int {
	switch {
	case r.Interrupted:
		return ExitInterrupted
	case r.Strict:
		return ExitInvalid
	case r.DryRun && r.Counts[row.Invalid] > 0:
		return ExitInvalid
	case r.Stopped != nil:
		return ExitStopped
	case r.Counts[row.Invalid]+r.Counts[row.Failed]+r.Counts[row.Unknown] > 0:
		return ExitSomeFailed
	default:
		return ExitOK
	}
}
