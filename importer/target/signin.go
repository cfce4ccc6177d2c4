package target

import (
	"context"
	"net/http"
	"time"
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
