//go:build office

package results

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
)

// These tests need other programs: soffice (LibreOffice), python3 with openpyxl, and node with the
// packages xlsx (SheetJS) and exceljs in NODE_PATH. They run behind a make target of their own.

// officeSample holds every nasty text and every status.
func officeSample(t *testing.T) (path string, want []stored) {
	t.Helper()
	var list []Result
	for i, value := range slices.DeleteFunc(nasty(), changedByLibreOffice) {
		r := sampleResult(i)
		r.Row.Cells[1] = text(value)
		if r.Outcome.Status == row.Failed {
			r.Outcome.Message = value
		}
		list = append(list, r)
	}
	path = writeAll(t, filepath.Join(t.TempDir(), "r.xlsx"), sampleOptions(), standardCaps(), list)
	_, want = readBack(t, path)
	return path, want
}

// changedByLibreOffice tells the texts that LibreOffice itself changes when it saves: it does not
// escape an underscore that begins a spelling such as _x0041_ in every place, and it makes a line
// feed of a carriage return.
func changedByLibreOffice(text string) bool {
	return text == "_x0041_x0042_" || text == "_x005F_x0041_" || strings.HasPrefix(text, "_x0000") || strings.Contains(text, "\r")
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, out.String(), errs.String())
	}
	return out.String()
}

// TestOfficeLibreOfficeKeepsEverything opens the workbook in LibreOffice, saves it from there, and
// reads it back.
func TestOfficeLibreOfficeKeepsEverything(t *testing.T) {
	path, want := officeSample(t)
	folder := t.TempDir()
	run(t, "soffice", "-env:UserInstallation=file://"+t.TempDir(), "--headless", "--convert-to", "xlsx", "--outdir", folder, path)
	book, got := readBack(t, filepath.Join(folder, "r.xlsx"))
	if diff := cmp.Diff(sampleMeta().Mapping, book.Meta.Mapping); diff != "" {
		t.Error(diff)
	}
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i := range want {
		if diff := cmp.Diff(want[i].Previous, got[i].Previous); diff != "" {
			t.Errorf("row %d: %s", i, diff)
		}
		for c := range want[i].Cells {
			w, g := want[i].Cells[c], got[i].Cells[c]
			if w.Display() != g.Display() || w.Kind != g.Kind {
				t.Errorf("row %d, column %d: %v %.60q, want %v %.60q", i, c, g.Kind, g.Display(), w.Kind, w.Display())
			}
		}
	}
}

func TestOfficeOthersReadIt(t *testing.T) {
	path, want := officeSample(t)
	python := run(t, "python3", filepath.Join("testdata", "openpyxl_titles.py"), path)
	node := run(t, "node", filepath.Join("testdata", "sheetjs_titles.js"), path)
	exceljs := run(t, "node", filepath.Join("testdata", "exceljs_titles.js"), path)
	for name, out := range map[string]string{"openpyxl": python, "SheetJS": node, "exceljs": exceljs} {
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if lines[0] != "Results Errors Fixes Summary _posimport:2" {
			t.Errorf("%s sees the sheets %q", name, lines[0])
		}
		if len(lines)-1 != len(want) {
			t.Errorf("%s sees %d rows, want %d", name, len(lines)-1, len(want))
		}
	}
	for _, folder := range []string{"templates", "samples"} {
		books, err := filepath.Glob(filepath.Join("..", "..", folder, "*.xlsx"))
		if err != nil || len(books) < 4 {
			t.Fatalf("%s has %d workbooks, %v", folder, len(books), err)
		}
		for _, book := range books {
			if sheets := run(t, "node", filepath.Join("testdata", "exceljs_titles.js"), book); !strings.HasPrefix(sheets, "Posi") {
				t.Errorf("exceljs sees the sheets %q in %s", sheets, book)
			}
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}
