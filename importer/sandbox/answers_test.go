package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The documented answers.
const (
	corSeedAnswer = `{
  "statusCode": 200,
  "status": "success",
  "data": {
    "name": "Software Developer",
    "rate": 1,
    "seniority": "Sr.",
    "company_id": 2336,
    "created_at": "2025-11-19 17:39:33",
    "updated_at": "2025-11-19 17:39:33",
    "id": "external-user-position-1",
    "category_id": "external-category-1"
  }
}`
	aptlySeedAnswer = `{
"statusCode": 200,
"timestamp": "2025-06-24T08:51:42.214Z",
"message": "Success",
"data": {
"id": "5e30e192-a922-45d6-a35f-196c94bebd05",
"tenantId": "b07b13fd-15ec-4d79-963c-3958a90c4f6e",
"positionId": "10000",
"positionName": "Senior Developer",
"isSCIMProvisioned": false,
"status": "ACTIVE",
"isDeleted": false,
"createdOn": "2025-01-13T12:34:59.300Z",
"updatedOn": "2025-01-13T12:34:59.300Z",
"groups": [
{
"groupName": "Engineering Team",
"groupTypeName": "Organizations",
"groupId": "52fb829d-da34-427e-a528-4d3baf5968ca",
"groupTypeId": "e21d3dec-fa12-48ea-b800-71faa767394c",
"parentId": 2,
"parentName": "Technology Division",
"createdAt": "2025-01-13T12:34:59.303Z",
"updatedAt": "2025-01-13T12:34:59.303Z"
}
],
"delegationsReceived": 1,
"delegationsIssued": 1
}
}`
)

func TestDocumentedCreateGetsDocumentedAnswer(t *testing.T) {
	for _, c := range []struct {
		name, path, body, want string
		status                 int
		same                   []string // members of data that must equal the documented ones
		times                  map[string]string
	}{
		{
			"cor", corPath, corSeed, corSeedAnswer, http.StatusOK,
			[]string{"name", "rate", "seniority", "company_id", "id", "category_id"},
			map[string]string{"created_at": "2006-01-02 15:04:05", "updated_at": "2006-01-02 15:04:05"},
		},
		{
			"aptly", aptlyPath, aptlySeed, aptlySeedAnswer, http.StatusCreated,
			[]string{"tenantId", "positionId", "positionName", "isSCIMProvisioned", "status", "isDeleted"},
			map[string]string{"createdOn": "2006-01-02T15:04:05.000Z", "updatedOn": "2006-01-02T15:04:05.000Z"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := send(New(Options{}), "POST", c.path, c.body)
			if res.StatusCode != c.status {
				t.Errorf("HTTP status %d, want %d", res.StatusCode, c.status)
			}
			if d, err := http.ParseTime(res.Header.Get("Date")); err != nil || time.Since(d) > time.Minute {
				t.Errorf("Date %q: %v", res.Header.Get("Date"), err)
			}
			got, want := decode(t, res), map[string]any{}
			if err := json.Unmarshal([]byte(c.want), &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(shape(want), shape(got)); diff != "" {
				t.Errorf("shape (-documented +got):\n%s", diff)
			}
			if got["statusCode"] != 200.0 {
				t.Errorf("statusCode %v, want 200", got["statusCode"])
			}
			data, wantData := got["data"].(map[string]any), want["data"].(map[string]any)
			for _, name := range c.same {
				if data[name] != wantData[name] {
					t.Errorf("%s is %v, want %v", name, data[name], wantData[name])
				}
			}
			for name, layout := range c.times {
				at, err := time.Parse(layout, data[name].(string))
				if err != nil || time.Since(at) > time.Minute {
					t.Errorf("%s %v: %v", name, data[name], err)
				}
			}
			if id, _ := data["id"].(string); c.name == "aptly" && !isUUID(id) {
				t.Errorf("id %q is not a UUID", id)
			}
		})
	}
}

func TestCORRefuses(t *testing.T) {
	const ok = `"metadata":{"source":"SAP"},"id":"1","name":"A"`
	for _, c := range []struct {
		body, name, word string
		status           int
	}{
		{``, "ValidationError", "not JSON", 400},
		{`[]`, "ValidationError", "object", 400},
		{`{` + ok, "ValidationError", "not JSON", 400},
		{"{" + ok + `,"seniority":"` + "\xff" + `"}`, "ValidationError", "UTF-8", 400},
		{`{"id":"1","name":"A"}`, "ValidationError", "metadata is required", 400},
		{`{"metadata":"SAP","id":"1","name":"A"}`, "ValidationError", "metadata must be an object", 400},
		{`{"metadata":{},"id":"1","name":"A"}`, "ValidationError", "metadata.source is required", 400},
		{`{"metadata":{"source":"SAP","x":1},"id":"1","name":"A"}`, "ValidationError", "metadata.x is not", 400},
		{`{"metadata":{"source":"sap"},"id":"1","name":"A"}`, "InvalidSourceError", `"sap"`, 400},
		{`{"metadata":{"source":"SAP"},"name":"A"}`, "ValidationError", "id is required", 400},
		{`{"metadata":{"source":"SAP"},"id":1,"name":"A"}`, "ValidationError", "id must be a string", 400},
		{`{"metadata":{"source":"SAP"},"id":"1"}`, "ValidationError", "name is required", 400},
		{`{"metadata":{"source":"SAP"},"id":"1","name":" "}`, "ValidationError", "name should not be empty", 400},
		{`{"metadata":{"source":"SAP"},"id":"1","Name":"A"}`, "ValidationError", "Name is not a documented", 400},
		{`{` + ok + `,"name":"B"}`, "ValidationError", "name is given twice", 400},
		{`{` + ok + `,"rate":"1"}`, "ValidationError", "rate must be a number", 400},
		{`{` + ok + `,"rate":null}`, "ValidationError", "rate must be a number", 400},
		{`{` + ok + `,"seniority":null}`, "ValidationError", "seniority must be a string", 400},
		{`{` + ok + `,"extra":1}`, "ValidationError", "extra is not a documented", 400},
		{`{` + ok + `,"category_id":"nowhere"}`, "CategoryNotFoundError", "nowhere", 404},
		{`{` + ok + `,"category_id":""}`, "CategoryNotFoundError", `""`, 404},
		{`{"metadata":{"source":"SAP"},"id":"taken","name":"A"}`, "DuplicateExternalIdError", "taken", 409},
	} {
		t.Run(c.body, func(t *testing.T) {
			s := New(Options{})
			send(s, "POST", corPath, `{"metadata":{"source":"SAP"},"id":"taken","name":"A"}`)
			r := newRequest("POST", corPath, c.body)
			got := decode(t, sendRequest(s, r))
			if got["statusCode"] != float64(c.status) || got["error"] != c.name ||
				!strings.Contains(got["message"].(string), c.word) {
				t.Errorf("got %v, want %d %s with %q", got, c.status, c.name, c.word)
			}
			if n := len(s.Created()); n != 1 {
				t.Errorf("%d positions, want the first only", n)
			}
		})
	}
}

func TestCORIDIsUniqueForOneSource(t *testing.T) {
	s := New(Options{})
	for i, c := range []struct {
		source, id string
		status     int
	}{
		{"SAP", "007", 200}, {"SAP", "7", 200}, {"SAP", "007", 409}, {"JIRA", "007", 200}, {"SAP", "007 ", 200},
	} {
		body := `{"metadata":{"source":"` + c.source + `"},"id":"` + c.id + `","name":"A","rate":64.990}`
		if got := send(s, "POST", corPath, body).StatusCode; got != c.status {
			t.Errorf("%d: %s %q: status %d, want %d", i, c.source, c.id, got, c.status)
		}
	}
	if got := string(s.Positions()[0].Data); !strings.Contains(got, `"rate":64.990`) ||
		!strings.Contains(got, `"category_id":null`) {
		t.Errorf("position %s: want the rate's digits as sent, and null for what was left out", got)
	}
}

func TestCORErrorShapes(t *testing.T) {
	for shapeName, want := range map[string]string{
		"":       `400 {"statusCode":400,"status":"error","error":"InvalidSourceError","message":"M"}`,
		"flat":   `400 {"statusCode":400,"status":"error","error":"InvalidSourceError","message":"M"}`,
		"nested": `400 {"statusCode":400,"status":"error","error":{"name":"InvalidSourceError","message":"M"}}`,
		"list":   `400 {"statusCode":400,"status":"error","errors":[{"name":"InvalidSourceError","message":"M"}]}`,
		"envelope": `200 {"statusCode":400,"status":"error","error":"InvalidSourceError",` +
			`"message":"M"}`,
	} {
		a := corError(shapeName, 400, "InvalidSourceError", "M")
		if got := strconv.Itoa(a.status) + " " + string(a.body); got != want {
			t.Errorf("%q: got %s, want %s", shapeName, got, want)
		}
	}
}

func TestCORUpdateDeleteCategory(t *testing.T) {
	s := New(Options{Categories: []string{"mine"}})
	const meta = `"metadata":{"source":"SAP"}`
	for i, c := range []struct {
		method, path, body string
		status             int
		word               string
	}{
		{"POST", corPath, `{` + meta + `,"id":"a/b","name":"A","category_id":"mine"}`, 200, `"category_id":"mine"`},
		{"PUT", corPath + "/a%2Fb", `{` + meta + `,"name":"B","rate":2.5}`, 200, `"name":"B","rate":2.5`},
		{"PUT", corPath + "/a%2Fb", `{` + meta + `,"category_id":"new"}`, 404, "CategoryNotFoundError"},
		{"PUT", corPath + "/a%2Fb", `{` + meta + `,"name":""}`, 400, "ValidationError"},
		{"PUT", corPath + "/other", `{` + meta + `,"name":"B"}`, 404, "PositionNotFoundError"},
		{"POST", "/v2/integrations/categories", `{` + meta + `,"id":"new","name":"New"}`, 200, `"id":"new"`},
		{"POST", "/v2/integrations/categories", `{` + meta + `,"id":"new","name":"New"}`, 409, "DuplicateExternalIdError"},
		{"POST", "/v2/integrations/categories", `{` + meta + `,"id":"new2"}`, 400, "ValidationError"},
		{"PUT", corPath + "/a%2Fb", `{` + meta + `,"category_id":"new"}`, 200, `"category_id":"new"`},
		{"DELETE", corPath + "/a%2Fb", `{` + meta + `}`, 200, `{"message":"Entity deleted successfully"}`},
		{"DELETE", corPath + "/a%2Fb", `{` + meta + `}`, 404, "PositionNotFoundError"},
		{"POST", corPath, `{` + meta + `,"id":"a/b","name":"A"}`, 200, `"id":"a/b"`},
		{"GET", corPath, ``, 404, "not a documented call"},
	} {
		res := send(s, c.method, c.path, c.body)
		got := encode(decode(t, res))
		var want any
		if json.Unmarshal([]byte(c.word), &want) != nil { // part of an answer: compare in any order
			for part := range strings.SplitSeq(c.word, `,"`) {
				if !strings.Contains(string(got), strings.Trim(part, `"`)) {
					t.Errorf("%d: %s, want %s", i, got, c.word)
				}
			}
		} else if string(got) != c.word {
			t.Errorf("%d: %s, want %s", i, got, c.word)
		}
		if res.StatusCode != c.status {
			t.Errorf("%d: status %d, want %d", i, res.StatusCode, c.status)
		}
	}
	var kinds []Kind
	for _, e := range s.Truth() {
		kinds = append(kinds, e.Kind)
	}
	want := []Kind{PositionCreated, PositionUpdated, CategoryCreated, PositionUpdated, PositionDeleted, PositionCreated}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("truth (-want +got):\n%s", diff)
	}
	if n := len(s.Positions()); n != 1 {
		t.Errorf("%d positions exist, want 1", n)
	}
}
