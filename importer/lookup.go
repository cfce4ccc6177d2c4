package importer

import (
	"context"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"posimport/importer/target"
)

// reader returns the client for requests that only read: each waits for the rate and for the gate, as
// every request does, and one that is answered with a 429 has all of them pause.
func (d *delivery) reader() *target.Client {
	return d.client.Paced(target.Pace{Enter: d.enter, Leave: d.leaveRead})
}

func (d *delivery) leaveRead(status int, pause time.Duration) {
	switch status {
	case http.StatusTooManyRequests:
		d.leaveBusy(pauseFor(pause, 0))
	case http.StatusServiceUnavailable:
		d.leaveBusy(min(pause, longestPause))
	default:
		d.gate.leave(status >= 200 && status <= 299)
	}
}

// find looks up the bodies of groups: all at once where the target can, else some at a time.
func (d *delivery) find(ctx context.Context, finder target.Finder, groups []*group) []target.Found {
	client := d.reader()
	if many, ok := finder.(target.ManyFinder); ok {
		bodies := make([][]byte, len(groups))
		for i, g := range groups {
			bodies[i] = g.body
		}
		return many.FindAll(ctx, client, bodies)
	}
	found := make([]target.Found, len(groups))
	var lookers errgroup.Group
	lookers.SetLimit(max(1, d.shape.Workers))
	for i, g := range groups {
		lookers.Go(func() error {
			found[i].Positions, found[i].Err = finder.Find(ctx, client, g.body)
			return nil
		})
	}
	_ = lookers.Wait() // a failed look-up is part of what was found
	return found
}
