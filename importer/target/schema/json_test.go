package schema

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func example() *Schema {
	return &Schema{Fields: []Field{
		{Name: "meta.a", Type: String},
		{Name: "meta.b", Type: String},
		{Name: "text", Type: String},
		{Name: "number", Type: Number},
		{Name: "yes", Type: Boolean},
		{Name: "list", Type: UUIDs},
		{Name: "tail.x", Type: Enum},
	}}
}

func text(s string) Value { return Value{Set: true, Text: s} }

func TestJSON(t *testing.T) {
	none := Value{}
	for name, c := range map[string]struct {
		rec  Record
		want string
	}{
		"nothing":       {nil, `{}`},
		"all":           {Record{text("1"), text("2"), text("3"), text("4"), {Set: true, Bool: true}, {Set: true, List: []string{"u", "v"}}, text("5")}, `{"meta":{"a":"1","b":"2"},"text":"3","number":4,"yes":true,"list":["u","v"],"tail":{"x":"5"}}`},
		"only last":     {Record{none, none, none, none, none, none, text("5")}, `{"tail":{"x":"5"}}`},
		"second member": {Record{none, text("2"), none, none, {Set: true}}, `{"meta":{"b":"2"},"yes":false}`},
		"two objects":   {Record{text("1"), none, none, none, none, none, text("5")}, `{"meta":{"a":"1"},"tail":{"x":"5"}}`},
		"number as is":  {Record{none, none, none, text("64.990000000000000001")}, `{"number":64.990000000000000001}`},
		"exponent":      {Record{none, none, none, text("-1.50e+3")}, `{"number":-1.50e+3}`},
		"no escaping":   {Record{none, none, text("R&D <Lead> \"x\" \\ \u00e9\n\x00")}, `{"text":"R&D <Lead> \"x\" \\ é\n\u0000"}`},
		"empty text":    {Record{none, none, text("")}, `{"text":""}`},
		"empty list":    {Record{none, none, none, none, none, {Set: true}}, `{"list":[]}`},
		"not UTF-8":     {Record{none, none, text("a\xffb")}, `{"text":"a\ufffdb"}`},
	} {
		t.Run(name, func(t *testing.T) {
			got := example().JSON(c.rec)
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Error(diff)
			}
			if !json.Valid(got) || !utf8.Valid(got) {
				t.Errorf("%q is not JSON", got)
			}
		})
	}
}
