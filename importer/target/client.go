package target

import (
	"context"
	"errors"
	"net/url"
	"time"
)

// Options of a Client.
type Options struct {
	BaseURL   string        // https, or http to loopback only
	SignInURL string        // empty for the target's own, or below the base URL when that is loopback
	Timeout   time.Duration // for one request, to the last byte of its answer
	Workers   int           // how many requests may be in flight
	Getenv    func(string) string
	Now       func() time.Time // nil for time.Now
}

// Client sends requests to one account of one target. It may be used by many goroutines.
type Client struct{}

// NewClient checks the base URL and the credentials without sending anything.
func NewClient(t Target, o Options) (*Client, error) { return nil, errors.New("not built") }

// Create sends one create request and decides what is known after it. It follows no redirect, sends
// no request twice by itself but after a 401 with a renewed token, and never fails otherwise than
// by its Outcome.
func (c *Client) Create(ctx context.Context, body []byte) Outcome { return Outcome{} }

// Get sends a GET below the base URL and returns a 2xx answer's body, for a Finder. It retries what
// is worth retrying by itself, since a GET has no effect.
func (c *Client) Get(ctx context.Context, path string, query url.Values) ([]byte, error) {
	return nil, nil
}
