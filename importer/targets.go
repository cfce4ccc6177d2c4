package importer

import (
	"fmt"
	"strings"

	"posimport/importer/target"
	"posimport/importer/target/aptly"
	"posimport/importer/target/cor"
	"posimport/importer/target/schema"
)

// Targets returns every target that positions can be created in. A new one is one more line.
func Targets() []target.Target {
	return []target.Target{
		cor.New(),
		aptly.New(),
	}
}

// TargetByName returns a target by the name that its schema has; the error lists the names.
func TargetByName(name string) (target.Target, error) {
	for _, t := range Targets() {
		if t.Schema().Target == name {
			return t, nil
		}
	}
	return nil, fmt.Errorf("unknown target %q: use one of %s", name, strings.Join(targetNames(), ", "))
}

// Schemas returns the schema of a target by name, nil where there is none, and all names.
func Schemas(name string) (*schema.Schema, []string) {
	for _, t := range Targets() {
		if t.Schema().Target == name {
			return t.Schema(), targetNames()
		}
	}
	return nil, targetNames()
}

func targetNames() []string {
	var names []string
	for _, t := range Targets() {
		names = append(names, t.Schema().Target)
	}
	return names
}
