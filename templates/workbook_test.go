package templates

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"posimport/importer/row"
	"posimport/importer/target/schema"
)

// open writes a template and opens what was written.
func open(t *testing.T, s *schema.Schema, o Options) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, s, o); err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	})
	return file
}

func header1(t *testing.T, file *excelize.File) []string {
	t.Helper()
	rows, err := file.GetRows(file.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1 {
		t.Errorf("the sheet to fill in has %d rows with content, want the header only", len(rows))
	}
	return rows[0]
}

func TestHeaders(t *testing.T) {
	tests := map[string]struct {
		schema *schema.Schema
		o      Options
		want   []string
	}{
		"cor": {corSchema(), Options{}, []string{"Position ID *", "Position name *", "Category ID", "Hourly rate", "Seniority"}},
		"cor in Spanish": {corSchema(), Options{Lang: "es"}, []string{
			"Código de posición *", "Nombre de la posición *", "Código de categoría", "Tarifa por hora", "Seniority (nivel)",
		}},
		"aptly": {aptlySchema(), Options{}, []string{
			"Position name *", "SCIM provisioned", "Status", "Group IDs", "External ID", "Instance ID",
		}},
		"chosen columns, in their order": {
			corSchema(),
			Options{Columns: []string{"name", "metadata.source", "id"}},
			[]string{"Position name *", "Source system *", "Position ID *"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, header1(t, open(t, test.schema, test.o))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSheetsStampAndView(t *testing.T) {
	file := open(t, corSchema(), Options{Lang: "es"})
	if diff := cmp.Diff([]string{"Posiciones", "Instrucciones", "Listas"}, file.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	for i, want := range []bool{true, true, false} {
		if got, err := file.GetSheetVisible(file.GetSheetName(i)); err != nil || got != want {
			t.Errorf("sheet %d visible: %v, %v; want %v", i, got, err, want)
		}
	}
	panes, err := file.GetPanes("Posiciones")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the header is not frozen: %+v, %v", panes, err)
	}
	if file.GetActiveSheetIndex() != 0 {
		t.Error("the sheet to fill in is not the one that opens")
	}
	props, err := file.GetDocProps()
	if err != nil || props.Description != "posimport template cor v1" {
		t.Errorf("stamp %q, %v", props.Description, err)
	}
}

// checkOf returns the check whose range is a whole column.
func checkOf(t *testing.T, file *excelize.File, column string) *excelize.DataValidation {
	t.Helper()
	checks, err := file.GetDataValidations(file.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if c.Sqref == column+"2:"+column+"5001" {
			return c
		}
	}
	t.Fatalf("column %s has no check of its 5000 rows", column)
	return nil
}

func TestEveryColumnHasPromptNoteAndFormat(t *testing.T) {
	for _, s := range []*schema.Schema{corSchema(), aptlySchema()} {
		for _, lang := range []string{"en", "es"} {
			p, err := layOut(s, Options{Lang: lang})
			if err != nil {
				t.Fatal(err)
			}
			file := open(t, s, Options{Lang: lang})
			notes, err := file.GetComments(file.GetSheetName(0))
			if err != nil || len(notes) != len(p.columns) {
				t.Fatalf("%s %s: %d notes, %v; want %d", s.Target, lang, len(notes), err, len(p.columns))
			}
			for i, c := range p.columns {
				name := string(rune('A' + i))
				check := checkOf(t, file, name)
				checkLimits(t, s.Target+" "+lang+" "+c.field.Name, check)
				if !strings.Contains(*check.Prompt, p.words.format(c)) || !strings.Contains(*check.Prompt, p.words.sample(c.field)) {
					t.Errorf("%s %s: prompt without format or example: %q", lang, c.field.Name, *check.Prompt)
				}
				note := ""
				for _, run := range notes[i].Paragraph {
					note += run.Text
				}
				if !strings.Contains(note, c.field.Meaning.In(lang)) || !strings.Contains(note, p.words.need(c.field)) {
					t.Errorf("%s %s: note without meaning or need: %q", lang, c.field.Name, note)
				}
				for _, at := range []string{name + "2", name + "5001"} {
					if got := numberFormat(t, file, at); (got == textMask) != (c.field.Type != schema.Number) {
						t.Errorf("%s %s: number format %d", c.field.Name, at, got)
					}
				}
			}
		}
	}
}

// checkLimits fails where Excel would find a check damaged: it counts in UTF-16 units.
func checkLimits(t *testing.T, name string, check *excelize.DataValidation) {
	t.Helper()
	texts := map[string]int{*check.PromptTitle: 32, *check.Prompt: 255, check.Formula1: 255}
	if check.Error != nil {
		texts[*check.ErrorTitle], texts[*check.Error] = 32, 225
	}
	for text, limit := range texts {
		if got := len(utf16Text(text)); got > limit {
			t.Errorf("%s: %d characters, Excel takes %d: %q", name, got, limit, text)
		}
	}
	if *check.Prompt == "" || !check.ShowInputMessage || (check.Type != "" && !check.ShowErrorMessage) {
		t.Errorf("%s: no prompt, or one that is not shown: %+v", name, check)
	}
}

func numberFormat(t *testing.T, file *excelize.File, at string) int {
	t.Helper()
	id, err := file.GetCellStyle(file.GetSheetName(0), at)
	if err != nil {
		t.Fatal(err)
	}
	style, err := file.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	return style.NumFmt
}

func TestChecks(t *testing.T) {
	cor, aptly := open(t, corSchema(), Options{}), open(t, aptlySchema(), Options{})
	if c := checkOf(t, cor, "D"); c.Type != "decimal" {
		t.Errorf("rate: %+v", c)
	}
	if c := checkOf(t, cor, "A"); c.Type != "" {
		t.Errorf("id, which has no documented limit: %+v", c)
	}
	if c := checkOf(t, aptly, "E"); c.Type != "textLength" || c.Formula1 != "100" || c.Operator != "lessThanOrEqual" {
		t.Errorf("externalId: %+v", c)
	}
	if c := checkOf(t, aptly, "F"); c.Type != "custom" || c.Formula1 != uuidFormula("F2") {
		t.Errorf("instanceId: %+v", c)
	}
	for column, want := range map[string][]string{"B": {"yes", "no"}, "C": {"ACTIVE", "INACTIVE"}} {
		if diff := cmp.Diff(want, list(t, aptly, column)); diff != "" {
			t.Errorf("drop-down of %s: %s", column, diff)
		}
		if c := checkOf(t, aptly, column); *c.ErrorStyle != "stop" {
			t.Errorf("drop-down of %s lets other values pass: %+v", column, c)
		}
	}
}

// list follows a drop-down to the values that it offers.
func list(t *testing.T, file *excelize.File, column string) []string {
	t.Helper()
	check := checkOf(t, file, column)
	sheet, cells, found := strings.Cut(strings.ReplaceAll(check.Formula1, "$", ""), "!")
	if check.Type != "list" || !found {
		t.Fatalf("column %s has no drop-down backed by cells: %+v", column, check)
	}
	var first, last int
	var from, to string
	if _, err := fmt.Sscanf(strings.ReplaceAll(cells, ":", " "), "%1s%d %1s%d", &from, &first, &to, &last); err != nil {
		t.Fatal(err)
	}
	var values []string
	for i := first; i <= last; i++ {
		value, err := file.GetCellValue(strings.Trim(sheet, "'"), fmt.Sprintf("%s%d", from, i))
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, value)
	}
	return values
}

func TestGivenValues(t *testing.T) {
	var given, want []string
	for i := range 300 {
		want = append(want, fmt.Sprintf("external-category-%03d", i))
	}
	given = append(append(given, want...), " external-category-000 ", "", "  ")
	file := open(t, corSchema(), Options{Values: map[string][]string{"category_id": given}})
	if diff := cmp.Diff(want, list(t, file, "C")); diff != "" {
		t.Errorf("values, trimmed and each once: %s", diff)
	}
	if c := checkOf(t, file, "C"); *c.ErrorStyle != "warning" {
		t.Errorf("a value of the person's own list must not bind the system: %+v", c)
	}
}

func TestMarks(t *testing.T) {
	formats, err := open(t, corSchema(), Options{}).GetConditionalFormats("Positions")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for at, rules := range formats {
		for _, r := range rules {
			got[at] = append(got[at], r.Criteria)
		}
		slices.Sort(got[at])
	}
	want := map[string][]string{
		"A2:A5001": {
			"AND(COUNTA($A2:$E2)>0,LEN(TRIM($A2))=0)",
			"AND(LEN($A2)>0,SUMPRODUCT(--EXACT($A$2:$A$5001,$A2))>1)",
		},
		"B2:B5001": {"AND(COUNTA($A2:$E2)>0,LEN(TRIM($B2))=0)"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestInstructions(t *testing.T) {
	tests := map[string]struct {
		schema *schema.Schema
		o      Options
		has    []string
	}{
		"cor": {corSchema(), Options{}, []string{
			"posimport import FILE.xlsx --target cor --set metadata.source=SAP --dry-run",
			"CategoryNotFoundError", "DuplicateExternalIdError", "VAL_NUMBER", "000042", "64.99",
		}},
		"aptly in Spanish": {aptlySchema(), Options{Lang: "es"}, []string{
			"posimport import ARCHIVO.xlsx --target aptly --set tenantId=SU-ID-DEL-TENANT --lang es --dry-run", "VAL_UUID", "VAL_NOT_ALLOWED", "ACTIVE",
		}},
		"aptly": {aptlySchema(), Options{}, []string{
			"posimport import FILE.xlsx --target aptly --set tenantId=YOUR-TENANT-ID --dry-run",
		}},
		"a required field without a column": {corSchema(), Options{Columns: []string{"id"}}, []string{
			`--set metadata.source=SAP --set name="Software Developer"`,
		}},
		"the source as a column": {corSchema(), Options{Columns: []string{"metadata.source", "id", "name"}}, []string{
			"posimport import FILE.xlsx --target cor --dry-run",
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			file := open(t, test.schema, test.o)
			rows, err := file.GetRows(file.GetSheetName(1))
			if err != nil {
				t.Fatal(err)
			}
			said := ""
			for _, cells := range rows {
				said += strings.Join(cells, " | ") + "\n"
			}
			for _, s := range row.Statuses() {
				test.has = append(test.has, string(s))
			}
			for _, want := range test.has {
				if !strings.Contains(said, want) {
					t.Errorf("the instructions do not say %q:\n%s", want, said)
				}
			}
		})
	}
}

func TestOptionsThatCannotBeMet(t *testing.T) {
	tests := map[string]struct {
		o    Options
		want string
	}{
		"unknown column":     {Options{Columns: []string{"id", "nam"}}, `no field "nam"`},
		"column twice":       {Options{Columns: []string{"id", "id"}}, `"id" is asked for twice`},
		"values, no column":  {Options{Values: map[string][]string{"metadata.source": {"SAP"}}}, "no such column"},
		"values, none":       {Options{Values: map[string][]string{"category_id": {" "}}}, "there are none"},
		"values not allowed": {Options{Columns: []string{"metadata.source"}, Values: map[string][]string{"metadata.source": {"SAPP"}}}, `"SAPP" is not allowed`},
		"values, too many":   {Options{Values: map[string][]string{"category_id": many(maxList + 1)}}, "more than the 32767"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			for what, err := range map[string]error{"Write": Write(&bytes.Buffer{}, corSchema(), test.o), "Mapping": second(Mapping(corSchema(), test.o))} {
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("%s: error %v, want one with %q", what, err, test.want)
				}
			}
		})
	}
}

func second(_ []byte, err error) error { return err }

func many(count int) []string {
	var values []string
	for i := range count {
		values = append(values, fmt.Sprint(i))
	}
	return values
}
