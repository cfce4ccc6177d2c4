package target

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// answer is the body of an answer, read liberally: neither target documents what an error looks like.
type answer struct {
	object map[string]any // nil where the body is not one JSON object
	plain  string         // the body where it is text and neither JSON nor a page
}

func readAnswer(body []byte) answer {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber() // an id may be a number of more digits than a double has
	var whole any
	if err := decoder.Decode(&whole); err == nil && len(bytes.TrimSpace(body[decoder.InputOffset():])) == 0 {
		object, _ := whole.(map[string]any)
		if text, ok := whole.(string); ok {
			return answer{plain: text}
		}
		return answer{object: object}
	}
	if utf8.Valid(body) {
		return answer{plain: string(body)}
	}
	return answer{}
}

// status returns the envelope's status, or 0 where there is none.
func (a answer) status() int {
	for _, member := range []string{"statusCode", "status"} {
		if n, err := strconv.Atoi(scalar(a.object[member])); err == nil {
			return n
		}
	}
	return 0
}

// data returns the position of an answer: `data`, or the only element of a `data` that is a list, or
// the answer itself where it has no such member.
func (a answer) data() map[string]any {
	data, enveloped := a.object["data"]
	if !enveloped {
		return a.object
	}
	if list, ok := data.([]any); ok && len(list) == 1 {
		data = list[0]
	}
	object, _ := data.(map[string]any)
	return object
}

// id returns the position's id, which may be a string or a number, and "" where there is none.
func (a answer) id() string {
	return Clean(scalar(a.data()["id"]))
}

// failed reports whether the answer says in so many words that it is a failure.
func (a answer) failed() bool {
	switch strings.ToLower(scalar(a.object["status"])) {
	case "error", "fail", "failed", "failure":
		return true
	}
	switch e := a.object["error"].(type) {
	case string:
		return e != ""
	case map[string]any:
		return len(e) > 0
	case bool:
		return e
	}
	errs, _ := a.object["errors"].([]any)
	return len(errs) > 0
}

// scalar returns a string or a number as text, and "" for anything else.
func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}
