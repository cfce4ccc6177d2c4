// Package codes is the one table of codes: what each means, what to do about it, and how it is said
// of a cell, in English and Spanish. The results workbook, the terminal and the README read it.
package codes

import (
	"posimport/importer/row"
	"posimport/importer/target/schema"
)

// Entry is one code's words.
type Entry struct {
	Code    row.Code
	Meaning schema.Text // one sentence
	Remedy  schema.Text // what to do next, one sentence
	// Message is said of one cell. {cell}, {column}, {field}, {value}, {want}, {near} and {other}
	// stand for the members of row.Issue; a part in square brackets is left out where a member that
	// it names is empty. Empty for codes that no Issue carries.
	Message schema.Text
}
