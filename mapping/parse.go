package mapping

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"posimport/importer/row"
	"posimport/importer/target/schema"
)

// Version is the version of the mapping language that Parse reads.
const Version = 1

// Parse reads a mapping from YAML; name is for messages. The error is an *Errors with all that is
// wrong, each with line and column.
func Parse(name string, data []byte, o Options) (*Mapping, error) {
	l := &loader{problems: problems{file: name}, options: o}
	root := l.document(data)
	if root == nil {
		return nil, l.err()
	}
	m := &Mapping{name: name, at: places{fields: map[string]place{}, ignore: map[string]place{}}}
	l.top(m, root)
	if err := l.err(); err != nil {
		return nil, err
	}
	return m, nil
}

// topKeys returns the keys of a mapping file.
func topKeys() []string { return []string{"version", "target", "source", "fields", "ignore"} }

func (l *loader) top(m *Mapping, root *yaml.Node) {
	list, ok := l.entries(root, "the mapping")
	if !ok {
		return
	}
	var parts struct{ version, target, source, fields, ignore *entry }
	for i := range list {
		e := &list[i]
		switch e.key {
		case "version":
			parts.version = e
		case "target":
			parts.target = e
		case "source":
			parts.source = e
		case "fields":
			parts.fields = e
		case "ignore":
			parts.ignore = e
		default:
			l.unknownKey(*e, "the mapping", topKeys())
		}
	}
	l.version(parts.version)
	m.Schema = l.target(parts.target)
	if parts.source != nil {
		l.source(&m.Source, parts.source)
	}
	if parts.ignore != nil {
		l.ignore(m, parts.ignore)
	}
	if m.Schema == nil {
		l.withoutSchema(parts.fields)
	} else {
		m.rules = make([]rule, len(m.Schema.Fields))
		at := l.fields(m, parts.fields)
		l.set(m)
		l.missing(m, at)
	}
}

func (l *loader) version(e *entry) {
	const hint = "write: version: 1"
	switch {
	case e == nil:
		l.add(place{line: 1, column: 1}, row.MapVersion, "the mapping does not say its version", hint)
	case e.value.Kind != yaml.ScalarNode || e.value.Value != strconv.Itoa(Version):
		l.add(placeOf(e.value), row.MapVersion, "version must be 1, not "+kindOf(e.value), hint)
	}
}

// target returns the schema, nil where it is not known which.
func (l *loader) target(e *entry) *schema.Schema {
	name, at := l.options.Target, place{file: "--target"}
	if e != nil {
		at = placeOf(e.value)
		text, ok := l.scalar(e.value, "target")
		if !ok {
			return nil
		}
		if name != "" && name != text {
			l.add(at, row.MapConflict, fmt.Sprintf("the mapping is for %s, --target says %s", quoted(text), quoted(name)),
				"use one of them")
		}
		name = text
	}
	_, known := l.options.Schemas("")
	if name == "" {
		l.add(place{line: 1, column: 1}, row.MapMissing, "the mapping does not say its target",
			"write target: and one of: "+strings.Join(known, ", ")+"; or give --target")
		return nil
	}
	s, known := l.options.Schemas(name)
	if s == nil {
		l.add(at, row.MapValue, "there is no target "+quoted(name),
			didYouMean(name, known, "the targets are: "+strings.Join(known, ", ")))
		s, _ = l.options.Schemas(l.options.Target) // so that the fields are checked all the same
	}
	return s
}

// sourceKeys returns the keys of source.
func sourceKeys() []string { return []string{"sheet", "header_row", "encoding", "delimiter"} }

func (l *loader) source(to *Source, e *entry) {
	list, ok := l.entries(e.value, "source")
	if !ok {
		return
	}
	for _, e := range list {
		text := ""
		if e.key != "header_row" && e.key != "sheet" && e.key != "encoding" && e.key != "delimiter" {
			l.unknownKey(e, "source", sourceKeys())
			continue
		}
		if text, ok = l.scalar(e.value, e.key); !ok {
			continue
		}
		if text == "auto" && e.key != "sheet" {
			continue
		}
		switch e.key {
		case "sheet":
			to.Sheet = text
		case "encoding":
			to.Encoding = text
		case "delimiter":
			l.delimiter(to, e, text)
		case "header_row":
			n, ok := positive(text)
			if !ok {
				l.add(placeOf(e.value), row.MapValue, "header_row must be auto or a row number from 1, not "+quoted(text), "")
			}
			to.HeaderRow = n
		}
	}
}

func (l *loader) delimiter(to *Source, e entry, text string) {
	switch text {
	case ",", ";", "|", "tab":
		to.Delimiter = text
	case "\t":
		to.Delimiter = "tab"
	default:
		l.add(placeOf(e.value), row.MapValue, "delimiter must be auto, tab, or one of , ; | in quotes, not "+quoted(text), "")
	}
}

// positive reads a whole number from 1 to a million million.
func positive(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 1e12 || text[0] == '+' || text[0] == '0' {
		return 0, false
	}
	return n, true
}

func (l *loader) ignore(m *Mapping, e *entry) {
	if e.value.Kind == yaml.SequenceNode && len(e.value.Content) == 0 || isNull(e.value) {
		return
	}
	list, ok := l.texts(e.value, "ignore")
	if !ok {
		return
	}
	m.ignore = list
	for i, header := range list {
		at := e.value
		if at.Kind == yaml.SequenceNode {
			at = at.Content[i]
		}
		m.at.ignore[header] = placeOf(at)
	}
}

// fields reads the rules, and returns the place where a missing one would be said to be missing.
func (l *loader) fields(m *Mapping, e *entry) place {
	if e == nil || isNull(e.value) {
		if e == nil {
			return place{line: 1, column: 1}
		}
		return e.at
	}
	list, ok := l.entries(e.value, "fields")
	if !ok {
		return e.at
	}
	for _, f := range list {
		i := m.Schema.Index(f.key)
		if i < 0 {
			l.add(f.at, row.MapField, fmt.Sprintf("%s has no field %s", m.Schema.Title, quoted(f.key)), fieldHint(m.Schema, f.key))
			continue
		}
		m.at.fields[f.key] = f.at
		l.rule(&m.Schema.Fields[i], &m.rules[i], f)
	}
	return e.at
}

// fieldHint names the field that a wrong name most likely means: by its letters, its last part, or one
// of the words that headers use for it.
func fieldHint(s *schema.Schema, name string) string {
	names := make([]string, len(s.Fields))
	for i := range s.Fields {
		names[i] = s.Fields[i].Name
	}
	if near := nearest(name, names); near != "" {
		return "did you mean " + quoted(near) + "?"
	}
	plain := loose(name)
	for i := range s.Fields {
		f := &s.Fields[i]
		words := append([]string{lastPart(f.Name), f.Title.EN, f.Title.ES}, f.Synonyms...)
		if first, _, nested := strings.Cut(f.Name, "."); nested {
			words = append(words, first)
		}
		for _, word := range words {
			if loose(word) == plain {
				return "did you mean " + quoted(f.Name) + "?"
			}
		}
	}
	return "its fields are: " + strings.Join(names, ", ")
}

// missing says which required fields nothing fills.
func (l *loader) missing(m *Mapping, at place) {
	for i := range m.Schema.Fields {
		f := &m.Schema.Fields[i]
		if _, tried := m.at.fields[f.Name]; tried || m.rules[i].kind != fromNothing || !f.Required || f.Default != "" {
			continue
		}
		hint := fmt.Sprintf("add to fields: %s: HEADER OF ITS COLUMN", f.Name)
		if f.PerRun {
			hint = fmt.Sprintf("give --set %s=VALUE, or add to fields: %s: {const: VALUE}", f.Name, f.Name)
			if len(f.Allowed) > 0 {
				hint += "; VALUE is one of " + strings.Join(f.Allowed, ", ")
			}
		}
		l.add(at, row.MapMissing, fmt.Sprintf("nothing fills %s, which %s requires", f.Name, m.Schema.Title), hint)
	}
}

// set applies the constants of --set, which win over the file.
func (l *loader) set(m *Mapping) {
	at := place{file: "--set"}
	seen := map[string]bool{}
	for _, assignment := range l.options.Set {
		name, value, found := strings.Cut(assignment, "=")
		name = trimmed(name)
		i := m.Schema.Index(name)
		switch {
		case !found:
			l.add(at, row.MapValue, quoted(assignment)+" is not FIELD=VALUE", "for example --set "+m.Schema.Fields[0].Name+"=VALUE")
		case i < 0:
			l.add(at, row.MapField, fmt.Sprintf("%s has no field %s", m.Schema.Title, quoted(name)), fieldHint(m.Schema, name))
		case seen[name]:
			l.add(at, row.MapConflict, name+" is set twice", "give it once")
		case !utf8.ValidString(value):
			l.add(at, row.MapValue, "the value of "+name+" is not UTF-8: "+quoted(value), "")
		default:
			seen[name] = true
			l.setConstant(&m.Schema.Fields[i], &m.rules[i], at, value)
		}
	}
}

// setConstant makes a rule a constant; what the file says of the field no longer counts, but how a list
// is sent does.
func (l *loader) setConstant(f *schema.Field, r *rule, at place, value string) {
	next := rule{kind: fromConst, constant: []string{trimmed(value)}, joined: r.joined}
	l.checkConstant(f, &next, at)
	*r = next
}
