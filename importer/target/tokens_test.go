package target

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posimport/importer/row"
)

// guard is a server whose tokens it makes, takes and ends.
type guard struct {
	mu      sync.Mutex
	signIns int
	lasts   int  // seconds, as told
	ended   int  // tokens up to this number are refused
	refuse  bool // sign-ins are refused
	creates int
}

func (g *guard) handle(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if r.URL.Path == "/token" {
		g.signIns++
		if g.refuse {
			write(w, 500, `{"message":"out of order"}`)
			return
		}
		write(w, 200, fmt.Sprintf(`{"token":"made-token-%d","lasts":%d}`, g.signIns, g.lasts))
		return
	}
	var n int
	if _, err := fmt.Sscanf(r.Header.Get("Authorization"), "Bearer made-token-%d", &n); err != nil || n <= g.ended {
		write(w, 401, `{"message":"expired"}`)
		return
	}
	g.creates++
	write(w, 201, `{"data":{"id":"a"}}`)
}

func (g *guard) end() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ended = g.signIns
}

func (g *guard) counts() (signIns, creates int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.signIns, g.creates
}

// all sends with 64 workers at once and returns what class each got.
func all(c *Client) map[Class]int {
	var mu sync.Mutex
	var workers sync.WaitGroup
	got := map[Class]int{}
	for range 64 {
		workers.Go(func() {
			out := c.Create(context.Background(), []byte(`{}`))
			mu.Lock()
			defer mu.Unlock()
			got[out.Class]++
		})
	}
	workers.Wait()
	return got
}

func TestOneRenewalForAllWorkersAfter401(t *testing.T) {
	for range 10 {
		synctest.Test(t, func(t *testing.T) {
			g := &guard{}
			c := newClient(t, withKeys(), g.handle)
			if err := c.SignIn(t.Context()); err != nil {
				t.Fatal(err)
			}
			for round := 2; round < 5; round++ {
				g.end()
				if got := all(c); got[Created] != 64 {
					t.Errorf("outcomes %v, want all created", got)
				}
				if n, _ := g.counts(); n != round {
					t.Errorf("%d sign-ins, want %d", n, round)
				}
			}
		})
	}
}

func TestOneFirstSignInForAllWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &guard{}
		if got := all(newClient(t, withKeys(), g.handle)); got[Created] != 64 {
			t.Errorf("outcomes %v", got)
		}
		if n, creates := g.counts(); n != 1 || creates != 64 {
			t.Errorf("%d sign-ins, %d creates", n, creates)
		}
	})
}

func TestRenewalBeforeTheEnd(t *testing.T) {
	for _, c := range []struct {
		lasts int
		after time.Duration
		want  int
	}{
		{3600, 3539 * time.Second, 1},
		{3600, 3540 * time.Second, 2},
		{30, 26 * time.Second, 1}, // a short life: only a tenth is kept back
		{30, 27 * time.Second, 2},
		{0, 1000 * time.Hour, 1}, // not known: renewed when it is refused
	} {
		synctest.Test(t, func(t *testing.T) {
			g := &guard{lasts: c.lasts}
			client := newClient(t, withKeys(), g.handle)
			if err := client.SignIn(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(c.after) // in the bubble
			if got := all(client); got[Created] != 64 {
				t.Errorf("outcomes %v", got)
			}
			if n, _ := g.counts(); n != c.want {
				t.Errorf("a token of %d s after %v: %d sign-ins, want %d", c.lasts, c.after, n, c.want)
			}
		})
	}
}

func TestTokenServesToItsEndWhereRenewalFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &guard{lasts: 3600}
		c := newClient(t, withKeys(), g.handle)
		if err := c.SignIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		g.refuse = true
		time.Sleep(3541 * time.Second)
		if got := all(c); got[Created] != 64 {
			t.Errorf("outcomes %v, want all created with the old token", got)
		}
		if n, _ := g.counts(); n != 1+maxTries {
			t.Errorf("%d sign-ins, want the first and %d tries", n, maxTries)
		}
		time.Sleep(2 * time.Minute)
		if got := all(c); got[Unauthorized] != 64 {
			t.Errorf("outcomes %v after its end", got)
		}
	})
}

func TestReadyTokenGivesWayToKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &guard{}
		c := newClient(t, env("FAKE_TOKEN", aToken, "FAKE_KEY", aKey, "FAKE_SECRET", aSecret), g.handle)
		if err := c.SignIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n, _ := g.counts(); n != 0 {
			t.Errorf("%d sign-ins beside a ready token", n)
		}
		if got := all(c); got[Created] != 64 {
			t.Errorf("outcomes %v", got)
		}
		if n, _ := g.counts(); n != 1 {
			t.Errorf("%d sign-ins", n)
		}
	})
}

func TestOneWorkersEndIsNotTheRenewals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		c := newClient(t, withKeys(), func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/token" {
				<-release
				write(w, 200, `{"token":"made-token-1"}`)
				return
			}
			write(w, 201, `{"data":{"id":"a"}}`)
		})
		ctx, cancel := context.WithCancel(t.Context())
		first := make(chan Outcome, 1)
		go func() { first <- c.Create(ctx, []byte(`{}`)) }()
		synctest.Wait()
		second := make(chan Outcome, 1)
		go func() { second <- c.Create(context.Background(), []byte(`{}`)) }()
		synctest.Wait()
		cancel()
		if got := <-first; got.Class != NotSent || got.Code != row.NetNotSent || got.Requests != 0 {
			t.Errorf("who gave up: %+v", got)
		}
		close(release)
		if got := <-second; got.Class != Created {
			t.Errorf("who waited: %+v", got)
		}
	})
}

func TestSignInFails(t *testing.T) {
	for name, c := range map[string]struct {
		handle http.HandlerFunc
		tries  int
		want   string
	}{
		"refused": {func(w http.ResponseWriter, r *http.Request) { write(w, 401, `{"message":"no such key"}`) }, 1, "no such key (HTTP 401)"},
		"broken":  {func(w http.ResponseWriter, r *http.Request) { write(w, 503, ``) }, maxTries, "503 Service Unavailable"},
		"redirected": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, 1, "307 Temporary Redirect"},
		"no token": {func(w http.ResponseWriter, r *http.Request) { write(w, 200, `{"token":"a b"}`) }, 1, "no token has"},
		"not JSON": {func(w http.ResponseWriter, r *http.Request) { write(w, 200, `<html>`) }, 1, "invalid character"},
		"cut":      {func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, maxTries, "broke before it was answered"},
		"tells": {func(w http.ResponseWriter, r *http.Request) {
			key, secret, _ := r.BasicAuth()
			write(w, 403, fmt.Sprintf(`{"message":"%s and %s and %s"}`, key, secret, r.Header.Get("Authorization")))
		}, 1, "[hidden] and [hidden] and Basic [hidden]"},
		"tells at length": {func(w http.ResponseWriter, r *http.Request) {
			_, secret, _ := r.BasicAuth()
			write(w, 403, fmt.Sprintf(`{"message":"%s%s"}`, strings.Repeat("x", maxMessage-10), secret))
		}, 1, "x[hidden] (HTTP 403)"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				client := newClient(t, withKeys(), func(w http.ResponseWriter, r *http.Request) {
					tries++
					c.handle(w, r)
				})
				err := client.SignIn(t.Context())
				var auth *AuthError
				if !errors.As(err, &auth) || auth.Code != row.AuthSignIn || !strings.Contains(auth.Text, c.want) {
					t.Fatalf("error %v, want %s with %q", err, row.AuthSignIn, c.want)
				}
				if tries != c.tries {
					t.Errorf("%d tries, want %d", tries, c.tries)
				}
				for _, word := range []string{aKey, aSecret[:6], "http://127.0.0.1:9/token?"} {
					if strings.Contains(err.Error(), word) {
						t.Errorf("%q holds %q", err, word)
					}
				}
				if !strings.Contains(err.Error(), "FAKE_KEY and FAKE_SECRET") {
					t.Errorf("%q does not say what to check", err)
				}
				out := client.Create(t.Context(), []byte(`{}`))
				if out.Class != Unauthorized || out.Code != row.AuthSignIn || out.Requests != 0 || tries != c.tries {
					t.Errorf("create after it: %+v with %d tries", out, tries)
				}
			})
		})
	}
}
