package results

import (
	"github.com/xuri/excelize/v2"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// look is one of the fixed styles of the workbook.
type look uint8

const (
	lookHeader      look = iota // a header of the input
	lookAddedHeader             // a header of an added column, or of a sheet of ours
	lookText                    // plain text that stays text when it is edited
	lookWrap                    // text over several lines
	lookLink
	lookCount // 1,234
	lookShare // 12.3 %
	lookSpeed // 12.3
	lookSpan  // a duration
	lookTitle
	lookSection
	lookSectionCount // over numbers
	lookSectionText  // over explanations
	lookExplain      // an explanation beside a number
	lookNumber       // a number among texts
	lookCode         // to be typed, or a file's text
	lookInput        // to be filled in
	lookNote
	lookLabel
)

// colours of a status: the fill and the text on it. The fills also differ in lightness, so that
// they can be told apart in grey and with any colour vision.
func statusColours(status row.Status) (fill, text string) {
	switch status {
	case row.Created, row.Valid:
		return "DFF0D8", "1E4620"
	case row.Exists:
		return "B3D1EC", "0B2E4F"
	case row.Invalid:
		return "F0A63C", "3B2300"
	case row.NotRun:
		return "98A0A6", "000000"
	case row.Failed:
		return "B3261E", "FFFFFF"
	default: // UNKNOWN
		return "43186F", "FFFFFF"
	}
}

const (
	colourHeader  = "1F3A5F"
	colourAdded   = "0B6B5D"
	colourFailing = "FBD5D0"
	colourFill    = "FFF4C2" // to be filled in
	colourLink    = "0B57D0"
	colourQuiet   = "5F6B76"
)

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// font completes a font: one without a family is shown with serifs by some programs.
func font(f excelize.Font) *excelize.Font {
	if f.Family == "" {
		f.Family = "Calibri"
	}
	if f.Size == 0 {
		f.Size = 11
	}
	return &f
}

func lookStyle(l look) *excelize.Style {
	top := &excelize.Alignment{Vertical: "top"}
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	left := &excelize.Alignment{Vertical: "top", Horizontal: "left"}
	const textFormat = 49
	switch l {
	case lookHeader, lookAddedHeader:
		fill := colourHeader
		if l == lookAddedHeader {
			fill = colourAdded
		}
		return &excelize.Style{
			Fill: solid(fill), Font: font(excelize.Font{Bold: true, Color: "FFFFFF"}),
			Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
		}
	case lookText:
		return &excelize.Style{NumFmt: textFormat, Alignment: top}
	case lookWrap:
		return &excelize.Style{Alignment: wrap, Font: font(excelize.Font{})}
	case lookLink:
		return &excelize.Style{Font: font(excelize.Font{Color: colourLink, Underline: "single"}), Alignment: left}
	case lookCount:
		return &excelize.Style{NumFmt: 3, Alignment: top}
	case lookShare:
		return &excelize.Style{CustomNumFmt: new("0.0%"), Alignment: top}
	case lookSpeed:
		return &excelize.Style{CustomNumFmt: new("#,##0.0"), Alignment: left}
	case lookSpan:
		return &excelize.Style{NumFmt: 46, Alignment: left}
	case lookTitle:
		return &excelize.Style{Font: font(excelize.Font{Bold: true, Size: 16, Color: colourHeader})}
	case lookSection:
		return &excelize.Style{
			Font:   font(excelize.Font{Bold: true, Size: 12, Color: colourAdded}),
			Border: []excelize.Border{{Type: "bottom", Color: colourAdded, Style: 1}},
		}
	case lookSectionCount:
		style := lookStyle(lookSection)
		style.Alignment = &excelize.Alignment{Horizontal: "right"}
		return style
	case lookSectionText:
		style := lookStyle(lookSection)
		style.Alignment = &excelize.Alignment{Horizontal: "left", Indent: 1}
		return style
	case lookExplain:
		return &excelize.Style{Font: font(excelize.Font{}), Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left", Indent: 1, WrapText: true}}
	case lookNumber:
		return &excelize.Style{Alignment: left}
	case lookCode:
		return &excelize.Style{NumFmt: textFormat, Font: font(excelize.Font{Family: "Consolas"}), Fill: solid("F1F3F5")}
	case lookInput:
		return &excelize.Style{
			NumFmt: textFormat, Fill: solid(colourFill), Alignment: top,
			Protection: &excelize.Protection{Locked: false},
			Border:     []excelize.Border{{Type: "bottom", Color: "D9B84A", Style: 1}, {Type: "left", Color: "D9B84A", Style: 1}, {Type: "right", Color: "D9B84A", Style: 1}},
		}
	case lookNote:
		return &excelize.Style{Font: font(excelize.Font{Italic: true, Color: colourQuiet}), Alignment: top}
	default: // lookLabel
		return &excelize.Style{Font: font(excelize.Font{Color: colourQuiet}), Alignment: top}
	}
}

// styleKey is a style that comes from the input or from a status.
type styleKey struct {
	format  string
	status  row.Status
	failing bool
}

// styles makes each style of a workbook once.
type styles struct {
	file  *excelize.File
	looks map[look]int
	keys  map[styleKey]int
}

// manyFormats is how many number formats of the input are kept; Excel takes about 64,000 styles.
const manyFormats = 4000

func (s *styles) look(l look) (int, error) {
	if id, ok := s.looks[l]; ok {
		return id, nil
	}
	id, err := s.file.NewStyle(lookStyle(l))
	s.looks[l] = id
	return id, err
}

func (s *styles) status(status row.Status) (int, error) {
	key := styleKey{status: status}
	if id, ok := s.keys[key]; ok {
		return id, nil
	}
	fill, text := statusColours(status)
	id, err := s.file.NewStyle(&excelize.Style{
		Fill: solid(fill), Font: font(excelize.Font{Bold: true, Color: text}),
		Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left", Indent: 1},
	})
	s.keys[key] = id
	return id, err
}

// format returns the style of a number format code, filled where the cell is wrong. 0 is the plain
// one.
func (s *styles) format(code string, failing bool) (int, error) {
	if code == "" && !failing {
		return 0, nil
	}
	key := styleKey{format: code, failing: failing}
	if id, ok := s.keys[key]; ok {
		return id, nil
	}
	if len(s.keys) > manyFormats && code != "" {
		return s.format("", failing)
	}
	style := &excelize.Style{}
	if id, ok := builtIn(code); ok {
		style.NumFmt = id
	} else {
		style.CustomNumFmt = &code
	}
	if failing {
		style.Fill = solid(colourFailing)
		style.Font = font(excelize.Font{Color: "7A0C05", Bold: true})
		for _, side := range []string{"left", "right", "top", "bottom"} {
			style.Border = append(style.Border, excelize.Border{Type: side, Color: "B3261E", Style: 1})
		}
	}
	id, err := s.file.NewStyle(style)
	s.keys[key] = id
	return id, err
}

// textFormat is the number format under which what is typed stays text.
const textFormat = "@"

// formatOf is the number format that a cell gets: its own, and the text format for a text that
// would not stay one. In the results of a CSV that is every cell, since a CSV has only text; else also
// the blank and the failing ones that a text field reads, so that what is typed there keeps its zeros.
func (b *book) formatOf(c *cell.Cell, column int, bad bool) string {
	blank := c.Kind == cell.Blank
	switch {
	case c.Format != "":
		return c.Format
	case c.Kind == cell.Text && len(c.Value) > maxValue:
		return ""
	case c.Kind == cell.Text && (b.allText || keepsAsText(c.Value)),
		bad && b.allText && c.Kind != cell.Number,
		bad && b.feeds.text(column),
		blank && !b.allText && b.feeds.text(column): // a CSV's column has a style of its own
		return textFormat
	}
	return ""
}

// builtIn returns the number of a format that every workbook has (ECMA-376 part 1, 18.8.30).
func builtIn(code string) (int, bool) {
	switch code {
	case "", "General":
		return 0, true
	case "0":
		return 1, true
	case "0.00":
		return 2, true
	case "#,##0":
		return 3, true
	case "#,##0.00":
		return 4, true
	case "0%":
		return 9, true
	case "0.00%":
		return 10, true
	case "0.00E+00":
		return 11, true
	case "mm-dd-yy":
		return 14, true
	case "d-mmm-yy":
		return 15, true
	case "h:mm":
		return 20, true
	case "h:mm:ss":
		return 21, true
	case "m/d/yy h:mm":
		return 22, true
	case "[h]:mm:ss":
		return 46, true
	case textFormat:
		return 49, true
	}
	return 0, false
}
