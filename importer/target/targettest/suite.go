// Package targettest is the conformance suite that every target passes: the rows of the decision
// table, on fresh and on reused connections, against a server that writes its bytes itself.
package targettest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
	"posimport/importer/target"
	"posimport/importer/target/schema"
)

// Example is what the suite needs to know of a target beyond its code.
type Example struct {
	Record schema.Record // a valid one
	Body   string        // its documented JSON, to the byte
	Status int           // the documented status of a success
	Answer string        // the documented body of a success
	ID     string        // the id in it

	Token      map[string]string         // the environment with a ready token
	Keys       map[string]string         // the environment with what is exchanged for one
	SignInPath string                    // where it is exchanged
	SignIn     func(token string) string // the documented answer of an exchange
}

// want is what is expected of one request.
type want struct {
	class    target.Class
	code     row.Code
	status   int
	requests int  // whole requests that reached the server
	reuse    bool // the connection serves the next request
}

// testCase is one row of the decision table.
type testCase struct {
	name   string
	steps  []step
	want   want
	pipes  bool   // within a bubble, where time passes by itself
	keys   bool   // with credentials that are exchanged
	fail   error  // what dialling fails with
	cut    int    // the client's connection breaks after so many bytes, and
	cuts   bool   // only where this is set
	tls    string // "", "good", "bad" or "plain" for a server that speaks no TLS
	cancel bool   // the caller has given up before
	drop   bool   // idle connections are closed before the request
	gone   bool   // the server closes its connections before the request
	junk   bool   // an answer that belongs to nothing may be on the connection afterwards
	check  func(t *testing.T, got target.Outcome)
	after  time.Duration // Retry-After that is expected
	sign   int           // sign-ins that are expected in the case
}

// Run runs the suite on a target.
func Run(t *testing.T, tgt target.Target, ex Example) {
	t.Helper()
	if diff := cmp.Diff(ex.Body, string(tgt.Body(ex.Record))); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	good, bad, pool := certificates(t)
	suite := &suite{tgt: tgt, ex: ex, good: good, bad: bad, pool: pool}
	head := headLength(t, tgt, ex)
	cases := suite.cases(head)
	if n := 2 * len(cases); n < 60 {
		t.Errorf("%d cases are fewer than the table has", n)
	}
	t.Run("request cut at every byte", func(t *testing.T) { suite.requestOffsets(t, head) })
	t.Run("answer cut at every byte", suite.answerOffsets)
	for _, c := range cases {
		for _, reused := range []bool{false, true} {
			name := c.name + "/fresh"
			if reused {
				name = c.name + "/reused"
			}
			t.Run(name, func(t *testing.T) {
				if c.pipes {
					synctest.Test(t, func(t *testing.T) { suite.play(t, c, reused) })
					return
				}
				suite.play(t, c, reused)
			})
		}
	}
}

type suite struct {
	tgt       target.Target
	ex        Example
	good, bad *tls.Certificate
	pool      *x509.CertPool
}

// timeout is that of every client here. Only within a bubble does it ever pass.
const timeout = 5 * time.Minute

func (s *suite) play(t *testing.T, c testCase, reused bool) {
	var cert func() *tls.Certificate
	shown := s.good
	if c.tls == "good" || c.tls == "bad" {
		cert = func() *tls.Certificate { return shown }
	}
	server := newServer(t, s.ex, c.pipes, cert)
	defer server.close()
	between := &faults{dial: server.dial, budget: -1}
	client := s.client(t, c, between)
	defer client.Close()
	success := say(answer(s.ex.Status, s.ex.Answer))

	server.script(success)
	if c.keys || reused && c.tls != "plain" {
		// Signing in makes a connection, too: then fresh means that it is closed again.
		mustCreate(t, client, s.ex)
	}
	if !reused || c.drop || c.tls == "bad" {
		client.CloseIdle()
	}
	if c.gone {
		server.closeConns()
	}
	if c.pipes {
		synctest.Wait()
	}
	if c.tls == "bad" {
		shown = s.bad
	}
	server.script(c.steps...)
	if c.cuts {
		between.set(c.fail, c.cut)
	} else {
		between.set(c.fail, -1)
	}
	s.judge(t, c, server, client)

	between.set(nil, -1)
	if c.tls == "bad" || c.tls == "plain" {
		return
	}
	last := server.made()
	server.script(success)
	if c.junk {
		// Whether the junk is seen before or after the next request takes the connection is a matter
		// of chance; that it is not taken for the answer is not.
		if got := client.Create(t.Context(), []byte(s.ex.Body)); got.Class == target.Created && got.RecordID != s.ex.ID {
			t.Errorf("an answer that belongs to nothing was taken: %+v", got)
		}
	}
	mustCreate(t, client, s.ex)
	if made := server.made(); c.want.reuse != (made == last) {
		t.Errorf("connections: %d after the case, %d after the next request; the case's is to be used again: %v", last, made, c.want.reuse)
	}
}

// judge sends the request of a case and compares what comes of it.
func (s *suite) judge(t *testing.T, c testCase, server *server, client *target.Client) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if c.cancel {
		cancel()
	}
	got := client.Create(ctx, []byte(s.ex.Body))
	requests, signIns := server.counts()
	have := want{got.Class, got.Code, got.HTTPStatus, len(requests), c.want.reuse}
	if diff := cmp.Diff(c.want, have, cmp.AllowUnexported(want{})); diff != "" {
		t.Errorf("outcome (-want +got):\n%s%s", diff, got.Message)
	}
	if signIns != c.sign {
		t.Errorf("%d sign-ins, want %d", signIns, c.sign)
	}
	if (got.Class == target.Created) != (got.Message == "") || (got.Class == target.Created) != (got.RecordID != "") {
		t.Errorf("class %d with id %q and message %q", got.Class, got.RecordID, got.Message)
	}
	if got.RetryAfter != c.after {
		t.Errorf("retry after %v, want %v", got.RetryAfter, c.after)
	}
	if c.check != nil {
		c.check(t, got)
	}
	for _, secret := range s.secrets(requests) {
		if strings.Contains(got.Message, secret) || strings.Contains(string(got.Code), secret) {
			t.Errorf("the outcome holds a credential: %+v", got)
		}
	}
	for _, r := range requests {
		s.inspect(t, r)
	}
}

// secrets are what no outcome may hold.
func (s *suite) secrets(requests []request) []string {
	var all []string
	for _, env := range []map[string]string{s.ex.Token, s.ex.Keys} {
		for _, v := range env {
			all = append(all, v)
		}
	}
	for _, r := range requests {
		all = append(all, strings.TrimPrefix(r.auth, "Bearer "))
	}
	return all
}

// inspect checks what a request looks like on the wire.
func (s *suite) inspect(t *testing.T, r request) {
	t.Helper()
	if r.path != s.tgt.CreatePath() || r.body != s.ex.Body {
		t.Errorf("request to %s with %s", r.path, r.body)
	}
	if !strings.HasPrefix(r.auth, "Bearer ") || len(r.auth) < len("Bearer ")+6 {
		t.Errorf("Authorization: %q", r.auth)
	}
	if got := r.header.Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type: %q", got)
	}
	if got := r.header.Get("User-Agent"); got != "posimport/1.2.3" {
		t.Errorf("User-Agent: %q", got)
	}
	for _, name := range []string{"Idempotency-Key", "X-Idempotency-Key", "Accept-Encoding", "Expect", "Transfer-Encoding"} {
		if got, sent := r.header[name]; sent {
			t.Errorf("%s: %q is sent", name, got)
		}
	}
}

func (s *suite) client(t *testing.T, c testCase, between *faults) *target.Client {
	t.Helper()
	env := s.ex.Token
	if c.keys {
		env = s.ex.Keys
	}
	o := target.Options{
		BaseURL: "http://127.0.0.1:9", Timeout: timeout, Workers: 4, Version: "1.2.3",
		Getenv: func(name string) string { return env[name] }, Dial: between.Dial, RootCAs: s.pool,
	}
	if c.tls != "" {
		o.BaseURL = "https://127.0.0.1:9"
	}
	client, err := target.NewClient(s.tgt, o)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func mustCreate(t *testing.T, client *target.Client, ex Example) {
	t.Helper()
	if got := client.Create(t.Context(), []byte(ex.Body)); got.Class != target.Created || got.RecordID != ex.ID {
		t.Fatalf("a plain success is %+v", got)
	}
}

// headLength returns how many bytes a create request has before its body.
func headLength(t *testing.T, tgt target.Target, ex Example) int {
	t.Helper()
	s := &suite{tgt: tgt, ex: ex}
	server := newServer(t, ex, false, nil)
	defer server.close()
	const plenty = 1 << 20
	between := &faults{dial: server.dial, budget: plenty}
	client := s.client(t, testCase{}, between)
	defer client.Close()
	server.script(say(answer(ex.Status, ex.Answer)))
	mustCreate(t, client, ex)
	between.mu.Lock()
	defer between.mu.Unlock()
	return plenty - between.budget - len(ex.Body)
}

// made returns how many connections were made to the server.
func (s *server) made() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conns
}
