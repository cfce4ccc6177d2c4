package target

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxRetryAfter bounds what a server may ask for, so that no sum overflows; the caller caps it further.
const maxRetryAfter = 24 * time.Hour

// serverTime returns the answer's Date, and the zero time where it has none.
func serverTime(header http.Header) time.Time {
	at, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// retryAfter reads Retry-After (RFC 9110, section 10.2.3): seconds, or a date, which is judged by the
// server's own clock where the answer says what it shows. 0 for none, for the past and for nonsense.
func retryAfter(header http.Header, now func() time.Time) time.Duration {
	text := strings.TrimSpace(header.Get("Retry-After"))
	if text == "" {
		return 0
	}
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		seconds = max(0, min(seconds, int64(maxRetryAfter/time.Second)))
		return time.Duration(seconds) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	from := serverTime(header)
	if from.IsZero() {
		from = now()
	}
	return max(0, min(at.Sub(from), maxRetryAfter))
}

// minSecret is the shortest credential that is looked for in texts: a shorter one would hide words
// that have nothing to do with it.
const minSecret = 6

// redact takes every credential of ours out of a text.
func (c *Client) redact(text string) string {
	secrets := append(c.held.secrets(), c.tokens.secrets()...)
	if len(c.held.keys) > 0 {
		// What Basic authentication makes of them.
		secrets = append(secrets, base64.StdEncoding.EncodeToString([]byte(strings.Join(c.held.keys, ":"))))
	}
	for _, secret := range secrets {
		if len(secret) >= minSecret {
			text = strings.ReplaceAll(text, secret, "[hidden]")
		}
	}
	return text
}
