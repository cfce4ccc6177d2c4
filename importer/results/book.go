package results

import (
	"io"
	"os"

	"github.com/xuri/excelize/v2"

	"posimport/importer/results/props"
	"posimport/importer/sheet/cell"
)

// The names of the sheets, the same in every language.
const (
	sheetResults = "Results"
	sheetErrors  = "Errors"
	sheetFixes   = "Fixes"
	sheetSummary = "Summary"
	sheetMeta    = "_posimport" // very hidden
)

// book writes a results workbook. excelize keeps what it streams in memory up to 16 MB a sheet and
// beyond that in the folder that is given to it.
type book struct {
	file    *excelize.File
	o       *Options
	caps    caps
	labels  *labels
	styles  styles
	places  places
	feeds   *feeds
	tally   *tally
	results *page
	errors  *page
	sheets  int // visible ones that exist
	streams []*excelize.StreamWriter
	escaped bool // a text holds stand-ins
	allText bool // the first row is of a CSV: all cells are text
	fromCSV bool // a row is of a CSV
	begun   bool
	cells   []excelize.Cell
	line    []excelize.Cell
	notes   []note
	links   []hyperlink
	back    int // links from Results to Errors
	forth   int // links from Errors to Results
	cut     bool
}

// note is a message on a cell; hyperlink leads from one cell to another.
type note struct{ sheet, cell, text string }

type hyperlink struct{ sheet, cell, to string }

func newBook(work string, o *Options, c caps) (*book, error) {
	b := &book{
		file: excelize.NewFile(excelize.Options{TmpDir: work}), o: o, caps: c,
		labels: labelsIn(o.Lang), places: arrange(o.Header, o.Blank), feeds: newFeeds(o), tally: newTally(o.Header, c.groups),
	}
	b.styles = styles{file: b.file, looks: map[look]int{}, keys: map[styleKey]int{}}
	for l := lookHeader; l <= lookLabel; l++ {
		if _, err := b.styles.look(l); err != nil {
			return nil, err
		}
	}
	if err := b.file.SetDocProps(&excelize.DocProperties{Creator: "posimport", Title: "posimport " + o.Meta.RunID}); err != nil {
		return nil, err
	}
	return b, nil
}

// addSheet adds an empty sheet behind the others.
func (b *book) addSheet(name, tab string) error {
	if b.sheets++; b.sheets == 1 {
		if err := b.file.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else if _, err := b.file.NewSheet(name); err != nil {
		return err
	}
	// excelize would write A1, and there are readers that believe it.
	if err := b.file.SetSheetDimension(name, ""); err != nil {
		return err
	}
	if tab == "" {
		return nil
	}
	props := &excelize.SheetPropsOptions{TabColorRGB: &tab, FitToPage: new(true)}
	if err := b.file.SetSheetProps(name, props); err != nil {
		return err
	}
	const a4 = 9
	return b.file.SetPageLayout(name, &excelize.PageLayoutOptions{
		Orientation: new("landscape"), FitToWidth: new(1), FitToHeight: new(0), Size: new(a4),
	})
}

// text prepares a text for a cell that is streamed.
func (b *book) text(text string) string {
	text, special := standIn(fit(text))
	b.escaped = b.escaped || special
	return text
}

// styled is a cell of a fixed style; an empty text gives a cell without a value.
func (b *book) styled(l look, value any) excelize.Cell {
	c := excelize.Cell{StyleID: b.styles.looks[l]}
	switch value := value.(type) {
	case string:
		if value != "" {
			c.Value = b.text(value)
		}
	default:
		c.Value = value
	}
	return c
}

// begin lays out the sheets, once the first row tells whether the input is a CSV.
func (b *book) begin(allText bool) error {
	b.begun, b.allText = true, allText
	if err := b.startResults(); err != nil {
		return err
	}
	return b.startErrors()
}

// finish writes what stands on the other sheets, and the file.
func (b *book) finish(s Summary, file *os.File) error {
	if !b.begun {
		if err := b.begin(false); err != nil {
			return err
		}
	}
	if err := b.orderSheets(); err != nil {
		return err
	}
	list := b.tally.groups.list()
	fixes, err := b.writeFixes(list, b.tally.groups.dropped)
	if err != nil {
		return err
	}
	if err := b.writeSummary(b.tally, list, &s); err != nil {
		return err
	}
	if err := b.writeMeta(); err != nil {
		return err
	}
	return b.save(file, append([]*page{b.results, b.errors}, fixes...))
}

// orderSheets puts the further sheets of a page behind its first. It must come before the filters,
// which are kept by the sheet's place.
func (b *book) orderSheets() error {
	for _, s := range b.results.sheets[1:] {
		if err := b.file.MoveSheet(s.name, sheetErrors); err != nil {
			return err
		}
	}
	b.file.SetActiveSheet(0)
	return nil
}

// save ends the streams and packs the archive. Nothing may touch a sheet after its stream's end:
// excelize would read it again, as an empty one.
func (b *book) save(file *os.File, pages []*page) error {
	for _, p := range pages {
		if err := p.end(); err != nil {
			return err
		}
	}
	for _, n := range b.notes {
		if err := b.addNote(n); err != nil {
			return err
		}
	}
	for _, l := range b.links {
		if err := b.file.SetCellHyperLink(l.sheet, l.cell, l.to, "Location"); err != nil {
			return err
		}
	}
	for _, stream := range b.streams {
		if err := stream.Flush(); err != nil {
			return err
		}
	}
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return props.New(newPacker(file, b.escaped)) })
	return b.file.Write(io.Discard)
}

func (b *book) addNote(n note) error {
	const charsALine, pixelsALine, widest = 42, 18, 300
	return b.file.AddComment(n.sheet, excelize.Comment{
		Cell: n.cell, Author: "posimport", Text: n.text,
		Width: widest, Height: uint(1+wrapped(n.text, charsALine)) * pixelsALine,
	})
}

func (b *book) drop() error { return b.file.Close() }

// addLink keeps a link for later, when its sheet is complete.
func (b *book) addLink(sheet string, column, line int, to string) {
	b.links = append(b.links, hyperlink{sheet: sheet, cell: cell.Name(column, line), to: to})
}
