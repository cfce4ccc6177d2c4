package sandbox

import (
	"fmt"
	"net/http"
)

// corSignIn answers COR's client credentials grant: Basic authorization of the API key and client
// secret, grant_type in the query.
func (s *Server) corSignIn(x *exchange) answer {
	key, secret, ok := x.r.BasicAuth()
	switch o := s.o; {
	case !ok || key == "" || secret == "" || (o.APIKey != "" && key != o.APIKey) ||
		(o.ClientSecret != "" && secret != o.ClientSecret):
		return x.fail(http.StatusUnauthorized, "UnauthorizedError", "the API key or the client secret is wrong")
	case x.r.URL.Query().Get("grant_type") != "client_credentials":
		return x.fail(http.StatusBadRequest, "ValidationError", "grant_type must be client_credentials")
	}
	if a := x.signedIn(); a != nil {
		return *a
	}
	return answer{status: http.StatusOK, body: encode(struct {
		AccessToken  string `json:"access_token"`
		TokenType    string `json:"token_type"`
		ExpiresIn    int    `json:"expires_in"`
		RefreshToken string `json:"refresh_token"`
	}{
		s.tokens.issue(targetCOR, s.now()), "Bearer", int(s.o.TokenLifetime.Seconds()),
		fmt.Sprintf("practice-refresh-%d", x.n),
	})}
}

// aptlySignIn answers Aptly's exchange of an access key for a token.
func (s *Server) aptlySignIn(x *exchange) answer {
	o := parseObject(x.body)
	o.only("accessKey")
	key := o.text("accessKey", true)
	if len(*o.problems) > 0 {
		return invalid(x, *o.problems)
	}
	if s.o.AccessKey != "" && key != s.o.AccessKey {
		return x.fail(http.StatusUnauthorized, "", "the access key is wrong")
	}
	if a := x.signedIn(); a != nil {
		return *a
	}
	return x.aptlyAnswer(http.StatusOK, struct {
		Token string `json:"token"`
	}{s.tokens.issue(targetAptly, s.now())})
}

func (x *exchange) signedIn() *answer {
	err := x.s.log.add(Event{Kind: SignedIn, Target: x.e.target, Account: x.e.target, Request: x.n})
	if err == nil {
		return nil
	}
	a := x.fail(http.StatusInternalServerError, "InternalError", err.Error())
	return &a
}
