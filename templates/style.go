package templates

import "github.com/xuri/excelize/v2"

// The colours: dark for what is required, light for what is not, so that they differ without colour,
// too; amber and red for what is to be corrected.
const (
	ink      = "1F2933"
	dark     = "17496E"
	light    = "D9E7F2"
	line     = "B8C4CE"
	faint    = "F3F6F9"
	amber    = "FFE699"
	red      = "F8C9C4"
	green    = "D3EBD3"
	darkRed  = "8A1C12"
	textMask = 49 // the built-in number format @ (ECMA-376 part 1, 18.8.30)
)

// styles are the places of the cell styles in the workbook.
type styles struct {
	required, optional int // headers
	text, number       int // cells to fill in
	title, heading     int // of the instructions
	head, body, strong int // of the instructions' tables
	step, command      int
	sample             int
	status             [4]int // by tone
	missing, twice     int    // conditional formats
}

func (b *workbook) addStyles() error {
	s := &b.styles
	for _, d := range []struct {
		place *int
		style *excelize.Style
	}{
		{&s.required, header(dark, "FFFFFF")},
		{&s.optional, header(light, ink)},
		{&s.text, &excelize.Style{NumFmt: textMask, Alignment: &excelize.Alignment{Horizontal: "left", Indent: 1}}},
		{&s.number, &excelize.Style{Alignment: &excelize.Alignment{Horizontal: "right", Indent: 1}}},
		{&s.title, &excelize.Style{Font: font(18, true, dark)}},
		{&s.heading, &excelize.Style{Font: font(13, true, dark), Alignment: &excelize.Alignment{Vertical: "bottom"}}},
		{&s.head, header(dark, "FFFFFF")},
		{&s.body, &excelize.Style{Font: font(10, false, ink), Border: borders(), Alignment: wrap()}},
		{&s.strong, &excelize.Style{Font: font(10, true, ink), Border: borders(), Alignment: wrap()}},
		{&s.step, &excelize.Style{Font: font(11, false, ink), Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}},
		{&s.command, &excelize.Style{
			Font: &excelize.Font{Size: 10, Family: "Consolas", Color: ink}, NumFmt: textMask,
			Fill: fill(faint), Border: borders(), Alignment: wrap(),
		}},
		{&s.sample, &excelize.Style{
			Font: &excelize.Font{Size: 10, Italic: true, Family: "Calibri", Color: ink}, NumFmt: textMask,
			Border: borders(), Alignment: wrap(), Fill: fill(faint),
		}},
		{&s.status[0], statusStyle(green)},
		{&s.status[1], statusStyle(amber)},
		{&s.status[2], statusStyle(red)},
		{&s.status[3], statusStyle(faint)},
	} {
		place, err := b.file.NewStyle(d.style)
		if err != nil {
			return err
		}
		*d.place = place
	}
	return b.addConditionalStyles()
}

func (b *workbook) addConditionalStyles() error {
	s := &b.styles
	var err error
	if s.missing, err = b.file.NewConditionalStyle(&excelize.Style{Fill: fill(amber)}); err != nil {
		return err
	}
	s.twice, err = b.file.NewConditionalStyle(&excelize.Style{Fill: fill(red), Font: &excelize.Font{Color: darkRed, Bold: true}})
	return err
}

func header(background, foreground string) *excelize.Style {
	return &excelize.Style{
		Font: font(11, true, foreground), Fill: fill(background), Border: borders(), NumFmt: textMask,
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true, Indent: 1, Horizontal: "left"},
	}
}

func statusStyle(background string) *excelize.Style {
	return &excelize.Style{Font: font(10, true, ink), Border: borders(), Alignment: wrap(), Fill: fill(background)}
}

func font(size float64, bold bool, color string) *excelize.Font {
	return &excelize.Font{Size: size, Bold: bold, Family: "Calibri", Color: color}
}

func fill(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

func wrap() *excelize.Alignment {
	return &excelize.Alignment{Vertical: "center", WrapText: true, Horizontal: "left", Indent: 1}
}

func borders() []excelize.Border {
	var all []excelize.Border
	for _, side := range []string{"left", "top", "right", "bottom"} {
		all = append(all, excelize.Border{Type: side, Color: line, Style: 1})
	}
	return all
}
