package importer

import (
	"testing"

	"posimport/importer/sandbox"
	"posimport/importer/sheet/cell"
)

// TestWithFixes: a mapping with the replacements reads the values as they should have been.
func TestWithFixes(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	m := p.config("in.csv").Mapping
	columns := []string{"ID", "Name", "Family", "Rate", "Notes"}
	fixed, err := WithFixes(m, columns, map[string]map[string]string{
		"Family": {"Finnance": "external-category-4"}, "Gone": {"x": "y"}, "Notes": {"a": "b"},
	})
	if err != nil {
		t.Fatal(err)
	}
	header, data := cell.Row{Number: 1}, cell.Row{Number: 2}
	for i, name := range columns {
		header.Cells = append(header.Cells, cell.Cell{Kind: cell.Text, Value: name})
		data.Cells = append(data.Cells, cell.Cell{Kind: cell.Text, Value: []string{"1", "Finnance", "Finnance", "2", "a"}[i]})
	}
	binding, _, err := fixed.Bind(&header)
	if err != nil {
		t.Fatal(err)
	}
	rec, issues := binding.NewPass().Record(&data)
	if len(issues) > 0 {
		t.Fatal(issues)
	}
	s := m.Schema
	if got := rec.Text(s.Index("category_id")); got != "external-category-4" {
		t.Errorf("category %q", got)
	}
	if got := rec.Text(s.Index("name")); got != "Finnance" {
		t.Errorf("name %q: another column was changed", got)
	}
	if _, err := WithFixes(m, []string{"Alpha"}, nil); err == nil {
		t.Error("columns that the mapping does not know are taken")
	}
}
