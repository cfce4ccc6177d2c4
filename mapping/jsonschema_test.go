package mapping

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"posimport/importer/target/schema"
)

// TestJSONSchemaAgreesWithTheLoader holds mappings that both accept, that both refuse, and that only the
// loader can refuse.
func TestJSONSchemaAgreesWithTheLoader(t *testing.T) {
	var root map[string]any
	if err := json.Unmarshal(JSONSchema([]*schema.Schema{corSchema(), aptlySchema()}), &root); err != nil {
		t.Fatal(err)
	}
	const accept, refuse, loader = "accept", "refuse", "loader"
	for _, c := range []struct{ verdict, text string }{
		{accept, cor()},
		{accept, cor("rate: {from: [Rate, 2025], decimal: \",\", group: \"'\", signs: \"$\", percent: number, min: 0, max: 99.5, default: 12.50}")},
		{accept, cor("seniority: {from: S, values: {a: b, 1: 2, c: \"\", d: , \"*\": pass, file: levels.csv}, upper: true, trim: false, dates: true}")},
		{accept, cor("seniority: {join: [A, B], with: \"-\", lower: true, pad_left: 7, pattern: \".+\", max_length: 20, one_of: [a, b], unique: true, required: true}")},
		{accept, cor("seniority: {from: S, optional: true, pad_left: {length: 4, with: \"0\"}}", "category_id: {const: 17}")},
		{accept, cor("rate: [A, B]") + "source: {sheet: 2025, header_row: auto, encoding: windows-1252, delimiter: \";\"}\nignore: [a, 1]\n"},
		{accept, aptly("isSCIMProvisioned: {from: S, yes: [x], no: q, default: true}", "status: {from: T, default: ACTIVE, one_of: [ACTIVE]}")},
		{accept, aptly("groupIds: {from: G, split: [\"|\", \"\\t\"], form: joined, values: {a: "+uuidA+"}}", "instanceId: {const: "+uuidA+"}")},
		{accept, aptly("groupIds: {const: ["+uuidA+", "+uuidB+"]}", "isSCIMProvisioned: {const: ja}", "externalId: {from: E, max_length: 50}")},
		{refuse, cor() + "fileds: {}\n"},
		{refuse, strings.Replace(cor(), "version: 1", "version: 2", 1)},
		{refuse, strings.Replace(cor(), "version: 1\n", "", 1)},
		{refuse, strings.Replace(cor(), "target: cor", "target: core", 1)},
		{refuse, strings.Replace(cor(), "SAP", "sap", 1)},
		{refuse, cor("ratee: Rate")},
		{refuse, cor("rate:")},
		{refuse, cor("rate: []")},
		{refuse, cor("rate: \"  \"")},
		{refuse, cor("rate: {}")},
		{refuse, cor("rate: {fron: Rate}")},
		{refuse, cor("rate: {from: R, upper: true}")},
		{refuse, cor("rate: {from: R, decimal: \";\"}")},
		{refuse, cor("rate: {from: R, percent: true}")},
		{refuse, cor("rate: {from: R, min: low}")},
		{refuse, cor("rate: {from: R, default: high}")},
		{refuse, cor("rate: {const: 1, from: R}")},
		{refuse, cor("rate: {const: 1, decimal: \",\"}")},
		{refuse, cor("rate: {join: [A, B]}")},
		{refuse, cor("rate: {default: 1}")},
		{refuse, cor("seniority: {from: S, with: x}")},
		{refuse, cor("seniority: {join: [A, B], optional: true}")},
		{refuse, cor("seniority: {from: S, upper: \"true\"}")},
		{refuse, cor("seniority: {from: S, pad_left: 0}")},
		{refuse, cor("seniority: {from: S, pad_left: {with: x}}")},
		{refuse, cor("seniority: {from: S, pad_left: {length: 3, with: xx}}")},
		{refuse, cor("seniority: {from: S, values: {}}")},
		{refuse, cor("seniority: {from: S, values: {a: b, \"*\": keep}}")},
		{refuse, cor("seniority: {from: {a: b}}")},
		{refuse, strings.Replace(cor(), "id: ID", "id: {const: x}", 1)},
		{refuse, strings.Replace(cor(), "id: ID", "id: {from: ID, default: x}", 1)},
		{refuse, strings.Replace(cor(), "id: ID", "id: {from: ID, unique: false}", 1)},
		{refuse, strings.Replace(cor(), "name: Name", "name: {from: Name, required: false}", 1)},
		{refuse, strings.Replace(cor(), "metadata.source: {const: SAP}", "metadata.source: Source", 1)},
		{refuse, strings.Replace(cor(), "metadata.source: {const: SAP}", "metadata.source: {from: Source}", 1)},
		{refuse, cor() + "source: {header_row: 0}\n"},
		{refuse, cor() + "source: {shet: a}\n"},
		{refuse, cor() + "source: {delimiter: x}\n"},
		{refuse, cor() + "ignore: {a: b}\n"},
		{refuse, aptly("status: {from: S, default: active}")},
		{refuse, aptly("status: {from: S, one_of: [PAUSED]}")},
		{refuse, aptly("status: {from: S, values: {an: ON}}")},
		{refuse, aptly("instanceId: {const: 123}")},
		{refuse, aptly("groupIds: {from: G, split: \"ab\"}")},
		{refuse, aptly("groupIds: {from: G, form: text}")},
		{refuse, aptly("externalId: {from: E, max_length: 101}")},
		{refuse, aptly("isSCIMProvisioned: {const: maybe}")},
		{loader, strings.Replace(cor(), "  name: Name\n", "", 1)}, // --set may give it
		{loader, cor("rate: {from: R, min: 2, max: 1}")},
		{loader, cor("rate: {from: R, decimal: \",\", group: \",\"}")},
		{loader, cor("seniority: {from: S, pattern: \"[\"}")},
		{loader, cor("seniority: {from: S, upper: true, lower: true}")},
		{loader, cor("seniority: {from: S, default: a, required: true}")},
	} {
		_, err := Parse("m.yaml", []byte(c.text), Options{Schemas: testSchemas, ReadFile: testTables})
		if (err == nil) != (c.verdict == accept) {
			t.Errorf("%s: the loader says %v\n%s", c.verdict, err, c.text)
		}
		var value any
		if err := yaml.Load([]byte(c.text), &value); err != nil {
			t.Fatal(err)
		}
		trouble := validate(root, value)
		if (trouble == "") != (c.verdict != refuse) {
			t.Errorf("%s: the JSON Schema says %q\n%s", c.verdict, trouble, c.text)
		}
	}
}

// validate is as much of JSON Schema draft 7 as JSONSchema uses, and a word it does not know is an error.
func validate(s map[string]any, value any) string {
	for word, want := range s {
		if trouble := validateWord(s, word, want, value); trouble != "" {
			return trouble
		}
	}
	return ""
}

func validateWord(s map[string]any, word string, want, value any) string {
	text, isText := value.(string)
	list, isList := value.([]any)
	fields := members(value)
	wrong := fmt.Sprintf("%s %v: %v", word, want, value)
	bad := false
	switch word {
	case "$schema", "title", "description", "then":
	case "type":
		bad = !typed(want, value)
	case "const":
		bad = !equal(want, value)
	case "enum":
		bad = true
		for _, one := range want.([]any) {
			bad = bad && !equal(one, value)
		}
	case "pattern":
		bad = isText && !regexp.MustCompile(want.(string)).MatchString(text)
	case "minLength":
		bad = isText && float64(utf8.RuneCountInString(text)) < want.(float64)
	case "maxLength":
		bad = isText && float64(utf8.RuneCountInString(text)) > want.(float64)
	case "minimum":
		n, ok := float(value)
		bad = ok && n < want.(float64)
	case "maximum":
		n, ok := float(value)
		bad = ok && n > want.(float64)
	case "minItems":
		bad = isList && float64(len(list)) < want.(float64)
	case "minProperties":
		bad = fields != nil && float64(len(fields)) < want.(float64)
	case "required":
		for _, name := range want.([]any) {
			_, there := fields[name.(string)]
			bad = bad || fields != nil && !there
		}
	default:
		return validateNested(s, word, want, value)
	}
	if bad {
		return wrong
	}
	return ""
}

func validateNested(s map[string]any, word string, want, value any) string {
	fields := members(value)
	switch word {
	case "items":
		list, _ := value.([]any)
		for _, item := range list {
			if trouble := validate(want.(map[string]any), item); trouble != "" {
				return trouble
			}
		}
	case "properties":
		for name, one := range want.(map[string]any) {
			if member, there := fields[name]; there {
				if trouble := validate(one.(map[string]any), member); trouble != "" {
					return name + ": " + trouble
				}
			}
		}
	case "additionalProperties":
		known, _ := s["properties"].(map[string]any)
		for name, member := range fields {
			if _, there := known[name]; there {
				continue
			}
			if want == false {
				return "unknown key " + name
			}
			if trouble := validate(want.(map[string]any), member); trouble != "" {
				return name + ": " + trouble
			}
		}
	case "anyOf":
		var all []string
		for _, one := range want.([]any) {
			trouble := validate(one.(map[string]any), value)
			if trouble == "" {
				return ""
			}
			all = append(all, trouble)
		}
		return strings.Join(all, " | ")
	case "allOf":
		for _, one := range want.([]any) {
			if trouble := validate(one.(map[string]any), value); trouble != "" {
				return trouble
			}
		}
	case "if":
		if validate(want.(map[string]any), value) == "" {
			return validate(s["then"].(map[string]any), value)
		}
	default:
		return "the test does not know the word " + word
	}
	return ""
}

// members returns a map's members by their texts, as YAML tools make JSON of keys that are numbers.
func members(value any) map[string]any {
	switch m := value.(type) {
	case map[string]any:
		return m
	case map[any]any:
		all := map[string]any{}
		for key, member := range m {
			all[fmt.Sprint(key)] = member
		}
		return all
	}
	return nil
}

func float(value any) (float64, bool) {
	v := reflect.ValueOf(value)
	switch {
	case value == nil:
		return 0, false
	case v.CanInt():
		return float64(v.Int()), true
	case v.CanFloat():
		return v.Float(), true
	}
	return 0, false
}

func equal(want, value any) bool {
	if n, ok := float(value); ok {
		return want == n
	}
	return reflect.DeepEqual(want, value)
}

func typed(want, value any) bool {
	names, several := want.([]any)
	if !several {
		names = []any{want}
	}
	for _, name := range names {
		n, isNumber := float(value)
		_, isText := value.(string)
		_, isBool := value.(bool)
		_, isList := value.([]any)
		switch {
		case name == "string" && isText, name == "number" && isNumber, name == "integer" && isNumber && n == float64(int(n)),
			name == "boolean" && isBool, name == "array" && isList, name == "null" && value == nil,
			name == "object" && members(value) != nil:
			return true
		}
	}
	return false
}
