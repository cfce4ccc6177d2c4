package templates

import (
	"archive/zip"
	"bytes"
	"flag"
	"io"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/target/schema"
)

// TestEmbeddedTemplatesAreCurrent compares the files with what the schemas give now. After a change
// that is meant, run: go test ./templates -update
func TestEmbeddedTemplatesAreCurrent(t *testing.T) {
	for _, s := range []*schema.Schema{corSchema(), aptlySchema()} {
		for _, lang := range []string{"en", "es"} {
			o := Options{Lang: lang}
			var workbook bytes.Buffer
			if err := Write(&workbook, s, o); err != nil {
				t.Fatal(err)
			}
			mapping, err := Mapping(s, o)
			if err != nil {
				t.Fatal(err)
			}
			name := fileName(s.Target, lang)
			if flag.Lookup("update").Value.String() == "true" {
				keep(t, name+".xlsx", workbook.Bytes())
				keep(t, name+".yaml", mapping)
				continue
			}
			kept, keptMapping, ok := Embedded(s.Target, lang)
			if !ok {
				t.Fatalf("no embedded template %s; run go test ./templates -update", name)
			}
			compareParts(t, name+".xlsx", workbook.Bytes(), kept)
			if diff := cmp.Diff(string(keptMapping), string(mapping)); diff != "" {
				t.Errorf("%s.yaml is not current; run go test ./templates -update:\n%s", name, diff)
			}
		}
	}
	if _, _, ok := Embedded("workday", "en"); ok {
		t.Error("a template of a target that there is not")
	}
}

// compareParts compares workbooks by what is in them: another version of Go may compress otherwise.
func compareParts(t *testing.T, name string, want, got []byte) {
	t.Helper()
	wantParts, gotParts := parts(t, want), parts(t, got)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(wantParts)), slices.Sorted(maps.Keys(gotParts))); diff != "" {
		t.Errorf("%s has other parts: %s", name, diff)
	}
	for part, content := range wantParts {
		if content != gotParts[part] {
			t.Errorf("%s: %s is not current; run go test ./templates -update", name, part)
		}
	}
}

func parts(t *testing.T, workbook []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, f := range archive.File {
		from, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		found[f.Name] = string(content)
	}
	return found
}

func TestEqualTemplatesAreEqualBytes(t *testing.T) {
	var first, second bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := Write(out, aptlySchema(), Options{Lang: "es"}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two templates of the same options differ")
	}
}

func keep(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the embedded templates again")
	flag.Parse()
	os.Exit(m.Run())
}
