package samples

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// generated returns the samples as they should be.
func generated(t *testing.T) map[string][]byte {
	t.Helper()
	rates := map[string]string{"Hourly rate": "0.00"}
	padded := map[string]string{"Hourly rate": "0.00", "Position ID": "000000"}
	return map[string][]byte{
		"cor-clean.csv":     csvBytes(t, corClean(), ',', false),
		"cor-clean.xlsx":    xlsxBytes(t, corClean(), look{padded}),
		"cor-flawed.csv":    csvBytes(t, corFlawed(), ',', false),
		"cor-flawed.xlsx":   xlsxBytes(t, corFlawed(), look{rates}),
		"cor-excel-es.csv":  windows1252(t, corSpanish()),
		"aptly-clean.csv":   csvBytes(t, aptlyClean(), ',', false),
		"aptly-clean.xlsx":  xlsxBytes(t, aptlyClean(), look{}),
		"aptly-flawed.csv":  csvBytes(t, aptlyFlawed(), ',', false),
		"aptly-flawed.xlsx": xlsxBytes(t, aptlyFlawed(), look{}),
	}
}

// TestSamplesAreCurrent compares the files with the tables of this test. After a change that is
// meant, run: go test ./samples -update
func TestSamplesAreCurrent(t *testing.T) {
	for name, want := range generated(t) {
		if flag.Lookup("update").Value.String() == "true" {
			if err := os.WriteFile(name, want, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := fs.ReadFile(FS(), name)
		if err != nil {
			t.Fatalf("%v; run go test ./samples -update", err)
		}
		if strings.HasSuffix(name, ".xlsx") {
			compareParts(t, name, want, got)
		} else if !bytes.Equal(want, got) {
			t.Errorf("%s is not current; run go test ./samples -update", name)
		}
	}
}

// compareParts compares workbooks by what is in them: another version of Go may compress otherwise.
func compareParts(t *testing.T, name string, want, got []byte) {
	t.Helper()
	if diff := cmp.Diff(partNames(t, want), partNames(t, got)); diff != "" {
		t.Errorf("%s has other parts: %s", name, diff)
		return
	}
	for _, p := range partNames(t, want) {
		if part(t, want, p) != part(t, got, p) {
			t.Errorf("%s: %s is not current; run go test ./samples -update", name, p)
		}
	}
}

// Every correction must name a cell that is wrong now.
func TestFixesNameCellsOfTheFlawedSamples(t *testing.T) {
	for target, tab := range map[string]table{"cor": corFlawed(), "aptly": aptlyFlawed()} {
		last := 1
		for _, fix := range Fixes(target) {
			column := -1
			for i, header := range tab.headers {
				if header == fix.Column {
					column = i
				}
			}
			if column < 0 || fix.Row <= last || fix.Row > len(tab.rows)+1 {
				t.Errorf("%s: no such place, or out of order: %+v", target, fix)
				continue
			}
			last = fix.Row
			if tab.rows[fix.Row-2][column] == fix.Value {
				t.Errorf("%s: nothing is corrected by %+v", target, fix)
			}
		}
	}
	if Fixes("workday") != nil {
		t.Error("corrections for a target that there is not")
	}
}

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write the samples again")
	flag.Parse()
	os.Exit(m.Run())
}
