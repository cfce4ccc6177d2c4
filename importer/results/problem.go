package results

import (
	"fmt"
	"slices"
	"strings"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// problem is one line of the Errors sheet.
type problem struct {
	issue   row.Issue
	message string
	column  int // of the input, from 0; -1 where the whole row is concerned
}

// problems lists all that is wrong with a row: every issue, and what the target said of a row that
// failed or is in doubt.
func problems(r *Result, words Words, header []cell.Cell) []problem {
	var list []problem
	told := false
	for _, issue := range r.Issues {
		list = append(list, problem{issue: issue, message: words.Message(issue), column: inputColumn(issue.Cell)})
		told = told || issue.Code == r.Outcome.Code
	}
	o := &r.Outcome
	if told || o.Status.Succeeded() || o.Status == row.NotRun || o.Code == "" && o.Message == "" {
		return list
	}
	p := problem{message: o.Message, column: inputColumn(o.Cell)}
	p.issue = row.Issue{Code: o.Code, Cell: o.Cell}
	if p.message == "" {
		p.message = words.Meaning(o.Code)
	}
	if p.column >= 0 {
		p.issue.Value = strings.Clone(r.Row.At(p.column).Display()) // not the whole row with it
	}
	if p.column >= 0 && p.column < len(header) {
		p.issue.Column = header[p.column].Display()
	}
	return append(list, p)
}

func inputColumn(ref string) int {
	if column, ok := columnOf(ref); ok {
		return column
	}
	return -1
}

// headline is what the Results row says: the first message, and how many more there are.
func headline(r *Result, list []problem, l *labels) string {
	text := r.Outcome.Message
	if text == "" && len(list) > 0 {
		text = list[0].message
	}
	if more := len(list) - 1; more > 0 {
		text += " " + fmt.Sprintf(l.more, more)
	}
	return text
}

// everything is what a CSV row says, which has no sheet of errors beside it: each message once, the
// row's own first.
func everything(r *Result, list []problem) string {
	var texts []string
	if r.Outcome.Message != "" {
		texts = append(texts, r.Outcome.Message)
	}
	told := r.Outcome.Message == ""
	for i := range list {
		p := &list[i]
		if !told && p.issue.Code == r.Outcome.Code && p.issue.Cell == r.Outcome.Cell {
			told = true // in the row's own words
			continue
		}
		if p.message != "" && !slices.Contains(texts, p.message) {
			texts = append(texts, p.message)
		}
	}
	return strings.Join(texts, " | ")
}
