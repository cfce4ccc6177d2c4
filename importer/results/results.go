// Package results writes the results of a run, as a workbook or as CSV, and reads them back.
package results

import (
	"time"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// Column is one of the columns that are added on the right of the input's own.
type Column string

// The columns that are added, in their order. A retry finds them by name, wherever they stand.
const (
	Status     Column = "Import Status"
	ErrorCode  Column = "Import Error Code"
	Message    Column = "Import Message"
	Cell       Column = "Import Cell"
	RecordID   Column = "Import Record ID"
	HTTPStatus Column = "Import HTTP Status"
	Attempts   Column = "Import Attempts"
	SourceRow  Column = "Import Source Row"
	RunID      Column = "Import Run ID"
	Time       Column = "Import Time"
)

// Columns returns the added columns in their order.
func Columns() []Column {
	return []Column{Status, ErrorCode, Message, Cell, RecordID, HTTPStatus, Attempts, SourceRow, RunID, Time}
}

// Meta is what a results workbook knows of its run: all that a retry needs.
type Meta struct {
	Version   int       `json:"version"` // of this structure: 1
	RunID     string    `json:"run_id"`
	DryRun    bool      `json:"dry_run"`
	Target    string    `json:"target"`
	BaseURL   string    `json:"base_url"`
	Account   string    `json:"account"` // metadata.source or tenantId
	Mapping   string    `json:"mapping"` // the mapping in force, as YAML, with --set in it
	Options   string    `json:"options"` // what else shaped the run, as JSON
	File      string    `json:"file"`    // the input, as it was given
	Sheet     string    `json:"sheet"`
	HeaderRow int       `json:"header_row"` // in the results sheet it is always row 1
	Columns   []string  `json:"columns"`    // the input's headers
	Mapped    []string  `json:"mapped"`     // those that the mapping reads
	Lang      string    `json:"lang"`
	Started   time.Time `json:"started"`
	CSV       bool      `json:"csv,omitempty"` // the input is a CSV; the Writer tells it from the rows
}

// Result is one row of the results: the source's cells, what became of them, and all that is wrong.
type Result struct {
	Row     *cell.Row
	Outcome row.Outcome
	Issues  []row.Issue // every one; Outcome tells the first
	// Source is the row number that is written into Import Source Row.
	Source int
}

// Summary is what the Summary sheet says beyond what the rows tell.
type Summary struct {
	Ended   time.Time
	Sent    int    // requests that were begun
	Stopped string // why the run stopped early; empty where it did not
	// Next is the command to type next, and may have several lines; empty where nothing is left to
	// do. {results} in it stands for the path that the results get, in quotes where it needs them.
	Next string
	// Quote puts that path into the quotes of the shell that is used; nil for double quotes where needed.
	Quote    func(path string) string
	Warnings []string
}
