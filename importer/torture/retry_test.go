package torture

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"posimport/importer/sandbox"
)

// TestRetry tells what admins do to a results workbook before they retry it.
func TestRetry(t *testing.T) {
	t.Parallel()
	stories := map[string]func(t *testing.T, kind string, s *story){
		"corrected":            retryCorrected,
		"sorted":               retrySorted,
		"rows deleted":         retryDeleted,
		"rows added":           retryAdded,
		"rows copied":          retryCopied,
		"columns moved":        retryColumnsMoved,
		"created row edited":   retryCreatedEdited,
		"unknown rows edited":  retryUnknownEdited,
		"old workbook twice":   retryTwice,
		"retry of a retry":     retryOfRetry,
		"another computer":     retryElsewhere,
		"elsewhere and edited": retryElsewhereEdited,
		"elsewhere, as new":    retryElsewhereAsNew,
		"resumed in between":   retryAfterResume,
	}
	for name, tell := range stories {
		for kind := range kinds() {
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				tell(t, kind, newStory(t, kind, "results.xlsx"))
			})
		}
	}
}

func (s *story) out(name string) string { return filepath.Join(s.dir, name) }

func retryCorrected(t *testing.T, kind string, s *story) {
	file := s.edit(s.results, func(b *book) { b.correct(kind) })
	_, found := s.retry(file, s.out("again.xlsx"))
	s.want(found, all("CREATED", nil), storyRows)
}

func retrySorted(t *testing.T, kind string, s *story) {
	file := s.edit(s.results, func(b *book) {
		b.correct(kind)
		slices.Reverse(b.rows[1:])
	})
	_, found := s.retry(file, s.out("again.xlsx"))
	s.want(found, all("CREATED", nil), storyRows)
	if found[0].source != storyRows+1 {
		t.Errorf("the first row of the results comes from row %d", found[0].source)
	}
}

func retryDeleted(t *testing.T, kind string, s *story) {
	file := s.edit(s.results, func(b *book) {
		b.correct(kind)
		at := b.column("Import Source Row")
		b.rows = slices.DeleteFunc(b.rows, func(r []string) bool {
			return r[at] == strconv.Itoa(0+2) || r[at] == strconv.Itoa(failedRow+2)
		})
	})
	_, found := s.retry(file, s.out("again.xlsx"))
	want := all("CREATED", nil)
	delete(want, 0)
	delete(want, failedRow)
	s.want(found, want, storyRows-1)
}

func retryAdded(t *testing.T, kind string, s *story) {
	file := s.edit(s.results, func(b *book) {
		b.correct(kind)
		line := b.fresh(b.row(1))
		switch kind {
		case "cor":
			line[b.column("ID")] = "000100"
		case "aptly-ids":
			line[b.column("External ID")] = "E00100"
		} // without ids, one more of what was created twice
		b.rows = slices.Insert(b.rows, 1, line)
	})
	_, found := s.retry(file, s.out("again.xlsx"))
	want := all("CREATED", nil)
	want[found[0].source-2] = "CREATED"
	s.want(found, want, storyRows+1)
	if len(want) != storyRows+1 || found[0].status != "CREATED" {
		t.Errorf("the added row is %+v", found[0])
	}
	// The same again: the row that was added is known by now.
	_, found = s.retry(file, s.out("once more.xlsx"))
	if found[0].status != "EXISTS" {
		t.Errorf("the added row is %+v", found[0])
	}
	if n := len(s.server.Created()); n != storyRows+1 {
		t.Errorf("%d positions", n)
	}
}

func retryCopied(t *testing.T, kind string, s *story) {
	file := s.edit(s.results, func(b *book) {
		b.correct(kind)
		b.rows = append(b.rows, slices.Clone(b.row(1)), slices.Clone(b.row(failedRow)))
	})
	_, found := s.retry(file, s.out("again.xlsx"))
	want, positions := all("CREATED", nil), storyRows
	created, failed := found[storyRows], found[storyRows+1]
	if created.status != "INVALID" {
		t.Errorf("the copy of a created row is %+v", created)
	}
	if kind == "aptly" {
		positions++ // a second one was asked for
	}
	if status := map[bool]string{true: "CREATED", false: "INVALID"}[kind == "aptly"]; failed.status != status {
		t.Errorf("the copy of a failed row is %+v", failed)
	}
	s.want(found[:storyRows], want, positions)
}

func retryColumnsMoved(t *testing.T, kind string, s *story) {
	file := s.edit(s.results, func(b *book) {
		b.correct(kind)
		for _, r := range b.rows {
			slices.Reverse(r)
		}
	})
	_, found := s.retry(file, s.out("again.xlsx"))
	s.want(found, all("CREATED", nil), storyRows)
}

func retryCreatedEdited(t *testing.T, kind string, s *story) {
	file := s.edit(s.results, func(b *book) {
		b.correct(kind)
		b.set(2, "Name", "Another name")
	})
	_, found := s.retry(file, s.out("again.xlsx"))
	s.want(found, all("CREATED", nil), storyRows)
	if !strings.Contains(found[2].message, "changed after it was created") {
		t.Errorf("the edited row says %q", found[2].message)
	}
	for i, one := range found {
		if i != 2 && strings.Contains(one.message, "changed after") {
			t.Errorf("row %d says %q", i, one.message)
		}
	}
}

func retryUnknownEdited(t *testing.T, kind string, s *story) {
	file := s.edit(s.results, func(b *book) {
		b.correct(kind)
		b.set(doneRow, "Name", "Changed 8")
		b.set(undoneRow, "Name", "Changed 9")
	})
	_, found := s.retry(file, s.out("again.xlsx"))
	want := all("CREATED", nil)
	if kind == "cor" { // its id is taken, and nothing tells by which values
		want[doneRow] = "UNKNOWN"
	}
	s.want(found, want, storyRows)
	names := s.names()
	old, fresh := 0, 0
	for name, n := range names {
		if strings.HasPrefix(name, "Changed") {
			fresh += n
		}
	}
	old = storyRows - fresh
	if fresh != 1 || old != storyRows-1 {
		t.Errorf("%d positions have the new values: %v", fresh, names)
	}
}

// names counts the names of what is there.
func (s *story) names() map[string]int {
	names := map[string]int{}
	for _, p := range s.server.Positions() {
		names[p.Name]++
	}
	return names
}

func retryTwice(t *testing.T, kind string, s *story) {
	file := s.edit(s.results, func(b *book) { b.correct(kind) })
	s.retry(file, s.out("again.xlsx"))
	_, found := s.retry(file, s.out("once more.xlsx"))
	got := statuses(found)
	for n, status := range got {
		if status != "CREATED" && status != "EXISTS" {
			t.Errorf("row %d is %s", n, status)
		}
	}
	if n := len(s.server.Created()); n != storyRows {
		t.Errorf("%d positions", n)
	}
	// The first results, as they were written, know less; they make nothing twice either.
	s.retry(filepath.Join(s.dir, "results.xlsx"), s.out("uncorrected.xlsx"))
	if n := len(s.server.Created()); n != storyRows {
		t.Errorf("%d positions", n)
	}
}

func retryOfRetry(t *testing.T, kind string, s *story) {
	_, found := s.retry(s.results, s.out("again.xlsx"))
	s.want(found, all("CREATED", map[int]string{failedRow: "FAILED", invalidRow: "INVALID"}), storyRows-2)
	first := found
	file := s.edit(s.out("again.xlsx"), func(b *book) {
		b.correct(kind)
		slices.Reverse(b.rows[1:])
	})
	_, found = s.retry(file, s.out("third.xlsx"))
	s.want(found, all("CREATED", nil), storyRows)
	ids := map[int]string{}
	for _, one := range first {
		ids[one.source] = one.id
	}
	for _, one := range found {
		if before := ids[one.source]; before != "" && before != one.id {
			t.Errorf("row %d had %q and has %q", one.source, before, one.id)
		}
	}
	_, found = s.retry(s.out("third.xlsx"), s.out("fourth.xlsx"))
	s.want(found, all("CREATED", nil), storyRows)
}

func retryElsewhere(t *testing.T, kind string, s *story) {
	file := s.edit(s.results, func(b *book) { b.correct(kind) })
	s.state = filepath.Join(s.dir, "another computer")
	_, found := s.retry(file, s.out("again.xlsx"))
	got := statuses(found)
	for n, status := range got {
		if n != doneRow && n != undoneRow && status != "CREATED" {
			t.Errorf("row %d is %s", n, status)
		}
	}
	// Which of the rows in doubt is there can be left open, but none may be made twice.
	created := 0
	for _, status := range got {
		if status == "CREATED" {
			created++
		}
	}
	n := len(s.server.Created())
	if n > storyRows || n < created {
		t.Errorf("%d positions, %d rows CREATED: %v", n, created, got)
	}
	for name, many := range s.names() {
		if name == "Position 4" && many > 2 {
			t.Errorf("%q is there %d times", name, many)
		}
	}
}

// retryElsewhereAsNew: what an admin has made sure of is sent, once the row is made a new one.
func retryElsewhereAsNew(t *testing.T, kind string, s *story) {
	s.state = filepath.Join(s.dir, "another computer")
	_, found := s.retry(s.results, s.out("first.xlsx"))
	if status := statuses(found)[undoneRow]; kind == "aptly-ids" && status != "UNKNOWN" {
		t.Fatalf("the row is %s", status)
	}
	file := s.edit(s.out("first.xlsx"), func(b *book) {
		b.correct(kind)
		for i, r := range b.rows {
			if i > 0 && r[b.column("Import Status")] == "UNKNOWN" && r[b.column("Import Source Row")] == strconv.Itoa(undoneRow+2) {
				b.rows[i] = b.fresh(r)
			}
		}
	})
	_, found = s.retry(file, s.out("again.xlsx"))
	if one := found[undoneRow]; one.status != "CREATED" {
		t.Errorf("the row is %+v", one)
	}
	if n := len(s.server.Created()); n != storyRows {
		t.Errorf("%d positions", n)
	}
}

// retryElsewhereEdited: another computer knows nothing of what was sent for a row before it was
// edited, so that not finding it proves nothing.
func retryElsewhereEdited(t *testing.T, kind string, s *story) {
	file := s.edit(s.results, func(b *book) {
		b.correct(kind)
		b.set(doneRow, "Name", "Changed 8")
	})
	s.state = filepath.Join(s.dir, "another computer")
	_, found := s.retry(file, s.out("again.xlsx"))
	if got := statuses(found)[doneRow]; got != "UNKNOWN" {
		t.Errorf("the edited row is %s", got)
	}
	if n := s.names()["Changed 8"]; n != 0 {
		t.Errorf("the edited row was made again")
	}
}

// retryAfterResume: the old results are retried though the run was resumed since.
func retryAfterResume(t *testing.T, kind string, s *story) {
	old := s.results
	p := s.start(append([]string{"resume"}, append(s.common(), "-o", s.out("resumed.xlsx"), "--max-attempts", "4", "--timeout", "20s")...)...)
	p.wait()
	found := readResults(t, s.out("resumed.xlsx"))
	s.want(found, all("CREATED", map[int]string{failedRow: "FAILED", invalidRow: "INVALID"}), storyRows-2)
	_, found = s.retry(old, s.out("again.xlsx"))
	got := statuses(found)
	for _, n := range []int{doneRow, undoneRow} {
		if got[n] != "CREATED" && got[n] != "EXISTS" {
			t.Errorf("row %d is %s", n, got[n])
		}
	}
	if n := len(s.server.Created()); n != storyRows-2 {
		t.Errorf("%d positions", n)
	}
}

// TestRetryCSV: a CSV results file knows its rows; its mapping and its server are known where its run
// is, and needed elsewhere.
func TestRetryCSV(t *testing.T) {
	t.Parallel()
	for kind := range kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, kind, "results.csv")
			file := s.out("edited.csv")
			data, err := os.ReadFile(s.results)
			must(t, err)
			rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\uFEFF"))).ReadAll()
			must(t, err)
			b := &book{t: t, rows: rows}
			b.correct(kind)
			out, err := os.Create(file)
			must(t, err)
			must(t, csv.NewWriter(out).WriteAll(b.rows))
			must(t, out.Close())

			p := s.start(append(append([]string{"retry", file}, s.common()...), "--state", s.out("elsewhere"))...)
			if code := p.wait(); code != 2 {
				t.Errorf("without a mapping, where its run is not known: exit code %d", code)
			}
			_, found := s.retry(file, s.out("again.csv"))
			s.want(found, all("CREATED", nil), storyRows)
		})
	}
}

// TestRetryEqualRowsElsewhere: a position that a results file gives to one row is not found for
// another one, also where the ledger knows neither.
func TestRetryEqualRowsElsewhere(t *testing.T) {
	t.Parallel()
	in := aptlyInput(2, false) // two equal rows
	s := &story{world: newWorld(t, in, sandbox.Options{Faults: faults(t, "at=2:cut-before")})}
	s.results = s.out("results.xlsx")
	shape := patient()
	shape.Workers, shape.Settle = 1, 1<<40
	s.importUntilSettling(shape)
	s.server.SetFaults(sandbox.Faults{})
	s.state = s.out("another computer")
	_, found := s.retry(s.results, s.out("again.xlsx"))
	if len(found) != 2 || found[0].status != "CREATED" {
		t.Errorf("%+v", found)
	}
}
