package mapping

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"posimport/importer/sheet/cell"
)

// same compares what two mappings mean.
func same(a, b *Mapping) string {
	return cmp.Diff(a, b, cmp.AllowUnexported(Mapping{}, rule{}, values{}, pair{}, numberFormat{}),
		cmpopts.IgnoreFields(Mapping{}, "Schema", "name", "at"), cmpopts.EquateEmpty())
}

// again reads a mapping's own YAML.
func again(t *testing.T, m *Mapping) *Mapping {
	t.Helper()
	text := m.YAML()
	next, err := Parse("again.yaml", text, Options{Schemas: testSchemas})
	if err != nil {
		t.Fatalf("its own YAML: %v\n%s", err, text)
	}
	return next
}

func TestYAMLReadsBackToTheSame(t *testing.T) {
	for _, m := range []*Mapping{
		parse(t, cor()+"source: {sheet: \"007\", header_row: 3, encoding: windows-1252, delimiter: tab}\nignore: [Notes, \"a: b\"]\n"),
		parse(t, cor("rate: {from: [Rate, \"€/h\"], decimal: \",\", group: \" \", signs: [\"$\", \"R$\"], percent: fraction, min: 0, max: 99.50, default: 5}",
			"seniority: {from: S, values: {file: levels.csv, x: \"\", \"*\": pass, yes: \"no\", \"1\": \"~\"}, upper: true, trim: false, dates: true, pattern: \"(\\\\d|\\\"|.)+\", optional: true}",
			"category_id: {join: [A, B], with: \"\\n\", lower: true, pad_left: 7, max_length: 20, one_of: [aaaaaaa, bbbbbbb], unique: true}"),
			"metadata.source=JIRA"),
		parse(t, aptly("isSCIMProvisioned: {from: S, yes: [x], no: [\"-\"], required: true}", "status: {const: INACTIVE}",
			"groupIds: {const: ["+uuidA+", "+uuidB+"], form: joined}", "instanceId: {from: I, default: "+uuidA+"}")),
		parse(t, aptly("groupIds: {from: G, split: [\"|\", \"\\t\"], values: {A: "+uuidA+"}}")),
		parse(t, aptly(), "groupIds="+uuidA+"; "+uuidB),
	} {
		if diff := same(m, again(t, m)); diff != "" {
			t.Errorf("(-before +after):\n%s\n%s", diff, m.YAML())
		}
	}
	m, err := Builtin(corSchema(), []string{"metadata.source=SAP"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := same(m, again(t, m)); diff != "" {
		t.Errorf("built-in (-before +after):\n%s", diff)
	}
}

// TestAnyTextReadsBack writes texts of every nasty kind into all places that take one.
func TestAnyTextReadsBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := strings.Split("a|B|é|1|0| |-|: |#| #|'|\"|\\|\n|\t|~|*|&|!|%|@|`|{|}|[|]|,|?|>|<<|=|yes|null|1e3|.5|0x1|2020-01-01|\u00a0|\u2028|\u0301|😀|\U000e0001|\u200b|---|...", "|")
	text := func() string {
		var b strings.Builder
		for range 1 + random.IntN(5) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		if trimmed(b.String()) == "" || headerKey(b.String()) == "" {
			return "x" + b.String()
		}
		return b.String()
	}
	for range 400 {
		m := parse(t, cor("seniority: X", "category_id: Y"))
		m.Source.Sheet = text()
		m.ignore = []string{text(), text()}
		m.rules[2].from = []string{text()}
		m.rules[5] = rule{kind: fromJoin, join: []string{text()}, with: text(), fallback: []string{trimmed("d" + text() + "d")}}
		if disturbed(m.rules[5].fallback[0], false) {
			m.rules[5].fallback = nil
		}
		m.rules[3] = rule{kind: fromColumn, from: []string{text()}, values: &values{pairs: []pair{{trimmed("k" + text() + "k"), ""}}}}
		if diff := same(m, again(t, m)); diff != "" {
			t.Fatalf("(-before +after):\n%s\n%s", diff, m.YAML())
		}
	}
}

func TestWithValues(t *testing.T) {
	m := parse(t, cor("category_id: {from: Family, values: {Finance: cat-1}}", "seniority: Level"))
	next := m.WithValues("category_id", map[string]string{"Finnance": "Finance", "Sales": "cat-2", "FINANCE": "cat-9"}).
		WithValues("seniority", map[string]string{"Snr": "Sr."}).WithValues("metadata.source", map[string]string{"a": "b"})
	want := []pair{{"Finance", "cat-9"}, {"Finnance", "cat-9"}, {"Sales", "cat-2"}}
	if diff := cmp.Diff(want, next.rules[3].values.pairs, cmp.AllowUnexported(pair{})); diff != "" || next.rules[3].values.pass {
		t.Errorf("category_id (-want +got):\n%s", diff)
	}
	if v := next.rules[5].values; !v.pass || len(v.pairs) != 1 {
		t.Errorf("seniority: %+v", v)
	}
	if m.rules[5].values != nil || len(m.rules[3].values.pairs) != 1 {
		t.Error("the mapping itself has changed")
	}
	if diff := same(next, again(t, next)); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
	p := bind(t, next, "ID", "Name", "Family", "Level").NewPass()
	rec, issues := p.Record(textRow(2, "i", "n", "finnance", "Lead"))
	if rec[3].Text != "cat-9" || rec[5].Text != "Lead" || len(issues) != 0 {
		t.Errorf("record %+v, %+v", rec, issues)
	}
}

func TestWithValuesThatAreWrongAreSaidByRow(t *testing.T) {
	m := parse(t, aptly("status: S")).WithValues("status", map[string]string{"an": "AKTIV"})
	_, issues := bind(t, m, "Name", "S").NewPass().Record(textRow(2, "n", "an"))
	if len(issues) != 1 || issues[0].Code != "VAL_NOT_ALLOWED" || issues[0].Value != "AKTIV" {
		t.Errorf("issues %+v", issues)
	}
}

func TestWithValuesReplacesNumberCells(t *testing.T) {
	m := parse(t, cor("rate: {from: R, decimal: \",\"}")).WithValues("rate", map[string]string{"5": "1,5", "6": "2.5"})
	p := bind(t, m, "ID", "Name", "R").NewPass()
	for value, want := range map[string]string{"5": "1.5", "6": "2.5", "7": "7"} {
		r := &cell.Row{Number: 2, Cells: []cell.Cell{textCell("i" + value), textCell("n"), number(value)}}
		if rec, issues := p.Record(r); rec[4].Text != want || len(issues) > 0 {
			t.Errorf("%s: %+v, %+v, want %s", value, rec[4], issues, want)
		}
	}
}

func TestCheckValue(t *testing.T) {
	m := parse(t, aptly("status: {from: S, values: {an: ACTIVE}}"))
	for value, want := range map[string]string{"ACTIVE": "", "AN": "", "aktiv": `status: "aktiv" is not one of ACTIVE, INACTIVE`} {
		if got := m.CheckValue("status", value); fmt.Sprint(got) != want && (got != nil || want != "") {
			t.Errorf("CheckValue(%q) = %v, want %s", value, got, want)
		}
	}
	if m.CheckValue("stat", "x") == nil {
		t.Error("CheckValue of an unknown field: no error")
	}
}
