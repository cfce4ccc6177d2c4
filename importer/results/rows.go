package results

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"posimport/importer/sheet/cell"
)

// startResults begins the Results sheet: the input's columns, then the added ones.
func (b *book) startResults() error {
	if columns := b.places.first() + len(Columns()); columns > cell.MaxColumns {
		return tooWide("the input", columns)
	}
	p := &page{book: b, name: sheetResults, tab: colourHeader}
	plain := 0
	if b.allText {
		// What is typed into an empty cell of a column from a CSV keeps its zeros, too.
		var err error
		if plain, err = b.styles.format(textFormat, false); err != nil {
			return err
		}
	}
	for _, column := range b.places.kept {
		p.header = append(p.header, b.styled(lookHeader, b.o.Header[column].Display()))
		p.plain = append(p.plain, plain)
	}
	p.widest = make([]float64, len(b.places.kept))
	for _, column := range Columns() {
		p.header = append(p.header, b.styled(lookAddedHeader, string(column)))
		p.widest = append(p.widest, widestOf(column))
	}
	b.results = p
	return p.start()
}

func widestOf(column Column) float64 {
	if column == Message {
		return 70
	}
	return 38
}

// add writes a row of the results and the lines of its problems.
func (b *book) add(r *Result, list []problem) error {
	if !b.begun {
		if err := b.begin(r.Row.Line > 0); err != nil {
			return err
		}
	}
	b.tally.add(r, list)
	b.fromCSV = b.fromCSV || r.Row.Line > 0
	marks := failing(r, list, b.feeds)
	if err := b.inputCells(r, marks); err != nil {
		return err
	}
	if err := b.addedCells(r, list); err != nil {
		return err
	}
	linked := b.linkable(r, list)
	if linked >= 0 {
		b.cells[linked].StyleID = b.styles.looks[lookLink]
	}
	sheet, line, err := b.results.add(b.cells)
	if err != nil {
		return err
	}
	b.mark(sheet, line, marks)
	firstSheet, firstLine, err := b.addProblems(r, list, sheet, line)
	if err == nil && linked >= 0 {
		b.back++
		b.addLink(sheet, linked, line, link(firstSheet, 0, firstLine))
	}
	return err
}

// linkable returns the column from which a row leads to its first line in Errors, or -1.
func (b *book) linkable(r *Result, list []problem) int {
	switch {
	case len(list) == 0:
		return -1
	case b.back >= b.caps.links:
		b.cut = true
		return -1
	case r.Outcome.Cell != "":
		return b.places.first() + addedAt(Cell)
	case r.Outcome.Code != "":
		return b.places.first() + addedAt(ErrorCode)
	}
	return -1
}

func addedAt(column Column) int {
	for i, c := range Columns() {
		if c == column {
			return i
		}
	}
	return -1
}

// mark puts notes on the failing cells of a line, in their columns' order.
func (b *book) mark(sheet string, line int, marks map[int]failure) {
	if len(marks) == 0 {
		return
	}
	for column := range cell.MaxColumns {
		f, bad := marks[column]
		if !bad {
			continue
		}
		delete(marks, column)
		to, ok := b.places.of(column)
		if !ok || f.message == "" {
			continue
		}
		if len(b.notes) >= b.caps.notes {
			b.cut = true
			return
		}
		b.notes = append(b.notes, note{sheet: sheet, cell: cell.Name(to, line), text: printable(f.message)})
		if len(marks) == 0 {
			return
		}
	}
}

// printable takes out what XML cannot hold, where there is no way to spell it.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r >= firstStandIn && r <= lastStandIn || r == 0xFFFE || r == 0xFFFF {
			return ' '
		}
		return r
	}, text)
}

// inputCells sets the input's cells of a row, and clears the others.
func (b *book) inputCells(r *Result, marks map[int]failure) error {
	size := b.places.first() + len(Columns())
	if extra := len(r.Row.Cells) - b.places.columns; extra > 0 {
		size += extra
	}
	if size > cell.MaxColumns {
		return tooWide(fmt.Sprintf("row %d", r.Source), size)
	}
	if cap(b.cells) < size {
		b.cells = make([]excelize.Cell, size)
	}
	b.cells = b.cells[:size]
	clear(b.cells)
	for column := range max(len(r.Row.Cells), b.places.columns) {
		to, ok := b.places.of(column)
		if !ok {
			continue
		}
		c := r.Row.At(column)
		f, bad := marks[column]
		if err := b.setCell(&b.cells[to], c, column, f, bad); err != nil {
			return err
		}
		b.results.widen(to, shownAs(c))
	}
	return nil
}

// tooWide says that the results do not fit a sheet.
func tooWide(what string, columns int) error {
	return fmt.Errorf("%s needs %d columns with those that are added, and a sheet has %d; take columns out that are not used, or write the results as .csv",
		what, columns, cell.MaxColumns)
}

// shownAs is about how a number is shown; empty where its value tells. A program shows a date by its
// format, which may be longer than the ISO date that we know, and puts #### where there is no room.
func shownAs(c *cell.Cell) string {
	if c.Class.Dated() && len(c.Format) > len(c.Shown) {
		return c.Format
	}
	return c.Shown
}

// setCell writes a cell of one of the input's columns as it was.
func (b *book) setCell(to *excelize.Cell, c *cell.Cell, column int, f failure, bad bool) (err error) {
	if to.StyleID, err = b.styles.format(b.formatOf(c, column, bad), bad); err != nil {
		// A format code that Excel would not take either.
		if to.StyleID, err = b.styles.format("", bad); err != nil {
			return err
		}
	}
	if text := f.marked(c, false); text != "" {
		to.Value = b.text(text)
		return nil
	}
	switch c.Kind {
	case cell.Text:
		if c.Value != "" {
			to.Value = b.text(c.Value)
		}
	case cell.Number:
		if value, ok := number(c); ok {
			to.Value = value
			return nil
		}
		to.Value = b.text(c.Value)
	case cell.Bool:
		to.Value = c.Value == "TRUE"
	}
	return nil
}

// addedCells sets the added cells of a row.
func (b *book) addedCells(r *Result, list []problem) error {
	o := &r.Outcome
	cells := b.cells[b.places.first():]
	style, err := b.styles.status(o.Status)
	if err != nil {
		return err
	}
	cells[0] = excelize.Cell{StyleID: style, Value: string(o.Status)}
	for i, text := range []string{string(o.Code), headline(r, list, b.labels), o.Cell, o.RecordID} {
		if text != "" {
			cells[1+i].Value = b.text(text)
		}
	}
	for i, n := range []int{o.HTTPStatus, o.Attempts, r.Source} {
		if n != 0 {
			cells[5+i] = b.styled(lookNumber, n)
		}
	}
	for i, text := range []string{o.RunID, timestamp(o)} {
		if text != "" {
			cells[8+i].Value = b.text(text)
		}
	}
	return nil
}

// startErrors begins the Errors sheet.
func (b *book) startErrors() error {
	l := b.labels
	p := &page{book: b, name: sheetErrors, tab: "B3261E", widest: []float64{10, 10, 28, 36, 30, 46, 60, 60}, wraps: []int{2, 5, 6, 7}}
	for _, title := range []string{l.row, l.cell, l.column, l.value, l.code, l.meaning, l.message, l.remedy} {
		p.header = append(p.header, b.styled(lookAddedHeader, title))
	}
	b.errors = p
	return p.start()
}

// addProblems writes a line for each problem and returns where the first stands.
func (b *book) addProblems(r *Result, list []problem, sheet string, line int) (first string, firstLine int, err error) {
	for i := range list {
		p := &list[i]
		at, atLine, err := b.addProblem(r, p, sheet, line)
		if err != nil {
			return "", 0, err
		}
		if i == 0 {
			first, firstLine = at, atLine
		}
	}
	return first, firstLine, nil
}

// longestShown is how much of a value the Errors sheet shows.
const longestShown = 500

func (b *book) addProblem(r *Result, p *problem, sheet string, line int) (string, int, error) {
	value := p.issue.Value
	if short := cutTo(value, longestShown); short != value {
		value = short + "…"
	}
	words := b.o.Words
	b.line = append(b.line[:0],
		b.styled(lookNumber, r.Source),
		b.styled(lookText, p.issue.Cell),
		b.styled(lookWrap, p.issue.Column),
		b.styled(lookText, value),
		b.styled(lookText, string(p.issue.Code)),
		b.styled(lookWrap, words.Meaning(p.issue.Code)),
		b.styled(lookWrap, p.message),
		b.styled(lookWrap, words.Remedy(p.issue.Code)))
	from, to := b.leads(r, p, sheet, line)
	if from >= 0 {
		b.line[from].StyleID = b.styles.looks[lookLink]
	}
	at, atLine, err := b.errors.add(b.line)
	if err == nil && from >= 0 {
		b.forth++
		b.addLink(at, from, atLine, to)
	}
	return at, atLine, err
}

// leads says from which column of Errors a line leads back, and where to: the cell, or the status
// of the whole row. -1 where the links are used up.
func (b *book) leads(r *Result, p *problem, sheet string, line int) (from int, to string) {
	if b.forth >= b.caps.links {
		b.cut = true
		return -1, ""
	}
	from, column := 0, b.places.first()
	if p.issue.Cell != "" {
		from = 1
	}
	if at, ok := b.places.of(p.column); ok && p.column >= 0 {
		column = at
	}
	return from, link(sheet, column, line)
}
