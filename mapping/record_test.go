package mapping

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
)

// convert converts the cell of one more column, V, under a rule of a field, and returns the field's value and
// what is wrong.
func convert(t *testing.T, target func(...string) string, field, rule string, c cell.Cell) (schema.Value, []row.Issue) {
	t.Helper()
	m := parse(t, target(field+": "+rule))
	headers, cells := []string{"Name", "V"}, []cell.Cell{textCell("n"), c}
	if m.Schema.Target == "cor" {
		headers, cells = append(headers, "ID"), append(cells, textCell("i"))
	}
	rec, issues := bind(t, m, headers...).NewPass().Record(&cell.Row{Number: 7, Cells: cells})
	return rec[m.Schema.Index(field)], issues
}

func number(value string) cell.Cell { return cell.Cell{Kind: cell.Number, Value: value} }

func shown(value, shown string, class cell.Class) cell.Cell {
	return cell.Cell{Kind: cell.Number, Value: value, Shown: shown, Class: class}
}

func TestTextFields(t *testing.T) {
	long := strings.Repeat("ü", 100)
	for _, c := range []struct {
		name   string
		target func(...string) string
		field  string
		rule   string
		cell   cell.Cell
		want   string // the text; empty for absent
		issue  row.Issue
	}{
		{"as it is", cor, "seniority", "V", textCell("Sr. – Jefe"), "Sr. – Jefe", row.Issue{}},
		{"odd spaces", cor, "seniority", "V", textCell("\u00a0\u2003 Sr.  x\u202f\t\n"), "Sr.  x", row.Issue{}},
		{"only spaces", cor, "seniority", "V", textCell(" \u00a0 "), "", row.Issue{}},
		{"trim off", cor, "seniority", "{from: V, trim: false}", textCell(" a "), " a ", row.Issue{}},
		{"trim off, blank", cor, "seniority", "{from: V, trim: false}", textCell("  "), "", row.Issue{}},
		{"zeros", cor, "seniority", "V", textCell("00042"), "00042", row.Issue{}},
		{"shown zeros", cor, "seniority", "V", shown("42", "000042", cell.Padded), "000042", row.Issue{}},
		{"currency without a picture", cor, "seniority", "V", shown("64.9", "", cell.Other), "64.9", row.Issue{}},
		{"bool", cor, "seniority", "V", cell.Cell{Kind: cell.Bool, Value: "TRUE"}, "TRUE", row.Issue{}},
		{"digits lost", cor, "seniority", "V", cell.Cell{Kind: cell.Number, Value: "123456789012345680", Inexact: true}, "", row.Issue{Code: row.ValDigits, Value: "123456789012345680"}},
		{"date", cor, "seniority", "V", shown("45000", "2023-03-15", cell.Date), "", row.Issue{Code: row.ValDate, Value: "2023-03-15"}},
		{"date asked for", cor, "seniority", "{from: V, dates: true}", shown("45000", "2023-03-15", cell.Date), "2023-03-15", row.Issue{}},
		{"upper", cor, "seniority", "{from: V, upper: true}", textCell("jefé"), "JEFÉ", row.Issue{}},
		{"lower", cor, "seniority", "{from: V, lower: true}", textCell("SR"), "sr", row.Issue{}},
		{"pad", cor, "seniority", "{from: V, pad_left: {length: 6, with: \"ñ\"}}", textCell("4é"), "ññññ4é", row.Issue{}},
		{"pad short form", cor, "seniority", "{from: V, pad_left: 4}", number("42"), "0042", row.Issue{}},
		{"pad nothing", cor, "seniority", "{from: V, pad_left: 4}", textCell(""), "", row.Issue{}},
		{"pad longer", cor, "seniority", "{from: V, pad_left: 4}", textCell("123456"), "123456", row.Issue{}},
		{"default", cor, "seniority", "{from: V, default: Sr.}", textCell(" "), "Sr.", row.Issue{}},
		{"values", cor, "seniority", "{from: V, values: {Señor: Sr.}}", textCell(" SEN\u0303OR "), "Sr.", row.Issue{}},
		{"values of a number", cor, "seniority", "{from: V, values: {1: Jr., 2: Sr.}}", number("2"), "Sr.", row.Issue{}},
		{"values unlisted", cor, "seniority", "{from: V, values: {Senior: Sr., Junior: Jr.}}", textCell("Senoir"), "", row.Issue{Code: row.MapUnlistedValue, Value: "Senoir", Want: "Senior, Junior", Near: "Senior"}},
		{"values pass", cor, "seniority", "{from: V, upper: true, values: {Senior: Sr., \"*\": pass}}", textCell("lead"), "LEAD", row.Issue{}},
		{"values literal", cor, "seniority", "{from: V, upper: true, values: {Senior: Sr.}}", textCell("senior"), "Sr.", row.Issue{}},
		{"values to nothing", cor, "seniority", "{from: V, values: {n/a: \"\"}, default: Jr.}", textCell("N/A"), "Jr.", row.Issue{}},
		{"pattern", cor, "seniority", "{from: V, pattern: \"[A-Z]|x\"}", textCell("AB"), "", row.Issue{Code: row.ValPattern, Value: "AB", Want: "[A-Z]|x"}},
		{"pattern fits", cor, "seniority", "{from: V, pattern: \"[A-Z]|x\"}", textCell("x"), "x", row.Issue{}},
		{"one of", cor, "seniority", "{from: V, one_of: [Senior, Junior]}", textCell("Senor"), "", row.Issue{Code: row.ValAllowed, Value: "Senor", Want: "Senior, Junior", Near: "Senior"}},
		{"max length", cor, "seniority", "{from: V, max_length: 3}", textCell("éééé"), "", row.Issue{Code: row.ValLength, Value: "éééé", Want: "3"}},
		{"max length fits", aptly, "externalId", "V", textCell(long), long, row.Issue{}},
		{"too long", aptly, "externalId", "V", textCell(long + "x"), "", row.Issue{Code: row.ValLength, Value: long + "x", Want: "100"}},
		{"required", cor, "seniority", "{from: V, required: true}", textCell(" "), "", row.Issue{Code: row.ValRequired}},
		{"enum", aptly, "status", "V", textCell("INACTIVE"), "INACTIVE", row.Issue{}},
		{"enum empty", aptly, "status", "V", textCell(""), "ACTIVE", row.Issue{}},
		{"enum case", aptly, "status", "V", textCell("active"), "", row.Issue{Code: row.ValAllowed, Value: "active", Want: "ACTIVE, INACTIVE", Near: "ACTIVE"}},
		{"enum upper", aptly, "status", "{from: V, upper: true}", textCell("active"), "ACTIVE", row.Issue{}},
		{"enum allowed beside values", aptly, "status", "{from: V, values: {Activo: ACTIVE}}", textCell("INACTIVE"), "INACTIVE", row.Issue{}},
		{"uuid", aptly, "instanceId", "V", textCell(strings.ToUpper(uuidA)), strings.ToUpper(uuidA), row.Issue{}},
		{"uuid without hyphens", aptly, "instanceId", "V", textCell("{" + strings.ToUpper(strings.ReplaceAll(uuidA, "-", "")) + "}"), "", row.Issue{Code: row.ValUUID, Value: "{" + strings.ToUpper(strings.ReplaceAll(uuidA, "-", "")) + "}", Want: exampleUUID, Near: uuidA}},
		{"not a uuid", aptly, "instanceId", "V", textCell(uuidA + "0"), "", row.Issue{Code: row.ValUUID, Value: uuidA + "0", Want: exampleUUID}},
		{"zero width in an id", cor, "category_id", "V", textCell("cat\u200b-1"), "", row.Issue{Code: row.ValInvisible, Value: `cat\u200b-1`, Want: "U+200B", Near: "cat-1"}},
		{"bom after an id", cor, "category_id", "V", textCell("cat\ufeff"), "", row.Issue{Code: row.ValInvisible, Value: `cat\ufeff`, Want: "U+FEFF", Near: "cat"}},
		{"line break in an id", cor, "category_id", "V", textCell("a\nb"), "", row.Issue{Code: row.ValInvisible, Value: "a\nb", Want: "U+000A", Near: "a b"}},
		{"soft hyphen in an enum", aptly, "status", "V", textCell("AC\u00adTIVE"), "", row.Issue{Code: row.ValInvisible, Value: `AC\u00adTIVE`, Want: "U+00AD", Near: "ACTIVE"}},
		{"bidi in a uuid", aptly, "instanceId", "V", textCell("\u202a" + uuidA), "", row.Issue{Code: row.ValInvisible, Value: `\u202a` + uuidA, Want: "U+202A", Near: uuidA}},
		{"joiner in a name", cor, "seniority", "V", textCell("नि\u200dक"), "नि\u200dक", row.Issue{}},
		{"line break in a text", cor, "seniority", "V", textCell("a\nb"), "a\nb", row.Issue{}},
		{"control in a text", cor, "seniority", "V", textCell("a\x07b"), "", row.Issue{Code: row.ValInvisible, Value: `a\u0007b`, Want: "U+0007", Near: "ab"}},
		{"nothing to be seen", cor, "seniority", "V", textCell("\u200b"), "", row.Issue{Code: row.ValInvisible, Value: `\u200b`, Want: "U+200B", Near: ""}},
		{"not UTF-8", cor, "seniority", "V", textCell("a\xffb"), "", row.Issue{Code: row.ValInvisible, Value: `a\xffb`}},
		{"error cell", cor, "seniority", "V", cell.Cell{Kind: cell.Error, Value: "#N/A"}, "", row.Issue{Code: row.ValErrorCell, Value: "#N/A"}},
		{"formula", cor, "seniority", "V", cell.Cell{Kind: cell.Formula}, "", row.Issue{Code: row.ValFormula}},
		{"merged", cor, "seniority", "V", cell.Cell{Merged: true}, "", row.Issue{Code: row.ValMerged}},
	} {
		t.Run(c.name, func(t *testing.T) {
			value, issues := convert(t, c.target, c.field, c.rule, c.cell)
			checkOne(t, c.field, schema.Value{Set: c.want != "", Text: c.want}, c.issue, value, issues)
		})
	}
}

// checkOne compares a value, or the one issue that there must be in its stead.
func checkOne(t *testing.T, field string, want schema.Value, issue row.Issue, got schema.Value, issues []row.Issue) {
	t.Helper()
	if issue.Code == "" {
		if diff := cmp.Diff(want, got); diff != "" || len(issues) > 0 {
			t.Errorf("value (-want +got):\n%sissues %+v", diff, issues)
		}
		return
	}
	issue.Field, issue.Cell, issue.Column = field, "B7", "V"
	if diff := cmp.Diff([]row.Issue{issue}, issues); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
}

func TestNumberFields(t *testing.T) {
	for _, c := range []struct {
		name, rule string
		cell       cell.Cell
		want       string
		issue      row.Issue
	}{
		{"text", "V", textCell(" 64.90 "), "64.90", row.Issue{}},
		{"cell", "V", number("64.99"), "64.99", row.Issue{}},
		{"cell of thousands", "V", number("1.234"), "1.234", row.Issue{}},
		{"cell shown otherwise", "{from: V, decimal: \",\"}", shown("1234.5", "$ 1.234,50", cell.Other), "1234.5", row.Issue{}},
		{"nothing", "V", textCell(""), "", row.Issue{}},
		{"default", "{from: V, default: 7.50}", textCell(""), "7.50", row.Issue{}},
		{"values", "{from: V, decimal: \",\", values: {Senior: 80.5, \"*\": pass}}", textCell("senior"), "80.5", row.Issue{}},
		{"values pass", "{from: V, decimal: \",\", values: {Senior: 80.5, \"*\": pass}}", textCell("1,5"), "1.5", row.Issue{}},
		{"word", "V", textCell("abc"), "", row.Issue{Code: row.ValNumber, Value: "abc", Want: "1234.5"}},
		{"ambiguous", "V", textCell("1.234"), "", row.Issue{Code: row.ValAmbiguous, Value: "1.234", Want: `decimal: "." (1.234) or decimal: "," (1234)`}},
		{"bool", "V", cell.Cell{Kind: cell.Bool, Value: "TRUE"}, "", row.Issue{Code: row.ValNumber, Value: "TRUE", Want: "1234.5"}},
		{"date", "V", shown("45000", "2023-03-15", cell.Date), "", row.Issue{Code: row.ValDate, Value: "2023-03-15", Want: "1234.5"}},
		{"percent cell", "V", shown("0.12", "12%", cell.Percent), "", row.Issue{Code: row.ValPercent, Value: "12%", Want: "1234.5"}},
		{"percent cell as fraction", "{from: V, percent: fraction}", shown("0.12", "12%", cell.Percent), "0.12", row.Issue{}},
		{"percent cell as number", "{from: V, percent: number}", shown("0.125", "13%", cell.Percent), "12.5", row.Issue{}},
		{"percent text", "V", textCell("12%"), "", row.Issue{Code: row.ValPercent, Value: "12%", Want: "1234.5"}},
		{"min", "{from: V, min: 10}", textCell("9.999"), "", row.Issue{Code: row.ValAmbiguous, Value: "9.999", Want: `decimal: "." (9.999) or decimal: "," (9999)`}},
		{"below min", "{from: V, min: 10}", number("9.999"), "", row.Issue{Code: row.ValRange, Value: "9.999", Want: "≥ 10"}},
		{"above max", "{from: V, min: 10, max: 20}", number("20.01"), "", row.Issue{Code: row.ValRange, Value: "20.01", Want: "10 … 20"}},
		{"at max", "{from: V, max: 20}", number("20"), "20", row.Issue{}},
		{"inexact", "V", cell.Cell{Kind: cell.Number, Value: "12345678901234570", Inexact: true}, "", row.Issue{Code: row.ValDigits, Value: "12345678901234570"}},
		{"exponent in a cell", "V", number("1E+20"), "", row.Issue{Code: row.ValNumber, Value: "1E+20", Want: "1234.5"}},
		{"invisible", "V", textCell("12\u200b"), "", row.Issue{Code: row.ValInvisible, Value: `12\u200b`, Want: "U+200B", Near: "12"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			value, issues := convert(t, cor, "rate", c.rule, c.cell)
			checkOne(t, "rate", schema.Value{Set: c.want != "", Text: c.want}, c.issue, value, issues)
		})
	}
}

func TestBooleanFields(t *testing.T) {
	yes := []cell.Cell{
		textCell("TRUE"), textCell(" yes "), textCell("Sí"), textCell("SI"), textCell("SIM"), textCell("oui"), textCell("Ja"), textCell("sì"), textCell("si\u0301"),
		textCell("1"), number("1"),
		{Kind: cell.Bool, Value: "TRUE"},
		textCell("x"),
	}
	no := []cell.Cell{
		textCell("false"), textCell("No"), textCell("NÃO"), textCell("non"), textCell("nein"), textCell("falso"), number("0"),
		{Kind: cell.Bool, Value: "FALSE"},
		textCell("-"),
		textCell(""),
	}
	const rule = "{from: V, yes: [X], no: [\"-\"]}"
	for want, cells := range map[bool][]cell.Cell{true: yes, false: no} {
		for _, c := range cells {
			value, issues := convert(t, aptly, "isSCIMProvisioned", rule, c)
			checkOne(t, "isSCIMProvisioned", schema.Value{Set: true, Bool: want}, row.Issue{}, value, issues)
		}
	}
	for text, near := range map[string]string{"2": "", "ture": "true", "maybe": ""} {
		value, issues := convert(t, aptly, "isSCIMProvisioned", rule, textCell(text))
		checkOne(t, "isSCIMProvisioned", schema.Value{}, row.Issue{Code: row.ValBoolean, Value: text, Want: "yes, no", Near: near}, value, issues)
	}
}

func TestListFields(t *testing.T) {
	for _, c := range []struct {
		name, rule, text string
		want             []string
		issue            row.Issue
	}{
		{"usual delimiters", "V", uuidA + " ; " + uuidB + ",\n" + uuidA + ";", []string{uuidA, uuidB, uuidA}, row.Issue{}},
		{"own delimiter", "{from: V, split: \"|\"}", uuidA + "|" + uuidB, []string{uuidA, uuidB}, row.Issue{}},
		{"own delimiter only", "{from: V, split: \"|\"}", uuidA + ";" + uuidB, nil, row.Issue{Code: row.ValUUID, Value: uuidA + ";" + uuidB, Want: exampleUUID}},
		{"joined", "{from: V, form: joined}", uuidA + ";" + uuidB, []string{uuidA + ", " + uuidB}, row.Issue{}},
		{"empty", "V", " ; ", nil, row.Issue{}},
		{"default", "{from: V, default: [" + uuidB + "]}", "", []string{uuidB}, row.Issue{}},
		{"values", "{from: V, values: {Sales: " + uuidA + ", All: \"" + uuidA + "; " + uuidB + "\"}}", "all, SALES", []string{uuidA, uuidB, uuidA}, row.Issue{}},
		{"values joined", "{from: V, form: joined, values: {Sales: " + uuidA + ", Ops: " + uuidB + "}}", "ops;sales", []string{uuidB + ", " + uuidA}, row.Issue{}},
		{"values unlisted", "{from: V, values: {Sales: " + uuidA + "}}", "Sales;Salse", nil, row.Issue{Code: row.MapUnlistedValue, Value: "Salse", Want: "Sales", Near: "Sales"}},
		{"one wrong", "V", uuidA + ";x", nil, row.Issue{Code: row.ValUUID, Value: "x", Want: exampleUUID}},
	} {
		t.Run(c.name, func(t *testing.T) {
			value, issues := convert(t, aptly, "groupIds", c.rule, textCell(c.text))
			checkOne(t, "groupIds", schema.Value{Set: c.want != nil, List: c.want}, c.issue, value, issues)
		})
	}
}

func TestJoin(t *testing.T) {
	m := parse(t, "version: 1\ntarget: cor\nfields:\n  metadata.source: {const: SAP}\n  id: {join: [A, B], with: \"-\"}\n  name: {join: [B, C]}\n")
	p := bind(t, m, "A", "B", "C").NewPass()
	rec, issues := p.Record(textRow(2, " a ", "b", "c"))
	if rec[1].Text != "a-b" || rec[2].Text != "b c" || len(issues) != 0 {
		t.Errorf("got %+v, %+v", rec, issues)
	}
	rec, issues = p.Record(textRow(3, "", "b"))
	if rec[1].Text != "b" || rec[2].Text != "b" || len(issues) != 0 {
		t.Errorf("got %+v, %+v", rec, issues)
	}
	_, issues = p.Record(textRow(4, "a"))
	want := []row.Issue{{Code: row.ValRequired, Field: "name", Cell: "B4", Column: "B"}}
	if diff := cmp.Diff(want, issues); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
}

func TestDuplicates(t *testing.T) {
	m := parse(t, cor("seniority: {from: S, unique: true}"))
	p := bind(t, m, "S", "ID", "Name").NewPass()
	for _, c := range []struct {
		row      *cell.Row
		id, name string // where the first ones stand, and what both read where they are written differently
	}{
		{textRow(2, "s2", "Caf\u00e9", "n"), "", ""},
		{textRow(5, "s5", "x", ""), "", ""}, // invalid, and the first all the same
		{textRow(6, "S2", " CAFE\u0301 ", "n"), "B2caf\u00e9", "A2s2"},
		{textRow(7, "", "X", "n"), "B5x", ""},
		{textRow(8, "", "cafe", "n"), "", ""},
		{textRow(9, "", " x", "n"), "B5", ""},
	} {
		_, issues := p.Record(c.row)
		got := map[string]string{}
		for _, issue := range issues {
			if issue.Code == row.ValDuplicate {
				got[issue.Field] = issue.Other + issue.Want
			}
		}
		want := map[string]string{}
		if c.id != "" {
			want["id"] = c.id
		}
		if c.name != "" {
			want["seniority"] = c.name
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("row %d (-want +got):\n%s", c.row.Number, diff)
		}
	}
}

func TestAllIssuesInTheOrderOfTheColumns(t *testing.T) {
	m := parse(t, cor("rate: Rate", "category_id: {from: Name, values: {x: y}}"))
	p := bind(t, m, "Rate", "Name", "ID").NewPass()
	r := &cell.Row{Number: 3, Line: 3, Cells: []cell.Cell{textCell("1,5"), {Kind: cell.Error, Value: "#REF!"}, textCell(""), {}, textCell("lost")}}
	_, issues := p.Record(r)
	want := []row.Issue{
		{Code: row.ValNumber, Field: "rate", Cell: "A3", Column: "Rate", Value: "1,5", Want: `decimal: ","`},
		{Code: row.ValErrorCell, Field: "name", Cell: "B3", Column: "Name", Value: "#REF!"},
		{Code: row.ValRequired, Field: "id", Cell: "C3", Column: "ID"},
		{Code: row.ValExtraCells, Cell: "E3", Value: "lost", Want: "3"},
	}
	if diff := cmp.Diff(want, issues); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
	r.Line = 0 // in a workbook, a note beside the table
	if _, issues = p.Record(r); len(issues) != 3 {
		t.Errorf("in a workbook: %+v", issues)
	}
	if rec, issues := p.Record(textRow(4, "1.5", "x", "i")); len(issues) != 0 || rec[3].Text != "y" || rec[4].Text != "1.5" {
		t.Errorf("a good row after it: %+v %+v", rec, issues)
	}
	if rec, _ := p.Record(r); rec[1].Set || rec[2].Set || rec[4].Set {
		t.Errorf("what stays of the row before: %+v", rec)
	}
}
