package mapping

import (
	"testing"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

const accidentMapping = `version: 1
target: cor
fields:
  metadata.source: {const: SAP}
  id: ID
  name: Name
  category_id: {from: Family, values: {"#N/A": c1, "In\u00a0house": c2, "*": pass}}
`

func TestAccidents(t *testing.T) {
	for _, c := range []struct {
		cells []string
		code  row.Code
		at    string
		near  string
	}{
		{[]string{"1", "#N/A", "x"}, row.ValErrorCell, "B2", ""},
		{[]string{"#REF!", "A", "x"}, row.ValErrorCell, "A2", ""},
		{[]string{"1", " #¡VALOR! ", "x"}, row.ValErrorCell, "B2", ""},
		{[]string{"1", "Err:508", "x"}, row.ValErrorCell, "B2", ""},
		{[]string{"1", "#######", "x"}, row.ValErrorCell, "B2", ""},
		{[]string{"1", "#1", "x"}, "", "", ""},
		{[]string{"#", "#N/A or so", "x"}, "", "", ""},
		{[]string{"Err:50", "Err:5x8", "x"}, "", "", ""},
		{[]string{"1", "A", "#N/A"}, "", "", ""}, // values say what it means
		{[]string{"1", "A", "#REF!"}, row.ValErrorCell, "C2", ""},
		{[]string{`="0007"`, "A", "x"}, row.ValFormula, "A2", ""},
		{[]string{"1", `="A"`, "x"}, row.ValFormula, "B2", ""},
		{[]string{"=7", "= A", "x"}, "", "", ""},
		{[]string{"1.23457E+17", "A", "x"}, row.ValDigits, "A2", ""},
		{[]string{"1,23457E+17", "A", "x"}, row.ValDigits, "A2", ""},
		{[]string{"1E+17", "1.23457E+17", "x"}, "", "", ""},
		{[]string{"1.2E+7", "A", "x"}, "", "", ""},
		{[]string{"1.2E+x7", "A", "x"}, "", "", ""},
		{[]string{"v1.2E+17", "A", "x"}, "", "", ""},
		{[]string{"A\u00a0b", "A\u00a0b", "x"}, row.ValInvisible, "A2", "A b"},
		{[]string{"1", "A", "In\u00a0house"}, "", "", ""},
		{[]string{"1", "A", "In\u00a0vain"}, row.ValInvisible, "C2", "In vain"},
		{[]string{"A\u2800b", "A", "x"}, row.ValInvisible, "A2", "A b"},
		{[]string{"\u00a0A b\u00a0", "A", "x"}, "", "", ""},
		{[]string{"ID", "Name", "Family"}, row.ValHeader, "A2", ""},
		{[]string{" ID", "Name ", "Family", "more"}, row.ValHeader, "A2", ""},
		{[]string{"ID", "Name", "x"}, "", "", ""},
		{[]string{"ID", "Name"}, "", "", ""},
	} {
		p := bind(t, parse(t, accidentMapping), "ID", "Name", "Family", "Note").NewPass()
		r := textRow(2, c.cells...)
		r.Line = 2
		_, issues := p.Record(r)
		switch {
		case c.code == "" && len(issues) > 0, c.code != "" && len(issues) != 1:
			t.Errorf("%q: %+v, want %s", c.cells, issues, c.code)
		case c.code != "" && (issues[0].Code != c.code || issues[0].Cell != c.at || issues[0].Near != c.near):
			t.Errorf("%q: %+v, want %s at %s, near %q", c.cells, issues[0], c.code, c.at, c.near)
		}
	}
}

// TestFormulaTextOfAWorkbook: there it is what somebody typed as text.
func TestFormulaTextOfAWorkbook(t *testing.T) {
	p := bind(t, parse(t, accidentMapping), "ID", "Name", "Family").NewPass()
	if _, issues := p.Record(&cell.Row{Number: 2, Cells: textRow(2, `="0007"`, "A", "x").Cells}); len(issues) > 0 {
		t.Errorf("%+v", issues)
	}
}
