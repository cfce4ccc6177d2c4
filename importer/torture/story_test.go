package torture

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"posimport/importer"
	"posimport/importer/sandbox"
)

// The rows of a story, counted from 0: the first six are CREATED, and the rest as named.
const (
	failedRow  = 6 // its category, or group, is not known
	invalidRow = 7 // it has no name
	doneRow    = 8 // UNKNOWN, and it took effect
	undoneRow  = 9 // UNKNOWN, and it did not
	storyRows  = 10
)

// story is a world whose import came to trouble of every kind.
type story struct {
	*world
	hook *trigger
}

func newStory(t *testing.T, kind, results string) *story {
	t.Helper()
	in := kinds()[kind](storyRows)
	switch in.target {
	case "cor":
		in.rows[failedRow].cells[2] = "Nope"
		in.rows[failedRow].want["category_id"] = "Nope"
	default:
		in.rows[failedRow].cells[3] = "00000000-0000-4000-8000-000000000000"
		in.rows[failedRow].want["groupIds"] = []any{in.rows[failedRow].cells[3]}
	}
	in.rows[invalidRow].cells[1] = ""
	hook := &trigger{}
	s := &story{hook: hook, world: newWorld(t, in, sandbox.Options{
		TruthLog:        hook,
		KnownGroupsOnly: true, Faults: faults(t, "at=8:cut-after,9:cut-before"),
	})}
	s.results = filepath.Join(s.dir, results)
	shape := importer.Shape{Workers: 1, MaxAttempts: 1, Settle: time.Hour, Timeout: 5 * time.Second}
	s.importUntilSettling(shape)
	s.server.SetFaults(sandbox.Faults{})
	var got []string
	for _, one := range readResults(t, s.results) {
		got = append(got, one.status)
	}
	want := []string{"CREATED", "CREATED", "CREATED", "CREATED", "CREATED", "CREATED", "FAILED", "INVALID", "UNKNOWN", "UNKNOWN"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("the story begins otherwise (-want +got):\n%s", diff)
	}
	return s
}

// importUntilSettling imports, and interrupts the run where it waits until doubts have settled.
func (s *story) importUntilSettling(shape importer.Shape) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	env := s.environment()
	ended := signal()
	go func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ended:
				return
			case <-tick.C:
				if env.Tally.Progress().Phase == importer.Settling {
					cancel()
					return
				}
			}
		}
	}()
	_, err := importer.Import(ctx, env, s.config(shape))
	close(ended)
	must(s.t, err)
}

// retry retries a results file.
func (s *story) retry(file, out string, more ...string) (said, []told) {
	s.t.Helper()
	s.results = out
	args := append([]string{"retry", file}, append(s.common(), patience()...)...)
	p := s.start(append(args, more...)...)
	code := p.wait()
	sum := p.summary()
	if code != sum.ExitCode {
		s.t.Errorf("exit code %d, and the summary says %d", code, sum.ExitCode)
	}
	s.idle()
	found := readResults(s.t, out)
	s.exits(code, found)
	s.consistent(found)
	return sum, found
}

// exits checks the exit code against the rows.
func (s *story) exits(code int, found []told) {
	s.t.Helper()
	want := importer.ExitOK
	for _, one := range found {
		switch one.status {
		case "CREATED", "EXISTS", "NOT_RUN":
		default:
			want = importer.ExitSomeFailed
		}
	}
	if code != want {
		s.t.Errorf("exit code %d, and the rows ask for %d", code, want)
	}
}

// consistent checks what has to be true after every retry: each position has at most one row, and
// each row that says so has one.
func (s *story) consistent(found []told) {
	s.t.Helper()
	there := map[string]bool{}
	for _, p := range s.server.Positions() {
		there[p.ID] = true
	}
	owner := map[string]int{}
	for i, one := range found {
		if one.status != "CREATED" && one.status != "EXISTS" {
			continue
		}
		if !there[one.id] {
			s.t.Errorf("row %d is %s with id %q, which is not there", i, one.status, one.id)
		}
		if other, taken := owner[one.id]; taken {
			s.t.Errorf("rows %d and %d both have %q", other, i, one.id)
		}
		owner[one.id] = i
	}
}

// book is a results workbook in an admin's hands.
type book struct {
	t    *testing.T
	rows [][]string // with the header
}

// edit opens the results, lets an admin work on them, and saves them under another name.
func (s *story) edit(file string, work func(b *book)) string {
	s.t.Helper()
	t := s.t.(*testing.T)
	f, err := excelize.OpenFile(file)
	must(t, err)
	rows, err := f.GetRows("Results", excelize.Options{RawCellValue: true})
	must(t, err)
	width := len(rows[0])
	for i := range rows {
		rows[i] = append(rows[i], make([]string, width-len(rows[i]))...)
	}
	b := &book{t: t, rows: rows}
	work(b)
	for n := max(len(rows), len(b.rows)) + 5; n > 0; n-- {
		must(t, f.RemoveRow("Results", n))
	}
	for i, r := range b.rows {
		for j, text := range r {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			must(t, err)
			must(t, f.SetCellStr("Results", at, text))
		}
	}
	path := strings.TrimSuffix(file, ".xlsx") + "-edited.xlsx"
	must(t, f.SaveAs(path))
	must(t, f.Close())
	return path
}

func (b *book) column(title string) int {
	b.t.Helper()
	at := slices.Index(b.rows[0], title)
	if at < 0 {
		b.t.Fatalf("no column %q in %q", title, b.rows[0])
	}
	return at
}

// row is the line of a row of the story, wherever it stands now.
func (b *book) row(n int) []string {
	b.t.Helper()
	at := b.column("Import Source Row")
	for _, r := range b.rows[1:] {
		if r[at] == strconv.Itoa(n+2) {
			return r
		}
	}
	b.t.Fatalf("no row %d", n)
	return nil
}

func (b *book) set(n int, title, text string) { b.t.Helper(); b.row(n)[b.column(title)] = text }

// correct puts right what is wrong with the failed and the invalid row.
func (b *book) correct(kind string) {
	b.t.Helper()
	if kind == "cor" {
		b.set(failedRow, "Category", "external-category-1")
	} else {
		b.set(failedRow, "Groups", groupOne)
	}
	b.set(invalidRow, "Name", "Corrected")
}

// fresh empties the import columns of a line.
func (b *book) fresh(line []string) []string {
	line = slices.Clone(line)
	for i, title := range b.rows[0] {
		if strings.HasPrefix(title, "Import ") {
			line[i] = ""
		}
	}
	return line
}

// statuses are the statuses by the name of the row's source.
func statuses(found []told) map[int]string {
	all := map[int]string{}
	for _, one := range found {
		all[one.source-2] = one.status
	}
	return all
}

// all returns a status for every row of the story.
func all(status string, but map[int]string) map[int]string {
	want := map[int]string{}
	for n := range storyRows {
		want[n] = status
	}
	maps.Copy(want, but)
	return want
}

func (s *story) want(found []told, want map[int]string, positions int) {
	s.t.Helper()
	if diff := cmp.Diff(want, statuses(found)); diff != "" {
		s.t.Errorf("statuses (-want +got):\n%s", diff)
		for _, one := range found {
			s.t.Logf("%+v", one)
		}
	}
	if n := len(s.server.Created()); n != positions {
		s.t.Errorf("%d positions were created, want %d", n, positions)
	}
}
