package targettest

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"posimport/importer/row"
	"posimport/importer/target"
)

// cases returns the rows of the decision table. head is the length of a request's head.
func (s *suite) cases(head int) []testCase {
	var all []testCase
	for _, part := range [][]testCase{
		s.unsent(head), s.secured(), s.redirected(), s.unanswered(head), s.garbled(), s.succeeded(),
		s.refused(), s.named(), s.halved(), s.signedIn(), s.throttled(), s.broken(), s.stale(),
	} {
		all = append(all, part...)
	}
	return all
}

func (s *suite) success() string { return answer(s.ex.Status, s.ex.Answer) }

// failure is an answer in the envelope that both targets use.
func failure(status int, headers ...string) string {
	return answer(status, fmt.Sprintf(`{"statusCode":%d,"message":"no luck"}`, status), headers...)
}

// unsent are requests of which not even the whole head went out: nothing can have happened.
func (s *suite) unsent(head int) []testCase {
	ok := []step{say(s.success())}
	dial := func(name string, err error, code row.Code) testCase {
		return testCase{name: name, steps: ok, fail: err, drop: true, want: want{class: target.NotSent, code: code}}
	}
	all := []testCase{
		dial("connection refused", dialError(syscall.ECONNREFUSED), row.NetRefused),
		dial("no route to host", dialError(syscall.EHOSTUNREACH), row.NetRefused),
		dial("network unreachable", dialError(syscall.ENETUNREACH), row.NetRefused),
		dial("name not found", dialError(&net.DNSError{Err: "no such host", Name: "host.invalid", IsNotFound: true}), row.NetDNS),
		dial("name server silent", dialError(&net.DNSError{Err: "i/o timeout", Name: "host.invalid", IsTimeout: true}), row.NetDNS),
		dial("connecting takes too long", dialError(timeoutError{}), row.NetConnect),
		{name: "stopped before it was sent", steps: ok, cancel: true, drop: true, want: want{class: target.NotSent, code: row.NetNotSent}},
	}
	for _, n := range []int{0, 1, head / 2, head - 1} {
		all = append(all, testCase{
			name: fmt.Sprintf("cut before byte %d of the head", head-n), steps: ok, cut: n, cuts: true,
			want: want{class: target.NotSent, code: row.NetNotSent},
		})
	}
	return all
}

// secured are connections by TLS.
func (s *suite) secured() []testCase {
	ok := []step{say(s.success())}
	return []testCase{
		{name: "TLS", steps: ok, tls: "good", want: want{target.Created, "", s.ex.Status, 1, true}},
		{name: "TLS, no answer", steps: []step{sayAndClose("")}, tls: "good", want: want{target.Doubtful, row.NetReset, 0, 1, false}},
		{name: "certificate of nobody known", steps: ok, tls: "bad", want: want{class: target.Stop, code: row.NetTLS}},
		{name: "no TLS spoken", steps: ok, tls: "plain", want: want{class: target.Stop, code: row.NetTLS}},
	}
}

// redirected are answers that point elsewhere: none is followed.
func (s *suite) redirected() []testCase {
	var all []testCase
	for _, status := range []int{301, 302, 303, 304, 307, 308} {
		body := ""
		headers := []string{"Location: http://127.0.0.1:9" + s.tgt.CreatePath()}
		if status == http.StatusNotModified {
			headers = nil
		}
		all = append(all, testCase{
			name: fmt.Sprintf("redirect %d", status), steps: []step{say(answer(status, body, headers...))},
			want: want{target.Stop, row.NetRedirect, status, 1, true},
			check: func(t *testing.T, got target.Outcome) {
				if !strings.Contains(got.Message, "redirects are not followed; check --base-url") || strings.Contains(got.Message, "http://127.0.0.1:9") != (headers != nil) {
					t.Errorf("message %q", got.Message)
				}
			},
		})
	}
	return all
}

// unanswered are requests whose head went out and to which no answer came.
func (s *suite) unanswered(head int) []testCase {
	lost := want{target.Doubtful, row.NetReset, 0, 1, false}
	late := want{target.Doubtful, row.NetTimeout, 0, 1, false}
	all := []testCase{
		{name: "closed without an answer", steps: []step{sayAndClose("")}, want: lost},
		{name: "reset without an answer", steps: []step{(*peer).reset}, want: lost},
		{name: "closed within the status line", steps: []step{sayAndClose("HTTP/1.1 20")}, want: lost},
		{name: "closed within the head", steps: []step{sayAndClose("HTTP/1.1 200 OK\r\nContent-Le")}, want: lost},
		{name: "interim answer and closed", steps: []step{sayAndClose("HTTP/1.1 100 Continue\r\n\r\n")}, want: lost},
		{name: "early hints and closed", steps: []step{sayAndClose("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")}, want: lost},
		{name: "protocol switched", steps: []step{sayAndClose("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n")}, want: lost},
		{name: "silence", steps: []step{(*peer).hold}, pipes: true, want: late},
		{name: "silence within the head", steps: []step{sayAndHold("HTTP/1.1 200 OK\r\nContent-Le")}, pipes: true, want: late},
		{name: "silence after an interim answer", steps: []step{sayAndHold("HTTP/1.1 100 Continue\r\n\r\n")}, pipes: true, want: late},
	}
	for _, n := range []int{head, head + 1, head + len(s.ex.Body)/2, head + len(s.ex.Body) - 1} {
		all = append(all, testCase{
			name:  fmt.Sprintf("cut before byte %d of the body", n-head),
			steps: []step{say(s.success())}, cut: n, cuts: true,
			want: want{class: target.Doubtful, code: row.NetReset},
		})
	}
	return all
}

// garbled are answers that are not HTTP.
func (s *suite) garbled() []testCase {
	lost := want{target.Doubtful, row.NetReset, 0, 1, false}
	var all []testCase
	for name, text := range map[string]string{
		"not HTTP":         "220 mail.example ESMTP\r\n\r\n",
		"binary":           "\x00\x01\x02\xff\xfe\r\n\r\n",
		"bad status":       "HTTP/1.1 abc OK\r\n\r\n",
		"bad header":       "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
		"two lengths":      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
		"bad length":       "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}",
		"endless header":   "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 128<<10) + "\r\n\r\n",
		"unknown transfer": "HTTP/1.1 200 OK\r\nTransfer-Encoding: odd\r\n\r\n{}",
	} {
		all = append(all, testCase{name: "garbled: " + name, steps: []step{sayAndClose(text)}, want: lost})
	}
	return all
}

// succeeded are answers of 2xx, good and doubtful.
func (s *suite) succeeded() []testCase {
	yes := func(status int) want { return want{target.Created, "", status, 1, true} }
	no := func(status int) want { return want{target.Doubtful, row.APINoID, status, 1, true} }
	at := func(name string, status int, body string, w want) testCase {
		return testCase{name: name, steps: []step{say(answer(status, body))}, want: w}
	}
	server500 := want{target.Doubtful, row.APIServer, 200, 1, true}
	all := []testCase{
		at("200", 200, s.ex.Answer, yes(200)),
		at("201", 201, s.ex.Answer, yes(201)),
		at("202", 202, s.ex.Answer, yes(202)),
		at("201 whose envelope says 200", 201, `{"statusCode":200,"data":{"id":"a"}}`, yes(201)),
		at("an id that is a number", 200, `{"statusCode":200,"data":{"id":123456789012345678901}}`, yes(200)),
		at("200 without an id", 200, `{"statusCode":200,"data":{"name":"x"}}`, no(200)),
		at("200 with an empty id", 200, `{"statusCode":200,"data":{"id":""}}`, no(200)),
		at("200 with null data", 200, `{"statusCode":200,"data":null}`, no(200)),
		at("200 with a list", 200, `[]`, no(200)),
		at("200 with a page", 200, `<html><body>Welcome</body></html>`, no(200)),
		at("200 with half an object", 200, s.ex.Answer[:len(s.ex.Answer)-1], no(200)),
		at("200 with nothing", 200, ``, no(200)),
		at("200 with an id and an error", 200, `{"error":"odd","data":{"id":"a"}}`, no(200)),
		at("200 whose envelope says 500", 200, `{"statusCode":500,"data":{"id":"a"},"message":"x"}`, server500),
		at("200 whose envelope says 503", 200, `{"statusCode":503}`, server500),
		at("200 whose envelope says 400", 200, `{"statusCode":400,"message":"x"}`, want{target.Rejected, row.APIRejected, 200, 1, true}),
		at("200 whose envelope says 429", 200, `{"statusCode":429,"message":"x"}`, want{target.Throttled, row.APIThrottled, 200, 1, true}),
		at("200 whose envelope says 403", 200, `{"statusCode":403,"message":"x"}`, want{target.Forbidden, row.AuthForbidden, 200, 1, true}),
		{name: "204", steps: []step{say("HTTP/1.1 204 No Content\r\n\r\n")}, want: no(204)},
		{name: "200 in chunks", steps: []step{say(chunked(200, s.ex.Answer))}, want: yes(200)},
		{name: "200 and closed", steps: []step{sayAndClose("HTTP/1.0 200 OK\r\n\r\n" + s.ex.Answer)}, want: want{target.Created, "", 200, 1, false}},
		{name: "after an interim answer", steps: []step{say("HTTP/1.1 100 Continue\r\n\r\n" + s.success())}, want: yes(s.ex.Status)},
		{name: "200 packed unasked", steps: []step{say(packed(200, s.ex.Answer))}, want: yes(200)},
	}
	all[0].check = func(t *testing.T, got target.Outcome) {
		if got.RecordID != s.ex.ID || got.Created.IsZero() || got.Requests != 1 {
			t.Errorf("outcome %+v: want id %q, its time and 1 request", got, s.ex.ID)
		}
	}
	return all
}

// halved are answers whose head is whole and whose body is not.
func (s *suite) halved() []testCase {
	lost := func(status int) want { return want{target.Doubtful, row.NetReset, status, 1, false} }
	again := func(status int) want { return want{target.NotSent, row.NetReset, status, 1, false} }
	whole := s.success()
	half := func(text string) string { return text[:len(text)-1] }
	return []testCase{
		{name: "success closed within the body", steps: []step{sayAndClose(half(whole))}, want: lost(s.ex.Status)},
		{name: "success reset within the body", steps: []step{func(p *peer) { p.write(half(whole)); p.reset() }}, want: lost(s.ex.Status)},
		{name: "success closed within a chunk", steps: []step{sayAndClose(half(chunked(200, s.ex.Answer)))}, want: lost(200)},
		{name: "success in bad chunks", steps: []step{sayAndClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + s.ex.Answer)}, want: lost(200)},
		{name: "success, then silence", steps: []step{sayAndHold(half(whole))}, pipes: true, want: want{target.Doubtful, row.NetTimeout, s.ex.Status, 1, false}},
		{name: "success packed in an unknown way", steps: []step{say(answer(200, s.ex.Answer, "Content-Encoding: br"))}, want: want{target.Doubtful, row.NetReset, 200, 1, true}},
		{name: "success that is no gzip", steps: []step{say(answer(200, s.ex.Answer, "Content-Encoding: gzip"))}, want: want{target.Doubtful, row.NetReset, 200, 1, true}},
		{name: "success too large", steps: []step{sayAndClose(answer(200, s.ex.Answer+strings.Repeat(" ", 2<<20)))}, want: lost(200)},
		{name: "refusal closed within the body", steps: []step{sayAndClose(half(failure(400)))}, want: again(400)},
		{name: "conflict closed within the body", steps: []step{sayAndClose(half(failure(409)))}, want: again(409)},
		{name: "server error closed within the body", steps: []step{sayAndClose(half(failure(500)))}, want: lost(500)},
		{name: "throttling closed within the body", steps: []step{sayAndClose(half(failure(429)))}, want: want{target.Throttled, row.APIThrottled, 429, 1, false}},
		{name: "401 closed within the body", steps: []step{sayAndClose(half(failure(401)))}, want: want{target.Unauthorized, row.AuthRefused, 401, 1, false}},
		{name: "403 closed within the body", steps: []step{sayAndClose(half(failure(403)))}, want: want{target.Forbidden, row.AuthForbidden, 403, 1, false}},
	}
}

// stale are answers that stand on the connection before the request does: none of them is its own.
func (s *suite) stale() []testCase {
	unasked := strings.ReplaceAll(s.success(), s.ex.ID, strings.Repeat("x", len(s.ex.ID)))
	all := []testCase{
		{name: "two answers to one request", steps: []step{say(s.success() + unasked)}, junk: true, want: want{target.Created, "", s.ex.Status, 1, false}},
		{name: "idle connection closed", steps: []step{say(s.success())}, pipes: true, gone: true, want: want{target.Created, "", s.ex.Status, 1, true}},
		{name: "answer longer than it says", steps: []step{say(s.success() + "}}")}, junk: true, want: want{target.Created, "", s.ex.Status, 1, false}},
	}
	for i := range all {
		all[i].check = func(t *testing.T, got target.Outcome) {
			if got.RecordID != s.ex.ID {
				t.Errorf("id %q is not the request's own", got.RecordID)
			}
		}
	}
	return all
}

// throttled are answers that ask for patience.
func (s *suite) throttled() []testCase {
	const date = "Date: Wed, 19 Nov 2025 17:39:00 GMT"
	var all []testCase
	for _, c := range []struct {
		name    string
		headers []string
		after   time.Duration
	}{
		{"429 without a time", nil, 0},
		{"429 with seconds", []string{"Retry-After: 7"}, 7 * time.Second},
		{"429 with a date", []string{date, "Retry-After: Wed, 19 Nov 2025 17:39:33 GMT"}, 33 * time.Second},
		{"429 with a date gone by", []string{date, "Retry-After: Wed, 19 Nov 2025 17:00:00 GMT"}, 0},
		{"429 with a negative time", []string{"Retry-After: -5"}, 0},
		{"429 with nonsense", []string{"Retry-After: soon"}, 0},
	} {
		all = append(all, testCase{
			name: c.name, steps: []step{say(failure(429, c.headers...))}, after: c.after,
			want: want{target.Throttled, row.APIThrottled, 429, 1, true},
		})
	}
	return append(all, testCase{
		name: "503 with seconds", steps: []step{say(failure(503, "Retry-After: 2"))}, after: 2 * time.Second,
		want: want{target.Doubtful, row.APIServer, 503, 1, true},
	})
}

// broken are answers of a server in trouble.
func (s *suite) broken() []testCase {
	var all []testCase
	for _, status := range []int{408, 500, 501, 502, 503, 504, 520} {
		all = append(all, testCase{
			name: fmt.Sprintf("status %d", status), steps: []step{say(failure(status))},
			want: want{target.Doubtful, row.APIServer, status, 1, true},
		})
	}
	return append(all, testCase{
		name: "status 502 with a page", steps: []step{say(answer(502, "<html><h1>Bad gateway</h1></html>"))},
		want: want{target.Doubtful, row.APIServer, 502, 1, true},
	})
}
