package mapping

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"posimport/importer/row"
)

// withoutSchema says what is wrong with the fields and --set whatever the target is: keys that no rule
// has, and what is said twice.
func (l *loader) withoutSchema(fields *entry) {
	if fields != nil && !isNull(fields.value) {
		list, _ := l.entries(fields.value, "fields")
		for _, f := range list {
			if f.value.Kind == yaml.MappingNode {
				l.looseRule(f)
			}
		}
	}
	seen := map[string]bool{}
	for _, assignment := range l.options.Set {
		name, _, found := strings.Cut(assignment, "=")
		name = trimmed(name)
		switch {
		case !found:
			l.add(place{file: "--set"}, row.MapValue, quoted(assignment)+" is not FIELD=VALUE", "for example --set FIELD=VALUE")
		case seen[name]:
			l.add(place{file: "--set"}, row.MapConflict, name+" is set twice", "give it once")
		}
		seen[name] = true
	}
}

func (l *loader) looseRule(f entry) {
	known := map[string]bool{}
	var names []string
	for _, k := range keys() {
		known[k.name] = true
		names = append(names, k.name)
	}
	what := "field " + f.key
	list, _ := l.entries(f.value, what)
	for _, e := range list {
		if !known[e.key] {
			l.unknownKey(e, what, names)
		}
	}
}
