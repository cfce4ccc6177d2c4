package judge

import (
	"bytes"
	"encoding/json"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// form is the one spelling of all bodies that ask for the same: members in order of their names,
// numbers by their value. What is no JSON stands for itself.
func form(body []byte) string {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return "?" + string(body)
	}
	var b strings.Builder
	write(&b, v)
	return b.String()
}

func write(b *strings.Builder, v any) {
	switch v := v.(type) {
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		b.WriteByte('{')
		for _, name := range names {
			b.WriteString(strconv.Quote(name) + ":")
			write(b, v[name])
			b.WriteByte(',')
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for _, e := range v {
			write(b, e)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case json.Number:
		b.WriteString(number(v))
	case string:
		b.WriteString(strconv.Quote(v))
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case nil:
		b.WriteString("null")
	}
}

// number writes a decimal exactly: 64.90 and 6.49e1 are the same, 64.98999999999999 is another.
func number(n json.Number) string {
	const longest = 400 // an exponent of a million would take a million digits
	if len(n) > longest || strings.ContainsAny(string(n), "eE") && !smallExponent(string(n)) {
		return string(n)
	}
	r, ok := new(big.Rat).SetString(string(n))
	if !ok {
		return string(n)
	}
	return r.RatString()
}

func smallExponent(n string) bool {
	at := strings.IndexAny(n, "eE")
	e, err := strconv.Atoi(strings.TrimPrefix(n[at+1:], "+"))
	return err == nil && -400 < e && e < 400
}

// externalID is the id that a body gives its position, in either target's way.
func externalID(body []byte) string {
	var b struct {
		Metadata   *struct{} `json:"metadata"`
		ID         string    `json:"id"`
		ExternalID string    `json:"externalId"`
	}
	if json.Unmarshal(body, &b) != nil {
		return ""
	}
	if b.Metadata != nil {
		return b.ID
	}
	return b.ExternalID
}
