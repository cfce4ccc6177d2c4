package results

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

func failRow(g *groups, column int, value string, code row.Code) {
	cells := make([]cell.Cell, max(0, column)+1)
	cells[max(0, column)] = text(value)
	g.add(&cell.Row{Cells: cells}, &problem{issue: row.Issue{Code: code}, column: column})
}

func TestGroups(t *testing.T) {
	g := newGroups(texts("a", "b"), 100)
	g.learn(&cell.Row{Cells: texts("", "Finance")})
	g.learn(&cell.Row{Cells: texts("", "Legal")})
	for range 3 {
		failRow(g, 1, "finnance", "X")
	}
	for range 2 {
		failRow(g, 1, "Marketing", "X")
		failRow(g, 0, "12", row.ValDuplicate) // one value for all cannot be right
		failRow(g, 0, " ", row.ValRequired)
		failRow(g, 7, "beyond the header", "X")
		failRow(g, -1, "whole row", "X")
	}
	failRow(g, 0, "once", "X")
	want := []group{
		{Column: "b", Value: "finnance", Code: "X", Rows: 3, Suggest: "Finance", place: 1},
		{Column: "b", Value: "Marketing", Code: "X", Rows: 2, place: 1},
	}
	if diff := cmp.Diff(want, g.list(), cmp.AllowUnexported(group{})); diff != "" {
		t.Error(diff)
	}
	if g.dropped {
		t.Error("some are said to be missing")
	}
}

func TestGroupsAreBounded(t *testing.T) {
	g := newGroups(texts("a"), 10)
	failRow(g, 0, "twice", "X")
	failRow(g, 0, "twice", "X")
	for i := range 1000 {
		failRow(g, 0, fmt.Sprint("other", i), "X")
	}
	if len(g.found) > 10 || !g.dropped {
		t.Errorf("%d values, dropped %v", len(g.found), g.dropped)
	}
	for range 3 {
		failRow(g, 0, "late", "X")
	}
	if list := g.list(); len(list) != 2 || list[0].Value != "late" || list[0].Rows != 3 || list[1].Value != "twice" {
		t.Errorf("groups %+v", list)
	}
}

func TestGoodValuesAreBounded(t *testing.T) {
	g := newGroups(texts("a"), 10)
	for i := range maxGood + 5 {
		g.learn(&cell.Row{Cells: texts(fmt.Sprint("value", i))})
	}
	if g.good[0] != nil {
		t.Errorf("%d values are kept", len(g.good[0]))
	}
}

func TestNearest(t *testing.T) {
	good := map[string]*int{}
	for value, rows := range map[string]int{"Finance": 3, "Legal": 9, "Sr.": 1, "Jr.": 2, "Fin": 1} {
		good[value] = &rows
	}
	for value, want := range map[string]string{
		"Finnance": "Finance", "finance ": "Finance", "Marketing": "", "Legl": "Legal", "Xr.": "Jr.", "": "", "Legal": "",
	} {
		if got := nearest(value, good); got != want {
			t.Errorf("nearest(%q) = %q, want %q", value, got, want)
		}
	}
}

func TestTopCodes(t *testing.T) {
	tally := newTally(nil, 10)
	for i := range 3000 {
		tally.count(row.Code(fmt.Sprint("E", i%1500)))
	}
	tally.count("E7")
	tally.count("")
	if got := tally.top(2); len(got) != 2 || got[0].Code != "E7" || got[0].Count != 3 || got[1].Code != "E0" {
		t.Errorf("top %+v", got)
	}
	if len(tally.codes) != 1000 {
		t.Errorf("%d codes are told apart", len(tally.codes))
	}
}

func TestProblems(t *testing.T) {
	words := sampleOptions().Words
	header := texts("a", "b")
	r := &Result{Row: &cell.Row{Number: 2, Cells: texts("1", "x")}, Outcome: row.Outcome{Status: row.Failed, Code: "E", Message: "no", Cell: "B2"}}
	if got := problems(r, words, header); len(got) != 1 || got[0].issue.Value != "x" || got[0].issue.Column != "b" || got[0].message != "no" {
		t.Errorf("a failure gives %+v", got)
	}
	r.Outcome.Message = ""
	if got := problems(r, words, header); got[0].message != words.Meaning("E") {
		t.Errorf("a failure without words gives %+v", got)
	}
	r.Issues = []row.Issue{{Code: "E", Cell: "B2"}}
	if got := problems(r, words, header); len(got) != 1 {
		t.Errorf("an issue that the outcome tells gives %d lines", len(got))
	}
	r.Outcome.Code = "F"
	if got := problems(r, words, header); len(got) != 2 {
		t.Errorf("an issue and another outcome give %d lines", len(got))
	}
	r.Issues = nil
	for _, status := range []row.Status{row.Created, row.Exists, row.NotRun} {
		r.Outcome.Status = status
		if got := problems(r, words, header); len(got) != 0 {
			t.Errorf("%s gives %+v", status, got)
		}
	}
}

func TestColumnOf(t *testing.T) {
	for ref, want := range map[string]int{"A1": 0, "C17": 2, "AA5": 26, "C2000000": 2, "": -1, "17": -1, "C": -1, "c1": -1} {
		if got := inputColumn(ref); got != want {
			t.Errorf("%q is in column %d, want %d", ref, got, want)
		}
	}
}

func TestWrapped(t *testing.T) {
	for text, want := range map[string]int{"": 1, "a": 1, "a\nb": 2, "0123456789": 1, "01234567890": 2, "人事マネージ": 2} {
		if got := wrapped(text, 9.5); got != want {
			t.Errorf("%q takes %d lines, want %d", text, got, want)
		}
	}
}

// TestTallyKeepsNoRow: of a long row no more is kept than a value.
func TestTallyKeepsNoRow(t *testing.T) {
	row1 := strings.Repeat("x", 1000) + "Finance" + "Finnance" + "ODD"
	inRow := func(s string) bool {
		from, to := uintptr(unsafe.Pointer(unsafe.StringData(row1))), uintptr(unsafe.Pointer(unsafe.StringData(s)))
		return to >= from && to < from+uintptr(len(row1))
	}
	good, bad, code := row1[1000:1007], row1[1007:1015], row.Code(row1[1015:])
	if !inRow(good) || !inRow(string(code)) {
		t.Fatal("the check does not see a piece of the row")
	}
	tally := newTally(texts("Family"), 10)
	r := Result{Row: &cell.Row{Cells: texts(good)}, Outcome: row.Outcome{Status: row.Valid}}
	tally.add(&r, nil)
	r = Result{Row: &cell.Row{Cells: texts(bad)}, Outcome: row.Outcome{Status: row.Failed, Code: code, Cell: "A2"}}
	list := problems(&r, sampleOptions().Words, texts("Family"))
	tally.add(&r, list)
	for value := range tally.groups.good[0] {
		if inRow(value) {
			t.Errorf("the good value %q is a piece of its row", value)
		}
	}
	for key, g := range tally.groups.found {
		if inRow(key.value) || inRow(g.Value) || inRow(string(g.Code)) {
			t.Errorf("the group %+v has pieces of its row", g)
		}
	}
	for code := range tally.codes {
		if inRow(string(code)) {
			t.Errorf("the code %q is a piece of its row", code)
		}
	}
	if len(list) != 1 || inRow(list[0].issue.Value) || len(tally.groups.found) != 1 || len(tally.codes) != 1 {
		t.Errorf("problems %+v, %d groups, %d codes", list, len(tally.groups.found), len(tally.codes))
	}
}
