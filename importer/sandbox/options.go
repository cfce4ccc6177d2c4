package sandbox

import (
	"io"
	"time"
)

// DefaultAddr is where `posimport sandbox` listens unless it is told otherwise.
const DefaultAddr = "127.0.0.1:8765"

// Options of a Server. The zero value is a fast server without faults that takes any bearer token.
type Options struct {
	// Latency is how long every API request takes: half before its effect, half after it.
	Latency time.Duration
	// Jitter is the most that is added to Latency, evenly spread by Seed and the request's number.
	Jitter time.Duration
	// Seed makes ids, jitter and faults reproducible: the n-th request meets the same fate in every
	// server with the same options. Which row is in the n-th request is the client's doing.
	Seed uint64
	// Faults is the harm to do; see ParseFaults. It can be changed later with SetFaults.
	Faults Faults
	// TruthPath is a file that gets a line for each Event; it must be new or empty. Opened by Listen.
	TruthPath string
	// TruthSync syncs that file after every line, so that it survives a power cut.
	TruthSync bool
	// TruthLog gets the lines instead, where there is no TruthPath. It is written under a lock.
	TruthLog io.Writer
	// LogRequests adds an event for each whole API request, also for those that have no effect.
	LogRequests bool
	// Categories are external ids of COR categories that exist from the start, for every source,
	// besides external-category-1 to external-category-5.
	Categories []string
	// Token is the one bearer token that is accepted besides those given out by signing in. Empty
	// for any.
	Token string
	// TokenLifetime is how long a token given out by signing in is accepted; 0 for one hour.
	TokenLifetime time.Duration
	// APIKey, ClientSecret and AccessKey are the only credentials that sign in. Empty for any.
	APIKey, ClientSecret, AccessKey string
	// RateLimit is how many API requests a second are served before 429 with Retry-After; 0 for all.
	RateLimit float64
	// ErrorShape is how COR says an error, which no document tells: flat (default), nested, list, or
	// envelope, which is HTTP 200 around a statusCode of 400 and more.
	ErrorShape string
	// KnownGroupsOnly refuses Aptly positions in a group that the sandbox does not know.
	KnownGroupsOnly bool
	// ListLag is how long a new Aptly position stays out of the listing.
	ListLag time.Duration
	// NewestFirst turns the order of Aptly's listing round, so that a position that is created
	// meanwhile moves the pages.
	NewestFirst bool
	// ClockSkew is added to the server's clock: its Date, its created-at and its truth log.
	ClockSkew time.Duration
}

// The shapes in which COR's errors can be said.
const (
	shapeFlat     = "flat"     // {"statusCode":400,"status":"error","error":"Name","message":"…"}
	shapeNested   = "nested"   // {"statusCode":400,"status":"error","error":{"name":"Name","message":"…"}}
	shapeList     = "list"     // {"statusCode":400,"status":"error","errors":[{"name":"Name","message":"…"}]}
	shapeEnvelope = "envelope" // as flat, but HTTP 200
)

// ErrorShapes returns the values of Options.ErrorShape.
func ErrorShapes() []string {
	return []string{shapeFlat, shapeNested, shapeList, shapeEnvelope}
}
