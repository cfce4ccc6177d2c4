package target

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
)

func answers() Answers {
	return Answers{
		Known:     []string{"ValidationError", "CategoryNotFoundError"},
		Duplicate: "DuplicateExternalIdError",
		CreatedAt: "created_at",
	}
}

// TestReadFindsNames: the documentation shows no error, so every place that it hints at counts.
func TestReadFindsNames(t *testing.T) {
	shapes := map[string]string{
		"error":             `{"error":"NAME"}`,
		"error.name":        `{"error":{"name":"NAME"}}`,
		"error.code":        `{"error":{"code":"NAME","message":"m"}}`,
		"error.type":        `{"error":{"type":"NAME"}}`,
		"error.message":     `{"error":{"message":"it is NAME: x"}}`,
		"errors[].name":     `{"errors":[{"name":"NAME"}]}`,
		"errors[].code":     `{"errors":[{"field":"x","code":"NAME"}]}`,
		"errors[]":          `{"errors":["NAME"]}`,
		"errors{}":          `{"errors":{"name":"NAME"}}`,
		"name":              `{"name":"NAME","message":"m"}`,
		"code":              `{"code":"NAME"}`,
		"type":              `{"type":"NAME"}`,
		"status":            `{"status":"NAME"}`,
		"message":           `{"message":"NAME"}`,
		"word in message":   `{"statusCode":400,"message":"Request failed (NAME): no"}`,
		"word in a list":    `{"message":["first","NAME - second"]}`,
		"message.name":      `{"message":{"name":"NAME","message":"m"}}`,
		"data.error":        `{"data":{"error":"NAME"}}`,
		"data.error.name":   `{"data":{"error":{"name":"NAME"}}}`,
		"plain text":        `NAME: no such thing`,
		"a page":            `<html><pre>NAME: no<br> at x.js:1</pre></html>`,
		"byte-order mark":   "\ufeff" + `{"error":"NAME"}`,
		"JSON string":       `"NAME"`,
		"beside an odd one": `{"error":"Bad Request","message":"NAME"}`,
		"second of errors":  `{"errors":[{"message":"m"},{"name":"NAME"}]}`,
	}
	for shape, body := range shapes {
		for _, status := range []int{400, 403, 404, 409, 422, 500, 503} {
			for name, class := range map[string]Class{"ValidationError": Rejected, "CategoryNotFoundError": Rejected, "DuplicateExternalIdError": Duplicate} {
				got := answers().Read(status, []byte(strings.ReplaceAll(body, "NAME", name)))
				if got.Class != class || got.Code != row.Code(name) || got.Message == "" || got.HTTPStatus != status {
					t.Errorf("%s of %s at %d: %+v", name, shape, status, got)
				}
			}
		}
	}
	if len(shapes) < 20 {
		t.Errorf("only %d shapes", len(shapes))
	}
}

func TestRead(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   Outcome
	}{
		{200, `{"data":{"id":"000042","created_at":"2025-11-19 17:39:33"}}`, Outcome{Class: Created, RecordID: "000042", Created: time.Date(2025, 11, 19, 17, 39, 33, 0, time.UTC)}},
		{200, `{"data":{"id":"a","created_at":"2025-11-19T17:39:33.5+02:00"}}`, Outcome{Class: Created, RecordID: "a", Created: time.Date(2025, 11, 19, 15, 39, 33, 5e8, time.UTC)}},
		{200, `{"data":{"id":"a","created_at":"yesterday"}}`, Outcome{Class: Created, RecordID: "a"}},
		{201, `{"statusCode":"200","status":"success","data":[{"id":7}]}`, Outcome{Class: Created, RecordID: "7"}},
		{200, `{"id":"a","name":"ValidationError"}`, Outcome{Class: Created, RecordID: "a"}},                // a position of that name
		{200, `{"message":"no ValidationError","data":{"id":"a"}}`, Outcome{Class: Created, RecordID: "a"}}, // words beside a success
		{200, `{"error":null,"errors":[],"data":{"id":"a"}}`, Outcome{Class: Created, RecordID: "a"}},
		{200, `{"data":[{"id":"a"},{"id":"b"}]}`, Outcome{Class: Doubtful, Code: row.APINoID, Message: "the server answered 200 OK without a reason"}},
		{200, `{"data":{"id":true}}`, Outcome{Class: Doubtful, Code: row.APINoID, Message: "the server answered 200 OK without a reason"}},
		{200, `{"data":{"id":" "}}`, Outcome{Class: Doubtful, Code: row.APINoID, Message: "the server answered 200 OK without a reason"}},
		{200, `{"data":{"id":"a"}}{"data":{"id":"b"}}`, Outcome{Class: Doubtful, Code: row.APINoID, Message: `{"data":{"id":"a"}}{"data":{"id":"b"}}`}},
		{200, `{"status":"error","message":"odd","data":{"id":"a"}}`, Outcome{Class: Doubtful, Code: row.APINoID, Message: "odd"}},
		{200, `{"status":"error","error":"ValidationError","data":{"id":"a"}}`, Outcome{Class: Rejected, Code: "ValidationError", Message: "ValidationError"}},
		{200, `{"id":"request-1","error":"DuplicateExternalIdError"}`, Outcome{Class: Duplicate, Code: row.APIDuplicate, Message: "DuplicateExternalIdError"}},
		{200, `{"status":"error","message":"ValidationError: rate"}`, Outcome{Class: Rejected, Code: "ValidationError", Message: "ValidationError: rate"}},
		{200, `{"statusCode":302,"data":{"id":"a"}}`, Outcome{Class: Doubtful, Code: row.APINoID, Message: "the server answered 200 OK without a reason"}},
		{200, `{"statusCode":422,"message":"bad"}`, Outcome{Class: Rejected, Code: row.APIRejected, Message: "bad"}},
		{200, `{"status":404,"message":"gone"}`, Outcome{Class: Rejected, Code: row.APIRejected, Message: "gone"}},
		{200, `{"statusCode":502}`, Outcome{Class: Doubtful, Code: row.APIServer, Message: "the server answered 502 Bad Gateway without a reason"}},
		{200, `{"statusCode":500,"error":"ValidationError"}`, Outcome{Class: Rejected, Code: "ValidationError", Message: "ValidationError"}},
		{200, `{"statusCode":401}`, Outcome{Class: Unauthorized, Code: row.AuthRefused, Message: "the server answered 401 Unauthorized without a reason"}},
		{400, `{"statusCode":200,"data":{"id":"a"}}`, Outcome{Class: Rejected, Code: row.APIRejected, Message: "the server answered 400 Bad Request without a reason"}},
		{500, `{"data":{"id":"a"}}`, Outcome{Class: Doubtful, Code: row.APIServer, Message: "the server answered 500 Internal Server Error without a reason"}},
		{400, `{"message":["name must be a string","rate must be a number"],"error":"Bad Request"}`, Outcome{Class: Rejected, Code: row.APIRejected, Message: "name must be a string; rate must be a number"}},
		{400, `{"message":"Validation failed","errors":[{"field":"rate","message":"must be positive"},{"message":"Validation failed"}]}`, Outcome{Class: Rejected, Code: row.APIRejected, Message: "Validation failed; rate: must be positive"}},
		{400, `{"error":{"code":"GROUP_NOT_FOUND","message":"no group"}}`, Outcome{Class: Rejected, Code: "GROUP_NOT_FOUND", Message: "no group"}},
		{400, `{"error":"TenantMissingException","detail":"no tenant"}`, Outcome{Class: Rejected, Code: "TenantMissingException", Message: "no tenant"}},
		{400, `{"status":"FAILED","message":"m"}`, Outcome{Class: Rejected, Code: row.APIRejected, Message: "m"}},
		{400, `{"message":"NotValidationErrorAtAll"}`, Outcome{Class: Rejected, Code: row.APIRejected, Message: "NotValidationErrorAtAll"}},
		{401, `{"error":"ValidationError"}`, Outcome{Class: Unauthorized, Code: row.AuthRefused, Message: "ValidationError"}},
		{403, `{"message":"not yours"}`, Outcome{Class: Forbidden, Code: row.AuthForbidden, Message: "not yours"}},
		{429, `{"error":"ValidationError"}`, Outcome{Class: Throttled, Code: row.APIThrottled, Message: "ValidationError"}},
		{408, ``, Outcome{Class: Doubtful, Code: row.APIServer, Message: "the server answered 408 Request Timeout without a reason"}},
		{499, ``, Outcome{Class: Doubtful, Code: row.APIServer, Message: "the server answered 499 without a reason"}},
		{999, ``, Outcome{Class: Doubtful, Code: row.APIServer, Message: "the server answered 999 without a reason"}},
		{307, ``, Outcome{Class: Stop, Code: row.NetRedirect, Message: "the server answered 307 Temporary Redirect without a reason"}},
		{500, `<html>secrets of ours</html>`, Outcome{Class: Doubtful, Code: row.APIServer, Message: "the server answered 500 Internal Server Error without a reason"}},
		{400, "plain\r\n\x1b[31mwords\x00", Outcome{Class: Rejected, Code: row.APIRejected, Message: "plain [31mwords"}},
		{400, "\xff\xfe", Outcome{Class: Rejected, Code: row.APIRejected, Message: "the server answered 400 Bad Request without a reason"}},
	} {
		c.want.HTTPStatus = c.status
		if diff := cmp.Diff(c.want, answers().Read(c.status, []byte(c.body))); diff != "" {
			t.Errorf("%d %s (-want +got):\n%s", c.status, c.body, diff)
		}
	}
}

// TestReadWithoutNames: a target that documents no names gets no proof out of a 5xx.
func TestReadWithoutNames(t *testing.T) {
	got := Answers{}.Read(500, []byte(`{"error":"ValidationError"}`))
	if got.Class != Doubtful || got.Code != row.APIServer {
		t.Errorf("%+v", got)
	}
	if got = (Answers{}).Read(400, []byte(`{"error":"ValidationError"}`)); got.Class != Rejected || got.Code != "ValidationError" {
		t.Errorf("%+v", got)
	}
}

func FuzzRead(f *testing.F) {
	for _, body := range []string{
		``, `{}`, `[]`, `null`, `"x"`, `{"data":{"id":"a"}}`, `{"data":{"id":1e99}}`, `{"data":[{"id":"a"}]}`,
		`{"statusCode":500,"message":["a\u0000b","c"],"error":{"name":"ValidationError"}}`,
		`{"message":[[["deep"]]],"errors":[{"field":1,"message":["x"]},null,7]}`,
		`{"message":"\u202eabc\u2028\ud800"}`, "\xef\xbb\xbf{}", "\xff", `{"message":"` + strings.Repeat("é ", 600) + `"}`,
		`<html>DuplicateExternalIdError</html>`, `{"status":"error","data":{"id":"a"}}`,
	} {
		for _, status := range []int{0, 200, 201, 302, 400, 401, 403, 409, 429, 500, 599} {
			f.Add(status, []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		got := answers().Read(status, body)
		if got.Class < Created || got.Class > Stop {
			t.Errorf("class %d", got.Class)
		}
		if (got.Class == Created) != (got.RecordID != "") || (got.Class == Created) != (got.Code == "") {
			t.Errorf("%+v", got)
		}
		if got.Class == Created && (status < 200 || status > 299) {
			t.Errorf("created at %d", status)
		}
		for _, text := range []string{got.Message, got.RecordID, string(got.Code)} {
			bad := strings.IndexFunc(text, func(r rune) bool { return unicode.IsControl(r) || directs(r) || r == '\u2028' })
			if bad >= 0 || !utf8.ValidString(text) || utf8.RuneCountInString(text) > maxMessage {
				t.Errorf("%q cannot be shown", text)
			}
		}
		if again := answers().Read(status, body); again != got {
			t.Errorf("read twice: %+v and %+v", got, again)
		}
	})
}

func TestClean(t *testing.T) {
	long := strings.Repeat("é", maxMessage)
	for in, want := range map[string]string{
		"":                          "",
		"  a \t\r\n b ":             "a b",
		"a\u00a0\u2003b":            "a b",
		"a\x00b\x1bc\u0085d\u009fe": "abc de",
		"a\u202eb\u2066c\u200fd":    "abcd",
		"Diseñador – Jefe 👩‍💻":      "Diseñador – Jefe 👩‍💻",
		"a\xffb":                    "ab",
		"a\ufffdb":                  "a\ufffdb",
		long + "x":                  long[:2*(maxMessage-1)] + "…",
		strings.Repeat("a ", 400):   strings.Repeat("a ", 249) + "a…",
	} {
		got := Clean(in)
		if got != want {
			t.Errorf("Clean(%.40q) = %q, want %q", in, got, want)
		}
		if n := utf8.RuneCountInString(got); n > maxMessage {
			t.Errorf("%d code points", n)
		}
	}
}

func TestWordAt(t *testing.T) {
	for text, want := range map[string]int{
		"": -1, "Err": 0, "an Err.": 3, "(Err)": 1, "Errs": -1, "xErr": -1, "Err_": -1, "xErr Err": 5, "Err2 Err": 5,
	} {
		if got := wordAt(text, "Err"); got != want {
			t.Errorf("wordAt(%q) = %d, want %d", text, got, want)
		}
	}
	if got := wordAt("anything", ""); got != -1 {
		t.Errorf("the empty word is found at %d", got)
	}
}

func ExampleAnswerText() {
	fmt.Println(AnswerText(400, []byte(`{"message":["a","b"]}`)))
	fmt.Println(AnswerText(502, []byte(`<html>`)))
	// Output:
	// a; b
	// the server answered 502 Bad Gateway without a reason
}
