package templates

import (
	"fmt"
	"math"

	"github.com/xuri/excelize/v2"

	"posimport/importer/sheet/cell"
)

// helpColumns is how many columns the instructions have.
const helpColumns = 5

func viewOptions(grid *bool) *excelize.ViewOptions { return &excelize.ViewOptions{ShowGridLines: grid} }

// do keeps the first error.
func (h *help) do(err error) {
	if h.err == nil {
		h.err = err
	}
}

// put writes one text into a column of the current row.
func (h *help) put(column int, text string, style int) {
	at := cell.Name(column, h.row)
	h.do(h.file.SetCellStr(h.sheet, at, text))
	h.do(h.file.SetCellStyle(h.sheet, at, at, style))
}

func (h *help) style(column, style int) {
	at := cell.Name(column, h.row)
	h.do(h.file.SetCellStyle(h.sheet, at, at, style))
}

// span writes one text across the whole width.
func (h *help) span(from int, text string, style int, height float64) {
	h.put(from, text, style)
	last := cell.Name(helpColumns-1, h.row)
	h.do(h.file.MergeCell(h.sheet, cell.Name(from, h.row), last))
	h.do(h.file.SetCellStyle(h.sheet, cell.Name(from, h.row), last, style))
	h.do(h.file.SetRowHeight(h.sheet, h.row, height))
}

func (h *help) title(text string) {
	h.row++
	h.span(0, text, h.styles.title, 34)
}

func (h *help) heading(text string) {
	h.row += 2
	h.span(0, text, h.styles.heading, 24)
}

func (h *help) step(number int, text string) {
	h.row++
	h.span(0, fmt.Sprintf("%d.  %s", number, text), h.styles.step, height(text, 178))
}

func (h *help) note(text string) {
	h.row++
	h.span(0, text, h.styles.step, height(text, 178))
}

func (h *help) command(text string) {
	h.row++
	h.span(0, text, h.styles.command, 24)
}

// table writes one line of a table. An empty text joins its column with the one before.
func (h *help) table(style int, texts ...string) {
	h.row++
	lines := 0.0
	for i, text := range texts {
		h.put(i, text, style)
		if text == "" && i > 0 {
			h.do(h.file.MergeCell(h.sheet, cell.Name(i-1, h.row), cell.Name(i, h.row)))
			continue
		}
		lines = max(lines, height(text, h.room(texts, i)))
	}
	h.do(h.file.SetRowHeight(h.sheet, h.row, lines))
}

// room is how many characters of a table's text fit on a line: its columns' width, and what is
// gained since letters are narrower than the digits that Excel measures with.
func (h *help) room(texts []string, column int) float64 {
	wide, err := h.file.GetColWidth(h.sheet, cell.ColumnName(column))
	h.do(err)
	if column+1 < len(texts) && texts[column+1] == "" {
		next, err := h.file.GetColWidth(h.sheet, cell.ColumnName(column+1))
		h.do(err)
		wide += next
	}
	return wide * 1.15
}

// height is how high a row must be for a text that wraps at a number of characters: Excel does not
// fit the rows of merged cells by itself.
func height(text string, characters float64) float64 {
	return 5 + 15*math.Ceil(float64(len([]rune(text)))/characters)
}
