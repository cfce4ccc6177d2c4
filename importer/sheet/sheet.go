// Package sheet reads the rows of a CSV file or an XLSX workbook as they are: what a cell says is
// what it yields, and what cannot be read faithfully is refused.
package sheet

import (
	"context"
	"errors"
	"fmt"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// Format is a kind of file that can be read.
type Format string

// The formats that are read. Every other one is recognised, where possible, and refused.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Options say how a file is to be read. The zero value reads the first visible sheet, or finds the
// encoding and the delimiter by evidence.
type Options struct {
	Sheet      string // the sheet's name; empty for the first visible one
	Encoding   string // an IANA character set name; empty or "auto" for the byte-order mark, else UTF-8
	Delimiter  string // one of , ; | or a tab; "tab"; empty or "auto" for evidence
	SkipHidden bool   // leave hidden rows out; hidden columns become blank
	Limits     Limits // zero members take their default
}

// Info says what was found on opening.
type Info struct {
	Format        Format
	Sheet         string   // the sheet that is read; empty for CSV
	Sheets        []string // every worksheet's name, in order
	Encoding      string   // of a CSV, by its IANA name
	Delimiter     string   // of a CSV
	HiddenColumns []int    // columns, from 0, that are hidden; known after a complete pass at the latest
	MergedRanges  []string // A1:B2; known only after a complete pass, see Source.Rows
}

// Source is an opened file whose rows can be read any number of times.
type Source interface {
	// Info returns what is known so far.
	Info() Info
	// Rows begins a new pass from the first row. Merged ranges stand behind the rows in a sheet, so
	// only a pass that begins after a complete one marks merged cells: where Info().MergedRanges was
	// empty before a pass and is not after it, read again.
	Rows(ctx context.Context) Rows
	Close() error
}

// Rows is one pass over a source.
type Rows interface {
	// Next moves to the next row that is not blank and reports false at the end or on an error.
	Next() bool
	// Row returns the current row, which the next call of Next overwrites.
	Row() *cell.Row
	// Err returns why the pass ended early: an *Error, or the context's error.
	Err() error
	// Close releases the pass; it may be called early and more than once.
	Close() error
}

// Error is a file that cannot be read, with the place.
type Error struct {
	Code    row.Code
	File    string // as the person gave it
	Sheet   string // empty where no sheet is concerned
	Cell    string // A1 reference; empty where unknown
	Line    int    // physical line of a CSV; 0 where unknown
	Problem string // what is wrong, quoting the value
	Advice  string // what to do next; empty for the table's remedy
	// Encoding is the character set that the file is likely to be in, by its IANA name, where another
	// one was tried; empty where there is no telling.
	Encoding string
	Err      error // the cause, where there is one
}

// Error says where and what, and what to do next.
func (e *Error) Error() string {
	where := e.File
	if e.Line > 0 {
		where = fmt.Sprintf("%s:%d", where, e.Line)
	}
	if e.Sheet != "" {
		where += fmt.Sprintf(": sheet %q", e.Sheet)
	}
	if e.Cell != "" {
		where += ", cell " + e.Cell
	}
	text := where + ": " + e.Problem
	if e.Advice != "" {
		text += "; " + e.Advice
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of an error of this package, and false for any other error.
func CodeOf(err error) (row.Code, bool) {
	var e *Error
	if errors.As(err, &e) {
		return e.Code, true
	}
	return "", false
}
