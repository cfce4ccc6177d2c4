package mapping

import (
	"errors"
	"strings"
	"testing"

	"posimport/importer/sheet/cell"
)

// FuzzParse holds that every text is either refused with a place, or a mapping that its own YAML makes
// again and that binds without a panic.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		cor(), cor("rate: {from: [R, T], decimal: \",\", signs: [\"$\"]}"), aptly("groupIds: {from: G, form: joined, values: {a: " + uuidA + "}}"),
		cor("seniority: {from: S, values: {file: levels.csv, \"*\": pass}, pattern: \"a+\", pad_left: {length: 3, with: x}}"),
		"version: 1\ntarget: cor\nfields: {x: &a [*a]}\n", "a: [", "? [a]\n: b\n", "source: {header_row: 9}\nignore: [a]\n", "<<: {version: 1}\n", "\ufeffversion: 1",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Parse("m.yaml", []byte(text), Options{Schemas: testSchemas, Set: []string{"metadata.source=SAP"}, ReadFile: testTables})
		if err != nil {
			var all *Errors
			if !errors.As(err, &all) || len(all.Problems) == 0 {
				t.Fatalf("%T: %v", err, err)
			}
			for _, p := range all.Problems {
				if p.Code == "" || p.Text == "" || p.File == "m.yaml" && p.Line == 0 {
					t.Fatalf("%+v", p)
				}
			}
			return
		}
		if diff := same(m, again(t, m)); diff != "" {
			t.Fatalf("(-before +after):\n%s\n%s", diff, m.YAML())
		}
		var headers []string
		for i := range m.rules {
			headers = append(headers, m.rules[i].columns()...)
		}
		b, _, err := m.Bind(textRow(1, headers...))
		if err != nil {
			return // two fields of one column
		}
		p := b.NewPass()
		p.Record(textRow(2, headers...))
		p.Record(&cell.Row{Number: 3, Cells: []cell.Cell{number("1.5"), shown("0.1", "10%", cell.Percent), {Kind: cell.Bool, Value: "TRUE"}}})
		p.Record(textRow(4, strings.Split("1,5|x\u200b|;|ACTIVE| ", "|")...))
	})
}
