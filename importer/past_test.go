package importer

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
	"posimport/importer/sandbox"
)

func parseFaults(t *testing.T, spec string) sandbox.Faults {
	t.Helper()
	f, err := sandbox.ParseFaults(spec)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestRetryOfEqualRows: rows that ask for the same position are told apart by what each of them had
// before, in whatever order an admin puts them.
func TestRetryOfEqualRows(t *testing.T) {
	orders := map[string]func([][]string) [][]string{
		"as they were": func(r [][]string) [][]string { return r },
		"reversed":     func(r [][]string) [][]string { slices.Reverse(r); return r },
		"failed first": func(r [][]string) [][]string {
			slices.SortStableFunc(r, func(a, b []string) int { return -strings.Compare(a[2], b[2]) })
			return r
		},
		"one added": func(r [][]string) [][]string { return slices.Insert(r, 0, make([]string, len(r[0]))) },
	}
	for name, order := range orders {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, aptlyMapping, sandbox.Options{})
			p.server.SetFaults(parseFaults(t, "at=2:403,4:403"))
			cfg := p.config(p.file("in.csv", "ID,Name\n"+strings.Repeat(",Developer\n", 6)))
			cfg.Workers = 1
			first := p.run(cfg)
			if diff := cmp.Diff(counts(row.Created, 4, row.Failed, 2), first.Counts); diff != "" {
				t.Fatal(diff)
			}
			ids := map[string]string{}
			for _, r := range readResults(t, first.Results) {
				ids[r["Import Source Row"]] = r["Import Record ID"]
			}
			added := 0
			edited := p.edit(first.Results, func(records [][]string) [][]string {
				rows := order(records[1:])
				if rows[0][1] == "" {
					rows[0][1] = "Developer"
					added = 1
				}
				return append([][]string{records[0]}, rows...)
			})
			second := p.retry(edited)
			if diff := cmp.Diff(counts(row.Created, 6+added), second.Counts); diff != "" {
				t.Error(diff)
			}
			if got := len(p.server.Created()); got != 6+added {
				t.Errorf("%d positions, want %d", got, 6+added)
			}
			seen := map[string]bool{}
			for _, r := range readResults(t, second.Results) {
				id := r["Import Record ID"]
				if seen[id] || id == "" {
					t.Errorf("position %q stands for two rows, or for none", id)
				}
				seen[id] = true
				if before := ids[r["Import Source Row"]]; before != "" && before != id {
					t.Errorf("row %s had position %s and has %s", r["Import Source Row"], before, id)
				}
			}
			// The input again: all that stands is known.
			again := p.run(p.config(p.file("in.csv", "ID,Name\n"+strings.Repeat(",Developer\n", 6))))
			if diff := cmp.Diff(counts(row.Exists, 6), again.Counts); diff != "" {
				t.Errorf("the input again: %s", diff)
			}
		})
	}
}

// TestRetryOfEditedUnknownRow: a row in doubt whose values were changed is looked up with what was
// sent, and sent as it now stands only where nothing came of that.
func TestRetryOfEditedUnknownRow(t *testing.T) {
	for _, c := range []struct {
		fault   string
		message string
		body    string // in the one position's body
	}{
		{"cut-after", "changed after it was sent", "Before"},
		{"cut-before", "", "After"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			// The fault is in the log at once, and the run is stopped before it looks anything up.
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p := newPlace(t, aptlyMapping, sandbox.Options{TruthLog: &after{lines: 1, do: cancel}})
			p.server.SetFaults(parseFaults(t, "at=1:"+c.fault))
			cfg := p.config(p.file("in.csv", "ID,Name\n,Before\n"))
			cfg.Settle = time.Hour
			first, err := Import(ctx, p.env(), cfg)
			if err != nil || first.Counts[row.Unknown] != 1 {
				t.Fatalf("%v, %v", first.Counts, err)
			}
			p.server.SetFaults(sandbox.Faults{})
			second := p.retry(p.edit(first.Results, func(records [][]string) [][]string {
				records[1][1] = "After"
				return records
			}))
			all := readResults(t, second.Results)
			made := p.server.Created()
			if all[0].status() != row.Created || len(made) != 1 || made[0].ID != all[0]["Import Record ID"] {
				t.Fatalf("%v, positions %v", all, made)
			}
			if !strings.Contains(all[0].message(), c.message) || !strings.Contains(string(made[0].Body), c.body) {
				t.Errorf("%q, and the position is %s", all[0].message(), made[0].Body)
			}
		})
	}
}

// TestRetryOfUnknownRowWithAnotherID: nothing can look up the old id in COR, so the row is not sent
// under the new one.
func TestRetryOfUnknownRowWithAnotherID(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	p.server.SetFaults(parseFaults(t, "at=1-:cut-after"))
	cfg := p.config(p.file("in.csv", "ID,Name,Family,Rate,Notes\n1,A,,,\n"))
	cfg.MaxAttempts = 1
	first := p.run(cfg)
	p.server.SetFaults(sandbox.Faults{})
	second := p.retry(p.edit(first.Results, func(records [][]string) [][]string {
		records[1][0] = "2"
		return records
	}))
	all := readResults(t, second.Results)
	if all[0].status() != row.Unknown || !strings.Contains(all[0].message(), `"1"`) || len(p.server.Created()) != 1 {
		t.Errorf("%v, %d positions", all, len(p.server.Created()))
	}
	// With its id put back, the doubt is settled.
	third := p.retry(p.edit(second.Results, func(records [][]string) [][]string {
		records[1][0] = "1"
		return records
	}))
	if all := readResults(t, third.Results); all[0].status() != row.Created || all[0]["Import Record ID"] != "1" || len(p.server.Created()) != 1 {
		t.Errorf("%v, %d positions", all, len(p.server.Created()))
	}
}

// TestRetryElsewhere: a results file from another computer, whose ledger this one does not have.
func TestRetryElsewhere(t *testing.T) {
	for _, c := range []struct {
		name, mapping, text string
	}{
		{"cor", corMapping, "ID,Name,Family,Rate,Notes\n1,A,,,\n2,,,,\n3,C,,,\n"},
		{"aptly", aptlyMapping, "ID,Name\n1,A\n2,\n3,C\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlace(t, c.mapping, sandbox.Options{})
			first := p.run(p.config(p.file("in.csv", c.text)))
			if diff := cmp.Diff(counts(row.Created, 2, row.Invalid, 1), first.Counts); diff != "" {
				t.Fatal(diff)
			}
			elsewhere := newPlace(t, c.mapping, sandbox.Options{})
			elsewhere.baseURL, elsewhere.dir = p.baseURL, p.dir
			second := elsewhere.retry(p.edit(first.Results, func(records [][]string) [][]string {
				records[2][1] = "B"
				return records
			}))
			if diff := cmp.Diff(counts(row.Created, 3), second.Counts); diff != "" || len(p.server.Created()) != 3 {
				t.Errorf("%d positions: %s", len(p.server.Created()), diff)
			}
		})
	}
}
