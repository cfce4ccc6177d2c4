package importer

import (
	"posimport/importer/row"
	"posimport/importer/target"
)

// step says what follows an attempt.
type step uint8

const (
	settled  step = iota + 1 // the row's status is known
	again                    // send the same request again
	pauseAll                 // send it again, and let every worker wait first
	lookUp                   // find out before anything else
	stopRun                  // end the run
)

// doubt is what earlier attempts of a row left open.
type doubt uint8

const (
	noDoubt   doubt = iota
	sameDoubt       // a request with this very body may have had an effect
	// otherDoubt means that a request with another body for the same external id may have had one.
	otherDoubt
)

// verdict is what one attempt means for its row.
type verdict struct {
	step   step
	status row.Status // what the row is if nothing follows
	doubt  doubt      // what is open from now on
	// confirmed is true where a duplicate proves that an earlier attempt of ours took effect.
	confirmed bool
}

// judge is the one place where an outcome becomes a decision: the table "Outcomes" of the design.
// repeatable is true where the target tells a repeated create apart.
func judge(out target.Outcome, repeatable bool, before doubt, onDuplicate OnDuplicate) verdict {
	v := verdict{step: settled, doubt: before}
	switch out.Class {
	case target.Created:
		v.status, v.doubt = row.Created, noDoubt
	case target.Rejected:
		v.status = rejected(out, before)
	case target.Duplicate:
		v.status, v.confirmed = duplicate(before, onDuplicate)
	case target.NotSent:
		v.step, v.status = again, unlessDoubt(before, row.Failed)
	case target.Throttled:
		v.step, v.status = pauseAll, unlessDoubt(before, row.Failed)
	case target.Forbidden:
		v.status = unlessDoubt(before, row.Failed)
	case target.Unauthorized, target.Stop:
		if out.Code == row.NetRedirect && before == noDoubt {
			v.doubt = sameDoubt // a server may well redirect after it has done what was asked
		}
		v.step, v.status = stopRun, unlessDoubt(v.doubt, row.NotRun)
	default:
		v.step, v.status = lookUp, row.Unknown
		if repeatable {
			v.step = again
		}
		if before == noDoubt {
			v.doubt = sameDoubt
		}
	}
	return v
}

// rejected is FAILED where the target named the row's fault. A refusal without a name may come from
// something on the way, and proves nothing of an earlier attempt that is in doubt; nor does one of
// these values of an attempt that had others.
func rejected(out target.Outcome, before doubt) row.Status {
	if out.Code == row.APIRejected || before == otherDoubt {
		return unlessDoubt(before, row.Failed)
	}
	return row.Failed
}

func duplicate(before doubt, onDuplicate OnDuplicate) (status row.Status, confirmed bool) {
	switch {
	case before == sameDoubt:
		return row.Created, true
	case before == otherDoubt:
		// The id is taken, by our earlier attempt with other values or by somebody else.
		return row.Unknown, false
	case onDuplicate == DuplicateSkips:
		return row.Exists, false
	default:
		return row.Failed, false
	}
}

func unlessDoubt(before doubt, status row.Status) row.Status {
	if before != noDoubt {
		return row.Unknown
	}
	return status
}

// aboutTheRow reports whether an outcome says anything about the row, rather than about the way to
// the target or the target's health.
func aboutTheRow(out target.Outcome) bool {
	switch out.Class {
	case target.Created, target.Rejected, target.Duplicate:
		return true
	default:
		return false
	}
}
