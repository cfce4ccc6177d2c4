package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAptlyRefuses(t *testing.T) {
	const ok = `"tenantId":"` + tenant + `","positionName":"A"`
	long := strings.Repeat("é", 101)
	for _, c := range []struct{ body, word string }{
		{`{`, "not JSON"},
		{`{"positionName":"A"}`, "tenantId is required"},
		{`{"tenantId":"d66fa929","positionName":"A"}`, "tenantId must be a UUID"},
		{`{"tenantId":"` + tenant + `"}`, "positionName is required"},
		{`{"tenantId":"` + tenant + `","positionName":7}`, "positionName must be a string"},
		{`{` + ok + `,"isSCIMProvisioned":"false"}`, "isSCIMProvisioned must be a boolean value"},
		{`{` + ok + `,"status":"active"}`, "status must be one of"},
		{`{` + ok + `,"groupIds":"4441fa6b-c0f6-4843-8e34-1f9bb5914439"}`, "groupIds must be an array"},
		{`{` + ok + `,"groupIds":[null]}`, "groupIds must be an array of strings"},
		{`{` + ok + `,"groupIds":["x"]}`, `groupIds holds "x"`},
		{`{` + ok + `,"groupIds":[""]}`, `groupIds holds ""`},
		{`{` + ok + `,"externalId":"` + long + `"}`, "externalId must be at most 100"},
		{`{` + ok + `,"instanceId":"x"}`, "instanceId must be a UUID"},
		{`{` + ok + `,"id":"x"}`, "id is not a documented field"},
	} {
		t.Run(c.body, func(t *testing.T) {
			s := New(Options{})
			res := send(s, "POST", aptlyPath, c.body)
			got := decode(t, res)
			if res.StatusCode != 400 || got["statusCode"] != 400.0 || !strings.Contains(fmt.Sprint(got["message"]), c.word) {
				t.Errorf("status %d, %v, want 400 with %q", res.StatusCode, got, c.word)
			}
			if n := len(s.Truth()); n != 0 {
				t.Errorf("%d events, want none", n)
			}
		})
	}
}

func TestAptlyCreateTwiceMakesTwo(t *testing.T) {
	s := New(Options{})
	a := decode(t, send(s, "POST", aptlyPath, aptlySeed))["data"].(map[string]any)
	b := decode(t, send(s, "POST", aptlyPath, aptlySeed))["data"].(map[string]any)
	if a["id"] == b["id"] || a["positionId"] != "10000" || b["positionId"] != "10001" {
		t.Errorf("positions %v %v and %v %v, want two of their own", a["id"], a["positionId"], b["id"], b["positionId"])
	}
	if n := len(a["groups"].([]any)); n != 2 {
		t.Errorf("%d groups from the documented element with two UUIDs, want 2", n)
	}
}

func TestAptlyKnownGroupsOnly(t *testing.T) {
	body := `{"tenantId":"` + tenant + `","positionName":"A","groupIds":["00000000-0000-4000-8000-000000000000"]}`
	for only, status := range map[bool]int{false: 201, true: 400} {
		if got := send(New(Options{KnownGroupsOnly: only}), "POST", aptlyPath, body).StatusCode; got != status {
			t.Errorf("KnownGroupsOnly %v: status %d, want %d", only, got, status)
		}
	}
}

// fillAptly makes 25 positions: "Name 00" to "Name 24", the odd ones inactive, every fifth in a group.
func fillAptly(t *testing.T, s *Server) {
	t.Helper()
	for i := range 25 {
		status, groups := "ACTIVE", ""
		if i%2 == 1 {
			status = "INACTIVE"
		}
		if i%5 == 0 {
			groups = `"52fb829d-da34-427e-a528-4d3baf5968ca"`
		}
		body := fmt.Sprintf(`{"tenantId":%q,"positionName":"Name %02d","status":%q,"groupIds":[%s]}`, tenant, i, status, groups)
		if res := send(s, "POST", aptlyPath, body); res.StatusCode != 201 {
			t.Fatalf("create %d: status %d", i, res.StatusCode)
		}
	}
}

func TestAptlyList(t *testing.T) {
	s, backwards := New(Options{}), New(Options{NewestFirst: true})
	fillAptly(t, s)
	fillAptly(t, backwards)
	const of = aptlyPath + "?tenantId=" + tenant
	for _, c := range []struct {
		s     *Server
		url   string
		total float64
		names string // first and last of the page
		n     int
	}{
		{s, of, 25, "Name 00 Name 09", 10},
		{s, aptlyPath + "?tenantId=" + strings.ToUpper(tenant), 25, "Name 00 Name 09", 10},
		{s, of + "&page=3", 25, "Name 20 Name 24", 5},
		{s, of + "&page=4", 25, "", 0},
		{s, of + "&limit=100", 25, "Name 00 Name 24", 25},
		{s, of + "&page=2&limit=20", 25, "Name 20 Name 24", 5},
		{s, of + "&search=name%201", 10, "Name 10 Name 19", 10},
		{s, of + "&search=2", 7, "Name 02 Name 24", 7},
		{s, of + "&status=INACTIVE&limit=100", 12, "Name 01 Name 23", 12},
		{s, of + "&status=INACTIVE,ACTIVE", 25, "Name 00 Name 09", 10},
		{s, of + "&groupIds=52FB829D-da34-427e-a528-4d3baf5968ca", 5, "Name 00 Name 20", 5},
		{s, aptlyPath + "?tenantId=00000000-0000-4000-8000-000000000000", 0, "", 0},
		{backwards, of, 25, "Name 24 Name 15", 10},
	} {
		t.Run(c.url, func(t *testing.T) {
			got := decode(t, send(c.s, "GET", c.url, ""))["data"].(map[string]any)
			page := got["data"].([]any)
			names := ""
			if len(page) > 0 {
				first, last := page[0].(map[string]any), page[len(page)-1].(map[string]any)
				names = fmt.Sprint(first["positionName"], " ", last["positionName"])
			}
			if got["total"] != c.total || len(page) != c.n || names != c.names {
				t.Errorf("total %v, %d on the page, %q; want %v, %d, %q", got["total"], len(page), names, c.total, c.n, c.names)
			}
		})
	}
}

func TestAptlyListRefuses(t *testing.T) {
	const of = aptlyPath + "?tenantId=" + tenant
	for _, url := range []string{
		aptlyPath, aptlyPath + "?tenantId=x", of + "&page=0", of + "&page=x", of + "&limit=0", of + "&limit=101",
		of + "&status=active", of + "&groupIds=x", of + "&sourceType=API", of + "&name=x", of + "&page=1&page=2",
		"/settings/v1/groups", "/settings/v1/groups?tenantId=" + tenant + "&limit=101",
	} {
		if res := send(New(Options{}), "GET", url, ""); res.StatusCode != 400 {
			t.Errorf("%s: status %d, want 400", url, res.StatusCode)
		}
	}
}

func TestAptlyListLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{ListLag: time.Second})
		send(s, "POST", aptlyPath, aptlySeed)
		total := func() any {
			return decode(t, send(s, "GET", aptlyPath+"?tenantId="+tenant, ""))["data"].(map[string]any)["total"]
		}
		time.Sleep(999 * time.Millisecond) // the bubble's clock
		if got := total(); got != 0.0 {
			t.Errorf("total %v within the lag, want 0", got)
		}
		time.Sleep(time.Millisecond)
		if got := total(); got != 1.0 {
			t.Errorf("total %v after the lag, want 1", got)
		}
	})
}

func TestAptlyGroups(t *testing.T) {
	const of = "/settings/v1/groups?tenantId=" + tenant
	for url, total := range map[string]float64{
		of:                                  5,
		of + "&search=TEAM":                 3,
		of + "&search=20":                   1,
		of + "&search=espa%C3%B1a":          1,
		of + "&limit=2&page=3":              5,
		of + "&parentGroupId=" + groupOf(0): 3,
		of + "&tenantGroupTypeIds=e21d3dec-fa12-48ea-b800-71faa767394c": 4,
	} {
		if got := decode(t, send(New(Options{}), "GET", url, ""))["data"].(map[string]any)["total"]; got != total {
			t.Errorf("%s: total %v, want %v", url, got, total)
		}
	}
}

func groupOf(i int) string { return knownGroups()[i].ID }

func TestAptlyUpdateDelete(t *testing.T) {
	s := New(Options{Seed: 7})
	fillAptly(t, s)
	all := s.Positions()
	id, other := all[3].ID, all[4].ID
	for i, c := range []struct {
		method, path, body string
		status             int
		word               string
	}{
		{"PATCH", aptlyPath + "/" + id, `{"positionName":"New","status":"ACTIVE"}`, 200, `"positionName":"New"`},
		{"PATCH", aptlyPath + "/" + strings.ToUpper(id), `{"groupIds":["` + groupOf(1) + `"]}`, 200, "Engineering Team"},
		{"PATCH", aptlyPath + "/" + id, `{"tenantId":"` + tenant + `"}`, 400, "not a documented field"},
		{"PATCH", aptlyPath + "/" + id, `{"status":1}`, 400, "status must be a string"},
		{"PATCH", aptlyPath + "/nobody", `{}`, 404, "does not exist"},
		{"DELETE", aptlyPath, `{"ids":[]}`, 400, "ids should not be empty"},
		{"DELETE", aptlyPath, `{"ids":["` + id + `","nobody"]}`, 404, "does not exist"},
		{"DELETE", aptlyPath, `{"ids":["` + id + `","` + id + `","` + other + `"]}`, 200, `"isDeleted":true`},
		{"PATCH", aptlyPath + "/" + id, `{}`, 404, "does not exist"},
	} {
		res := send(s, c.method, c.path, c.body)
		if got := string(encode(decode(t, res))); res.StatusCode != c.status || !strings.Contains(got, c.word) {
			t.Errorf("%d: %d %s, want %d with %s", i, res.StatusCode, got, c.status, c.word)
		}
	}
	var left []string
	for _, p := range s.Positions() {
		left = append(left, p.Name)
	}
	if len(left) != 23 || left[2] != "Name 02" || left[3] != "Name 05" {
		t.Errorf("%d left: %q", len(left), left)
	}
	list := decode(t, send(s, "GET", aptlyPath+"?tenantId="+tenant, ""))["data"].(map[string]any)
	if list["total"] != 23.0 {
		t.Errorf("listing has %v, want 23", list["total"])
	}
}

func TestIDsAreReproducible(t *testing.T) {
	ids := func(seed uint64) (ids []string) {
		s := New(Options{Seed: seed})
		fillAptly(t, s)
		for _, p := range s.Positions() {
			if !isUUID(p.ID) || p.ID[14] != '4' {
				t.Fatalf("id %q is not a UUID of version 4", p.ID)
			}
			ids = append(ids, p.ID)
		}
		return ids
	}
	if diff := cmp.Diff(ids(1), ids(1)); diff != "" {
		t.Errorf("equal seeds differ:\n%s", diff)
	}
	if cmp.Equal(ids(1), ids(2)) {
		t.Error("different seeds give equal ids")
	}
}

func TestUnknownPathAndMethod(t *testing.T) {
	for path, word := range map[string]string{
		"/settings/v1/nothing": "timestamp", "/auth/x": "timestamp", "/v2/x": "NotFoundError", "/": "NotFoundError",
	} {
		res := send(New(Options{}), http.MethodPost, path, "{}")
		if got := string(encode(decode(t, res))); res.StatusCode != 404 || !strings.Contains(got, word) {
			t.Errorf("%s: %d %s", path, res.StatusCode, got)
		}
	}
}
