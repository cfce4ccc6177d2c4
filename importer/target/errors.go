package target

import (
	"fmt"

	"posimport/importer/row"
)

// AuthError is a credential that is missing or cannot be used, or a sign-in that failed. It stops a
// run. It never holds a token or a key.
type AuthError struct {
	Code row.Code // AUTH_MISSING, AUTH_FILE, AUTH_SIGN_IN or AUTH_REFUSED
	Text string   // what is wrong and what to do next
}

// Error returns the text.
func (e *AuthError) Error() string { return e.Text }

// URLError is a base URL or a sign-in URL that cannot be used.
type URLError struct {
	Code row.Code // NET_PLAIN_HTTP; empty for any other fault
	Text string
}

// Error returns the text.
func (e *URLError) Error() string { return e.Text }

// RequestError is a GET that was not answered with a 2xx.
type RequestError struct {
	Code   row.Code // NET_*, API_* or AUTH_*
	Status int      // 0 where no answer came
	Text   string   // the target's own words, cleaned; or ours in English
}

// Error says what was answered.
func (e *RequestError) Error() string {
	if e.Status == 0 {
		return e.Text
	}
	return fmt.Sprintf("%s (HTTP %d)", e.Text, e.Status)
}
