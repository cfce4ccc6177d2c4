package targettest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"testing"

	"posimport/importer/row"
	"posimport/importer/target"
)

// refused are answers that refuse the row without a name.
func (s *suite) refused() []testCase {
	var all []testCase
	for _, status := range []int{400, 404, 405, 409, 413, 415, 422} {
		all = append(all, testCase{
			name: fmt.Sprintf("status %d", status), steps: []step{say(failure(status))},
			want: want{target.Rejected, row.APIRejected, status, 1, true},
			check: func(t *testing.T, got target.Outcome) {
				if got.Message != "no luck" {
					t.Errorf("message %q", got.Message)
				}
			},
		})
	}
	return append(
		all,
		testCase{name: "status 400 with nothing", steps: []step{say(answer(400, ""))}, want: want{target.Rejected, row.APIRejected, 400, 1, true}},
		testCase{name: "status 400 with a page", steps: []step{say(answer(400, "<html>no</html>"))}, want: want{target.Rejected, row.APIRejected, 400, 1, true}},
		testCase{name: "status 413 before the body is read", steps: []step{sayAndClose(failure(413, "Connection: close"))}, want: want{target.Rejected, row.APIRejected, 413, 1, false}},
		testCase{name: "status 403", steps: []step{say(failure(403))}, want: want{target.Forbidden, row.AuthForbidden, 403, 1, true}},
	)
}

// named are answers that name an error: it passes through. A duplicate is one at any status.
func (s *suite) named() []testCase {
	at := func(status int, name string, w target.Class) testCase {
		body := fmt.Sprintf(`{"statusCode":%d,"status":"error","error":{"name":%q,"message":"no luck"}}`, status, name)
		return testCase{
			name:  fmt.Sprintf("%s at %d", name, status),
			steps: []step{say(answer(status, body))},
			want:  want{w, row.Code(name), status, 1, true},
		}
	}
	return []testCase{
		at(400, "ValidationError", target.Rejected),
		at(422, "ValidationError", target.Rejected),
		at(404, "CategoryNotFoundError", target.Rejected),
		at(400, "InvalidSourceError", target.Rejected),
		at(400, "GroupNotFoundError", target.Rejected), // not documented anywhere
		at(400, "DuplicateExternalIdError", target.Duplicate),
		at(409, "DuplicateExternalIdError", target.Duplicate),
		at(500, "DuplicateExternalIdError", target.Duplicate),
	}
}

// signedIn are refused tokens: one renewal, one more request, and no more.
func (s *suite) signedIn() []testCase {
	denied, ok := say(failure(401)), say(s.success())
	out := want{target.Unauthorized, row.AuthRefused, 401, 1, true}
	twice := want{target.Unauthorized, row.AuthRefused, 401, 2, true}
	in := want{target.Created, "", s.ex.Status, 2, true}
	renewed := func(t *testing.T, got target.Outcome) {
		if got.Requests != 2 {
			t.Errorf("%d requests are told, want 2", got.Requests)
		}
	}
	echo := func(p *peer) { // a server that repeats what it was sent
		p.write(answer(401, `{"statusCode":401,"message":"token `+s.ex.Token[s.tgt.SignIn().TokenEnv]+` is not good"}`))
	}
	return []testCase{
		{name: "401 for a ready token", steps: []step{denied}, want: out},
		{name: "401 that repeats the token", steps: []step{echo}, want: out},
		{name: "401 in the envelope of a 200", steps: []step{say(answer(200, `{"statusCode":401,"message":"x"}`))}, want: want{target.Unauthorized, row.AuthRefused, 200, 1, true}},
		{name: "signed in", keys: true, steps: []step{ok}, want: want{target.Created, "", s.ex.Status, 1, true}},
		{name: "401, renewed", keys: true, steps: []step{denied, ok}, want: in, sign: 1, check: renewed},
		{name: "401, renewed, 401", keys: true, steps: []step{denied, denied, ok}, want: twice, sign: 1, check: renewed},
		{name: "401, renewed, no answer", keys: true, steps: []step{denied, sayAndClose(""), ok}, want: want{target.Doubtful, row.NetReset, 0, 2, false}, sign: 1},
		{name: "401, renewed, refused", keys: true, steps: []step{denied, say(failure(400)), ok}, want: want{target.Rejected, row.APIRejected, 400, 2, true}, sign: 1},
	}
}

// chunked returns an answer in chunks.
func chunked(status int, body string) string {
	half := len(body) / 2
	return fmt.Sprintf("HTTP/1.1 %d OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n",
		status, half, body[:half], len(body)-half, body[half:])
}

// packed returns an answer in gzip, though nobody asked for it.
func packed(status int, body string) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	// A buffer takes whatever is written.
	_, _ = w.Write([]byte(body))
	_ = w.Close()
	return answer(status, out.String(), "Content-Encoding: gzip")
}
