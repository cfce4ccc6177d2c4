package importer

import (
	"fmt"
	"sync"

	"posimport/importer/row"
	"posimport/importer/target"
)

// breaker ends a run when its failures are plainly not about the rows.
type breaker struct {
	mu        sync.Mutex
	most      int  // failures in a row before the run is stopped
	inARow    int  // rows that ended without a word about themselves
	forbidden int  // 403 in a row
	answered  bool // the target has answered anything at all
}

const (
	mostForbidden = 3
	leastFailures = 16
)

func newBreaker(workers int) *breaker {
	return &breaker{most: max(leastFailures, 2*workers)}
}

// heard notes that the target answered, whatever it said.
func (b *breaker) heard() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answered = true
}

// nowhere reports whether a refusal tells of the address rather than of the row: 404 or 405 without a
// word of the target's own.
func nowhere(out target.Outcome) bool {
	return out.Code == row.APIRejected && (out.HTTPStatus == 404 || out.HTTPStatus == 405)
}

// ended notes how a row's last attempt ended, and returns why the run has to stop, or nil.
func (b *breaker) ended(out target.Outcome) *StopError {
	b.mu.Lock()
	defer b.mu.Unlock()
	if aboutTheRow(out) && !nowhere(out) {
		b.inARow, b.forbidden = 0, 0
		return nil
	}
	if out.Class == target.Forbidden {
		if b.forbidden++; b.forbidden >= mostForbidden {
			return &StopError{row.AuthForbidden, fmt.Sprintf("the target refused %d requests in a row with 403: the credentials may not create positions in this account", b.forbidden)}
		}
		return nil
	}
	b.forbidden = 0
	b.inARow++
	if out.Class == target.NotSent && !b.answered {
		return &StopError{out.Code, "the target cannot be reached: " + out.Message}
	}
	if b.inARow >= b.most {
		return &StopError{row.APIStopped, fmt.Sprintf("%d rows in a row failed for reasons that are not about the rows; the last: %s", b.inARow, out.Message)}
	}
	return nil
}
