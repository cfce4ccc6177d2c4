package mapping

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

func TestHeadersMatch(t *testing.T) {
	const written = "Código de posición"
	for _, header := range []string{
		"código de posición", "  CÓDIGO  DE\u00a0POSICIÓN ", "Co\u0301digo de posicio\u0301n", "Código\nde posición", "Código de posición *",
		"Código de posición*", "Código de posición ＊", "\ufeffCódigo de posición", "Código de posi\u00adción", "Ｃódigo de posición",
	} {
		if headerKey(header) != headerKey(written) {
			t.Errorf("%q does not match %q: %q", header, written, headerKey(header))
		}
	}
	for a, b := range map[string]string{"Código": "Codigo", "A B": "AB", "*": "", "Straße": "Strasze"} {
		if headerKey(a) == headerKey(b) {
			t.Errorf("%q matches %q", a, b)
		}
	}
	if headerKey("STRASSE") != headerKey("Straße") {
		t.Error("STRASSE does not match Straße")
	}
}

func TestBindSaysAllAtOnce(t *testing.T) {
	m := parse(t, cor("rate: Hourly rate", "seniority: [Level, Grade]"))
	_, _, err := m.Bind(textRow(4, "ID", "Names", "Level", "", "id *", "Hourly rates", "LEVEL"))
	var all *Errors
	if !errors.As(err, &all) {
		t.Fatalf("Bind: %v", err)
	}
	const has = `row 4 has: "ID", "Names", "Level", "id *", "Hourly rates", "LEVEL"`
	want := []Problem{
		{File: "m.yaml", Line: 5, Column: 3, Code: row.MapAmbiguous, Text: `the file has the header "ID" more than once (A4, E4), and id is mapped to it`, Hint: "rename the columns so that each header is there once"},
		{File: "m.yaml", Line: 6, Column: 3, Code: row.MapColumn, Text: `the file has no column "Name" for name`, Hint: `did you mean "Names"? ` + has},
		{File: "m.yaml", Line: 7, Column: 3, Code: row.MapColumn, Text: `the file has no column "Hourly rate" for rate`, Hint: `did you mean "Hourly rates"? ` + has},
		{File: "m.yaml", Line: 8, Column: 3, Code: row.MapAmbiguous, Text: `the file has the header "Level" more than once (C4, G4), and seniority is mapped to it`, Hint: "rename the columns so that each header is there once"},
	}
	if diff := cmp.Diff(want, all.Problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestBindWarns(t *testing.T) {
	m := parse(t, cor("seniority: [Level, Grade]")+"ignore: [notes, Commnets]\n")
	b, warnings, err := m.Bind(textRow(1, "Grade", "ID", "Name", "Level", "Notes", "Comments", "Import Status", "import time", "", "Extra"))
	if err != nil {
		t.Fatal(err)
	}
	want := []row.Issue{
		{Code: row.MapAmbiguous, Field: "seniority", Cell: "A1", Column: "Grade", Other: "Level"},
		{Code: row.MapUnusedColumn, Cell: "F1", Column: "Comments"},
		{Code: row.MapUnusedColumn, Cell: "J1", Column: "Extra"},
		{Code: row.MapColumn, Column: "Commnets", Near: "Comments"},
	}
	if diff := cmp.Diff(want, warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{1, 2, 3}, b.Mapped()); diff != "" {
		t.Errorf("Mapped (-want +got):\n%s", diff)
	}
	if got := b.ColumnsOf("seniority"); !cmp.Equal(got, []int{3}) {
		t.Errorf("ColumnsOf(seniority) = %v", got)
	}
	if got := b.ColumnsOf("metadata.source"); got != nil {
		t.Errorf("ColumnsOf of a constant = %v", got)
	}
	if got := b.FieldsOf(1); !cmp.Equal(got, []string{"id"}) {
		t.Errorf("FieldsOf(1) = %v", got)
	}
}

func TestOptionalColumn(t *testing.T) {
	m := parse(t, cor("rate: {from: Rate, optional: true, default: 5}"))
	rec, issues := bind(t, m, "ID", "Name").NewPass().Record(textRow(2, "i", "n"))
	if rec[4].Text != "5" || len(issues) != 0 {
		t.Errorf("got %+v, %+v", rec, issues)
	}
}

func TestFindHeader(t *testing.T) {
	rows := []cell.Row{
		*textRow(1, "Positions 2025"), *textRow(3, "ID", "ID", "x"), *textRow(4, "", "name *", "id", "Notes"),
		*textRow(5, "Name", "ID"), *textRow(6, "1", "Developer"),
	}
	m := parse(t, cor())
	if i, ok := m.FindHeader(rows); i != 2 || !ok {
		t.Errorf("auto: %d, %v, want 2", i, ok)
	}
	if i, ok := m.FindHeader(rows[:1]); ok {
		t.Errorf("no header among them: %d, true", i)
	}
	m.Source.HeaderRow = 5
	if i, ok := m.FindHeader(rows); i != 3 || !ok {
		t.Errorf("row 5: %d, %v, want 3", i, ok)
	}
	m.Source.HeaderRow = 2
	if i, ok := m.FindHeader(rows); ok {
		t.Errorf("row 2 is blank: %d, true", i)
	}
}

func TestBuiltin(t *testing.T) {
	s := aptlySchema()
	m, err := Builtin(s, []string{"tenantId=" + uuidA})
	if err != nil {
		t.Fatal(err)
	}
	b, warnings, err := m.Bind(textRow(1, "Nombre de la posición *", "status", "ID externo", "Tenant ID", "Group IDs"))
	if err != nil {
		t.Fatal(err)
	}
	if len(warnings) != 1 || warnings[0].Column != "Tenant ID" {
		t.Errorf("warnings: %+v", warnings)
	}
	rec, issues := b.NewPass().Record(textRow(2, "Chef", "", "e1", "", uuidB))
	got := []string{rec[0].Text, rec[1].Text, rec[3].Text, rec[5].Text, strings.Join(rec[4].List, " ")}
	want := []string{uuidA, "Chef", "ACTIVE", "e1", uuidB}
	if diff := cmp.Diff(want, got); diff != "" || len(issues) != 0 || !rec[2].Set || rec[2].Bool {
		t.Errorf("record (-want +got):\n%s%+v %+v", diff, rec[2], issues)
	}
	_, _, err = m.Bind(textRow(1, "Titel", "status"))
	if err == nil || !strings.Contains(err.Error(), `nothing fills positionName, which Aptly requires: the file has no column "positionName", "Position name", "Nombre de la posición"; row 1 has: "Titel", "status"; or write a mapping with: posimport map FILE --target aptly`) {
		t.Errorf("Bind without a name: %v", err)
	}
	_, err = Builtin(s, nil)
	if err == nil || !strings.Contains(err.Error(), "nothing fills tenantId, which Aptly requires; give --set tenantId=VALUE") {
		t.Errorf("Builtin without the account: %v", err)
	}
	if _, err = Builtin(corSchema(), []string{"metadata.source=SAP", "x=y"}); err == nil {
		t.Error("Builtin with a wrong --set: no error")
	}
}

func TestBuiltinByLastPart(t *testing.T) {
	s := corSchema()
	s.Fields[3].Name = "data.category"
	m, err := Builtin(s, []string{"metadata.source=SAP"})
	if err != nil {
		t.Fatal(err)
	}
	b := bind(t, m, "id", "name", "Category")
	if got := b.FieldsOf(2); !cmp.Equal(got, []string{"data.category"}) {
		t.Errorf("FieldsOf(2) = %v", got)
	}
}

// TestNumberColumns: only columns in which nothing but the number counts.
func TestNumberColumns(t *testing.T) {
	m := parse(t, cor(`rate: {from: Rate, decimal: ","}`, `seniority: Level`))
	b, _, err := m.Bind(textRow(1, "ID", "Name", "Rate", "Level"))
	if err != nil {
		t.Fatal(err)
	}
	numbers, commas := b.Numbers()
	if diff := cmp.Diff([][]int{{2}, {2}}, [][]int{numbers, commas}); diff != "" {
		t.Error(diff)
	}
	m = parse(t, cor(`rate: {from: Level, values: {Senior: "80"}}`, `seniority: Level`))
	if b, _, err = m.Bind(textRow(1, "ID", "Name", "Level")); err != nil {
		t.Fatal(err)
	}
	if numbers, _ = b.Numbers(); len(numbers) > 0 {
		t.Errorf("a column of levels: %v", numbers)
	}
}
