package sheet

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/sheet/cell"
)

// corpusCell is what a program meant by a cell that it wrote.
type corpusCell struct {
	Kind  string  `json:"kind"`
	Value string  `json:"value"`
	Shown *string `json:"shown,omitempty"` // nil where it is not known
}

// corpusBook is what a program meant by a workbook: every cell that is not blank.
type corpusBook struct {
	Writer        string                `json:"writer"`
	Cells         map[string]corpusCell `json:"cells"`
	HiddenRows    []int                 `json:"hiddenRows"`
	HiddenColumns []int                 `json:"hiddenColumns"`
	Merged        []string              `json:"merged"`
}

const corpusFolder = "testdata/corpus/files"

// TestCorpus compares every cell of every workbook that other programs wrote (make corpus) with
// what they meant.
func TestCorpus(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(corpusFolder, "*.xlsx"))
	if err != nil || len(paths) < 60 {
		t.Fatalf("%d workbooks, %v", len(paths), err)
	}
	writers := map[string]int{}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".xlsx"), func(t *testing.T) {
			data, err := os.ReadFile(strings.TrimSuffix(path, "xlsx") + "json")
			if err != nil {
				t.Fatal(err)
			}
			var want corpusBook
			if err := json.Unmarshal(data, &want); err != nil {
				t.Fatal(err)
			}
			writers[want.Writer]++
			rows, info, err := readAll(path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			compareCorpus(t, &want, rows, info)
		})
	}
	if len(writers) < 6 {
		t.Errorf("only %v", writers)
	}
}

func compareCorpus(t *testing.T, want *corpusBook, rows []cell.Row, info Info) {
	t.Helper()
	kinds := [...]string{
		cell.Text: "text", cell.Number: "number", cell.Bool: "bool", cell.Error: "error", cell.Formula: "formula",
	}
	got := corpusBook{Writer: want.Writer, Cells: map[string]corpusCell{}, HiddenRows: []int{}}
	for _, r := range rows {
		if r.Hidden {
			got.HiddenRows = append(got.HiddenRows, r.Number)
		}
		for column := range r.Cells {
			c := &r.Cells[column]
			if c.Kind == cell.Blank || c.Kind == cell.Text && c.Value == "" {
				continue
			}
			name := cell.Name(column, r.Number)
			found := corpusCell{Kind: kinds[c.Kind], Value: c.Value}
			if want.Cells[name].Shown != nil {
				found.Shown = &c.Shown
			}
			got.Cells[name] = found
		}
	}
	got.HiddenColumns = append([]int{}, info.HiddenColumns...)
	got.Merged = append([]string{}, info.MergedRanges...)
	slices.Sort(got.Merged)
	if diff := cmp.Diff(*want, got); diff != "" {
		t.Error(diff)
	}
}
