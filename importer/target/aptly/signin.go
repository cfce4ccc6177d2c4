package aptly

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"posimport/importer/target"
)

const exchangePath = "/auth/v1/tenants/access-key/exchange"

// SignIn exchanges an access key for a token, on the host that the positions are created on. How
// long a token lasts is not documented, so it is renewed when it is refused.
func (aptly) SignIn() target.SignIn {
	return target.SignIn{
		TokenEnv: "APTLY_TOKEN",
		KeyEnvs:  []string{"APTLY_ACCESS_KEY"},
		Path:     exchangePath,
		Request:  exchangeRequest,
		Read:     readToken,
	}
}

func exchangeRequest(ctx context.Context, address string, keys []string) (*http.Request, error) {
	body, err := json.Marshal(map[string]string{"accessKey": keys[0]})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	return req, nil
}

func readToken(status int, body []byte) (string, time.Duration, error) {
	var answer struct {
		Status int `json:"statusCode"`
		Data   struct {
			Token string `json:"token"`
		} `json:"data"`
	}
	if status < 200 || status > 299 {
		return "", 0, errors.New(target.AnswerText(status, body))
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return "", 0, errors.New("the answer is not the documented JSON")
	}
	if answer.Status >= 400 {
		return "", 0, errors.New(target.AnswerText(answer.Status, body))
	}
	if answer.Data.Token == "" {
		return "", 0, errors.New("the answer holds no token")
	}
	return answer.Data.Token, 0, nil
}
