package target

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

const (
	// maxMargin is how long before its end a token is renewed at the earliest; a short-lived one is
	// renewed when a tenth of its life is left.
	maxMargin = time.Minute
	// calm is how long a sign-in that failed is not tried again.
	calm = 5 * time.Second
)

// token is a bearer token. Each renewal has the next generation.
type token struct {
	text       string
	generation int
	renew      time.Time // when to renew it; zero where its end is not known
	ends       time.Time
}

// exchange gets a new token and its lifetime, 0 where it is not known.
type exchange func(ctx context.Context) (text string, lifetime time.Duration, err error)

// tokens holds the token that all workers share, and renews it for all of them at once.
type tokens struct {
	now      func() time.Time
	exchange exchange        // nil where there is nothing to exchange
	life     context.Context // ends with the client: a renewal is not one worker's

	mu       sync.Mutex
	current  token
	flight   chan struct{} // closed when the renewal under way ends; nil where there is none
	failed   error         // why the last renewal failed
	failedAt time.Time
	spent    []string // the tokens that were replaced last
}

// mostSpent is how many replaced tokens are kept out of messages: an answer to a request that was
// sent with one may come, and may repeat it, after the renewal.
const mostSpent = 8

// errStatic says that the token is all there is.
var errStatic = errors.New("the token cannot be renewed")

// get returns a token that is good for now: it renews one that is about to end.
func (t *tokens) get(ctx context.Context) (token, error) {
	t.mu.Lock()
	held, now := t.current, t.now()
	t.mu.Unlock()
	due := held.text == "" || !held.renew.IsZero() && !now.Before(held.renew)
	if !due {
		return held, nil
	}
	renewed, err := t.after(ctx, held)
	if err != nil && held.text != "" && now.Before(held.ends) {
		return held, nil // it still has a while to go
	}
	return renewed, err
}

// after returns a token that is newer than the one that was used. However many ask, one renewal is
// made.
func (t *tokens) after(ctx context.Context, used token) (token, error) {
	if t.exchange == nil {
		return token{}, errStatic
	}
	for {
		t.mu.Lock()
		if t.current.generation > used.generation {
			defer t.mu.Unlock()
			return t.current, nil
		}
		if t.failed != nil && t.now().Sub(t.failedAt) < calm {
			defer t.mu.Unlock()
			return token{}, t.failed
		}
		if t.flight == nil {
			t.flight = make(chan struct{})
			go t.renew(t.flight)
		}
		landed := t.flight
		t.mu.Unlock()
		select {
		case <-landed:
		case <-ctx.Done():
			return token{}, ctx.Err()
		}
	}
}

// renew makes one exchange and tells all who wait.
func (t *tokens) renew(landed chan struct{}) {
	began := t.now() // a token lives from when the server made it: count from before that
	text, lifetime, err := t.exchange(t.life)
	t.mu.Lock()
	defer t.mu.Unlock()
	defer close(landed)
	t.flight = nil
	if t.failed, t.failedAt = err, t.now(); err != nil {
		return
	}
	next := token{text: text, generation: t.current.generation + 1}
	if lifetime > 0 {
		next.ends = began.Add(lifetime)
		next.renew = next.ends.Add(-min(maxMargin, lifetime/10))
	}
	t.spent = append(t.spent, t.current.text)
	t.spent = t.spent[max(0, len(t.spent)-mostSpent):]
	t.current = next
}

// secrets returns the token in use and those that it replaced, for keeping them out of messages.
func (t *tokens) secrets() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append(slices.Clone(t.spent), t.current.text)
}
