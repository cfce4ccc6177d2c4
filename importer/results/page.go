package results

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"posimport/importer/sheet/cell"
)

// page is a sheet that is streamed, with its header frozen and filtered. When it is full it goes on
// in a second sheet with the same header.
type page struct {
	book    *book
	name    string
	tab     string // the colour of its tab
	header  []excelize.Cell
	widest  []float64 // limits of the column widths
	wraps   []int     // columns whose text goes over several lines
	plain   []int     // styles of the columns' empty cells; 0 for none
	help    string    // a line above the header, not frozen over; empty for none
	width   []float64
	waiting [][]excelize.Cell // the first rows, until the widths are known
	text    int               // how much text they hold, in bytes
	sampled bool
	sheets  []sheetEnd
	stream  *excelize.StreamWriter
	next    int // the line that the next row gets
	values  []any
}

// sheetEnd is a sheet and its last line.
type sheetEnd struct {
	name string
	last int
}

// start begins the first sheet.
func (p *page) start() error {
	p.width = make([]float64, len(p.header))
	for i := range p.header {
		p.measure(i, &p.header[i], headerRoom)
	}
	return p.turn()
}

// headerRoom is what the filter's button takes of a header.
const headerRoom = 3

// top is the line of the header.
func (p *page) top() int {
	if p.help != "" {
		return 2
	}
	return 1
}

// turn begins the next sheet.
func (p *page) turn() error {
	if err := p.settle(); err != nil {
		return err
	}
	name := p.name
	if n := len(p.sheets); n > 0 {
		p.sheets[n-1].last = p.next - 1
		name = fmt.Sprintf("%s %d", p.name, n+1)
	}
	p.sheets = append(p.sheets, sheetEnd{name: name})
	p.next = p.top() + 1
	p.stream = nil
	return p.book.addSheet(name, p.tab)
}

// sheet is the name of the current sheet.
func (p *page) sheet() string { return p.sheets[len(p.sheets)-1].name }

// add writes a row and returns the sheet and the line where it stands. The cells may be used again.
func (p *page) add(cells []excelize.Cell) (sheet string, line int, err error) {
	if p.next > p.book.caps.rows {
		if err := p.turn(); err != nil {
			return "", 0, err
		}
	}
	line = p.next
	p.next++
	if p.sampled {
		return p.sheet(), line, p.set(line, cells)
	}
	p.waiting = append(p.waiting, append([]excelize.Cell(nil), cells...))
	for i := range cells {
		if text, ok := cells[i].Value.(string); ok {
			p.text += len(text)
		}
	}
	if len(p.waiting) >= p.book.caps.sample || p.text >= sampleText {
		err = p.settle()
	}
	return p.sheet(), line, err
}

// settle takes the column widths from the rows that wait, and writes them.
func (p *page) settle() error {
	if len(p.sheets) == 0 || p.sampled && p.stream != nil {
		return nil
	}
	for _, cells := range p.waiting {
		for i := range cells {
			p.measure(i, &cells[i], 0)
		}
	}
	p.sampled = true
	first := p.top() + 1
	waiting := p.waiting
	p.waiting = nil
	for i, cells := range waiting {
		if err := p.set(first+i, cells); err != nil {
			return err
		}
	}
	if p.stream == nil {
		return p.open()
	}
	return nil
}

const (
	sampleText   = 1 << 20 // bytes of text that the first rows may hold while they wait
	narrowest    = 8
	widestColumn = 42
)

// measure widens a column for a cell.
func (p *page) measure(column int, c *excelize.Cell, room int) {
	if c.Value != nil {
		p.fit(column, textWidth(fmt.Sprint(c.Value))+room)
	}
}

// widen widens a column for a text that is shown in it, while the widths are not yet written.
func (p *page) widen(column int, text string) {
	if !p.sampled && text != "" {
		p.fit(column, textWidth(text))
	}
}

func (p *page) fit(column, chars int) {
	for column >= len(p.width) {
		p.width = append(p.width, narrowest)
	}
	limit := float64(widestColumn)
	if column < len(p.widest) && p.widest[column] > 0 {
		limit = p.widest[column]
	}
	const margin = 2
	p.width[column] = max(p.width[column], narrowest, min(limit, float64(chars+margin)))
}

// textWidth is the width of a text's longest line in digits; East Asian characters take two.
func textWidth(text string) int {
	longest, width := 0, 0
	for _, r := range text {
		switch {
		case r == '\n':
			width = 0
			continue
		case r >= 0x1100 && (r <= 0x115F || r >= 0x2E80 && r <= 0xFFDC || r >= 0x1F300):
			width++
		}
		width++
		longest = max(longest, width)
	}
	return longest
}

const (
	lineHeight = 15 // points
	mostLines  = 27 // Excel's limit is 409 points
)

// wrapped is how many lines a text takes in a column of a width. The width
// counts digits, and letters are a little narrower on average.
func wrapped(text string, width float64) int {
	lines := 0
	for line := range strings.Lines(text) {
		lines += 1 + int(float64(max(0, textWidth(strings.TrimRight(line, "\n"))-1))/(width*1.05))
	}
	return max(1, min(lines, mostLines))
}

// height is that of a line whose cells are wrapped; no option for one that is not higher than usual.
func (p *page) height(cells []excelize.Cell) []excelize.RowOpts {
	lines := 1
	for _, column := range p.wraps {
		if text, ok := cells[column].Value.(string); ok && (float64(len(text)) > p.width[column]*0.8 || strings.Contains(text, "\n")) {
			lines = max(lines, wrapped(text, p.width[column]))
		}
	}
	if lines == 1 {
		return nil
	}
	return []excelize.RowOpts{{Height: float64(lines * lineHeight)}}
}

// open begins the stream of the current sheet with what must stand before its rows.
func (p *page) open() error {
	var err error
	if p.stream, err = p.book.file.NewStreamWriter(p.sheet()); err != nil {
		return err
	}
	p.book.streams = append(p.book.streams, p.stream)
	for i, width := range p.width {
		if err := p.stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
		if i < len(p.plain) && p.plain[i] > 0 {
			if err := p.stream.SetColStyle(i+1, i+1, p.plain[i]); err != nil {
				return err
			}
		}
	}
	panes := &excelize.Panes{Freeze: true, YSplit: p.top(), TopLeftCell: cell.Name(0, p.top()+1), ActivePane: "bottomLeft"}
	if err := p.stream.SetPanes(panes); err != nil {
		return err
	}
	if p.help != "" {
		if err := p.stream.SetRow("A1", []any{p.book.styled(lookNote, p.help)}, excelize.RowOpts{Height: 20}); err != nil {
			return err
		}
	}
	const headerHeight = 32
	return p.put(p.top(), p.header, excelize.RowOpts{Height: headerHeight})
}

func (p *page) set(line int, cells []excelize.Cell) error {
	if p.stream == nil {
		if err := p.open(); err != nil {
			return err
		}
	}
	return p.put(line, cells, p.height(cells)...)
}

// put streams one line; cells without value and style are left out.
func (p *page) put(line int, cells []excelize.Cell, opts ...excelize.RowOpts) error {
	p.values = p.values[:0]
	for i := range cells {
		if cells[i].Value == nil && cells[i].StyleID == 0 {
			p.values = append(p.values, nil)
			continue
		}
		p.values = append(p.values, &cells[i])
	}
	return p.stream.SetRow(cell.Name(0, line), p.values, opts...)
}

// end completes the sheets: all rows are written and the header filters them.
func (p *page) end() error {
	if err := p.settle(); err != nil {
		return err
	}
	p.sheets[len(p.sheets)-1].last = p.next - 1
	for _, s := range p.sheets {
		last := cell.Name(len(p.header)-1, max(s.last, p.top()+1))
		if err := p.book.file.AutoFilter(s.name, cell.Name(0, p.top())+":"+last, nil); err != nil {
			return err
		}
	}
	return nil
}

// link is the place of a cell as a hyperlink names it.
func link(sheet string, column, line int) string {
	return "'" + strings.ReplaceAll(sheet, "'", "''") + "'!" + cell.Name(column, line)
}
