package target

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"posimport/importer/row"
)

// Get sends a GET below the base URL and returns a 2xx answer's body, for a Finder. It retries what
// is worth retrying by itself, since a GET has no effect. The error is an *AuthError, a *RequestError
// or the context's.
func (c *Client) Get(ctx context.Context, path string, query url.Values) ([]byte, error) {
	var body []byte
	err := again(ctx, func() try {
		var t try
		body, t = c.get(ctx, path, query)
		return t
	})
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return body, err
}

// get sends one GET, and once more after a 401 with a renewed token.
func (c *Client) get(ctx context.Context, path string, query url.Values) ([]byte, try) {
	held, err := c.tokens.get(ctx)
	if err != nil {
		return nil, try{err: err}
	}
	for renewed := false; ; renewed = true {
		req := c.request(ctx, http.MethodGet, path, held)
		req.URL.RawQuery = query.Encode()
		got, err := c.sendPaced(req)
		if err != nil {
			return nil, c.unanswered(err)
		}
		if got.status != http.StatusUnauthorized || renewed {
			return c.taken(got)
		}
		next, err := c.tokens.after(ctx, held)
		if errors.Is(err, errStatic) {
			return c.taken(got)
		}
		if err != nil {
			return nil, try{err: err}
		}
		held = next
	}
}

// unanswered is a GET without an answer.
func (c *Client) unanswered(err error) try {
	var failed *failure
	if !errors.As(err, &failed) {
		return try{err: err}
	}
	return try{
		err:   &RequestError{Code: failed.code, Text: c.redact(failed.text)},
		again: failed.class != Stop,
	}
}

// taken decides what an answer to a GET is worth.
func (c *Client) taken(got reply) ([]byte, try) {
	fail := &RequestError{Status: got.status, Text: c.redact(AnswerText(got.status, []byte(c.redact(string(got.body)))))}
	switch {
	case got.status >= 200 && got.status <= 299 && got.cut == nil:
		return got.body, try{}
	case got.status >= 200 && got.status <= 299:
		fail.Code, fail.Text = row.NetReset, "the answer did not come whole: "+reason(got.cut)
		return nil, try{err: fail, again: !errors.Is(got.cut, errLarge)}
	case got.status == http.StatusUnauthorized:
		return nil, try{err: &AuthError{row.AuthRefused, "the token was refused (HTTP 401): " + fail.Text}}
	case got.status == http.StatusTooManyRequests:
		fail.Code = row.APIThrottled
	default:
		_, fail.Code = byStatus(got.status)
	}
	return nil, try{err: fail, again: passing(got.status), after: retryAfter(got.header, c.now)}
}
