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

	"posimport/importer/row"
	"posimport/importer/sandbox"
	"posimport/importer/sandbox/judge"
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

// verdict compares the input, the sandbox's truth and the results. It knows nothing of the ledger.
type verdict struct {
	t       testing.TB
	in      *input
	truth   []sandbox.Event
	results []told
	calm    bool // the last session met no faults: every valid row has to be there
	killed  bool // something besides the sandbox did harm, so that any row may be in doubt
	exit    int
	before  int64              // the last event that is not the run's
	summary map[row.Status]int // nil where there is none
}

// check returns everything that is wrong.
func (v *verdict) check() (problems []string) {
	v.t.Helper()
	in := judge.Input{Truth: v.truth, Calm: v.calm, Before: v.before, Doubtful: map[int]bool{}}
	for i, r := range v.in.rows {
		in.Rows = append(in.Rows, judge.Source{Row: r.number, Body: []byte(canonical(v.t, r.want))})
		in.Doubtful[r.number] = v.killed
		if i < len(v.results) && !slices.Equal(v.results[i].cells, r.cells) {
			problems = append(problems, fmt.Sprintf("row %d of the results has %q and not %q", i+2, v.results[i].cells, r.cells))
		}
	}
	for _, one := range v.results {
		in.Results = append(in.Results, judge.Result{
			SourceRow: one.source, Status: row.Status(one.status), RecordID: one.id, Code: row.Code(one.code),
		})
	}
	if v.summary != nil {
		in.Exit, in.Summary = &v.exit, v.summary
	}
	for _, violation := range judge.Check(in) {
		problems = append(problems, violation.String())
	}
	return problems
}
