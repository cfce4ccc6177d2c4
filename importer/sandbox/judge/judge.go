// Package judge decides whether what posimport says of a file's rows is true. It looks at the
// sandbox's truth log, the input and the results, and never at the ledger, so that what it says does
// not rest on what it judges.
package judge

import (
	"fmt"

	"posimport/importer/row"
	"posimport/importer/sandbox"
)

// Source is one row of the input, and what is to become of it by the judge's own lights.
type Source struct {
	Row  int    // its number, by which the results name it
	Body []byte // the request that it asks for, as JSON; nil where the row is invalid
	// Earlier are other bodies that the row had in earlier runs, before somebody edited it.
	Earlier [][]byte
	// Rejected is the code that the target refuses a valid row with; empty where it takes it.
	Rejected row.Code
}

// Result is one row of the results.
type Result struct {
	SourceRow int
	Status    row.Status
	RecordID  string
	Code      row.Code
}

// Input is all that is judged.
type Input struct {
	Truth   []sandbox.Event // all of it, in its order
	Rows    []Source        // in the order of the file
	Results []Result        // in the order of the results
	// Before is the number of the last event that is not the doing of the runs that are judged.
	Before int64
	// Doubtful are rows that something other than the sandbox did harm to, such as a proxy.
	Doubtful map[int]bool
	// Calm says that the last run met no harm and ran to its end: nothing may be left undecided.
	Calm bool
	// Exit is the exit code, and Summary the counts that were printed; nil where they are not judged.
	Exit    *int
	Summary map[row.Status]int
}

// Kind is one way in which results can be wrong.
type Kind string

// The kinds of violations.
const (
	Lost       Kind = "lost"       // a row of the input is not in the results
	Repeated   Kind = "repeated"   // a row of the input is in the results more than once
	Stranger   Kind = "stranger"   // the results have a row that the input has not
	Order      Kind = "order"      // the results are not in the input's order
	Twice      Kind = "twice"      // a row made more than one position
	Foreign    Kind = "foreign"    // a position was made that no row asks for
	Fields     Kind = "fields"     // a position has other fields than its row
	Missing    Kind = "missing"    // CREATED or EXISTS, and there is no such position
	Shared     Kind = "shared"     // two rows say that the same position is theirs
	Untrue     Kind = "untrue"     // FAILED, INVALID or NOT_RUN, and there is a position
	Groundless Kind = "groundless" // UNKNOWN, and nothing was in doubt
	Unsettled  Kind = "unsettled"  // after a calm run, a row is not what it is to become
	Verdict    Kind = "verdict"    // an invalid row was sent, a valid one called invalid, or a wrong code
	Status     Kind = "status"     // not a status that a run may give
	Exit       Kind = "exit"       // the exit code does not agree with the rows
	Summary    Kind = "summary"    // the printed counts do not agree with the rows
)

// Violation is one thing that is wrong.
type Violation struct {
	Kind Kind
	Row  int   // the source row; 0 where none is concerned
	Seq  int64 // the event; 0 where none is concerned
	Text string
}

// String says all of it in one line.
func (v Violation) String() string {
	s := string(v.Kind)
	if v.Row != 0 {
		s += fmt.Sprintf(", row %d", v.Row)
	}
	if v.Seq != 0 {
		s += fmt.Sprintf(", event %d", v.Seq)
	}
	return s + ": " + v.Text
}

// Check returns everything that is wrong, nil where nothing is.
func Check(in Input) []Violation {
	c := newCase(in)
	c.rows()
	c.statuses()
	c.claims()
	c.unnamed()
	c.leftOver()
	c.doubts()
	c.calm()
	c.exit()
	c.summary()
	return c.found
}
