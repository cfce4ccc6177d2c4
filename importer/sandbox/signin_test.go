package sandbox

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

const (
	corToken   = "/v1/oauth/token?grant_type=client_credentials"
	aptlyToken = "/auth/v1/tenants/access-key/exchange"
)

// signIn returns the status, and the token where there is one.
func signIn(t *testing.T, s *Server, path, user, secret, body string) (int, string) {
	t.Helper()
	r := newRequest("POST", path, body)
	r.Header.Del("Authorization")
	if user != "" {
		r.SetBasicAuth(user, secret)
	}
	res := sendRequest(s, r)
	got := decode(t, res)
	if data, ok := got["data"].(map[string]any); ok {
		got["access_token"] = data["token"]
	}
	token, _ := got["access_token"].(string)
	return res.StatusCode, token
}

// try returns the status of a harmless authorised call.
func try(s *Server, path, token string) int {
	method := "GET"
	if path == corPath {
		method = "POST"
	}
	r := newRequest(method, path, "")
	r.Header.Set("Authorization", token)
	return sendRequest(s, r).StatusCode
}

const aptlyTry = aptlyPath + "?tenantId=" + tenant

func TestSignIn(t *testing.T) {
	o := Options{APIKey: "key", ClientSecret: "secret", AccessKey: "access"}
	for _, c := range []struct {
		name, path, user, secret, body string
		status                         int
	}{
		{"cor", corToken, "key", "secret", "", 200},
		{"cor wrong key", corToken, "other", "secret", "", 401},
		{"cor wrong secret", corToken, "key", "other", "", 401},
		{"cor nothing", corToken, "", "", "", 401},
		{"cor no grant", "/v1/oauth/token", "key", "secret", "", 400},
		{"aptly", aptlyToken, "", "", `{"accessKey":"access"}`, 200},
		{"aptly wrong", aptlyToken, "", "", `{"accessKey":"other"}`, 401},
		{"aptly nothing", aptlyToken, "", "", `{}`, 400},
		{"aptly more", aptlyToken, "", "", `{"accessKey":"access","x":1}`, 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := New(o)
			status, token := signIn(t, s, c.path, c.user, c.secret, c.body)
			if status != c.status || (token != "") != (status == 200) {
				t.Errorf("status %d, token %q, want %d", status, token, c.status)
			}
			want := 0
			if status == 200 {
				want = 1
			}
			if events := s.Truth(); len(events) != want {
				t.Errorf("events %v", events)
			} else if want == 1 && (events[0].Kind != SignedIn || len(events[0].Body) > 0) {
				t.Errorf("event %+v, want signed_in without a body", events[0])
			}
		})
	}
}

func TestCORSignInAnswer(t *testing.T) {
	r := newRequest("POST", corToken, "")
	r.SetBasicAuth("a", "b")
	got := decode(t, sendRequest(New(Options{TokenLifetime: 90 * time.Second}), r))
	if got["token_type"] != "Bearer" || got["expires_in"] != 90.0 || got["refresh_token"] == nil {
		t.Errorf("answer %v", got)
	}
}

func TestTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{TokenLifetime: time.Minute})
		_, cor := signIn(t, s, corToken, "a", "b", "")
		_, apt := signIn(t, s, aptlyToken, "", "", `{"accessKey":"k"}`)
		check := func(path, token string, want int) {
			t.Helper()
			if got := try(s, path, token); got != want {
				t.Errorf("%s with %q: status %d, want %d", path, token, got, want)
			}
		}
		// 400: authorised, and then refused for its empty body.
		check(corPath, "Bearer "+cor, 400)
		check(corPath, "bearer "+cor, 400)
		check(corPath, "Bearer "+apt, 401)
		check(aptlyTry, "Bearer "+apt, 200)
		check(aptlyTry, "Bearer "+cor, 401)
		check(aptlyTry, "Bearer practice", 200)
		check(aptlyTry, "Bearer ", 401)
		check(aptlyTry, "practice", 401)
		check(aptlyTry, "Basic YTpi", 401)
		check(aptlyTry, "", 401)
		time.Sleep(time.Minute - time.Nanosecond) // the bubble's clock
		check(aptlyTry, "Bearer "+apt, 200)
		time.Sleep(time.Nanosecond)
		check(aptlyTry, "Bearer "+apt, 401)
		check(corPath, "Bearer "+cor, 401)
	})
}

func TestOnlyToken(t *testing.T) {
	s := New(Options{Token: "mine"})
	_, issued := signIn(t, s, aptlyToken, "", "", `{"accessKey":"k"}`)
	for token, want := range map[string]int{"mine": 200, issued: 200, "other": 401} {
		if got := try(s, aptlyTry, "Bearer "+token); got != want {
			t.Errorf("token %q: status %d, want %d", token, got, want)
		}
	}
}

func TestExpireRefusesTokensSoFar(t *testing.T) {
	for _, only := range []string{"", "old"} {
		s := New(Options{Token: only, Faults: mustFaults(t, "expire=2")})
		create := func(token string) int {
			r := newRequest("POST", aptlyPath, aptlySeed)
			r.Header.Set("Authorization", "Bearer "+token)
			return sendRequest(s, r).StatusCode
		}
		_, early := signIn(t, s, aptlyToken, "", "", `{"accessKey":"k"}`)
		got := []int{create("old"), create("old"), create("old"), create(early)}
		_, late := signIn(t, s, aptlyToken, "", "", `{"accessKey":"k"}`)
		got = append(got, create(late), create("old"), create(late))
		want := [...]int{201, 201, 401, 401, 201, 401, 201}
		if [7]int(got) != want {
			t.Errorf("only %q: statuses %v, want %v", only, got, want)
		}
	}
}

func TestRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{RateLimit: 2})
		statuses := func() (got [3]int) {
			for i := range got {
				res := send(s, "POST", aptlyPath, aptlySeed)
				got[i] = res.StatusCode
				if after := res.Header.Get("Retry-After"); (after != "") != (got[i] == 429) {
					t.Errorf("status %d with Retry-After %q", got[i], after)
				}
			}
			return got
		}
		if got := statuses(); got != [3]int{201, 201, 429} {
			t.Errorf("at once: %v", got)
		}
		time.Sleep(time.Second)
		if got := statuses(); got != [3]int{201, 201, 429} {
			t.Errorf("a second later: %v", got)
		}
		if n := len(s.Created()); n != 4 {
			t.Errorf("%d created, want 4", n)
		}
	})
}

func TestContentTypeAndSize(t *testing.T) {
	for _, c := range []struct {
		kind, body string
		status     int
	}{
		{"application/json", aptlySeed, 201},
		{"Application/JSON; charset=utf-8", aptlySeed, 201},
		{"text/plain", aptlySeed, 415},
		{"", aptlySeed, 415},
		{"application/json", aptlySeed + string(make([]byte, maxBody)), 413},
	} {
		r := newRequest(http.MethodPost, aptlyPath, c.body)
		r.Header.Set("Content-Type", c.kind)
		s := New(Options{})
		if got := sendRequest(s, r).StatusCode; got != c.status {
			t.Errorf("%q, %d bytes: status %d, want %d", c.kind, len(c.body), got, c.status)
		}
		if made := len(s.Created()) == 1; made != (c.status == 201) {
			t.Errorf("%q: created %v", c.kind, made)
		}
	}
}
