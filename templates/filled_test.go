package templates

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/sheet"
	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
	"posimport/mapping"
)

// filled is a template's header and one row with the example of every column.
func filled(t *testing.T, s *schema.Schema, o Options) (header, example *cell.Row) {
	t.Helper()
	p, err := layOut(s, o)
	if err != nil {
		t.Fatal(err)
	}
	header, example = &cell.Row{Number: 1}, &cell.Row{Number: 2}
	for i, text := range header1(t, open(t, s, o)) {
		header.Cells = append(header.Cells, cell.Cell{Kind: cell.Text, Value: text})
		value := cell.Cell{Kind: cell.Text, Value: p.words.sample(p.columns[i].field)}
		if p.columns[i].field.Type == schema.Number {
			value.Kind = cell.Number
		}
		example.Cells = append(example.Cells, value)
	}
	return header, example
}

// The example row of a template must be imported as it is, with the template's own mapping and with
// none at all, to the examples of the schema.
func TestExampleRowIsImported(t *testing.T) {
	for _, s := range []*schema.Schema{corSchema(), aptlySchema()} {
		account := s.Fields[s.Account()]
		set := []string{account.Name + "=" + account.Example}
		for _, lang := range []string{"en", "es"} {
			data, err := Mapping(s, Options{Lang: lang})
			if err != nil {
				t.Fatal(err)
			}
			own, err := mapping.Parse("template.yaml", data, mapping.Options{
				Schemas: func(string) (*schema.Schema, []string) { return s, []string{s.Target} }, Set: set,
			})
			if err != nil {
				t.Fatalf("%s\n%v", data, err)
			}
			builtin, err := mapping.Builtin(s, set)
			if err != nil {
				t.Fatal(err)
			}
			header, example := filled(t, s, Options{Lang: lang})
			for name, m := range map[string]*mapping.Mapping{"its mapping": own, "no mapping": builtin} {
				b, warnings, err := m.Bind(header)
				if err != nil || len(warnings) > 0 {
					t.Fatalf("%s %s %s: %v, warnings %+v", s.Target, lang, name, err, warnings)
				}
				record, issues := b.NewPass().Record(example)
				if len(issues) > 0 {
					t.Errorf("%s %s %s: %+v", s.Target, lang, name, issues)
				}
				compareExample(t, s, record)
			}
		}
	}
}

func compareExample(t *testing.T, s *schema.Schema, record schema.Record) {
	t.Helper()
	for i, f := range s.Fields {
		switch f.Type {
		case schema.Boolean:
			if !record[i].Set || record[i].Bool != (f.Example == "true") {
				t.Errorf("%s: %+v", f.Name, record[i])
			}
		case schema.UUIDs:
			if len(record[i].List) != 2 {
				t.Errorf("%s: %+v", f.Name, record[i])
			}
		default:
			if diff := cmp.Diff(schema.Value{Set: true, Text: f.Example}, record[i]); diff != "" {
				t.Errorf("%s: %s", f.Name, diff)
			}
		}
	}
}

// What is formatted but empty is no row, and the sheet to fill in is the one that an import reads.
func TestBlankTemplateIsReadAsItsHeader(t *testing.T) {
	for _, name := range []string{"cor.xlsx", "cor.es.xlsx", "aptly.xlsx", "aptly.es.xlsx"} {
		src, err := sheet.Open(context.Background(), name, sheet.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows, count := src.Rows(context.Background()), 0
		for rows.Next() {
			count++
		}
		if err := rows.Err(); err != nil || count != 1 {
			t.Errorf("%s: %d rows, %v; want 1", name, count, err)
		}
		if got := src.Info().Sheet; got != "Positions" && got != "Posiciones" {
			t.Errorf("%s: sheet %q is read", name, got)
		}
		if err := src.Close(); err != nil {
			t.Error(err)
		}
	}
}
