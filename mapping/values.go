package mapping

import (
	"fmt"
	"slices"
	"sort"

	"go.yaml.in/yaml/v4"

	"posimport/importer/row"
)

// values reads a map of what cells say to what the target gets.
func (rl *ruleLoader) values(n *yaml.Node, what string) {
	list, ok := rl.entries(n, what)
	if !ok {
		return
	}
	v := &values{}
	rl.rule.values = v
	listed := map[string]string{}
	for _, e := range list {
		switch e.key {
		case "*":
			rl.unlisted(v, e, what)
		case "file":
			continue
		default:
			to := ""
			if !isNull(e.value) {
				if to, ok = rl.scalar(e.value, quoted(e.key)+" in "+what); !ok {
					continue
				}
			}
			rl.pair(v, listed, pair{from: trimmed(e.key), to: trimmed(to)}, e.at, what)
		}
	}
	for _, e := range list {
		if e.key == "file" {
			rl.table(v, listed, e, what)
		}
	}
	if len(v.pairs) == 0 && !rl.failed() {
		rl.add(placeOf(n), row.MapValue, what+" lists nothing", "write lines such as Senior: Sr.")
	}
}

func (rl *ruleLoader) unlisted(v *values, e entry, what string) {
	text, ok := rl.scalar(e.value, `"*" in `+what)
	if !ok {
		return
	}
	switch text {
	case "pass", "refuse":
		v.pass = text == "pass"
	default:
		rl.add(placeOf(e.value), row.MapValue, fmt.Sprintf(`"*" in %s must be refuse or pass, not %s`, what, quoted(text)),
			"to give every other cell one value, use default for empty cells, or list the values")
	}
}

// pair adds one line, unless one that reads the same cells is there.
func (rl *ruleLoader) pair(v *values, listed map[string]string, p pair, at place, what string) {
	folded := fold(p.from)
	before, twice := listed[folded]
	switch {
	case p.from == "":
		rl.add(at, row.MapValue, what+" lists an empty text", "use default for empty cells")
	case twice && before != p.to:
		rl.add(at, row.MapConflict, fmt.Sprintf("%s in %s is listed twice, as %s and as %s", quoted(p.from), what, quoted(before), quoted(p.to)),
			"remove one of them; capital and small letters count as the same")
	case !twice:
		listed[folded] = p.to
		v.pairs = append(v.pairs, p)
	}
}

// checkValues checks every result of values against the rules of the field.
func (rl *ruleLoader) checkValues(c *check) {
	for _, p := range rl.rule.values.pairs {
		value, bad := c.literal([]string{p.to})
		at := rl.placeOfValue(p.from)
		switch {
		case bad.code != "":
			rl.add(at, row.MapValue, fmt.Sprintf("values of %s: %s %s", rl.field.Name, quoted(p.to), bad.words()), meant(bad))
		case !value.Set && rl.rule.fallback == nil && (rl.field.Required && rl.field.Default == "" || rl.rule.required):
			rl.add(at, row.MapValue, fmt.Sprintf("values of %s: %s becomes empty, and the field is required", rl.field.Name, quoted(p.from)), "")
		}
	}
}

// placeOfValue returns where a line of values stands; that of the whole for lines of a table.
func (rl *ruleLoader) placeOfValue(from string) place {
	n := rl.nodes["values"]
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := follow(n.Content[i]); key.Value != "file" && trimmed(key.Value) == from {
			return placeOf(n.Content[i+1])
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if follow(n.Content[i]).Value == "file" {
			return placeOf(n.Content[i+1])
		}
	}
	return placeOf(n)
}

// WithValues returns a copy in which a field's values replace more of what cells say. A replacement
// that is itself listed stands for what the list makes of it, so that `Finnance: Finance` corrects a
// spelling. Where the field had no values, everything else passes as it is. The copy equals m where m
// has no such field or it comes from no column.
func (m *Mapping) WithValues(field string, more map[string]string) *Mapping {
	next := *m
	next.rules = slices.Clone(m.rules)
	i := m.Schema.Index(field)
	if i < 0 || len(more) == 0 || m.rules[i].kind != fromColumn && m.rules[i].kind != fromJoin {
		return &next
	}
	v := &values{pass: true}
	if old := m.rules[i].values; old != nil {
		v = &values{pass: old.pass, pairs: slices.Clone(old.pairs)}
	}
	places := map[string]int{}
	for at, p := range v.pairs {
		places[fold(p.from)] = at
	}
	froms := make([]string, 0, len(more))
	for from := range more {
		froms = append(froms, from)
	}
	sort.Strings(froms)
	for _, from := range froms {
		to := trimmed(more[from])
		if at, listed := places[fold(to)]; listed {
			to = v.pairs[at].to
		}
		p := pair{from: trimmed(from), to: to}
		if p.from == "" {
			continue
		}
		if at, listed := places[fold(p.from)]; listed {
			v.pairs[at].to = to
			continue
		}
		places[fold(p.from)] = len(v.pairs)
		v.pairs = append(v.pairs, p)
	}
	next.rules[i].values = v
	return &next
}

// CheckValue says what is wrong with a value that a field would be given by values or const, nil where
// the target's and the mapping's rules allow it. A text that the field's values list is allowed too.
func (m *Mapping) CheckValue(field, value string) error {
	i := m.Schema.Index(field)
	if i < 0 {
		return fmt.Errorf("%s has no field %q", m.Schema.Title, field)
	}
	if v := m.rules[i].values; v != nil {
		for _, p := range v.pairs {
			if fold(p.from) == fold(trimmed(value)) {
				return nil
			}
		}
	}
	_, bad := newCheck(&m.Schema.Fields[i], &m.rules[i]).literal([]string{value})
	if bad.code != "" {
		return fmt.Errorf("%s: %q %s", field, value, bad.words())
	}
	return nil
}
