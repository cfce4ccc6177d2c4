// Package templates makes the blank workbooks that people fill in, and their starter mappings. What
// they say of a field comes from the target's schema, so a template never asks for what the target
// does not take. The English and Spanish templates of every target are embedded as files, too.
package templates

import (
	"fmt"
	"slices"
	"strings"

	"posimport/importer/target/schema"
)

// Version is the version of the templates' layout; it rises when a header changes its words.
const Version = 1

// Rows is how many rows below the header are prepared: formatted, checked and marked.
const Rows = 5000

// maxList is how many rows Excel shows of a drop-down list.
const maxList = 32767

// Options of a template. The zero value asks for every column, in English.
type Options struct {
	Lang string // "en" or "es"; English for any other
	// Columns are the fields that get a column, by JSON name, in this order. Empty for all but the
	// one that has one value for the whole run.
	Columns []string
	// Values are the values that a field's drop-down offers, by JSON name.
	Values map[string][]string
}

// plan is a template that has been decided on but not yet written.
type plan struct {
	schema  *schema.Schema
	words   words
	columns []column
	// runWide are the fields that every position needs and that have no column: they are given once.
	runWide []*schema.Field
}

// column is one column of the sheet that is filled in.
type column struct {
	field  *schema.Field
	title  string   // the header, without the mark of a required column
	values []string // what the drop-down offers; empty for none
	open   bool     // the drop-down is an offer: other values are allowed after a question
}

// layOut decides which columns a template has and what they offer. Errors name what the person
// asked for and what there is.
func layOut(s *schema.Schema, o Options) (*plan, error) {
	p := &plan{schema: s, words: words{o.Lang}}
	fields, err := choose(s, o.Columns)
	if err != nil {
		return nil, err
	}
	for _, f := range fields {
		c := column{field: f, title: f.Title.In(o.Lang), values: f.Allowed}
		if f.Type == schema.Boolean {
			c.values = p.words.yesNo()
		}
		if given, ok := o.Values[f.Name]; ok {
			if c.values, err = offered(f, given); err != nil {
				return nil, err
			}
			c.open = f.Type != schema.Enum && f.Type != schema.Boolean
		}
		p.columns = append(p.columns, c)
	}
	for name := range o.Values {
		if !slices.ContainsFunc(fields, func(f *schema.Field) bool { return f.Name == name }) {
			return nil, fmt.Errorf("values for %q: the template has no such column; it has %s", name, names(fields))
		}
	}
	for i := range s.Fields {
		if f := &s.Fields[i]; f.Required && !slices.Contains(fields, f) {
			p.runWide = append(p.runWide, f)
		}
	}
	return p, nil
}

// choose returns the fields that get a column.
func choose(s *schema.Schema, wanted []string) ([]*schema.Field, error) {
	var fields []*schema.Field
	if len(wanted) == 0 {
		for i := range s.Fields {
			if !s.Fields[i].PerRun {
				fields = append(fields, &s.Fields[i])
			}
		}
		return fields, nil
	}
	for _, name := range wanted {
		at := s.Index(name)
		if at < 0 {
			all, _ := choose(s, nil)
			return nil, fmt.Errorf("%s has no field %q; choose from %s", s.Title, name, names(all))
		}
		if slices.Contains(fields, &s.Fields[at]) {
			return nil, fmt.Errorf("column %q is asked for twice", name)
		}
		fields = append(fields, &s.Fields[at])
	}
	return fields, nil
}

// offered checks the values that a person gives for a drop-down: trimmed, not empty, each once, and
// for a field with allowed values among them.
func offered(f *schema.Field, given []string) ([]string, error) {
	var values []string
	seen := map[string]bool{}
	for _, v := range given {
		v = strings.TrimSpace(v)
		if v == "" || seen[v] {
			continue
		}
		if len(f.Allowed) > 0 && !slices.Contains(f.Allowed, v) {
			return nil, fmt.Errorf("values for %q: %q is not allowed; choose from %s",
				f.Name, v, strings.Join(f.Allowed, ", "))
		}
		seen[v] = true
		values = append(values, v)
	}
	switch {
	case len(values) == 0:
		return nil, fmt.Errorf("values for %q: there are none; give one value on each line", f.Name)
	case len(values) > maxList:
		return nil, fmt.Errorf("values for %q: %d are more than the %d that a drop-down shows",
			f.Name, len(values), maxList)
	}
	return values, nil
}

func names(fields []*schema.Field) string {
	var list []string
	for _, f := range fields {
		list = append(list, f.Name)
	}
	return strings.Join(list, ", ")
}
