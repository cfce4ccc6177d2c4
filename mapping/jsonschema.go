package mapping

import (
	"encoding/json"
	"slices"

	"posimport/importer/target/schema"
)

// object is a JSON object of a JSON Schema.
type object = map[string]any

// JSONSchema returns a JSON Schema (draft 7, which editors understand) of mapping files for the given
// targets. It comes from the same table of keys as the loader and refuses what is wrong by itself; what
// only several keys together, or a column, can be wrong about is left to the loader.
func JSONSchema(schemas []*schema.Schema) []byte {
	var targets []string
	var cases []object
	for _, s := range schemas {
		targets = append(targets, s.Target)
		cases = append(cases, object{
			"if":   object{"properties": object{"target": object{"const": s.Target}}, "required": []string{"target"}},
			"then": object{"properties": object{"fields": fieldsSchema(s)}},
		})
	}
	root := object{
		"$schema":              "http://json-schema.org/draft-07/schema#",
		"title":                "posimport mapping",
		"description":          "Says which column of a spreadsheet fills which field, and how the value is converted.",
		"type":                 "object",
		"additionalProperties": false,
		"required":             []string{"version"},
		"properties": object{
			"version": object{"const": Version, "description": "the version of the mapping language"},
			"target":  object{"enum": targets, "description": "the system that positions are created in"},
			"source":  sourceSchema(),
			"fields":  object{"type": []string{"object", "null"}, "description": "what fills each field"},
			"ignore": object{
				"description": "columns that no field takes, so that they are not warned of",
				"anyOf":       []object{scalar(), {"type": "array", "items": scalar()}, {"type": "null"}},
			},
		},
		"allOf": cases,
	}
	text, _ := json.MarshalIndent(root, "", "  ") // maps of strings, numbers and lists always encode
	return append(text, '\n')
}

func sourceSchema() object {
	return object{
		"type": "object", "additionalProperties": false,
		"description": "how the file is read; --sheet and --header-row win over it",
		"properties": object{
			"sheet":      scalar(),
			"header_row": object{"anyOf": []object{{"const": "auto"}, {"type": "integer", "minimum": 1}}},
			"encoding":   object{"type": "string", "description": "an IANA name such as windows-1252, or auto"},
			"delimiter":  object{"enum": []string{"auto", ",", ";", "|", "tab", "\t"}},
		},
	}
}

// scalar is a text; YAML takes some texts for numbers or booleans, which the loader reads as written.
func scalar() object { return object{"type": []string{"string", "number", "boolean"}} }

// texts is one text or several.
func texts(one object) object {
	return object{"anyOf": []object{one, {"type": "array", "items": one, "minItems": 1}}}
}

func fieldsSchema(s *schema.Schema) object {
	properties := object{}
	for i := range s.Fields {
		properties[s.Fields[i].Name] = fieldSchema(&s.Fields[i])
	}
	return object{"type": []string{"object", "null"}, "additionalProperties": false, "properties": properties}
}

// fieldSchema is a header, a list of headers, or keys.
func fieldSchema(f *schema.Field) object {
	var forms []object
	if !f.PerRun {
		forms = append(forms, header(), object{"type": "array", "items": header(), "minItems": 1})
	}
	for _, source := range []string{"from", "join", "const"} {
		if form := formSchema(f, source); form != nil {
			forms = append(forms, form)
		}
	}
	all := object{"anyOf": forms}
	if f.Meaning.EN != "" {
		all["description"] = f.Meaning.EN
	}
	return all
}

// header is a header; it must say something.
func header() object {
	return object{"type": []string{"string", "number", "boolean"}, "pattern": `\S`}
}

// formSchema is a field that takes its value from one of from, join and const; nil where it cannot.
func formSchema(f *schema.Field, source string) object {
	properties := object{}
	for _, k := range keys() {
		if !k.takes(f.Type) || !k.stands(f, source) {
			continue
		}
		value := k.schema(f)
		value["description"] = k.meaning
		properties[k.name] = value
	}
	if properties[source] == nil {
		return nil
	}
	return object{"type": "object", "additionalProperties": false, "required": []string{source}, "properties": properties}
}

// stands reports whether a key may stand beside a source in a field.
func (k *key) stands(f *schema.Field, source string) bool {
	switch k.name {
	case "from", "join", "const":
		return k.name == source && (source == "const" || !f.PerRun) && (source != "const" || !f.Identity)
	case "with":
		return source == "join"
	case "optional":
		return source == "from"
	case "default":
		return source != "const" && !f.Identity
	default:
		return source != "const" || k.withConst()
	}
}

// schema is the JSON Schema of a key's value.
func (k *key) schema(f *schema.Field) object {
	switch k.shape {
	case shapeBool:
		return k.boolSchema(f)
	case shapeTexts:
		return k.textsSchema(f)
	case shapeInt:
		limit := object{"type": "integer", "minimum": 1}
		if f.MaxLen > 0 {
			limit["maximum"] = f.MaxLen
		}
		return limit
	case shapeDecimal:
		return object{"type": "number"}
	case shapeChoice:
		return object{"enum": k.choices}
	case shapePad:
		length := object{"type": "integer", "minimum": 1, "maximum": 255}
		return object{"anyOf": []object{length, {
			"type": "object", "additionalProperties": false, "required": []string{"length"},
			"properties": object{"length": length, "with": object{"type": []string{"string", "number"}, "minLength": 1, "maxLength": 1}},
		}}}
	case shapeValues:
		return object{
			"type": "object", "minProperties": 1,
			"properties": object{
				"*":    object{"enum": []string{"refuse", "pass"}},
				"file": object{"type": "string"},
			},
			"additionalProperties": object{"anyOf": []object{literalSchema(f), {"enum": []any{"", nil}}}},
		}
	case shapeConst:
		if f.Type == schema.UUIDs {
			return texts(object{"type": "string"})
		}
		return literalSchema(f)
	default:
		return scalar()
	}
}

// boolSchema is true or false, where false does not loosen a rule of the target.
func (k *key) boolSchema(f *schema.Field) object {
	if k.name == "required" && f.Required || k.name == "unique" && f.Identity {
		return object{"const": true}
	}
	return object{"type": "boolean"}
}

func (k *key) textsSchema(f *schema.Field) object {
	switch {
	case k.name == "from" || k.name == "join":
		return texts(header())
	case k.literal:
		return texts(literalSchema(f))
	case k.name == "split":
		return texts(object{"type": "string", "minLength": 1, "maxLength": 1})
	default:
		return texts(header())
	}
}

// literalSchema is a value that the target gets.
func literalSchema(f *schema.Field) object {
	switch f.Type {
	case schema.Number:
		return object{"anyOf": []object{{"type": "number"}, {"type": "string", "pattern": `^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`}}}
	case schema.Boolean:
		words := append(slices.Clone(builtinYes()), builtinNo()...)
		return object{"anyOf": []object{{"type": "boolean"}, {"enum": []any{0, 1}}, {"enum": words}}}
	case schema.Enum:
		return object{"enum": f.Allowed}
	case schema.UUID:
		return object{"type": "string", "pattern": `^\s*[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\s*$`}
	case schema.UUIDs:
		return object{"type": "string"}
	default:
		text := object{"type": []string{"string", "number", "boolean"}, "pattern": `\S`}
		if f.MaxLen > 0 {
			text["maxLength"] = f.MaxLen
		}
		return text
	}
}
