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
	// Message is said of one cell, after the cell and its column. {cell}, {column}, {field}, {value},
	// {want}, {near} and {other} stand for the members of row.Issue; {setting} is Want where it is a
	// line for the mapping (decimal: ","), and {sample} where it is not. A part in square brackets is
	// left out where a member that it names is empty; where one outside of them is, the meaning is
	// said instead. Empty where the meaning says it all.
	Message schema.Text
}

// Table returns every code that posimport gives, and those that the targets are documented to give,
// family by family. Each call returns a new slice.
func Table() []Entry {
	var all []Entry
	for _, family := range [][]Entry{
		fileCodes(), mappingCodes(), valueCodes(), netCodes(), authCodes(), apiCodes(), targetCodes(),
	} {
		all = append(all, family...)
	}
	return all
}

func text(en, es string) schema.Text { return schema.Text{EN: en, ES: es} }
