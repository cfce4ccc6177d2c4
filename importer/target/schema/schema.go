// Package schema describes what a target takes: its fields as data, and a record that holds one
// value a field. Validation, templates, header suggestions and documentation all read it.
package schema

// Type is the type of a field's value.
type Type string

// The types of fields.
const (
	String  Type = "string"
	Number  Type = "number"
	Boolean Type = "boolean"
	UUID    Type = "uuid"  // RFC 9562 text form, any version
	Enum    Type = "enum"  // one of Field.Allowed
	UUIDs   Type = "uuids" // a list of UUIDs
)

// Text is one text in each language that posimport speaks.
type Text struct{ EN, ES string }

// In returns the text in a language, "en" or "es"; English for any other.
func (t Text) In(lang string) string {
	if lang == "es" && t.ES != "" {
		return t.ES
	}
	return t.EN
}

// Field is one input of a target.
type Field struct {
	Name     string // JSON name; a dot is a step into an object: metadata.source
	Type     Type
	Required bool     // the target refuses a position without it
	MaxLen   int      // in Unicode code points; 0 where no limit is documented
	Allowed  []string // the values of an Enum, in the order of the documentation
	Default  string   // what is sent where nothing is mapped; empty for nothing
	PerRun   bool     // identifies the account: one value for a whole run, by const or --set
	Identity bool     // the external id: unique in an account
	Title    Text     // the header of the template
	Meaning  Text     // one or two sentences for a person
	Example  string
	Source   string   // where it is documented: a path of the API page, "seed" or "docs"
	Faults   []string // names of the target's errors that are about this field's value
	Synonyms []string // words that headers use for it, in five languages, lower case
}

// Schema is what one target takes, in the order in which its documentation names the fields.
type Schema struct {
	Target string // "cor" or "aptly"
	Title  string // "COR", "Aptly"
	Fields []Field
}

// Index returns the place of a field by its JSON name, or -1.
func (s *Schema) Index(name string) int {
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return i
		}
	}
	return -1
}

// Blamed returns the place of the field that an error of the target is about, or -1.
func (s *Schema) Blamed(fault string) int {
	for i := range s.Fields {
		for _, name := range s.Fields[i].Faults {
			if name == fault {
				return i
			}
		}
	}
	return -1
}

// Account returns the place of the field that identifies the account, or -1.
func (s *Schema) Account() int {
	for i := range s.Fields {
		if s.Fields[i].PerRun {
			return i
		}
	}
	return -1
}

// Identity returns the place of the external id, or -1.
func (s *Schema) Identity() int {
	for i := range s.Fields {
		if s.Fields[i].Identity {
			return i
		}
	}
	return -1
}
