package torture

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"posimport/importer/sandbox"
)

// told is what a results file says of one row.
type told struct {
	cells                              []string // the input's own
	status, code, message, id, attempt string
	source                             int
}

// readResults reads a results file with nothing of ours: encoding/csv or excelize.
func readResults(t testing.TB, path string) []told {
	t.Helper()
	var records [][]string
	if strings.HasSuffix(path, ".csv") {
		data, err := os.ReadFile(path)
		must(t, err)
		r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF"))))
		r.FieldsPerRecord = -1
		records, err = r.ReadAll()
		must(t, err)
	} else {
		book, err := excelize.OpenFile(path)
		must(t, err)
		records, err = book.GetRows("Results", excelize.Options{RawCellValue: true})
		must(t, err)
		must(t, book.Close())
	}
	if len(records) == 0 {
		t.Fatalf("%s is empty", path)
	}
	at := map[string]int{}
	var own []int
	for i, title := range records[0] {
		if strings.HasPrefix(title, "Import ") {
			at[title] = i
		} else {
			own = append(own, i)
		}
	}
	var all []told
	for _, record := range records[1:] {
		get := func(i int) string {
			if i < len(record) {
				return record[i]
			}
			return ""
		}
		one := told{
			status: get(at["Import Status"]), code: get(at["Import Error Code"]), message: get(at["Import Message"]),
			id: strings.TrimPrefix(get(at["Import Record ID"]), "'"), attempt: get(at["Import Attempts"]),
		}
		for _, i := range own {
			one.cells = append(one.cells, get(i))
		}
		one.source, _ = strconv.Atoi(get(at["Import Source Row"]))
		all = append(all, one)
	}
	return all
}

// verdict is the checker's work: it compares the input, the sandbox's truth and the results, and
// knows nothing of the ledger.
type verdict struct {
	t        testing.TB
	in       *input
	truth    []sandbox.Event
	results  []told
	problems []string
	calm     bool // the last session met no faults: every valid row has to be there
	killed   bool // a client was killed, so that any row may have been in doubt
}

func (v *verdict) complain(format string, args ...any) {
	v.problems = append(v.problems, fmt.Sprintf(format, args...))
}

// check returns everything that is wrong.
func (v *verdict) check() []string {
	v.t.Helper()
	v.everyRowOnce()
	made := v.made()
	rows := map[string]*rowsOf{} // by what is asked for
	for i := range v.in.rows {
		key := canonical(v.t, v.in.rows[i].want)
		if rows[key] == nil {
			rows[key] = &rowsOf{}
		}
	}
	byNumber := map[int]*inputRow{}
	for i := range v.in.rows {
		byNumber[v.in.rows[i].number] = &v.in.rows[i]
	}
	claimed := map[string]int{}
	for _, one := range v.results {
		r := byNumber[one.source]
		if r == nil {
			continue
		}
		key := canonical(v.t, r.want)
		rows[key].count(one)
		v.checkRow(one, key, made, claimed)
	}
	for key, events := range made {
		asked := rows[key]
		if asked == nil {
			v.complain("%d positions were made that nobody asked for: %s", len(events), key)
			continue
		}
		if most := asked.there + asked.unknown; len(events) > most {
			v.complain("TWICE: %d rows ask for %s and at most %d may be there, but %d were made", asked.all, key, most, len(events))
		}
	}
	for key, asked := range rows {
		if n := len(made[key]); n < asked.there {
			v.complain("LOST: %d rows say that %s is there, but %d were made", asked.there, key, n)
		}
		if asked.unknown > 0 && !v.killed && !v.doubted(key) {
			v.complain("UNKNOWN without a doubt: %s", key)
		}
	}
	slices.Sort(v.problems)
	return v.problems
}

// rowsOf counts rows that ask for the very same position.
type rowsOf struct{ all, there, unknown int }

func (r *rowsOf) count(one told) {
	r.all++
	switch one.status {
	case "CREATED", "EXISTS":
		r.there++
	case "UNKNOWN":
		r.unknown++
	}
}

func (v *verdict) everyRowOnce() {
	v.t.Helper()
	seen := map[int]int{}
	for _, one := range v.results {
		seen[one.source]++
	}
	for _, r := range v.in.rows {
		if seen[r.number] != 1 {
			v.complain("row %d is %d times in the results", r.number, seen[r.number])
		}
	}
	if len(v.results) != len(v.in.rows) {
		v.complain("%d rows of results for %d of the input", len(v.results), len(v.in.rows))
	}
	for i, one := range v.results {
		if i < len(v.in.rows) && !slices.Equal(one.cells, v.in.rows[i].cells) {
			v.complain("row %d of the results has %q and not %q", i+2, one.cells, v.in.rows[i].cells)
		}
	}
}

// made is what the truth log says was created, by what was asked for.
func (v *verdict) made() map[string][]sandbox.Event {
	v.t.Helper()
	made := map[string][]sandbox.Event{}
	for _, e := range v.truth {
		if e.Kind == sandbox.PositionCreated {
			key := canonical(v.t, e.Body)
			made[key] = append(made[key], e)
		}
	}
	return made
}

func (v *verdict) checkRow(one told, key string, made map[string][]sandbox.Event, claimed map[string]int) {
	v.t.Helper()
	switch one.status {
	case "CREATED", "EXISTS":
		isIt := func(e sandbox.Event) bool { return e.ID == one.id }
		if !slices.ContainsFunc(made[key], isIt) {
			v.complain("row %d is %s with id %q, of which the truth knows nothing with these values", one.source, one.status, one.id)
		}
		if other := claimed[one.id]; other != 0 {
			v.complain("rows %d and %d both have id %q", other, one.source, one.id)
		}
		claimed[one.id] = one.source
	case "FAILED", "NOT_RUN", "UNKNOWN", "INVALID":
		if v.calm {
			v.complain("row %d is %s (%s: %s) after a calm resume", one.source, one.status, one.code, one.message)
		}
	default:
		v.complain("row %d has the status %q", one.source, one.status)
	}
}

// doubted reports whether a fault left it open whether a request for this took effect.
func (v *verdict) doubted(key string) bool {
	v.t.Helper()
	return slices.ContainsFunc(v.truth, func(e sandbox.Event) bool {
		return e.Kind == sandbox.FaultInjected && sandbox.Fault(e.Fault).Doubt() && len(e.Body) > 0 && canonical(v.t, e.Body) == key
	})
}
