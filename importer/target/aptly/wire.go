package aptly

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"posimport/importer/target"
)

// request is the body of a create request.
type request struct {
	TenantID    string   `json:"tenantId"`
	Name        string   `json:"positionName"`
	Provisioned *bool    `json:"isSCIMProvisioned"`
	Status      *string  `json:"status"`
	GroupIDs    []string `json:"groupIds"`
	ExternalID  string   `json:"externalId"`
	InstanceID  string   `json:"instanceId"`
}

// position is one position of a listing. A member that is nil was not in it.
type position struct {
	ID          string          `json:"id"`
	Name        string          `json:"positionName"`
	Provisioned *bool           `json:"isSCIMProvisioned"`
	Status      *string         `json:"status"`
	Deleted     bool            `json:"isDeleted"`
	CreatedOn   lenient         `json:"createdOn"`
	Groups      *[]group        `json:"groups"`
	ExternalID  json.RawMessage `json:"externalId"` // "null" where it is shown and empty
	InstanceID  json.RawMessage `json:"instanceId"`
}

// lenient is a text that nothing depends on: any other JSON stands for none.
type lenient string

// UnmarshalJSON takes a string, and anything else for an empty one.
func (l *lenient) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*l = lenient(text)
	}
	return nil
}

type group struct {
	ID string `json:"groupId"`
}

// pageOf is one page of a listing; total is -1 where the server does not say.
type pageOf struct {
	total     int
	positions []position
}

// readPage reads a page from the documented envelope, `data: {total, data: […]}`, or from one whose
// data is the list itself.
func readPage(body []byte) (pageOf, error) {
	var outer struct {
		Status int             `json:"statusCode"`
		Data   json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(body, &outer); err != nil {
		return pageOf{}, errors.New("the list of positions is not the documented JSON")
	}
	if outer.Status >= 300 {
		return pageOf{}, errors.New(target.AnswerText(outer.Status, body))
	}
	var inner struct {
		Total *json.Number `json:"total"`
		Data  *[]position  `json:"data"`
	}
	read := pageOf{total: -1}
	if bytes.HasPrefix(outer.Data, []byte("[")) {
		outer.Data = append(append([]byte(`{"data":`), outer.Data...), '}')
	}
	// What is not plainly a list must not be taken for an empty one: that would say "surely absent".
	if err := json.Unmarshal(outer.Data, &inner); err != nil || inner.Data == nil {
		return pageOf{}, errors.New("the list of positions is not the documented JSON")
	}
	read.positions = *inner.Data
	if inner.Total != nil {
		if n, err := strconv.Atoi(inner.Total.String()); err == nil {
			read.total = n
		}
	}
	for i := range read.positions {
		if read.positions[i].ID == "" {
			return pageOf{}, errors.New("the list of positions holds one without an id")
		}
	}
	return read, nil
}

// compare reports whether a position is what a request asked for: the same in every field that was
// sent, and with no id and no group that was not sent. The tenant is not compared, since the
// documented answer has another one. UUIDs are compared whatever their case (RFC 9562, section 4),
// groups as a set, all else to the letter. Unknown names a field that the listing does not show, where
// all that it shows is the same: then it may be the one or not.
func compare(sent request, p *position) (same bool, unknown string) {
	for _, field := range []struct {
		name  string
		match match
	}{
		{"positionName", sameName(sent.Name, p.Name)},
		{"isSCIMProvisioned", sameValue(sent.Provisioned, p.Provisioned)},
		{"status", sameValue(sent.Status, p.Status)},
		{"externalId", sameID(sent.ExternalID, p.ExternalID, func(a, b string) bool { return a == b })},
		{"instanceId", sameID(sent.InstanceID, p.InstanceID, strings.EqualFold)},
		{"groupIds", sameGroups(sent.GroupIDs, p.Groups)},
	} {
		switch field.match {
		case differs:
			return false, ""
		case hidden:
			unknown = field.name
		}
	}
	return true, unknown
}

// match is how one field compares.
type match uint8

const (
	equal match = iota
	differs
	hidden // the listing does not show it
)

func matches(same bool) match {
	if same {
		return equal
	}
	return differs
}

// sameName compares names. A server that trims or composes what it stores would give back another
// one: then it cannot be told. A name that has that form already comes back as it was sent.
func sameName(sent, listed string) match {
	if sent != listed && plain(sent) != sent && plain(sent) == plain(listed) {
		return hidden
	}
	return matches(sent == listed)
}

func plain(name string) string {
	return norm.NFC.String(strings.Join(strings.Fields(name), " "))
}

func sameValue[T comparable](sent, listed *T) match {
	switch {
	case sent == nil:
		return equal
	case listed == nil:
		return hidden
	}
	return matches(*sent == *listed)
}

// sameID compares ids. A position that shows an id where none was sent is not the one, nor is one
// that shows none where one was sent.
func sameID(sent string, listed json.RawMessage, same func(a, b string) bool) match {
	if listed == nil {
		if sent == "" {
			return equal
		}
		return hidden
	}
	var text string
	if err := json.Unmarshal(listed, &text); err != nil {
		text = string(listed) // a number
	}
	return matches(same(sent, text))
}

// sameGroups compares groups as sets. Each element that was sent may hold several, joined by commas,
// as the documented example has it.
func sameGroups(sent []string, listed *[]group) match {
	asked := map[string]bool{}
	for _, element := range sent {
		for id := range strings.SplitSeq(element, ",") {
			if id = strings.ToLower(strings.TrimSpace(id)); id != "" {
				asked[id] = true
			}
		}
	}
	if listed == nil {
		if len(asked) == 0 {
			return equal
		}
		return hidden
	}
	shown := map[string]bool{}
	for _, g := range *listed {
		if len(asked) > 0 && len(g.ID) != uuidLength {
			return hidden // a short code, as the list of groups has beside the UUID
		}
		shown[strings.ToLower(g.ID)] = true
	}
	return matches(maps.Equal(asked, shown))
}

// uuidLength is the length of a UUID's text form.
const uuidLength = 36
