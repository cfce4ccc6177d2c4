package samples

import (
	"io/fs"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
	"posimport/importer/target/aptly"
	"posimport/importer/target/cor"
	"posimport/importer/target/schema"
	"posimport/mapping"
)

func schemas(target string) (s *schema.Schema, known []string) {
	known = []string{"aptly", "cor"}
	switch target {
	case "cor":
		return cor.New().Schema(), known
	case "aptly":
		return aptly.New().Schema(), known
	default:
		return nil, known
	}
}

// mapped maps every row of a table as a reader of CSV gives it, and returns the records and the
// issues as CELL CODE.
func mapped(t *testing.T, name string, tab table) (records []schema.Record, issues []string) {
	t.Helper()
	data, err := fs.ReadFile(FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	m, err := mapping.Parse(name, data, mapping.Options{Schemas: schemas})
	if err != nil {
		t.Fatal(err)
	}
	b, warnings, err := m.Bind(cells(1, tab.headers))
	if err != nil || len(warnings) > 0 {
		t.Fatalf("%s: %v, warnings %+v", name, err, warnings)
	}
	pass := b.NewPass()
	for i, values := range tab.rows {
		record, found := pass.Record(cells(i+2, values))
		for _, issue := range found {
			issues = append(issues, issue.Cell+" "+string(issue.Code))
		}
		record = slices.Clone(record) // the next call overwrites it, and its lists
		for j := range record {
			record[j].List = slices.Clone(record[j].List)
		}
		records = append(records, record)
	}
	return records, issues
}

func cells(number int, values []string) *cell.Row {
	r := &cell.Row{Number: number}
	for _, v := range values {
		c := cell.Cell{Kind: cell.Text, Value: v}
		if v == "" {
			c.Kind = cell.Blank
		}
		r.Cells = append(r.Cells, c)
	}
	return r
}

func TestCleanSamplesHaveNoIssue(t *testing.T) {
	for name, tab := range map[string]table{"cor.yaml": corClean(), "cor-excel-es.yaml": corSpanish(), "aptly.yaml": aptlyClean()} {
		if _, issues := mapped(t, name, tab); len(issues) > 0 {
			t.Errorf("%s: %v", name, issues)
		}
	}
}

// The values that the mappings change on the way.
func TestSamplesAreMapped(t *testing.T) {
	tests := []struct {
		mapping string
		table   table
		row     int
		field   string
		want    schema.Value
	}{
		{"cor.yaml", corClean(), 2, "id", schema.Value{Set: true, Text: "000042"}},
		{"cor.yaml", corClean(), 12, "id", schema.Value{Set: true, Text: "000057"}},
		{"cor.yaml", corClean(), 3, "rate", schema.Value{Set: true, Text: "1234.5"}},
		{"cor.yaml", corClean(), 19, "rate", schema.Value{Set: true, Text: "44"}},
		{"cor.yaml", corClean(), 20, "category_id", schema.Value{Set: true, Text: "external-category-5"}},
		{"cor.yaml", corClean(), 22, "rate", schema.Value{}},
		{"cor.yaml", corFlawed(), 11, "category_id", schema.Value{Set: true, Text: "external-category-99"}},
		{"cor-excel-es.yaml", corSpanish(), 2, "rate", schema.Value{Set: true, Text: "1234.50"}},
		{"cor-excel-es.yaml", corSpanish(), 16, "rate", schema.Value{Set: true, Text: "1500"}},
		{"cor-excel-es.yaml", corSpanish(), 4, "seniority", schema.Value{Set: true, Text: "Sr."}},
		{"aptly.yaml", aptlyClean(), 12, "externalId", schema.Value{Set: true, Text: "00427"}},
		{"aptly.yaml", aptlyClean(), 9, "status", schema.Value{Set: true, Text: "ACTIVE"}},
		{"aptly.yaml", aptlyClean(), 13, "status", schema.Value{Set: true, Text: "INACTIVE"}},
		{"aptly.yaml", aptlyClean(), 6, "isSCIMProvisioned", schema.Value{Set: true, Bool: true}},
		{"aptly.yaml", aptlyClean(), 6, "groupIds", schema.Value{Set: true, List: []string{
			"52fb829d-da34-427e-a528-4d3baf5968ca", "4441fa6b-c0f6-4843-8e34-1f9bb5914439",
		}}},
	}
	for _, test := range tests {
		records, _ := mapped(t, test.mapping, test.table)
		target := "cor"
		if test.mapping == "aptly.yaml" {
			target = "aptly"
		}
		s, _ := schemas(target)
		got := records[test.row-2][s.Index(test.field)]
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s row %d %s: %s", test.mapping, test.row, test.field, diff)
		}
	}
}

func TestFlawedSamplesHaveTheirMistakes(t *testing.T) {
	want := map[string][]string{
		"cor": {
			"B4 " + string(row.ValRequired), "D7 " + string(row.ValNumber), "A9 " + string(row.ValDuplicate),
			"C13 " + string(row.MapUnlistedValue), "C14 " + string(row.MapUnlistedValue), "C15 " + string(row.MapUnlistedValue),
			// In the CSV #N/A is a text, in the workbook an error cell.
			"D17 " + string(row.ValErrorCell), "E19 " + string(row.MapUnlistedValue), "D21 " + string(row.ValNumber),
			"A23 " + string(row.ValInvisible),
		},
		"aptly": {
			"C5 " + string(row.ValAllowed), "D8 " + string(row.ValUUID), "B10 " + string(row.ValRequired),
			"A12 " + string(row.ValDuplicate), "E16 " + string(row.ValBoolean), "C20 " + string(row.ValErrorCell),
			"D22 " + string(row.ValUUID),
		},
	}
	for target, tab := range map[string]table{"cor": corFlawed(), "aptly": aptlyFlawed()} {
		_, issues := mapped(t, target+".yaml", tab)
		if diff := cmp.Diff(want[target], issues); diff != "" {
			t.Errorf("%s: %s", target, diff)
		}
		for _, fix := range Fixes(target) {
			tab.rows[fix.Row-2][slices.Index(tab.headers, fix.Column)] = fix.Value
		}
		if _, issues := mapped(t, target+".yaml", tab); len(issues) > 0 {
			t.Errorf("%s: still wrong after every correction: %v", target, issues)
		}
	}
}
