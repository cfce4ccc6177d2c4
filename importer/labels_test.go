package importer

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/results"
)

// given is what labels say of one row of a results file.
type given struct{ Label, CopyOf int }

// labelled writes a results file as CSV, one row a line of "source row,run id", and returns what
// labels make of it on each of two passes.
func labelled(t *testing.T, lines ...string) []given {
	t.Helper()
	path := filepath.Join(t.TempDir(), "results.csv")
	text := "id,Import Status,Import Source Row,Import Run ID\n"
	for i, line := range lines {
		status := "FAILED"
		if strings.HasPrefix(line, ",") {
			status = "" // of a row that was added there is none
		}
		text += itoa(i) + "," + status + "," + line + "\n"
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	book, err := results.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	l, err := readLabels(t.Context(), book)
	if err != nil {
		t.Fatal(err)
	}
	pass := func() (all []given) {
		l.begin()
		rows := book.Rows(t.Context())
		defer rows.Close()
		for rows.Next() {
			label, copyOf := l.of(rows.Previous())
			all = append(all, given{label, copyOf.label})
		}
		if rows.Err() != nil {
			t.Fatal(rows.Err())
		}
		return all
	}
	first := pass()
	if diff := cmp.Diff(first, pass()); diff != "" {
		t.Errorf("a second pass gives other labels: %s", diff)
	}
	used := map[int]bool{}
	for _, g := range first {
		if used[g.Label] || g.Label < 1 {
			t.Errorf("label %d is given twice, or is none", g.Label)
		}
		used[g.Label] = true
	}
	return first
}

func TestLabels(t *testing.T) {
	for _, c := range []struct {
		name string
		rows string // "source row,run" with spaces between rows
		want []given
	}{
		{"as they were", "2,A 3,A 4,A", []given{{2, 0}, {3, 0}, {4, 0}}},
		{"sorted", "40,A 2,A 17,A", []given{{40, 0}, {2, 0}, {17, 0}}},
		{"added rows", "2,A , 9,A ,", []given{{2, 0}, {10, 0}, {9, 0}, {11, 0}}},
		{"no run id", "2,A 3,", []given{{2, 0}, {4, 0}}},
		{"no source row", "2,A ,A", []given{{2, 0}, {4, 0}}},
		{"numbers behind the last row of the sheet", ",A ,A ,A", []given{{5, 0}, {6, 0}, {7, 0}}},
		{"copied", "2,A 3,A 2,A 2,A", []given{{2, 0}, {3, 0}, {6, 2}, {7, 2}}},
		{"two runs", "2,A 2,B 3,B", []given{{2, 0}, {5, 0}, {3, 0}}},
		{"two runs, copied", "2,A 2,B 2,B 2,A", []given{{2, 0}, {6, 0}, {7, 6}, {8, 2}}},
		{"two runs, the other way round", "3,B 2,B 2,A", []given{{3, 0}, {2, 0}, {5, 0}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, labelled(t, strings.Fields(c.rows)...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
