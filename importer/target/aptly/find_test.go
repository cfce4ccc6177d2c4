package aptly

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/target"
	"posimport/importer/target/schema"
)

const (
	tenantID = "d66fa929-5f84-4780-9691-e9287cc3ae83"
	groupA   = "4441fa6b-c0f6-4843-8e34-1f9bb5914439"
	groupB   = "d0929e58-72de-41c7-889e-c0621c773958"
)

// shelf is a server that lists positions as the documentation says.
type shelf struct {
	positions []map[string]any
	cap       int                           // the most that a page holds; 0 for what is asked for
	change    func(page int)                // called before each page is made
	answer    func(string) string           // changes a page's text
	search    func(name, words string) bool // nil for any part, whatever its case
	mu        sync.Mutex
	requests  []string
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := r.URL.Query()
	s.requests = append(s.requests, q.Get("search"))
	number, _ := strconv.Atoi(q.Get("page"))
	limit, _ := strconv.Atoi(q.Get("limit"))
	if r.URL.Path != positionsPath || q.Get("tenantId") != tenantID || number < 1 || limit < 1 || limit > 100 {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if s.change != nil {
		s.change(number)
	}
	if s.cap > 0 {
		limit = min(limit, s.cap)
	}
	var found []map[string]any
	for _, p := range s.positions {
		if s.finds(fmt.Sprint(p["positionName"]), q.Get("search")) {
			found = append(found, p)
		}
	}
	from := min(len(found), (number-1)*limit)
	page := append([]map[string]any{}, found[from:min(len(found), from+limit)]...)
	text, err := json.Marshal(map[string]any{"statusCode": 200, "data": map[string]any{"page": number, "limit": limit, "total": len(found), "data": page}})
	if err != nil {
		panic(err)
	}
	if s.answer != nil {
		text = []byte(s.answer(string(text)))
	}
	_, _ = w.Write(text) // a client that has gone needs no page
}

func (s *shelf) finds(name, words string) bool {
	if s.search != nil && words != "" {
		return s.search(name, words)
	}
	return strings.Contains(strings.ToLower(name), strings.ToLower(words))
}

// find looks a record up on the shelf.
func (s *shelf) find(t *testing.T, rec schema.Record) ([]target.Position, error) {
	t.Helper()
	found := s.findAll(t, New().Body(rec))[0]
	return found.Positions, found.Err
}

func (s *shelf) findAll(t *testing.T, bodies ...[]byte) []target.Found {
	t.Helper()
	server := httptest.NewServer(s)
	defer server.Close()
	c, err := target.NewClient(New(), target.Options{
		BaseURL: server.URL, Getenv: func(name string) string { return map[string]string{"APTLY_TOKEN": "token-0123456789"}[name] },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if len(bodies) == 1 {
		found, err := New().(target.Finder).Find(context.Background(), c, bodies[0])
		return []target.Found{{Positions: found, Err: err}}
	}
	return New().(target.ManyFinder).FindAll(context.Background(), c, bodies)
}

// asked is a record; change may set further fields.
func asked(name string, change ...func(schema.Record)) schema.Record {
	rec := schema.Record{text(tenantID), text(name), {Set: true}, text("ACTIVE"), {}, {}, {}}
	for _, c := range change {
		c(rec)
	}
	return rec
}

func withGroups(ids ...string) func(schema.Record) {
	return func(r schema.Record) { r[4] = schema.Value{Set: true, List: ids} }
}

func withExternal(id string) func(schema.Record) { return func(r schema.Record) { r[5] = text(id) } }

func withInstance(id string) func(schema.Record) { return func(r schema.Record) { r[6] = text(id) } }

// made is a position as a server lists it; pairs change or, with nil, leave out members.
func made(id, name string, pairs ...any) map[string]any {
	p := map[string]any{
		"id": id, "tenantId": "b07b13fd-15ec-4d79-963c-3958a90c4f6e", "positionId": "10000", "positionName": name,
		"isSCIMProvisioned": false, "status": "ACTIVE", "isDeleted": false, "createdOn": "2025-01-13T12:34:59.300Z", "groups": []any{},
	}
	for i := 0; i < len(pairs); i += 2 {
		if p[pairs[i].(string)] = pairs[i+1]; pairs[i+1] == nil {
			delete(p, pairs[i].(string))
		}
	}
	return p
}

func inGroups(ids ...string) []any {
	var all []any
	for _, id := range ids {
		all = append(all, map[string]any{"groupId": id, "groupName": "x"})
	}
	return all
}

func TestFindCompares(t *testing.T) {
	const name = "Senior Developer"
	null := json.RawMessage("null")
	for _, c := range []struct {
		label string
		sent  schema.Record
		has   map[string]any
		want  string // "yes", "no", or what the error holds
	}{
		{"equal", asked(name), made("a", name), "yes"},
		{"other case", asked(name), made("a", "senior developer"), "no"},
		{"more words", asked(name), made("a", name+" II"), "no"},
		{"space at the end", asked(name), made("a", name+" "), "no"},
		{"other status", asked(name), made("a", name, "status", "INACTIVE"), "no"},
		{"status not shown", asked(name), made("a", name, "status", nil), "status"},
		{"status not sent", asked(name, func(r schema.Record) { r[3] = schema.Value{} }), made("a", name, "status", "INACTIVE"), "yes"},
		{"provisioned", asked(name), made("a", name, "isSCIMProvisioned", true), "no"},
		{"provisioned not shown", asked(name), made("a", name, "isSCIMProvisioned", nil), "isSCIMProvisioned"},
		{"deleted", asked(name), made("a", name, "isDeleted", true), "no"},
		{"deleted, nothing shown", asked(name), made("a", name, "isDeleted", true, "status", nil), "no"},
		{"groups", asked(name, withGroups(groupA, groupB)), made("a", name, "groups", inGroups(groupB, groupA)), "yes"},
		{"groups joined", asked(name, withGroups(groupA+", "+groupB)), made("a", name, "groups", inGroups(groupA, groupB)), "yes"},
		{"groups in capitals", asked(name, withGroups(strings.ToUpper(groupA))), made("a", name, "groups", inGroups(groupA)), "yes"},
		{"groups twice", asked(name, withGroups(groupA, groupA)), made("a", name, "groups", inGroups(groupA)), "yes"},
		{"fewer groups", asked(name, withGroups(groupA, groupB)), made("a", name, "groups", inGroups(groupA)), "no"},
		{"more groups", asked(name, withGroups(groupA)), made("a", name, "groups", inGroups(groupA, groupB)), "no"},
		{"no groups asked for", asked(name), made("a", name, "groups", inGroups(groupA)), "no"},
		{"groups not shown, none asked for", asked(name), made("a", name, "groups", nil), "yes"},
		{"groups not shown", asked(name, withGroups(groupA)), made("a", name, "groups", nil), "groupIds"},
		{"groups by short code", asked(name, withGroups(groupA)), made("a", name, "groups", inGroups("G-1")), "groupIds"},
		{"external id", asked(name, withExternal("000042")), made("a", name, "externalId", "000042"), "yes"},
		{"external id as a number", asked(name, withExternal("42")), made("a", name, "externalId", 42), "yes"},
		{"other external id", asked(name, withExternal("000042")), made("a", name, "externalId", "42"), "no"},
		{"external id empty", asked(name, withExternal("000042")), made("a", name, "externalId", null), "no"},
		{"external id not shown", asked(name, withExternal("000042")), made("a", name), "externalId"},
		{"external id not shown, another status", asked(name, withExternal("000042")), made("a", name, "status", "INACTIVE"), "no"},
		{"external id nobody sent", asked(name), made("a", name, "externalId", "7"), "no"},
		{"external id null, none sent", asked(name), made("a", name, "externalId", null), "yes"},
		{"external id, other name", asked(name, withExternal("000042")), made("a", name+" II", "externalId", "000042"), "no"},
		{"instance", asked(name, withInstance(groupA)), made("a", name, "instanceId", strings.ToUpper(groupA)), "yes"},
		{"other instance", asked(name, withInstance(groupA)), made("a", name, "instanceId", groupB), "no"},
		{"trimmed by the server", asked(" Lead "), made("a", "Lead"), "positionName"},
		{"composed by the server", asked("Cafe\u0301"), made("a", "Café"), "positionName"},
		{"as it was sent, spaces and all", asked(" Lead "), made("a", " Lead "), "yes"},
	} {
		got, err := (&shelf{positions: []map[string]any{made("z", "Other"), c.has}}).find(t, c.sent)
		switch {
		case c.want == "yes":
			want := []target.Position{{ID: "a", Created: time.Date(2025, 1, 13, 12, 34, 59, 3e8, time.UTC)}}
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%s: %v\n%s", c.label, err, diff)
			}
		case c.want == "no":
			if len(got) != 0 || err != nil {
				t.Errorf("%s: %v, %v; want none", c.label, got, err)
			}
		case err == nil || !strings.Contains(err.Error(), "its "+c.want+" cannot be compared"):
			t.Errorf("%s: %v, %v; want an error about %s", c.label, got, err, c.want)
		}
	}
}

func TestFindNames(t *testing.T) {
	for name, words := range map[string]string{
		"Developer": "Developer", "Diseñador Gráfico": "Diseñador Gráfico", "Jefe de Área": "Jefe de Área",
		"Sr. Engineer, R-2/3": "Sr. Engineer, R-2/3", "開発者": "開発者",
		"100% Remote": "", "R&D Lead": "", "C++ Developer": "", `"Quoted" Lead`: "", "O'Brien": "",
		"Lead (Interim)": "Lead", "a_b": "", "Jefe – Área": "Jefe", " Lead": "", "Lead ": "", "Two  Spaces (x)": "",
		"Tab\tbed": "", `Back\slash`: "", "Star*": "", "Emoji 🚀": "Emoji", "a#b?c=d": "",
		"Software Developer (m/w/d)": "Software Developer", "Entwickler(in) Backend": "", "Senior Entwickler:in": "Senior",
		"Lead, QA - (m/w/d)": "Lead, QA", "QA (m/w/d)": "", "開発 (x)": "", "開発者 (x)": "開発者",
	} {
		s := &shelf{positions: []map[string]any{made("x", name+"x"), made("a", name), made("y", "y"+name)}}
		got, err := s.find(t, asked(name))
		if err != nil || len(got) != 1 || got[0].ID != "a" {
			t.Errorf("%q: %v, %v", name, got, err)
		}
		if len(s.requests) != 1 || s.requests[0] != words {
			t.Errorf("%q: searched for %q, want %q", name, s.requests, words)
		}
	}
}

// many are n positions of one name.
func many(n int) []map[string]any {
	var all []map[string]any
	for i := range n {
		all = append(all, made("id-"+strconv.Itoa(i), "Lead"))
	}
	return all
}

func TestFindReadsAllPages(t *testing.T) {
	for _, c := range []struct{ n, cap, requests int }{
		{0, 0, 1}, {1, 0, 1}, {99, 0, 1}, {100, 0, 1}, {101, 0, 2}, {250, 0, 3}, {60, 25, 3}, {200, 100, 2},
	} {
		s := &shelf{positions: many(c.n), cap: c.cap}
		got, err := s.find(t, asked("Lead"))
		if err != nil || len(got) != c.n || len(s.requests) != c.requests {
			t.Errorf("%d positions in pages of %d: found %d, %v in %d requests; want %d", c.n, c.cap, len(got), err, len(s.requests), c.requests)
		}
	}
}

func TestFindWithoutATotal(t *testing.T) {
	s := &shelf{positions: many(150), answer: func(text string) string { return strings.Replace(text, `"total":150`, `"count":150`, 1) }}
	if got, err := s.find(t, asked("Lead")); err != nil || len(got) != 150 || len(s.requests) != 3 {
		t.Errorf("found %d, %v in %d requests", len(got), err, len(s.requests))
	}
}

// TestFindBeginsAgain: a position that is created or deleted while the pages are read may push
// another one out of sight.
func TestFindBeginsAgain(t *testing.T) {
	s := &shelf{positions: many(150)}
	changes := 0
	s.change = func(page int) {
		if page == 2 && changes == 0 {
			changes++
			s.positions = s.positions[1:]
		}
	}
	if got, err := s.find(t, asked("Lead")); err != nil || len(got) != 149 || len(s.requests) != 4 {
		t.Errorf("found %d, %v in %d requests", len(got), err, len(s.requests))
	}
}

func TestFindKnowsNothing(t *testing.T) {
	replace := func(text string) func(string) string { return func(string) string { return text } }
	growing := &shelf{positions: many(150)}
	growing.change = func(int) {
		growing.positions = append(growing.positions, made("more-"+strconv.Itoa(len(growing.positions)), "Lead"))
	}
	stuck := &shelf{positions: many(250)}
	first := ""
	stuck.answer = func(text string) string {
		if first == "" {
			first = text
		}
		return first
	}
	for label, c := range map[string]struct {
		shelf *shelf
		want  string
	}{
		"keeps changing":  {growing, "kept changing"},
		"same page again": {stuck, "kept changing"},
		"not JSON":        {&shelf{answer: replace("<html>")}, "not the documented JSON"},
		"no data":         {&shelf{answer: replace(`{"statusCode":200}`)}, "not the documented JSON"},
		"null data":       {&shelf{answer: replace(`{"statusCode":200,"data":null}`)}, "not the documented JSON"},
		"empty object":    {&shelf{answer: replace(`{"data":{}}`)}, "not the documented JSON"},
		"null list":       {&shelf{answer: replace(`{"data":{"total":0,"data":null}}`)}, "not the documented JSON"},
		"text":            {&shelf{answer: replace(`{"data":"none"}`)}, "not the documented JSON"},
		"odd positions":   {&shelf{answer: replace(`{"data":{"data":[7]}}`)}, "not the documented JSON"},
		"no id":           {&shelf{answer: replace(`{"data":{"data":[{"positionName":"Lead"}]}}`)}, "without an id"},
		"envelope fails":  {&shelf{answer: replace(`{"statusCode":403,"message":"not yours"}`)}, "not yours"},
	} {
		if got, err := c.shelf.find(t, asked("Lead")); err == nil || !strings.Contains(err.Error(), c.want) || got != nil {
			t.Errorf("%s: %v, %v; want an error with %q", label, got, err, c.want)
		}
	}
}

func TestFindTakesAPlainList(t *testing.T) {
	s := &shelf{answer: func(string) string {
		return `{"data":[{"id":"a","positionName":"Lead","isSCIMProvisioned":false,"status":"ACTIVE"}]}`
	}}
	s.answer = func(string) string {
		if len(s.requests) > 1 {
			return `{"data":[]}`
		}
		return `{"data":[{"id":"a","positionName":"Lead","isSCIMProvisioned":false,"status":"ACTIVE"}]}`
	}
	if got, err := s.find(t, asked("Lead")); err != nil || len(got) != 1 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestFindPassesOnRefusals(t *testing.T) {
	rec := asked("Lead")
	rec[0] = text("another tenant")
	if _, err := (&shelf{}).find(t, rec); err == nil || !strings.Contains(err.Error(), "400") {
		t.Errorf("error %v", err)
	}
}

func FuzzReadPage(f *testing.F) {
	for _, text := range []string{
		``, `{}`, `{"data":null}`, `{"data":[]}`, `{"data":{"total":1,"data":[{"id":"a"}]}}`, `{"data":{"total":"x","data":[]}}`,
		`{"data":[{"id":"a","groups":null,"externalId":7}]}`, `{"statusCode":500,"message":["a"]}`, `{"data":{"data":[null]}}`,
	} {
		f.Add([]byte(text))
	}
	sent := request{TenantID: tenantID, Name: "Lead", GroupIDs: []string{groupA}, ExternalID: "7"}
	f.Fuzz(func(t *testing.T, body []byte) {
		read, err := readPage(body)
		if err != nil {
			return
		}
		w := wanted{sent: sent}
		for i := range read.positions {
			w.take(&read.positions[i])
		}
		for _, p := range w.found {
			if p.ID == "" {
				t.Errorf("%q: %+v", body, w.found)
			}
		}
		if !json.Valid(body) {
			t.Errorf("%q is taken for a page", body)
		}
	})
}

// TestList: all ids, or none where there are more than the caller wants to read.
func TestList(t *testing.T) {
	for _, c := range []struct {
		n, most, ids, requests int
		whole                  bool
	}{{0, 10, 0, 1, true}, {250, 250, 250, 3, true}, {250, 249, 0, 1, false}} {
		s := &shelf{positions: many(c.n)}
		server := httptest.NewServer(s)
		client, err := target.NewClient(New(), target.Options{BaseURL: server.URL, Getenv: func(name string) string {
			return map[string]string{"APTLY_TOKEN": "token-0123456789"}[name]
		}})
		if err != nil {
			t.Fatal(err)
		}
		ids, whole, err := New().(target.Lister).List(t.Context(), client, tenantID, c.most)
		if err != nil || len(ids) != c.ids || whole != c.whole || len(s.requests) != c.requests {
			t.Errorf("%d positions, at most %d: %d ids, whole %v, %v in %d requests", c.n, c.most, len(ids), whole, err, len(s.requests))
		}
		client.Close()
		server.Close()
	}
}

// TestFindTakesAnyCreatedOn: a time that is not written as documented is no reason not to find a position.
func TestFindTakesAnyCreatedOn(t *testing.T) {
	for _, created := range []any{float64(1763726400), nil, true, map[string]any{}, "yesterday", ""} {
		s := &shelf{positions: []map[string]any{made("p1", "Lead")}}
		s.positions[0]["createdOn"] = created
		got, err := s.find(t, asked("Lead"))
		if err != nil || len(got) != 1 || got[0].ID != "p1" || !got[0].Created.IsZero() {
			t.Errorf("createdOn %v: %v, %v", created, got, err)
		}
	}
}
