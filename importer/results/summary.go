package results

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// summary writes the Summary sheet from top to bottom. It is small, and not streamed.
type summary struct {
	b    *book
	line int
	err  error
}

// Columns of the Summary.
const (
	sumLabel = iota
	sumCount
	sumShare
	sumText
)

const (
	topCodes    = 10
	topFixes    = 10
	mappingRows = 400 // lines of the mapping that are shown
	sumWidest   = 72
	sumWide     = 30 + 12 + 10 + sumWidest // all columns together
)

func (b *book) writeSummary(t *tally, fixes []group, s *Summary) error {
	if err := b.addSheet(sheetSummary, colourAdded); err != nil {
		return err
	}
	w := &summary{b: b}
	for column, width := range []float64{30, 12, 10, sumWidest} {
		name := cell.ColumnName(column)
		w.do(b.file.SetColWidth(sheetSummary, name, name, width))
	}
	w.do(b.file.SetSheetView(sheetSummary, 0, &excelize.ViewOptions{ShowGridLines: new(false)}))
	w.title()
	w.statuses(t)
	w.next(s)
	w.list(b.labels.warnings, s.Warnings)
	w.errors(t)
	w.fixes(fixes)
	w.facts(t, s)
	w.mapping()
	return w.err
}

func (w *summary) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

// put sets a cell of the current line.
func (w *summary) put(column int, l look, value any) {
	name := cell.Name(column, w.line)
	if text, ok := value.(string); ok {
		w.do(w.b.file.SetCellStr(sheetSummary, name, cutTo(printable(text), cellChars)))
	} else {
		w.do(w.b.file.SetCellValue(sheetSummary, name, value))
	}
	w.do(w.b.file.SetCellStyle(sheetSummary, name, name, w.b.styles.looks[l]))
}

// section begins a part, after a blank line.
func (w *summary) section(titles ...string) {
	w.line += 2
	for column := range sumText + 1 {
		text := ""
		if column < len(titles) {
			text = titles[column]
		}
		w.put(column, []look{lookSection, lookSectionCount, lookSectionCount, lookSectionText}[column], text)
	}
}

func (w *summary) title() {
	l, m := w.b.labels, &w.b.o.Meta
	format := l.title
	if m.DryRun {
		format = l.dryTitle
	}
	w.line = 1
	w.put(sumLabel, lookTitle, fmt.Sprintf(format, filepath.Base(filepath.ToSlash(m.File)), strings.ToUpper(m.Target)))
	w.do(w.b.file.SetRowHeight(sheetSummary, 1, 28))
}

// relevant are the statuses that a run can give, and any other that occurs.
func relevant(t *tally, dry bool) []row.Status {
	var list []row.Status
	for _, status := range row.Statuses() {
		possible := status == row.Invalid || (status == row.Valid) == dry
		if possible || t.counts.Of(status) > 0 {
			list = append(list, status)
		}
	}
	return list
}

func (w *summary) statuses(t *tally) {
	l := w.b.labels
	w.line = 1
	w.section(l.status, l.rows, l.share, l.explained)
	list := relevant(t, w.b.o.Meta.DryRun)
	first := w.line + 1
	for _, status := range list {
		w.line++
		w.put(sumLabel, lookText, string(status))
		style, err := w.b.styles.status(status)
		w.do(err)
		name := cell.Name(sumLabel, w.line)
		w.do(w.b.file.SetCellStyle(sheetSummary, name, name, style))
		w.put(sumCount, lookCount, t.counts.Of(status))
		w.put(sumShare, lookShare, share(t.counts.Of(status), t.rows))
		w.explain(w.b.o.Words.StatusWords(status))
	}
	w.chart(list, first)
	w.line++
	w.put(sumLabel, lookLabel, l.total)
	w.put(sumCount, lookCount, t.rows)
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// chart draws a bar for each status, on the right of everything. Only a series of its own gives a
// bar its own colour.
func (w *summary) chart(list []row.Status, first int) {
	var all []excelize.ChartSeries
	for i, status := range list {
		fill, _ := statusColours(status)
		at := func(column int) string {
			return fmt.Sprintf("'%s'!$%s$%d", sheetSummary, cell.ColumnName(column), first+i)
		}
		all = append(all, excelize.ChartSeries{Name: at(sumLabel), Values: at(sumCount), Fill: solid(fill)})
	}
	w.do(w.b.file.AddChart(sheetSummary, cell.Name(sumText+2, 2), &excelize.Chart{
		Type: excelize.Bar, Series: all,
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: w.b.labels.chart, Font: font(excelize.Font{Bold: true, Size: 12})}}},
		Legend:    excelize.ChartLegend{Position: "right", Font: font(excelize.Font{Color: "333333"})},
		Dimension: excelize.ChartDimension{Width: 440, Height: 280},
		PlotArea:  excelize.ChartPlotArea{ShowVal: true},
		XAxis:     excelize.ChartAxis{ReverseOrder: true, None: true},
		YAxis:     excelize.ChartAxis{None: true},
		Format:    excelize.GraphicOptions{AltText: w.b.labels.chart},
		GapWidth:  new(uint(30)), Overlap: new(-20),
	}))
}

func (w *summary) next(s *Summary) {
	w.section(w.b.labels.next)
	w.line++
	if s.Next == "" {
		w.put(sumLabel, lookNote, w.b.labels.nothing)
		return
	}
	for _, line := range strings.Split(s.Next, "\n") {
		for column := range sumText + 1 {
			w.put(column, lookCode, "")
		}
		w.put(sumLabel, lookCode, line)
		w.line++
	}
	w.line--
}

// list writes texts one a line; nothing where there are none.
func (w *summary) list(title string, texts []string) {
	if len(texts) == 0 {
		return
	}
	w.section(title)
	for _, text := range texts {
		w.line++
		w.wide(text)
	}
}

// wide writes a text over all columns, as high as it needs to be.
func (w *summary) wide(text string) {
	w.put(sumLabel, lookWrap, text)
	w.do(w.b.file.MergeCell(sheetSummary, cell.Name(sumLabel, w.line), cell.Name(sumText, w.line)))
	w.do(w.b.file.SetRowHeight(sheetSummary, w.line, lineHeight*float64(wrapped(text, sumWide))))
}

// explain writes a text into the widest column, as high as it needs to be.
func (w *summary) explain(text string) {
	w.put(sumText, lookExplain, text)
	if lines := wrapped(text, sumWidest); lines > 1 {
		w.do(w.b.file.SetRowHeight(sheetSummary, w.line, lineHeight*float64(lines)))
	}
}

func (w *summary) errors(t *tally) {
	top := t.top(topCodes)
	if len(top) == 0 {
		return
	}
	l := w.b.labels
	w.section(l.topErrors, l.count, "", l.remedy)
	for _, one := range top {
		w.line++
		w.put(sumLabel, lookText, string(one.Code))
		w.put(sumCount, lookCount, one.Count)
		w.explain(strings.TrimSpace(w.b.o.Words.Meaning(one.Code) + " " + w.b.o.Words.Remedy(one.Code)))
	}
	if w.b.cut {
		w.line++
		w.wide(fmt.Sprintf(l.notesCut, w.b.caps.notes, w.b.caps.links))
	}
}

func (w *summary) fixes(list []group) {
	if len(list) == 0 {
		return
	}
	l := w.b.labels
	w.section(l.fixesTop, l.rows, "", l.value)
	for i := range list[:min(topFixes, len(list))] {
		g := &list[i]
		w.line++
		w.put(sumLabel, lookText, g.Column)
		w.put(sumCount, lookCount, g.Rows)
		text := g.Value
		if g.Suggest != "" {
			text += " → " + g.Suggest + " ?"
		}
		w.explain(text)
	}
}

func (w *summary) facts(t *tally, s *Summary) {
	l, m := w.b.labels, &w.b.o.Meta
	w.section(l.facts)
	kind := l.kindReal
	if m.DryRun {
		kind = l.kindDry
	}
	w.fact(l.kind, kind)
	w.fact(l.run, m.RunID)
	w.fact(l.file, m.File)
	w.fact(l.sheet, m.Sheet)
	w.fact(l.target, strings.ToUpper(m.Target))
	w.fact(l.server, m.BaseURL)
	w.fact(l.account, m.Account)
	w.moment(l.started, m.Started)
	w.moment(l.ended, s.Ended)
	if took := s.Ended.Sub(m.Started); took > 0 && !m.Started.IsZero() {
		w.number(l.duration, lookSpan, took.Hours()/24)
		w.number(l.speed, lookSpeed, float64(t.rows)/took.Seconds())
	}
	if !m.DryRun {
		w.number(l.requests, lookNumber, s.Sent)
	}
	w.fact(l.stopped, s.Stopped)
}

// fact writes a line of what is known; nothing where it is not.
func (w *summary) fact(label, text string) {
	if text == "" {
		return
	}
	w.line++
	w.put(sumLabel, lookLabel, label)
	w.put(sumCount, lookText, text)
}

func (w *summary) moment(label string, at time.Time) {
	if !at.IsZero() {
		w.fact(label, at.UTC().Format(time.DateTime))
	}
}

func (w *summary) number(label string, l look, value any) {
	w.line++
	w.put(sumLabel, lookLabel, label)
	w.put(sumCount, l, value)
}

// mapping shows the mapping in force, line by line, so that it can be copied from here.
func (w *summary) mapping() {
	text := strings.TrimRight(w.b.o.Meta.Mapping, "\n")
	if text == "" {
		return
	}
	w.section(w.b.labels.mapping)
	for i, line := range strings.Split(text, "\n") {
		if i == mappingRows {
			w.line++
			w.put(sumLabel, lookNote, "…")
			return
		}
		w.line++
		for column := range sumText + 1 {
			w.put(column, lookCode, "")
		}
		w.put(sumLabel, lookCode, line)
	}
}
