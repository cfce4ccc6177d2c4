package importer

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
	"posimport/importer/sandbox"
)

// TestAddedRowIsNoOther: a row that was added to results gets a number that a deleted row of theirs may
// have had; that row is still its own run's, and is sent when that run goes on.
func TestAddedRowIsNoOther(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	p.server.SetFaults(parseFaults(t, "at=3-:401"))
	cfg := p.config(p.file("in.csv", "ID,Name,Family,Rate,Notes\n1,A,,,\n2,B,,,\n3,C,,,\n4,D,,,\n5,E,,,\n"))
	cfg.Workers = 1
	first := p.run(cfg)
	run := p.lastRun()
	if diff := cmp.Diff(counts(row.Created, 2, row.NotRun, 3), first.Counts); diff != "" {
		t.Fatal(diff)
	}
	p.server.SetFaults(parseFaults(t, ""))
	edited := p.edit(first.Results, func(records [][]string) [][]string {
		added := make([]string, len(records[0]))
		added[0], added[1] = "9", "Added"
		return append(slices.Clone(records[:3]), added) // rows 4 to 6 are deleted
	})
	again := p.config(edited)
	again.Retry, again.Parent, again.Results = true, first.RunID, filepath.Join(p.dir, "retried.csv")
	if diff := cmp.Diff(counts(row.Created, 3), p.run(again).Counts); diff != "" {
		t.Fatal(diff)
	}
	report, err := Resume(t.Context(), p.env(), run, asItWas)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(counts(row.Created, 5), report.Counts); diff != "" {
		t.Errorf("the first run, resumed: %s", diff)
	}
	if n := len(p.server.Created()); n != 6 {
		t.Errorf("%d positions, want 6", n)
	}
}
