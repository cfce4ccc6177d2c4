package results

import (
	"fmt"
	"strings"
	"time"

	"posimport/importer/codes"
	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// Helpers that the tests share: a run with every status, as an importer would report it.

func text(s string) cell.Cell {
	if s == "" {
		return cell.Cell{}
	}
	return cell.Cell{Kind: cell.Text, Value: s}
}

func texts(values ...string) []cell.Cell {
	cells := make([]cell.Cell, len(values))
	for i, v := range values {
		cells[i] = text(v)
	}
	return cells
}

func formatted(value, shown, format string, class cell.Class) cell.Cell {
	return cell.Cell{Kind: cell.Number, Value: value, Shown: shown, Format: format, Class: class}
}

func sampleMeta() Meta {
	return Meta{
		RunID: "20260314-091500-k3f9", Target: "cor", BaseURL: "https://integrations.projectcor.com", Account: "SAP",
		Mapping: "version: 1\ntarget: cor\nfields:\n  id: {from: [Position ID]}\n  name: Title\n  category_id: Family\n",
		Options: `{"workers":8}`, File: "/home/ana/Positions 2026.xlsx", Sheet: "Positions", HeaderRow: 3,
		Columns: []string{"Position ID", "Title", "Family", "Hourly rate", "Start"}, Mapped: []string{"Position ID", "Title", "Family", "Hourly rate"},
		Lang: "en", Started: time.Date(2026, 3, 14, 9, 15, 0, 0, time.UTC),
	}
}

func sampleHeader() []cell.Cell {
	return texts("Position ID", "Title", "Family", "Hourly rate", "Start")
}

func sampleOptions() Options {
	return Options{Meta: sampleMeta(), Header: sampleHeader(), Words: codes.For("en"), Lang: "en"}
}

// sampleResult is row i of a run in which every status occurs.
func sampleResult(i int) Result {
	at := time.Date(2026, 3, 14, 9, 15, i%60, 0, time.UTC)
	n := i + 4
	r := Result{Source: n, Row: &cell.Row{Number: n, Cells: []cell.Cell{
		formatted(fmt.Sprint(i+1), fmt.Sprintf("%06d", i+1), "000000", cell.Padded),
		text([]string{"Software Developer", "Diseñador – Jefe", "Ingénieure qualité", "人事マネージャー", "Buchhalter (m/w/d)"}[i%5]),
		text("Engineering"),
		{Kind: cell.Number, Value: "64.99"},
		formatted("45980", "2025-11-19", "yyyy-mm-dd", cell.Date),
	}}}
	r.Outcome = row.Outcome{
		Status: row.Created, RecordID: fmt.Sprint(1000 + i), HTTPStatus: 200, Attempts: 1,
		RunID: "20260314-091500-k3f9", Time: at,
	}
	name := func(column int) string { return cell.Name(column, n) }
	invalid := func(issues ...row.Issue) {
		r.Issues = issues
		r.Outcome = row.Outcome{
			Status: row.Invalid, Code: issues[0].Code, Cell: issues[0].Cell,
			Message: codes.For("en").Message(issues[0]), RunID: r.Outcome.RunID,
		}
	}
	switch i % 20 {
	case 3:
		r.Row.Cells[2] = text("Finnance")
		invalid(row.Issue{Code: row.MapUnlistedValue, Field: "category_id", Cell: name(2), Column: "Family", Value: "Finnance", Want: "Engineering, Finance", Near: "Finance"})
	case 7:
		r.Row.Cells[3] = text("abc")
		r.Row.Cells[1] = cell.Cell{}
		invalid(row.Issue{Code: row.ValRequired, Field: "name", Cell: name(1), Column: "Title"},
			row.Issue{Code: row.ValNumber, Field: "rate", Cell: name(3), Column: "Hourly rate", Value: "abc"})
	case 9:
		r.Row.Cells[2] = text("Enginering")
		r.Outcome = row.Outcome{
			Status: row.Failed, Code: "CategoryNotFoundError", Message: "The category Enginering does not exist in COR.",
			Cell: name(2), HTTPStatus: 404, Attempts: 1, RunID: r.Outcome.RunID, Time: at,
		}
	case 11:
		r.Outcome.Status, r.Outcome.Message = row.Exists, "An earlier run created it."
	case 13:
		r.Outcome = row.Outcome{
			Status: row.Unknown, Code: row.NetTimeout, Message: "No answer came in time; it may exist. Look for it in COR.",
			Attempts: 4, RunID: r.Outcome.RunID, Time: at,
		}
	case 17:
		r.Outcome = row.Outcome{Status: row.NotRun, RunID: r.Outcome.RunID}
	}
	return r
}

func sampleSummary() Summary {
	return Summary{
		Ended: time.Date(2026, 3, 14, 9, 17, 5, 0, time.UTC), Sent: 88, Next: "posimport retry {results}",
		Stopped: "", Warnings: []string{"Column \"Start\" is used by no field.", strings.Repeat("A long warning that goes over several lines. ", 6)},
	}
}

// writeSample writes n rows and returns the path.
func writeSample(path string, n int, o Options, c caps) (string, error) {
	w, err := create(path, o, c)
	if err != nil {
		return "", err
	}
	defer w.Abort()
	for i := range n {
		if err := w.Write(new(sampleResult(i))); err != nil {
			return "", err
		}
	}
	return w.Close(sampleSummary())
}
