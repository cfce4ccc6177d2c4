package cor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"posimport/importer/target"
)

// SignIn exchanges an API key and a client secret for a token of the main COR API, which the
// Integrations API takes, too.
func (cor) SignIn() target.SignIn {
	return target.SignIn{
		TokenEnv: "COR_TOKEN",
		KeyEnvs:  []string{"COR_API_KEY", "COR_CLIENT_SECRET"},
		URL:      "https://api.projectcor.com/v1/oauth/token",
		Path:     "/v1/oauth/token",
		Request:  tokenRequest,
		Read:     readToken,
	}
}

func tokenRequest(ctx context.Context, address string, keys []string) (*http.Request, error) {
	at, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	query := at.Query()
	query.Set("grant_type", "client_credentials")
	at.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, at.String(), nil)
	if err != nil {
		return nil, err
	}
	req.SetBasicAuth(keys[0], keys[1])
	req.Header.Set("Accept", "application/json")
	return req, nil
}

// lifetime is a number of seconds, as a number or as text.
type lifetime time.Duration

// UnmarshalJSON takes anything, and 0 for what is not a number of seconds: without a lifetime the
// token is renewed when it is refused.
func (l *lifetime) UnmarshalJSON(data []byte) error {
	var seconds int64
	if _, err := fmt.Sscan(strings.Trim(string(data), `"`), &seconds); err != nil || seconds < 0 || seconds > 1<<31 {
		*l = 0
		return nil
	}
	*l = lifetime(time.Duration(seconds) * time.Second)
	return nil
}

func readToken(status int, body []byte) (string, time.Duration, error) {
	var answer struct {
		Token string   `json:"access_token"`
		Type  string   `json:"token_type"`
		Lasts lifetime `json:"expires_in"`
	}
	if status < 200 || status > 299 {
		return "", 0, errors.New(target.AnswerText(status, body))
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return "", 0, errors.New("the answer is not the documented JSON")
	}
	if answer.Token == "" {
		return "", 0, errors.New("the answer holds no access_token")
	}
	if answer.Type != "" && !strings.EqualFold(answer.Type, "Bearer") {
		return "", 0, errors.New("the token is not of type Bearer")
	}
	return answer.Token, time.Duration(answer.Lasts), nil
}
