package results

import (
	"slices"
	"strings"

	"posimport/importer/sheet/cell"
)

// feeds says what the mapping makes of the input's columns.
type feeds struct {
	read    []int // those that a field reads
	numbers []bool
	commas  []bool
	texts   []bool
}

func newFeeds(o *Options) *feeds {
	f := &feeds{
		numbers: make([]bool, len(o.Header)), commas: make([]bool, len(o.Header)), texts: make([]bool, len(o.Header)),
	}
	for _, column := range o.Numbers {
		if column >= 0 && column < len(f.numbers) {
			f.numbers[column] = true
		}
	}
	for _, column := range o.Commas {
		if column >= 0 && column < len(f.commas) {
			f.commas[column] = true
		}
	}
	for column := range o.Header {
		if slices.Contains(o.Meta.Mapped, o.Header[column].Display()) {
			f.read = append(f.read, column)
			f.texts[column] = !f.numbers[column]
		}
	}
	return f
}

func (f *feeds) number(column int) bool { return column < len(f.numbers) && f.numbers[column] }

func (f *feeds) comma(column int) bool { return column < len(f.commas) && f.commas[column] }

// text reports whether a field that is not a number reads a column.
func (f *feeds) text(column int) bool { return column < len(f.texts) && f.texts[column] }

// writtenNumber writes a number's stored value so that a mapping reads the same decimal from text as
// it does from the number cell.
func writtenNumber(c *cell.Cell, comma bool) string {
	text, sign := c.Value, ""
	if c.Class == cell.Percent {
		text, sign = hundredfold(text), "%"
	}
	if comma {
		return strings.Replace(text, ".", ",", 1) + sign
	}
	minus := ""
	if strings.HasPrefix(text, "-") {
		minus, text = "-", text[1:]
	}
	// 1.234 could be a thousand and more; 01.234 cannot, and reads as 1.234.
	if whole, fraction, found := strings.Cut(text, "."); found && len(fraction) == 3 && len(whole) <= 3 && whole[0] != '0' {
		text = "0" + text
	}
	return minus + text + sign
}

// hundredfold moves the point of a decimal by two digits.
func hundredfold(text string) string {
	minus := ""
	if strings.HasPrefix(text, "-") {
		minus, text = "-", text[1:]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	for len(fraction) < 2 {
		fraction += "0"
	}
	whole = strings.TrimLeft(whole+fraction[:2], "0")
	if whole == "" {
		whole = "0"
	}
	if fraction = strings.TrimRight(fraction[2:], "0"); fraction != "" {
		whole += "." + fraction
	}
	return minus + whole
}
