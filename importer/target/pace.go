package target

import (
	"context"
	"net/http"
	"time"
)

// Pace holds GETs to the limits that its owner keeps for all requests.
type Pace struct {
	// Enter is asked before each GET, tries and pages among them, and waits until it may be sent. The
	// error, the context's, keeps it from being sent.
	Enter func(ctx context.Context) error
	// Leave is told the end of each GET that Enter let through: the HTTP status, 0 where no answer
	// came, and how long the server asked to be left alone, 0 where it did not.
	Leave func(status int, pause time.Duration)
}

// Paced returns the same client with its GETs held to a pace.
func (c *Client) Paced(p Pace) *Client {
	paced := *c
	paced.pace = p
	return &paced
}

// sendPaced sends a GET when its turn has come. The error is a *failure, or that of the wait.
func (c *Client) sendPaced(req *http.Request) (reply, error) {
	if c.pace.Enter == nil {
		return c.send(req)
	}
	if err := c.pace.Enter(req.Context()); err != nil {
		return reply{}, err
	}
	got, err := c.send(req)
	if c.pace.Leave != nil {
		c.pace.Leave(got.status, retryAfter(got.header, c.now))
	}
	return got, err
}
