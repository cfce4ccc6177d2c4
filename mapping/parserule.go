package mapping

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"posimport/importer/row"
	"posimport/importer/target/schema"
)

// ruleLoader reads the rule of one field.
type ruleLoader struct {
	*loader
	field *schema.Field
	rule  *rule
	at    map[string]place      // of each key's value
	nodes map[string]*yaml.Node // each key's value
	start int                   // how many problems there were before
}

// rule reads what the file says of a field: a header, a list of headers, or keys.
func (l *loader) rule(f *schema.Field, r *rule, e entry) {
	rl := &ruleLoader{loader: l, field: f, rule: r, at: map[string]place{}, nodes: map[string]*yaml.Node{}, start: len(l.list)}
	switch {
	case isNull(e.value):
		l.add(e.at, row.MapValue, "nothing is said of "+f.Name, "name its column, or remove the line")
		return
	case e.value.Kind == yaml.ScalarNode || e.value.Kind == yaml.SequenceNode:
		r.kind = fromColumn
		rl.at["from"] = placeOf(e.value)
		r.from = rl.headers(e.value, "the column of "+f.Name)
	default:
		rl.keys(e)
	}
	if rl.failed() {
		return
	}
	rl.consistent(e)
	if !rl.failed() {
		rl.literals()
	}
}

// failed reports whether the rule itself already has a problem, so that checks between its keys would
// only repeat it.
func (rl *ruleLoader) failed() bool { return len(rl.list) > rl.start }

func (rl *ruleLoader) keys(e entry) {
	what := "field " + rl.field.Name
	list, ok := rl.entries(e.value, what)
	if !ok {
		return
	}
	table := map[string]key{}
	var names []string
	for _, k := range keys() {
		table[k.name] = k
		if k.takes(rl.field.Type) {
			names = append(names, k.name)
		}
	}
	for _, e := range list {
		k, known := table[e.key]
		switch {
		case !known:
			rl.unknownKey(e, what, names)
		case !k.takes(rl.field.Type):
			rl.add(e.at, row.MapConflict, fmt.Sprintf("%s is not for %s, which is a %s field", e.key, rl.field.Name, rl.field.Type),
				"it may have: "+strings.Join(names, ", "))
		default:
			rl.at[e.key], rl.nodes[e.key] = placeOf(e.value), e.value
			rl.key(k, e)
		}
	}
}

// key reads one key by its shape, then puts it in its place.
func (rl *ruleLoader) key(k key, e entry) {
	what := e.key + " of " + rl.field.Name
	switch k.shape {
	case shapeBool:
		if value, ok := rl.boolean(e.value, what); ok {
			rl.setBool(k.name, value)
		}
	case shapeText:
		if text, ok := rl.scalar(e.value, what); ok {
			rl.setText(k.name, text)
		}
	case shapeTexts:
		rl.setTexts(k.name, e.value, what)
	case shapeInt:
		text, ok := rl.scalar(e.value, what)
		n, good := positive(text)
		if ok && !good {
			rl.add(placeOf(e.value), row.MapValue, what+" must be a whole number from 1, not "+quoted(text), "")
		}
		rl.rule.maxLength = n
	case shapeDecimal:
		rl.setDecimal(k.name, e.value, what)
	case shapeChoice:
		rl.setChoice(k, e.value, what)
	case shapePad:
		rl.pad(e.value, what)
	case shapeValues:
		rl.values(e.value, what)
	case shapeConst:
		rl.setConst(k.name, e.value, what)
	}
}

func (rl *ruleLoader) setBool(name string, value bool) {
	r := rl.rule
	switch name {
	case "optional":
		r.optional = value
	case "trim":
		r.keepSpaces = !value
	case "dates":
		r.dates = value
	case "required":
		r.required = value
		if !value && rl.field.Required {
			rl.loosened(name, "the target requires "+rl.field.Name)
		}
	case "unique":
		r.unique = value
		if !value && rl.field.Identity {
			rl.loosened(name, rl.field.Name+" must be unique in an account")
		}
	case "upper", "lower":
		rl.setLetters(name, value)
	}
}

func (rl *ruleLoader) setLetters(name string, value bool) {
	if !value {
		return
	}
	if rl.rule.letters != asWritten {
		rl.add(rl.at[name], row.MapConflict, "upper and lower exclude each other in field "+rl.field.Name, "keep one of them")
	}
	rl.rule.letters = upperCase
	if name == "lower" {
		rl.rule.letters = lowerCase
	}
}

// loosened says that a rule of the target cannot be taken back.
func (rl *ruleLoader) loosened(name, why string) {
	rl.add(rl.at[name], row.MapConflict, fmt.Sprintf("%s of %s would loosen a rule of the target: %s", name, rl.field.Name, why),
		"a rule can only be tightened: remove it")
}

func (rl *ruleLoader) setText(name, text string) {
	switch name {
	case "with":
		rl.rule.with = text
	case "pattern":
		rl.rule.pattern = text
		if _, err := compilePattern(text); err != nil || text == "" {
			rl.add(rl.at[name], row.MapValue, "the pattern of "+rl.field.Name+" cannot be read: "+quoted(text),
				"use the RE2 syntax, for example [A-Z]{2}[0-9]+")
		}
	}
}

func (rl *ruleLoader) setTexts(name string, n *yaml.Node, what string) {
	r := rl.rule
	switch name {
	case "from":
		r.from = rl.headers(n, what)
		return
	case "join":
		r.join = rl.headers(n, what)
		return
	}
	list, ok := rl.texts(n, what)
	if !ok {
		return
	}
	for _, text := range list {
		if trimmed(text) == "" && name != "split" || text == "" {
			rl.add(placeOf(n), row.MapValue, what+" holds an empty text", "")
			return
		}
	}
	switch name {
	case "split":
		r.split = list
		for _, text := range list {
			if utf8.RuneCountInString(text) != 1 {
				rl.add(placeOf(n), row.MapValue, "split takes single characters, not "+quoted(text), "")
			}
		}
	case "signs":
		r.number.signs = list
	case "yes":
		r.yes = list
	case "no":
		r.no = list
	case "one_of":
		r.oneOf = list
	}
}

// headers reads header names; they must say something.
func (rl *ruleLoader) headers(n *yaml.Node, what string) []string {
	list, ok := rl.texts(n, what)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for _, header := range list {
		folded := headerKey(header)
		switch {
		case folded == "":
			rl.add(placeOf(n), row.MapValue, what+" names an empty header", "write the header as it stands in the file")
		case seen[folded]:
			rl.add(placeOf(n), row.MapConflict, what+" names "+quoted(header)+" twice", "remove one of them")
		}
		seen[folded] = true
	}
	return list
}

func (rl *ruleLoader) setDecimal(name string, n *yaml.Node, what string) {
	text, ok := rl.scalar(n, what)
	if !ok {
		return
	}
	if _, good := plainNumber(text); !good {
		rl.add(placeOf(n), row.MapValue, what+" must be a number such as 1234.5, not "+quoted(text), "")
		return
	}
	if name == "min" {
		rl.rule.min = text
	} else {
		rl.rule.max = text
	}
}

func (rl *ruleLoader) setChoice(k key, n *yaml.Node, what string) {
	text, ok := rl.scalar(n, what)
	if !ok {
		return
	}
	known := false
	for _, choice := range k.choices {
		known = known || choice == text
	}
	if !known {
		rl.add(placeOf(n), row.MapValue, fmt.Sprintf("%s must be one of %s, not %s", what, quotedList(k.choices, 9), quoted(text)),
			didYouMean(text, k.choices, ""))
		return
	}
	switch k.name {
	case "decimal":
		rl.rule.number.decimal = text
	case "group":
		rl.rule.number.group = text
	case "percent":
		if text != "refuse" {
			rl.rule.number.percent = text
		}
	case "form":
		rl.rule.joined = text == "joined"
	}
}

// pad reads pad_left: a length, or {length, with}.
func (rl *ruleLoader) pad(n *yaml.Node, what string) {
	rl.rule.padWith = "0"
	if n.Kind == yaml.ScalarNode {
		rl.padLength(n, what)
		return
	}
	list, ok := rl.entries(n, what)
	if !ok {
		return
	}
	for _, e := range list {
		switch e.key {
		case "length":
			rl.padLength(e.value, "the length in "+what)
		case "with":
			text, ok := rl.scalar(e.value, "with in "+what)
			if ok && utf8.RuneCountInString(text) != 1 {
				rl.add(placeOf(e.value), row.MapValue, "with in "+what+" must be one character, not "+quoted(text), `for example with: "0"`)
			}
			rl.rule.padWith = text
		default:
			rl.unknownKey(e, what, []string{"length", "with"})
		}
	}
	if rl.rule.padLength == 0 && !rl.failed() {
		rl.add(placeOf(n), row.MapValue, what+" does not say its length", `for example {length: 6, with: "0"}`)
	}
}

func (rl *ruleLoader) padLength(n *yaml.Node, what string) {
	const most = 255 // longer than any id; guards against a slip that would make rows huge
	text, ok := rl.scalar(n, what)
	if !ok {
		return
	}
	length, good := positive(text)
	if !good || length > most {
		rl.add(placeOf(n), row.MapValue, fmt.Sprintf("%s must be a whole number from 1 to %d, not %s", what, most, quoted(text)), "")
		return
	}
	rl.rule.padLength = length
}

// setConst reads const or default: one text, or a list where the field is one.
func (rl *ruleLoader) setConst(name string, n *yaml.Node, what string) {
	var list []string
	if rl.field.Type == schema.UUIDs {
		list, _ = rl.texts(n, what)
	} else if text, ok := rl.scalar(n, what); ok {
		list = []string{trimmed(text)}
	}
	if name == "const" {
		rl.rule.constant = list
	} else {
		rl.rule.fallback = list
	}
}
