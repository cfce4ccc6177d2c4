package sandbox

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The documented requests.
const (
	corSeed = `{
  "metadata": {
    "source": "GLOBANT"
  },
  "id": "external-user-position-1",
  "name": "Software Developer",
  "category_id": "external-category-1",
  "rate": 1,
  "seniority": "Sr."
}`
	aptlySeed = `{
"tenantId": "d66fa929-5f84-4780-9691-e9287cc3ae83",
"positionName": "Senior Developer",
"isSCIMProvisioned": false,
"status": "ACTIVE",
"groupIds": [
"4441fa6b-c0f6-4843-8e34-1f9bb5914439, d0929e58-72de-41c7-889e-c0621c773958"
]
}`
	tenant     = "d66fa929-5f84-4780-9691-e9287cc3ae83"
	corPath    = "/v2/integrations/user-position"
	aptlyPath  = "/settings/v1/positions"
	goodHeader = "Bearer practice"
)

// newRequest is a request as posimport's would be; an empty body is none.
func newRequest(method, url, body string) *http.Request {
	r := httptest.NewRequest(method, url, strings.NewReader(body))
	r.Header.Set("Authorization", goodHeader)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// send sends without a connection.
func send(s *Server, method, url, body string) *http.Response {
	return sendRequest(s, newRequest(method, url, body))
}

func sendRequest(s *Server, r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

// decode reads a whole answer as JSON.
func decode(t *testing.T, res *http.Response) map[string]any {
	t.Helper()
	defer res.Body.Close()
	var v map[string]any
	if err := json.NewDecoder(res.Body).Decode(&v); err != nil {
		t.Fatalf("answer %d is not a JSON object: %v", res.StatusCode, err)
	}
	return v
}

// shape puts the name of its type in the place of every value, and keeps one element of an array.
func shape(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := map[string]any{}
		for k, e := range v {
			m[k] = shape(e)
		}
		return m
	case []any:
		if len(v) == 0 {
			return "empty array"
		}
		return []any{shape(v[0])}
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "boolean"
	}
	return "null"
}

func mustFaults(t testing.TB, spec string) Faults {
	t.Helper()
	f, err := ParseFaults(spec)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// listen serves on a free port until the test ends.
func listen(t testing.TB, o Options) (*Server, string) {
	t.Helper()
	s := New(o)
	url, err := s.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s, url
}
