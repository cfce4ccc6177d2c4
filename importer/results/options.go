package results

import (
	"fmt"
	"path/filepath"
	"strings"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// Words says codes and statuses in one language. The table of codes gives it.
type Words interface {
	Message(issue row.Issue) string
	Meaning(code row.Code) string
	Remedy(code row.Code) string
	StatusWords(status row.Status) string
}

// Options of Create.
type Options struct {
	Meta Meta
	// Header holds the input's header cells, from column A on. Those that carry the name of an added
	// column, because a results file was imported again, are replaced.
	Header []cell.Cell
	// Blank says that blank cells at the end of Header are columns of their own, as those of a CSV are; in
	// a sheet they mostly are cells that somebody coloured.
	Blank bool
	Words Words
	Lang  string // of the labels, "en" or "es"; English for any other
	// Source is the path of the input, which is never replaced.
	Source string
	// NeverOverwrite writes to the next free name where the path is taken. Without it a file that
	// stands there is replaced, if it can be.
	NeverOverwrite bool
	// Numbers are the columns of Header, from 0, that only number or boolean fields read, and whose
	// cell is not looked up in a table of values. A CSV gets the stored value of their numbers
	// (64.99) instead of what is shown (65), and blank cells of theirs keep the format General.
	Numbers []int
	// Commas are those of Numbers whose text the mapping reads with a decimal comma.
	Commas []int
}

// caps bound what is kept in memory, or fits a sheet.
type caps struct {
	rows   int // lines of one sheet, with the header
	sample int // rows that are looked at for the column widths
	notes  int // cells that carry their message as a note
	links  int // hyperlinks in each direction
	groups int // distinct values that are counted for Fixes
}

// standardCaps keeps a workbook of any length under about 100 MiB. Excel takes 65,530 hyperlinks a
// sheet, but excelize looks through all of them for each one that is added.
func standardCaps() caps {
	return caps{rows: cell.MaxRows, sample: 200, notes: 1000, links: 5000, groups: 10_000}
}

// ending is the file format of a results path, by its ending.
func ending(path string) (string, error) {
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".xlsx", ".csv":
		return ext, nil
	default:
		return "", fmt.Errorf("results cannot be written to %q: the name must end in .xlsx or .csv", path)
	}
}

// places says which of the input's columns go where in the results.
type places struct {
	kept    []int       // the input's columns that stay, in order
	to      map[int]int // from the input's column to the results' column; none for a replaced one
	columns int         // header columns of the input, replaced ones included
}

// arrange drops the columns that are added anew; trailing blank headers need no column, if they are not
// said to be one.
func arrange(header []cell.Cell, blank bool) places {
	columns := len(header)
	for !blank && columns > 0 && strings.TrimSpace(header[columns-1].Display()) == "" {
		columns--
	}
	p := places{to: make(map[int]int, columns), columns: columns}
	for i := range columns {
		if _, added := addedColumn(header[i].Display()); added {
			continue
		}
		p.to[i] = len(p.kept)
		p.kept = append(p.kept, i)
	}
	return p
}

// first is the results' column in which the added ones begin.
func (p *places) first() int { return len(p.kept) }

// of returns the results' column of one of the input's columns. A cell beyond the header stands on
// the right of the added columns, so that taking these out puts it back into its place.
func (p *places) of(column int) (int, bool) {
	if column >= p.columns {
		return len(p.kept) + len(Columns()) + column - p.columns, true
	}
	to, ok := p.to[column]
	return to, ok
}

// addedColumn tells an added column by its header, whatever its case and outer spaces.
func addedColumn(header string) (Column, bool) {
	header = strings.TrimSpace(header)
	for _, c := range Columns() {
		if strings.EqualFold(header, string(c)) {
			return c, true
		}
	}
	return "", false
}

// columnOf returns the column of an A1 reference, counted from 0. The row number is not looked at: a
// CSV may have more rows than a sheet.
func columnOf(ref string) (int, bool) {
	column, _, ok := cell.ParseName(strings.TrimRight(ref, "0123456789") + "1")
	return column, ok && ref != "" && ref[len(ref)-1] >= '0' && ref[len(ref)-1] <= '9'
}
