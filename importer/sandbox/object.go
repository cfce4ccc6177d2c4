package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// object is a JSON object's members as they were sent, with every complaint about them so far.
type object struct {
	path     string // "metadata." in front of its members' names; empty at the top
	members  map[string]json.RawMessage
	problems *[]string
}

// parseObject takes apart a body. encoding/json alone would let through a member given twice, one in
// other letters, and bytes that are not UTF-8.
func parseObject(body []byte) object {
	o := object{problems: new([]string)}
	if !utf8.Valid(body) {
		o.complain("", "the body is not UTF-8")
		return o
	}
	if !json.Valid(body) {
		o.complain("", "the body is not JSON")
		return o
	}
	o.fill(body)
	return o
}

func (o *object) complain(name, text string) {
	if name != "" {
		if o.members == nil { // that there is no object has been said
			return
		}
		text = o.path + name + " " + text
	}
	*o.problems = append(*o.problems, text)
}

// fill reads the members of a valid JSON value.
func (o *object) fill(raw []byte) {
	if !bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("{")) {
		o.complain("", strings.TrimSuffix("the body."+o.path, ".")+" must be an object")
		return
	}
	o.members = make(map[string]json.RawMessage, 8)
	dec := json.NewDecoder(bytes.NewReader(raw))
	_, _ = dec.Token() // the brace: the value is known to be valid
	for dec.More() {
		name, _ := dec.Token()
		var value json.RawMessage
		_ = dec.Decode(&value)
		key := fmt.Sprint(name)
		if _, twice := o.members[key]; twice {
			o.complain(key, "is given twice")
		}
		o.members[key] = value
	}
}

// only complains of members that are not documented.
func (o *object) only(names ...string) {
	var strange []string
	for name := range o.members {
		if !slices.Contains(names, name) {
			strange = append(strange, name)
		}
	}
	slices.Sort(strange)
	for _, name := range strange {
		o.complain(name, "is not a documented field")
	}
}

func (o *object) has(name string) bool { return o.members[name] != nil }

// inner returns the object in a member; complaints go to the same list.
func (o *object) inner(name string) object {
	in := object{path: o.path + name + ".", problems: o.problems}
	if !o.has(name) {
		o.complain(name, "is required")
		return in
	}
	in.fill(o.members[name])
	return in
}

// text returns a string member. A required one must be there and hold more than space.
func (o *object) text(name string, required bool) string {
	raw, ok := o.members[name]
	if !ok {
		if required {
			o.complain(name, "is required")
		}
		return ""
	}
	var s *string
	if json.Unmarshal(raw, &s) != nil || s == nil {
		o.complain(name, "must be a string")
		return ""
	}
	if required && strings.TrimSpace(*s) == "" {
		o.complain(name, "should not be empty")
	}
	return *s
}

// number returns a number member with the digits that were sent, and nil where it is not there.
func (o *object) number(name string) *json.Number {
	raw, ok := o.members[name]
	if !ok {
		return nil
	}
	if c := raw[0]; c != '-' && (c < '0' || c > '9') {
		o.complain(name, "must be a number")
		return nil
	}
	n := json.Number(raw)
	return &n
}

// boolean returns a boolean member, and false where it is not there.
func (o *object) boolean(name string) bool {
	raw, ok := o.members[name]
	if ok && string(raw) != "true" && string(raw) != "false" {
		o.complain(name, "must be a boolean value")
	}
	return string(raw) == "true"
}

// uuid returns a member that is a UUID in text form.
func (o *object) uuid(name string, required bool) string {
	s := o.text(name, required)
	if s != "" && !isUUID(s) || s == "" && o.has(name) && !required {
		o.complain(name, "must be a UUID")
	}
	return s
}

// texts returns an array of strings.
func (o *object) texts(name string) []string {
	raw, ok := o.members[name]
	if !ok {
		return nil
	}
	var list []*string
	if json.Unmarshal(raw, &list) != nil || list == nil || slices.Contains(list, nil) {
		o.complain(name, "must be an array of strings")
		return nil
	}
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = *s
	}
	return texts
}

// isUUID reports whether s is a UUID in the text form of RFC 9562, section 4, of any version.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F'):
			return false
		}
	}
	return true
}

// encode is json.Marshal without escapes for HTML.
func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil { // only our own types come here
		panic(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// accountOf finds a body's account and external id, as far as they can be read: faults are written
// down before a body is looked at.
func accountOf(target string, body []byte) (account, externalID string) {
	var b struct {
		Metadata struct {
			Source string `json:"source"`
		} `json:"metadata"`
		ID         string `json:"id"`
		TenantID   string `json:"tenantId"`
		ExternalID string `json:"externalId"`
	}
	_ = json.Unmarshal(body, &b)
	if target == targetCOR {
		return b.Metadata.Source, b.ID
	}
	return b.TenantID, b.ExternalID
}
