package mapping

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/sheet/cell"
)

// quickMapping has fields that are filled the quick way, and every setting that keeps others from it.
const quickMapping = `version: 1
target: cor
fields:
  metadata.source: {const: SAP}
  id: ID
  name: {from: Name, %s}
  category_id: {from: Family, values: {Engineering: c1, Finance: c2, None: ""}}
  rate: {from: Rate, %s}
  seniority: {from: Level, values: {Senior: Sr., Junior: Jr., "*": pass}}
`

// FuzzQuick: what is done the quick way, with what was prepared for it or for other rows, makes the same of
// a row as what is done with care.
func FuzzQuick(f *testing.F) {
	for _, text := range []string{
		"", "x", " x ", " y", "z ", "P-1", "p-1", "Engineering", "engineering", "Finance", "None", "Senior", "Sr.", "Lead", "12.5", "1.234", "1,5", "-3",
		"1e5", "007", "x\u200by", "Señor", "\u00a0x", "twelve chars", "thirteen chars", "a\tb", "12%", "\xff",
	} {
		for which := range uint8(6 * 7) { // every setting of name with every one of rate
			f.Add(text, text, text, "1.5", "Senior", which)
			f.Add("P-1", "Engineer", text, text, text, which)
		}
	}
	f.Fuzz(func(t *testing.T, one, two, three, four, five string, which uint8) {
		number := []string{
			`decimal: "."`, `decimal: ","`, `group: "."`, `min: 1`, `max: 3`, `percent: number`, `values: {Senior: 1.5, "12.5": 7, "*": pass}`,
		}[which%7]
		name := []string{
			"max_length: 12", `pad_left: {length: 6, with: "0"}`, "trim: false", "upper: true", `pattern: "[A-Z].*"`, "unique: true",
		}[which%6]
		text := fmt.Sprintf(quickMapping, name, number)
		quick := bind(t, parse(t, text), "ID", "Name", "Family", "Rate", "Level").NewPass()
		careful := bind(t, parse(t, text), "ID", "Name", "Family", "Rate", "Level").NewPass()
		some := false
		for i := range careful.b.inputs {
			some = some || careful.b.inputs[i].quick != quickNever
			careful.b.inputs[i].quick = quickNever
		}
		if !some {
			t.Fatal("nothing is done the quick way")
		}
		stray := textRow(1, "stray", "stray") // while ids are in order nothing is prepared
		quick.Record(stray)
		careful.Record(stray)
		rows := [][]string{{one, two, three, four, five}, {two, one, four, three, five}, {one, five, one, two}, {two, one}}
		var soon cell.Block
		for n, cells := range rows {
			r := textRow(n+2, cells...)
			if which%6 == uint8(n) {
				r = textRow(n+2, two) // it may have changed since
			}
			if which%5 != uint8(n) {
				soon.Add(r)
			}
		}
		quick.Expect(&soon, 0, soon.Len())
		for n, cells := range rows {
			r := textRow(n+2, cells...)
			r.Cells[int(which/3)%len(cells)].Merged = which%11 == 0
			r.Cells[int(which)%len(cells)].Kind = []cell.Kind{cell.Text, cell.Blank, cell.Error, cell.Bool}[which%4]
			got, gotIssues := quick.Record(r)
			want, wantIssues := careful.Record(r)
			if diff := cmp.Diff(want, got) + cmp.Diff(slices.Clone(wantIssues), slices.Clone(gotIssues)); diff != "" {
				t.Fatalf("%q (-carefully +quickly):\n%s", cells, diff)
			}
		}
	})
}
