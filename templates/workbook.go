package templates

import (
	"archive/zip"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"posimport/importer/results/props"
	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
)

// Write writes a blank workbook for a target: a sheet to fill in, instructions, and a hidden sheet
// with the lists of the drop-downs. Equal schemas and options give equal bytes. Errors are options
// that cannot be met, and those of w.
func Write(w io.Writer, s *schema.Schema, o Options) error {
	p, err := layOut(s, o)
	if err != nil {
		return err
	}
	book := &workbook{plan: p, file: excelize.NewFile()}
	defer book.file.Close()
	for _, step := range []func() error{
		book.addSheets, book.addStyles, book.addHeader, book.addCells, book.addLists, book.addChecks,
		book.addMarks, book.addHelp, book.addView, book.addStamp,
	} {
		if err := step(); err != nil {
			return fmt.Errorf("make the %s template: %w", s.Title, err)
		}
	}
	book.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return props.New(zip.NewWriter(w)) })
	_, err = book.file.WriteTo(w)
	return err
}

// workbook is a template while it is being written.
type workbook struct {
	*plan
	file   *excelize.File
	styles styles
	lists  map[string]string // where a field's drop-down finds its values
}

func (b *workbook) addSheets() error {
	if err := b.file.SetSheetName("Sheet1", b.words.dataSheet()); err != nil {
		return err
	}
	for _, name := range []string{b.words.helpSheet(), b.words.listSheet()} {
		if _, err := b.file.NewSheet(name); err != nil {
			return err
		}
	}
	return b.file.SetSheetVisible(b.words.listSheet(), false)
}

// addHeader writes the header row, marks what is required and explains each column in a note.
func (b *workbook) addHeader() error {
	for i, c := range b.columns {
		at := cell.Name(i, 1)
		title, style := c.title, b.styles.optional
		if c.field.Required {
			title, style = title+" *", b.styles.required
		}
		if err := b.file.SetCellStr(b.words.dataSheet(), at, title); err != nil {
			return err
		}
		if err := b.file.SetCellStyle(b.words.dataSheet(), at, at, style); err != nil {
			return err
		}
		if err := b.file.AddComment(b.words.dataSheet(), b.note(c, at)); err != nil {
			return err
		}
	}
	return b.file.SetRowHeight(b.words.dataSheet(), 1, 30)
}

// note is what is shown when the pointer rests on a header.
func (b *workbook) note(c column, at string) excelize.Comment {
	text := fmt.Sprintf("\n%s\n%s.", c.field.Meaning.In(b.words.lang), b.words.format(c))
	if example := b.words.example(c.field); example != "" {
		text += "\n" + example
	}
	lines := uint(4 + len(text)/42)
	return excelize.Comment{
		Cell: at, Author: "posimport", Width: 300, Height: 18 * lines,
		Paragraph: []excelize.RichTextRun{
			{Text: c.title + " – " + b.words.need(c.field), Font: &excelize.Font{Bold: true, Size: 10, Family: "Calibri"}},
			{Text: text, Font: &excelize.Font{Size: 10, Family: "Calibri"}},
		},
	}
}

// addCells formats the rows that are filled in. A whole column's style would do for Excel, but other
// programs look at the cells.
func (b *workbook) addCells() error {
	for i, c := range b.columns {
		name := cell.ColumnName(i)
		if err := b.file.SetColWidth(b.words.dataSheet(), name, name, width(c)); err != nil {
			return err
		}
		style := b.styles.text
		if c.field.Type == schema.Number {
			style = b.styles.number
		}
		if err := b.file.SetCellStyle(b.words.dataSheet(), cell.Name(i, 2), cell.Name(i, Rows+1), style); err != nil {
			return err
		}
	}
	return b.file.AddIgnoredErrors(b.words.dataSheet(), b.body(), excelize.IgnoredErrorsNumberStoredAsText)
}

// body is the range that is filled in.
func (b *workbook) body() string {
	return cell.Name(0, 2) + ":" + cell.Name(len(b.columns)-1, Rows+1)
}

// width is how wide a column is, in characters.
func width(c column) float64 {
	least := map[schema.Type]float64{schema.UUID: 39, schema.UUIDs: 42, schema.Number: 14, schema.Boolean: 16, schema.Enum: 16}[c.field.Type]
	if least == 0 {
		least = 22
	}
	return max(least, float64(len([]rune(c.title)))+6, min(40, float64(len([]rune(c.field.Example)))+4))
}

// addView freezes and filters the header, and prints it on every page.
func (b *workbook) addView() error {
	sheet := b.words.dataSheet()
	last := cell.Name(len(b.columns)-1, Rows+1)
	if err := b.file.SetPanes(sheet, &excelize.Panes{
		Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: "A2", ActiveCell: "A2", Pane: "bottomLeft"}},
	}); err != nil {
		return err
	}
	if err := b.file.AutoFilter(sheet, "A1:"+last, nil); err != nil {
		return err
	}
	if err := b.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", RefersTo: "'" + sheet + "'!$1:$1", Scope: sheet,
	}); err != nil {
		return err
	}
	for _, name := range []string{sheet, b.words.helpSheet()} {
		if err := b.onePageWide(name); err != nil {
			return err
		}
	}
	b.file.SetActiveSheet(0)
	return nil
}

func (b *workbook) onePageWide(sheet string) error {
	landscape, a4, fit, wide, tall := "landscape", 9, true, 1, 0
	if err := b.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{
		Orientation: &landscape, Size: &a4, FitToWidth: &wide, FitToHeight: &tall,
	}); err != nil {
		return err
	}
	side, top := 0.4, 0.6
	if err := b.file.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &top, Bottom: &top,
	}); err != nil {
		return err
	}
	return b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit})
}
