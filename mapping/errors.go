package mapping

import (
	"fmt"
	"sort"
	"strings"

	"posimport/importer/row"
)

// Problem is one thing wrong with a mapping file, a --set, a value table, or the headers that a
// mapping is bound to.
type Problem struct {
	File         string // as it was given; "--set" for a constant from the command line
	Line, Column int    // from 1; 0 where no place in the file is concerned
	Code         row.Code
	Text         string // what is wrong, quoting the value
	Hint         string // what to do next
}

// String says it on one line: file:line:column: text; hint.
func (p Problem) String() string {
	text := p.Text
	if p.Hint != "" {
		text += "; " + p.Hint
	}
	switch {
	case p.File == "":
		return text
	case p.Line == 0:
		return p.File + ": " + text
	default:
		return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, text)
	}
}

// Errors is all that is wrong with a mapping, in the order of the file.
type Errors struct{ Problems []Problem }

// Error says every problem, one a line.
func (e *Errors) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// problems gathers what is wrong, so that all of it is said at once.
type problems struct {
	file string
	list []Problem
}

func (p *problems) add(at place, code row.Code, text, hint string) {
	file := at.file
	if file == "" {
		file = p.file
	}
	p.list = append(p.list, Problem{
		File: file, Line: at.line, Column: at.column, Code: code, Text: text, Hint: hint,
	})
}

// err returns nil where nothing is wrong. Problems of the mapping file come first, by their place.
func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	sort.SliceStable(p.list, func(i, j int) bool {
		a, b := &p.list[i], &p.list[j]
		if own, other := a.File == p.file, b.File == p.file; own != other {
			return own
		}
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Column < b.Column
	})
	return &Errors{Problems: p.list}
}

// place is where something stands; the zero place is the mapping as a whole.
type place struct {
	file         string // empty for the mapping file
	line, column int
}
