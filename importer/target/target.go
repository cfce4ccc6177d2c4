// Package target is what every system that positions are created in has in common: the interface,
// the classes of outcomes, HTTP and sign-in.
package target

import (
	"context"
	"time"

	"posimport/importer/row"
	"posimport/importer/target/schema"
)

// Target is one system that positions are created in. It holds no state and may be shared.
type Target interface {
	// Schema returns the fields that it takes.
	Schema() *schema.Schema
	// BaseURL is where it is reached unless --base-url says otherwise.
	BaseURL() string
	// CreatePath is the path of the create request, below the base URL.
	CreatePath() string
	// Body encodes a valid record as the documented JSON; equal records give equal bytes.
	Body(rec schema.Record) []byte
	// Read decides what a whole answer to a create request means.
	Read(status int, body []byte) Outcome
	// Repeatable reports whether a repeated create is told apart by the target (by its external id),
	// so that a doubtful request may be sent again.
	Repeatable() bool
	// SignIn returns how credentials become a token, and which environment variables hold them.
	SignIn() SignIn
}

// Finder is a target whose positions can be looked up, which is how doubt is settled where a repeat
// is not told apart.
type Finder interface {
	// Find lists every position that equals what a body asked for, compared exactly, field by field.
	// An error means that nothing is known.
	Find(ctx context.Context, c *Client, body []byte) ([]Position, error)
}

// Lister is a Finder that can say what an account holds, so that what was there before a run is known
// by its id rather than by a clock.
type Lister interface {
	// List returns the ids of all positions of an account, deleted ones among them. It reports false,
	// and no ids, where there are more than `most`. An error means that nothing is known.
	List(ctx context.Context, c *Client, account string, most int) (ids []string, whole bool, err error)
}

// Position is one position that a lookup found.
type Position struct {
	ID      string
	Created time.Time // by the target's clock; zero where it does not say
}

// Class says what is known after one attempt.
type Class uint8

// The classes of outcomes. Every class but Doubtful proves whether the position was created.
const (
	Created      Class = iota + 1 // it exists now, by this request
	Rejected                      // the target looked at the row and refused it
	Duplicate                     // the external id exists already
	NotSent                       // the request cannot have had an effect: it may be sent again
	Doubtful                      // it may have had an effect
	Throttled                     // 429: no effect; wait
	Unauthorized                  // 401 also with a renewed token: stop the run
	Forbidden                     // 403
	Stop                          // TLS failure or redirect: stop the run
)

// Outcome is one attempt and what is known after it.
type Outcome struct {
	Class      Class
	RecordID   string
	HTTPStatus int // 0 where no answer came
	Code       row.Code
	Message    string        // the target's own words, cleaned; or ours in English
	RetryAfter time.Duration // 0 where the target did not say
	Server     time.Time     // the answer's Date; zero where there was none
	Created    time.Time     // the created-at of the answer's position; zero where it does not say
	Requests   int           // how many requests were begun: 0 without a token, 2 after a renewal
}
