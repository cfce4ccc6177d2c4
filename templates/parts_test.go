package templates

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"go.yaml.in/yaml/v4"

	"posimport/importer/target/schema"
)

// The formulas are computed by excelize here; LibreOffice gave the same answers.
func TestFormulas(t *testing.T) {
	const id = "4441fa6b-c0f6-4843-8e34-1f9bb5914439"
	tests := map[string]struct {
		formula func(string) string
		value   string
		want    string
	}{
		"id":                  {uuidFormula, id, "TRUE"},
		"id in capitals":      {uuidFormula, strings.ToUpper(id), "TRUE"},
		"id without hyphens":  {uuidFormula, strings.ReplaceAll(id, "-", ""), "FALSE"},
		"a letter too few":    {uuidFormula, id[1:], "FALSE"},
		"a letter past f":     {uuidFormula, "g" + id[1:], "FALSE"},
		"hyphens elsewhere":   {uuidFormula, "444-1fa6b-c0f6-4843-8e341f9bb5914439", "FALSE"},
		"one of several":      {uuidsFormula, id, "TRUE"},
		"two":                 {uuidsFormula, id + "; " + id, "TRUE"},
		"two on two lines":    {uuidsFormula, id + "\n" + id, "TRUE"},
		"the second cut off":  {uuidsFormula, id + ";" + id[:30], "FALSE"},
		"separators, nothing": {uuidsFormula, " ;-", "FALSE"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			file := excelize.NewFile()
			defer file.Close()
			if err := file.SetCellStr("Sheet1", "A1", test.value); err != nil {
				t.Fatal(err)
			}
			if err := file.SetCellFormula("Sheet1", "B1", test.formula("A1")); err != nil {
				t.Fatal(err)
			}
			if got, err := file.CalcCellValue("Sheet1", "B1"); err != nil || got != test.want {
				t.Errorf("%s of %q = %s, %v; want %s", test.formula("A1"), test.value, got, err, test.want)
			}
		})
	}
}

func TestStamp(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, aptlySchema(), Options{}); err != nil {
		t.Fatal(err)
	}
	got, ok := ReadStamp(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if !ok || got != (Stamp{Target: "aptly", Version: Version}) {
		t.Errorf("stamp %v, %v", got, ok)
	}
	if _, ok := ReadStamp(strings.NewReader("id,name\n"), 8); ok {
		t.Error("a stamp in a CSV file")
	}
	for text, want := range map[string]bool{
		"posimport template cor v1": true, "Ours. posimport template cor v12 ": true,
		"posimport template cor": false, "posimport template cor v0": false, "template cor v1": false, "": false,
	} {
		if _, ok := ParseStamp(text); ok != want {
			t.Errorf("ParseStamp(%q) = %v, want %v", text, ok, want)
		}
	}
}

func TestMappingNamesEveryColumn(t *testing.T) {
	for _, s := range []*schema.Schema{corSchema(), aptlySchema()} {
		for _, lang := range []string{"en", "es"} {
			data, err := Mapping(s, Options{Lang: lang})
			if err != nil {
				t.Fatal(err)
			}
			var got struct {
				Version int
				Target  string
				Fields  map[string]struct {
					From  string
					Split string
				}
			}
			if err := yaml.Unmarshal(data, &got); err != nil {
				t.Fatalf("%s\n%v", data, err)
			}
			if got.Version != 1 || got.Target != s.Target {
				t.Errorf("version %d, target %q", got.Version, got.Target)
			}
			for _, f := range s.Fields {
				if from := got.Fields[f.Name].From; (from == f.Title.In(lang)) == f.PerRun {
					t.Errorf("%s %s: from %q", lang, f.Name, from)
				}
				if f.PerRun && !strings.Contains(string(data), "# "+f.Name+": {const: ") {
					t.Errorf("%s: the mapping does not say how to give %s once", lang, f.Name)
				}
			}
		}
	}
}

func TestReadValues(t *testing.T) {
	field := &corSchema().Fields[3]
	tests := map[string]struct {
		text string
		want []string
		err  string
	}{
		"lines":        {"a\n b \n\nc", []string{"a", "b", "c"}, ""},
		"first column": {"\uFEFFcategory_id,Name\nc-1,\"Design, web\"\nc-2,Build\n", []string{"c-1", "c-2"}, ""},
		"title":        {"CATEGORY ID\r\n1\r\n", []string{"1"}, ""},
		"nothing":      {"category_id\n", nil, "no values"},
		"not UTF-8":    {"ok\nDise\xf1o\n", nil, "v.csv:2"},
		"open quote":   {"\"a\nb", nil, "v.csv"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := ReadValues("v.csv", strings.NewReader(test.text), field)
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Fatalf("error %v, want one with %q", err, test.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
