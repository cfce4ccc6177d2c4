package results

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// TestSpecial tries every byte at every place of fields of all lengths up to three words of eight.
func TestSpecial(t *testing.T) {
	for length := range 25 {
		field := bytes.Repeat([]byte{'-'}, length)
		for at := range field {
			for c := range 256 {
				field[at] = byte(c)
				if got, want := special(string(field)), strings.IndexByte(",\"\n\r", byte(c)) >= 0; got != want {
					t.Fatalf("%q is special: %v", field, got)
				}
			}
			field[at] = 0x80
		}
	}
}

// FuzzRecords holds what is written against encoding/csv. A bar stands between two fields.
func FuzzRecords(f *testing.F) {
	for _, text := range nasty() {
		f.Add(text, text+"|x")
		f.Add("x|"+text, "|||"+text)
	}
	for _, text := range []string{"", "|", `\.`, `\.|`, " |\u00a0x|\u2003y|é", "a,b|\"|\r|\n|\r\n", "\xff|\x00"} {
		f.Add(text, "plain")
		f.Add("first", text)
	}
	f.Fuzz(func(t *testing.T, one, two string) {
		var want bytes.Buffer
		standard := csv.NewWriter(&want)
		var ours records
		for _, line := range []string{one, two, one} {
			fields := strings.Split(line, "|")
			for i, field := range fields {
				if i%2 == 0 {
					ours.add(field)
				} else {
					ours.addGuarded(field)
					fields[i] = guard(field)
				}
			}
			ours.count(len(line))
			ours.end()
			last := ""
			if len(line) > 0 {
				last = itoa(len(line))
			}
			if err := standard.Write(append(fields, last)); err != nil {
				t.Fatal(err)
			}
		}
		standard.Flush()
		if string(ours.text) != want.String() {
			t.Errorf("wrote %q, encoding/csv %q", ours.text, want.String())
		}
	})
}

// TestRowsThatSayTheSame: a row reads the same whatever stood before it.
func TestRowsThatSayTheSame(t *testing.T) {
	valid := func(source int) Result {
		r := created(source, texts("1", "x")...)
		r.Outcome = row.Outcome{Status: row.Valid, RunID: "20260314-091500-k3f9"}
		return r
	}
	wrong := valid(4)
	wrong.Issues = []row.Issue{{Code: row.ValRequired, Cell: "A4"}}
	other := created(7, texts("2")...)
	other.Outcome.RecordID = "another"
	for _, header := range [][]cell.Cell{texts("a", "b"), nil} {
		o := sampleOptions()
		o.Header = header
		all := []Result{valid(2), valid(3), wrong, valid(5), created(6, texts("2")...), other, valid(0), valid(9), wrong, wrong}
		var want strings.Builder
		for i, r := range all {
			text := csvText(t, o, r)
			head, line, _ := strings.Cut(text, "\n")
			if i == 0 {
				want.WriteString(head + "\n")
			}
			want.WriteString(line)
		}
		if diff := cmp.Diff(want.String(), csvText(t, o, all...)); diff != "" {
			t.Error(diff)
		}
	}
}

func csvText(t *testing.T, o Options, list ...Result) string {
	t.Helper()
	path := writeAll(t, filepath.Join(t.TempDir(), "r.csv"), o, standardCaps(), list)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
