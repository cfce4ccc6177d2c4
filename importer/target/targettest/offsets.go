package targettest

import (
	"testing"

	"posimport/importer/row"
	"posimport/importer/target"
)

// requestOffsets breaks the client's connection before every byte of a request: before the head is
// whole nothing has happened, from then on it is in doubt.
func (s *suite) requestOffsets(t *testing.T, head int) {
	server := newServer(t, s.ex, true, nil)
	defer server.close()
	between := &faults{dial: server.dial, budget: -1}
	client := s.client(t, testCase{}, between)
	defer client.Close()
	server.script(say(s.success()))
	for n := range head + len(s.ex.Body) {
		between.set(nil, n)
		got := client.Create(t.Context(), []byte(s.ex.Body))
		class, code := target.NotSent, row.NetNotSent
		if n >= head {
			class, code = target.Doubtful, row.NetReset
		}
		if got.Class != class || got.Code != code {
			t.Errorf("cut before byte %d of %d+%d: class %d, code %s: %s", n, head, len(s.ex.Body), got.Class, got.Code, got.Message)
		}
	}
	if requests, _ := server.counts(); len(requests) != 0 {
		t.Errorf("%d whole requests reached the server", len(requests))
	}
}

// answerOffsets cuts an answer before every byte: short of whole it proves nothing, be it good or bad.
func (s *suite) answerOffsets(t *testing.T) {
	server := newServer(t, s.ex, true, nil)
	defer server.close()
	client := s.client(t, testCase{}, &faults{dial: server.dial, budget: -1})
	defer client.Close()
	for _, whole := range []string{s.success(), failure(400), chunked(200, s.ex.Answer)} {
		for n := range len(whole) {
			server.script(sayAndClose(whole[:n]))
			got := client.Create(t.Context(), []byte(s.ex.Body))
			if requests, _ := server.counts(); len(requests) != 1 {
				t.Fatalf("answer cut before byte %d: %d requests", n, len(requests))
			}
			ok := got.Class == target.Doubtful
			if got.HTTPStatus == 400 {
				ok = got.Class == target.NotSent // the status alone proves it
			}
			if !ok || got.Code != row.NetReset {
				t.Errorf("answer cut before byte %d of %d: %+v", n, len(whole), got)
			}
		}
	}
}
