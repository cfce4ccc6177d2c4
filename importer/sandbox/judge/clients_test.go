package judge

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"testing"

	"go.uber.org/goleak"

	"posimport/importer/row"
	"posimport/importer/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	corPath   = "/v2/integrations/user-position"
	aptlyPath = "/settings/v1/positions"
)

// bench is what a client under trial works with: a server that does harm, and rows to send.
type bench struct {
	t      *testing.T
	server *sandbox.Server
	url    string
	path   string
	http   *http.Client
	effect chan struct{} // gets one for each position that is made
	rows   []Source
}

func newBench(t *testing.T, path, faults string, rows []Source) *bench {
	t.Helper()
	plan, err := sandbox.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, path: path, rows: rows, effect: make(chan struct{}, 1000)}
	b.server = sandbox.New(sandbox.Options{Seed: 7, Faults: plan, TruthLog: b})
	b.url, err = b.server.Listen(context.Background(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.http = &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true}, // else it sends again by itself
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t.Cleanup(func() {
		if err := b.server.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// Write takes the lines of the truth log, to know when an effect has come.
func (b *bench) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte(`"kind":"created"`)) {
		b.effect <- struct{}{}
	}
	return len(line), nil
}

// check waits until nothing is under way at the server any more, and judges.
func (b *bench) check(rows []Source, results []Result) []Violation {
	b.t.Helper()
	b.settle()
	return Check(Input{Truth: b.server.Truth(), Rows: rows, Results: results})
}

func (b *bench) settle() {
	b.t.Helper()
	if err := b.server.Idle(context.Background()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) request(ctx context.Context, method, place string, body io.Reader) *http.Request {
	r, err := http.NewRequestWithContext(ctx, method, b.url+place, body)
	if err != nil {
		panic(err) // the address is the server's own
	}
	r.Header.Set("Authorization", "Bearer practice")
	r.Header.Set("Content-Type", "application/json")
	return r
}

// answer is what a client makes of one request.
type answer struct {
	id     string // not empty: it exists
	status int    // 0 where no answer came
	code   row.Code
}

// create sends one request, once.
func (b *bench) create(ctx context.Context, body []byte) answer {
	// A body that is not one of net/http's own kinds cannot be sent again.
	r := b.request(ctx, http.MethodPost, b.path, io.NopCloser(bytes.NewReader(body)))
	r.ContentLength = int64(len(body))
	return read(b.http.Do(r))
}

func read(res *http.Response, err error) answer {
	if err != nil {
		return answer{}
	}
	defer func() { _ = res.Body.Close() }() // read to its end, or cut off
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}
	}
	var said struct {
		StatusCode int
		Error      any
		Data       struct{ ID string }
	}
	a := answer{status: res.StatusCode}
	if json.Unmarshal(text, &said) == nil {
		a.id = said.Data.ID
		if name, ok := said.Error.(string); ok {
			a.code = row.Code(name)
		}
		if a.status < 300 {
			a.status = max(a.status, said.StatusCode)
		}
	}
	return a
}

type position struct {
	ID           string
	PositionName string
	Status       string
}

// named lists the positions of a name.
func (b *bench) named(name string) []position {
	b.t.Helper()
	q := url.Values{"tenantId": {"d66fa929-5f84-4780-9691-e9287cc3ae83"}, "search": {name}, "limit": {"100"}}
	res, err := b.http.Do(b.request(context.Background(), http.MethodGet, aptlyPath+"?"+q.Encode(), nil))
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var page struct{ Data struct{ Data []position } }
	if err := json.NewDecoder(res.Body).Decode(&page); err != nil {
		b.t.Fatal(err)
	}
	return page.Data.Data
}

func asked(body []byte) (p position) {
	if err := json.Unmarshal(body, &p); err != nil {
		panic(err)
	}
	return p
}

// honestClient does all right: it is what the judge must let pass.
func honestClient(b *bench) []Result {
	claimed := map[string]bool{}
	var results []Result
	for _, r := range b.rows {
		if r.Body == nil {
			results = append(results, Result{r.Row, row.Invalid, "", row.ValRequired})
			continue
		}
		results = append(results, b.deliver(r, claimed))
	}
	return results
}

func (b *bench) deliver(r Source, claimed map[string]bool) Result {
	doubt := false
	for range 20 {
		a := b.create(context.Background(), r.Body)
		switch {
		case a.id != "" && a.status < 300:
			claimed[a.id] = true
			return Result{r.Row, row.Created, a.id, ""}
		case a.code == row.APIDuplicate && doubt:
			return Result{r.Row, row.Created, externalID(r.Body), ""}
		case a.status == 400 || a.status == 404 || a.status == 409:
			return Result{r.Row, row.Failed, "", a.code}
		case a.status == http.StatusTooManyRequests:
			continue
		}
		doubt = true
		b.settle()
		if id := b.find(r.Body, claimed); id != "" {
			claimed[id] = true
			return Result{r.Row, row.Created, id, ""}
		}
	}
	return Result{r.Row, row.Unknown, "", row.APIDoubt}
}

// find compares every field, and leaves out what other rows have.
func (b *bench) find(body []byte, claimed map[string]bool) string {
	if b.path == corPath {
		return ""
	}
	want := asked(body)
	for _, p := range b.named(want.PositionName) {
		if p.PositionName == want.PositionName && p.Status == want.Status && !claimed[p.ID] {
			return p.ID
		}
	}
	return ""
}

func aptlyRows() []Source {
	rows := []Source{{Row: 2, Body: aptlyBody("Developer", "ACTIVE")}, {Row: 3, Body: aptlyBody("Developer", "INACTIVE")}, {Row: 4}}
	for n := 5; n < 9; n++ {
		rows = append(rows, Source{Row: n, Body: aptlyBody(fmt.Sprintf("Analyst %d", n), "ACTIVE")})
	}
	return append(rows, Source{Row: 9, Body: rows[0].Body}) // an equal one
}

func corRows() []Source {
	rows := []Source{{Row: 2, Body: []byte(`{"metadata":{"source":"SAP"},"id":"x","name":"n","category_id":"none"}`), Rejected: "CategoryNotFoundError"}}
	for n := 3; n < 9; n++ {
		rows = append(rows, Source{Row: n, Body: corBody(fmt.Sprintf("%06d", n), "Developer")})
	}
	return rows
}

// TestHonestClient: nothing that the server can do makes an honest client guilty.
func TestHonestClient(t *testing.T) {
	var plans []string
	for _, f := range sandbox.FaultKinds() {
		if f != "401" && f != "403" {
			plans = append(plans, fmt.Sprintf("at=2-3:%s,late-by=10ms,slow=20ms", f))
		}
	}
	plans = append(plans, "rate=0.5,late-by=10ms,slow=20ms", "")
	for _, plan := range plans {
		for path, rows := range map[string][]Source{corPath: corRows(), aptlyPath: aptlyRows()} {
			b := newBench(t, path, plan, rows)
			results := honestClient(b)
			b.settle()
			found := Check(Input{Truth: b.server.Truth(), Rows: rows, Results: results, Calm: true})
			if found != nil {
				t.Errorf("with faults %q at %s: %v", plan, path, found)
			}
		}
	}
}
