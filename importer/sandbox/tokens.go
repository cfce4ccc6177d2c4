package sandbox

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"
)

const maxStrangers = 10_000 // tokens remembered that were not given out here

// tokens are the bearer tokens that are good, and those that were.
type tokens struct {
	mu     sync.Mutex
	only   string // the one token accepted without signing in; empty for any
	life   time.Duration
	known  map[string]grant
	issued int
	dice   *rand.Rand
}

// grant is what is known of one token.
type grant struct {
	target  string    // that gave it out; empty where it came from elsewhere and is good for both
	expires time.Time // zero for never
	refused bool
}

func (t *tokens) init(o Options) {
	t.only, t.life = o.Token, o.TokenLifetime
	t.known = make(map[string]grant)
	t.dice = rand.New(rand.NewPCG(o.Seed, 'T'))
}

// good reports whether a request is authorised for a target, and why not.
func (t *tokens) good(r *http.Request, target string, now time.Time) (why string, ok bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if token = strings.TrimSpace(token); !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "no bearer token was sent", false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	g, known := t.known[token]
	switch {
	case !known && t.only != "" && token != t.only:
		return "the token is not known", false
	case !known:
		if len(t.known) < maxStrangers {
			t.known[token] = grant{}
		}
	case g.refused || (!g.expires.IsZero() && !now.Before(g.expires)):
		return "the token has expired", false
	case g.target != "" && g.target != target:
		return "the token is of another system", false
	}
	return "", true
}

// issue makes a token for a target.
func (t *tokens) issue(target string, now time.Time) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.issued++
	token := fmt.Sprintf("practice-%s-%d-%016x", target, t.issued, t.dice.Uint64())
	t.known[token] = grant{target: target, expires: now.Add(t.life)}
	return token
}

// expire refuses every token so far.
func (t *tokens) expire() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.only != "" {
		t.known[t.only] = grant{}
	}
	for token, g := range t.known {
		g.refused = true
		t.known[token] = g
	}
}
