package target

import "context"

// ManyFinder is a Finder that looks up many bodies at once with fewer requests than one by one.
type ManyFinder interface {
	// FindAll does for each body what Find does. The answers are in the order of the bodies.
	FindAll(ctx context.Context, c *Client, bodies [][]byte) []Found
}

// Found is what one of many look-ups told: what Find would have returned.
type Found struct {
	Positions []Position
	Err       error
}
