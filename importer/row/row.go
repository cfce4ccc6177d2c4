// Package row holds what is said of one row of an import: its status, its outcome and the issues
// found in it. A row's failure is data; errors are for the run.
package row

import "time"

// Status is what became of a row.
type Status string

// The statuses of a row. A dry run says only Valid or Invalid.
const (
	Created Status = "CREATED" // the target has it, made by this row
	Exists  Status = "EXISTS"  // it was already there, or an earlier run of ours created it
	Invalid Status = "INVALID" // something in the row is wrong; never sent
	Failed  Status = "FAILED"  // rejected by the target, or could not be sent; it does not exist
	Unknown Status = "UNKNOWN" // it may exist; verify
	NotRun  Status = "NOT_RUN" // the run stopped before it
	Valid   Status = "VALID"   // a dry run found nothing wrong
)

// Statuses returns every status in the order in which people are shown them.
func Statuses() []Status {
	return []Status{Created, Exists, Valid, Invalid, Failed, Unknown, NotRun}
}

// Succeeded reports whether nothing is left to do for a row of this status.
func (s Status) Succeeded() bool {
	return s == Created || s == Exists || s == Valid
}

// Outcome is what is known of one row after a run.
type Outcome struct {
	Status     Status
	Code       Code      // the first issue's, the target's, or ours; empty where all went well
	Message    string    // for people, in the run's language
	Cell       string    // the A1 reference that the code is about; empty for the whole row
	RecordID   string    // the target's id of the position
	HTTPStatus int       // of the last answer; 0 where there was none
	Attempts   int       // requests that were begun
	RunID      string    // the run in which it got this status
	Time       time.Time // when it got it, UTC; zero where it was never sent
}

// Issue is one thing wrong with one cell or one row. Its words come from the table of codes, so
// that they can be said in the reader's language.
type Issue struct {
	Code   Code
	Field  string // JSON name of the target's field; empty where none is concerned
	Cell   string // A1 reference; empty for the whole row
	Column string // the header as the file has it
	Value  string // the value as the person sees it
	Want   string // what is expected: the allowed values, the limit, the pattern
	Near   string // the allowed value that is nearest to Value; empty where none is near
	Other  string // another place that is concerned, such as the first row with the same id
}
