package target

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"posimport/importer/row"
)

// SignIn says how a target's credentials become a token. It is data and pure functions: Client does
// the sending, the renewing and the waiting.
type SignIn struct {
	TokenEnv string   // the variable that holds a ready token: COR_TOKEN
	KeyEnvs  []string // the variables that, all set, are exchanged for a token
	URL      string   // where the exchange is made
	Path     string   // the path that takes its place below a loopback base URL
	// Request builds the exchange; keys are in the order of KeyEnvs.
	Request func(ctx context.Context, url string, keys []string) (*http.Request, error)
	// Read takes the token and its lifetime (0 where it is not said) from an answer.
	Read func(status int, body []byte) (token string, lifetime time.Duration, err error)
}

// SignIn sees to it that there is a token: it exchanges the credentials where no ready token was
// given. A run calls it before it sends anything. The error is an *AuthError or the context's.
func (c *Client) SignIn(ctx context.Context) error {
	_, err := c.tokens.get(ctx)
	return err
}

// exchange gets a new token for all workers. It tries a few times where that is worth it.
func (c *Client) exchange(ctx context.Context) (text string, lifetime time.Duration, err error) {
	err = again(ctx, func() try {
		var t try
		text, lifetime, t = c.exchangeOnce(ctx)
		return t
	})
	return text, lifetime, err
}

func (c *Client) exchangeOnce(ctx context.Context) (string, time.Duration, try) {
	data := c.target.SignIn()
	place := *c.signIn
	place.RawQuery = ""
	fail := func(format string, args ...any) error {
		text := fmt.Sprintf("sign-in at %s failed: ", &place) + fmt.Sprintf(format, args...)
		return &AuthError{row.AuthSignIn, c.redact(text) + "; check " + strings.Join(data.KeyEnvs, " and ")}
	}
	req, err := data.Request(ctx, c.signIn.String(), c.held.keys)
	if err != nil {
		return "", 0, try{err: fail("%s", reason(err))}
	}
	req.GetBody = nil // net/http would resend what it can rewind
	got, err := c.send(req)
	var failed *failure
	if errors.As(err, &failed) {
		return "", 0, try{err: fail("%s", failed.text), again: failed.class != Stop}
	}
	if got.status >= 300 && got.status <= 399 {
		return "", 0, try{err: fail("the server answered %s, and redirects are not followed", statusText(got.status))}
	}
	if got.cut != nil && got.status <= 299 {
		return "", 0, try{err: fail("the answer did not come whole: %s", reason(got.cut)), again: true}
	}
	text, lifetime, err := data.Read(got.status, got.body)
	switch {
	case err != nil:
		text := Clean(err.Error())
		// Read again without what the server repeats of the keys, also where a cut would hide them.
		if _, _, hidden := data.Read(got.status, []byte(c.redact(string(got.body)))); hidden != nil {
			text = Clean(hidden.Error())
		}
		return "", 0, try{err: fail("%s (HTTP %d)", text, got.status), again: passing(got.status), after: retryAfter(got.header, c.now)}
	case !usable(text):
		return "", 0, try{err: fail("the token that came holds characters that no token has")}
	}
	return text, lifetime, try{}
}

// usable reports whether a credential can stand in a header: visible ASCII without spaces.
func usable(credential string) bool {
	for _, b := range []byte(credential) {
		if b <= ' ' || b >= 0x7f {
			return false
		}
	}
	return credential != ""
}
