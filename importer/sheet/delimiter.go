package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"posimport/importer/row"
)

// delimiterRows is how many rows the evidence for a delimiter is taken from.
const delimiterRows = 200

// shape is how a sample's rows look when cut by one delimiter.
type shape struct {
	delim  string
	rows   int     // rows that are not blank
	start  int     // the first row, from 0, that it cuts into as many cells as most rows that it cuts
	width  int     // the number of cells there
	even   float64 // the share of rows from start on with just that width
	cut    float64 // the share of rows from start on that it cuts at all
	loose  bool    // never stands where a delimiter does and a text's own sign does not: see looseSigns
	figure bool    // always stands between two digits
	broken bool    // the quotes do not come out right
}

// delimiterDoubt is evidence that speaks for two delimiters alike.
type delimiterDoubt struct{ one, other string }

// Error says between what the doubt is, with the setting that ends it.
func (d *delimiterDoubt) Error() string {
	if d.other == "" {
		return fmt.Sprintf("the lines may be one column, or columns separated by %s", delimiterWord(d.one))
	}
	return fmt.Sprintf("the columns may be separated by %s or by %s: the lines fit both",
		delimiterWord(d.one), delimiterWord(d.other))
}

func (d *delimiterDoubt) advice() string {
	other := d.other
	if other == "" {
		other = ";"
		if d.one == ";" {
			other = "|"
		}
		return fmt.Sprintf("add to the mapping: %s if it separates columns, or %s if there is one column",
			delimiterSetting(d.one), delimiterSetting(other))
	}
	return fmt.Sprintf("add to the mapping the one that is right: %s or %s",
		delimiterSetting(d.one), delimiterSetting(other))
}

// detectDelimiter finds the delimiter of a text by how evenly each candidate cuts its first lines,
// quotes respected. It returns "" for a single column. whole says that nothing follows the sample.
// The error is a *delimiterDoubt.
func detectDelimiter(sample []byte, whole bool, limits Limits) (string, error) {
	var fit, short []shape
	for _, delim := range []string{",", ";", "\t", "|"} {
		switch s := shapeOf(sample, whole, delim, limits); {
		case s.fits():
			fit = append(fit, s)
		case s.start == 0 && s.width > 1 && !s.loose:
			short = append(short, s)
		}
	}
	if len(fit) == 0 && len(short) == 1 {
		return short[0].delim, nil // the header is cut, and of few rows some have but their first cell
	}
	fit = withoutBroken(fit)
	best := -1
	for i := range fit {
		if wins(fit, i) {
			best = i
		}
	}
	switch {
	case len(fit) == 0:
		return "", nil
	case best < 0:
		one, other := rivals(fit)
		return "", &delimiterDoubt{one: one, other: other}
	case fit[best].start > 0 && fit[best].loose && fit[best].width == 2:
		// Below a heading like "Title", "Engineer, Senior" may be one cell or two.
		return "", &delimiterDoubt{one: fit[best].delim}
	}
	return fit[best].delim, nil
}

// shapeOf cuts the sample. The last row counts only where it is whole.
func shapeOf(sample []byte, whole bool, delim string, limits Limits) shape {
	scan := newCSVScanner(bytes.NewReader(sample), delim, limits)
	var widths []int
	for len(widths) < delimiterRows && scan.next() {
		widths = append(widths, len(scan.row.Cells))
	}
	s := shape{delim: delim}
	switch {
	case scan.open && !whole: // the row in which the sample ends is not counted
	case !whole && scan.ended && scan.pos == scan.end && len(widths) > 1:
		widths = widths[:len(widths)-1]
	case scan.err != nil:
		s.broken = true
		widths = append(widths, max(len(scan.spans), len(scan.row.Cells)))
	}
	s.measure(widths)
	s.loose, s.figure = looseSigns(sample, delim)
	return s
}

func (s *shape) measure(widths []int) {
	s.rows = len(widths)
	count := make(map[int]int)
	for _, w := range widths {
		if count[w]++; w > 1 && (count[w] > count[s.width] || count[w] == count[s.width] && w > s.width) {
			s.width = w
		}
	}
	if s.width == 0 {
		return
	}
	for s.start < len(widths) && widths[s.start] < s.width {
		s.start++
	}
	even, cut := 0, 0
	for _, w := range widths[s.start:] {
		if w == s.width {
			even++
		}
		if w > 1 {
			cut++
		}
	}
	rest := float64(len(widths) - s.start)
	s.even, s.cut = float64(even)/rest, float64(cut)/rest
}

// fits reports whether s can be the shape of a table: some rows of titles, then mostly rows that it
// cuts. Below a heading like "Rate" the comma of 12,50 is a decimal one.
func (s *shape) fits() bool {
	if s.width < 2 || s.cut < 0.75 || s.start > 0 && s.figure {
		return false
	}
	return 2*s.start <= s.rows || !s.loose && s.cut == 1 && s.start <= 10 && s.rows-s.start > 1
}

// beats reports whether the evidence for s leaves no doubt against r.
func (s *shape) beats(r *shape) bool {
	if s.start != r.start {
		// The header and everything under it, against only what is under it.
		return s.start < r.start && (r.loose || s.even >= 0.75 || s.even >= r.even)
	}
	switch {
	case s.even >= r.even+0.2:
		return true
	case r.even >= s.even+0.2:
		return false
	case s.loose != r.loose:
		return r.loose
	case s.delim == "\t" || r.delim == "\t":
		return s.delim == "\t" // nobody types tabs inside cells
	}
	return s.width >= 2*r.width
}

func wins(fit []shape, i int) bool {
	for k := range fit {
		if k != i && !fit[i].beats(&fit[k]) {
			return false
		}
	}
	return true
}

// withoutBroken leaves out what cuts through quotes, unless everything does: then the pass over the
// rows names the quote.
func withoutBroken(fit []shape) []shape {
	var sound []shape
	for _, s := range fit {
		if !s.broken {
			sound = append(sound, s)
		}
	}
	if len(sound) == 0 {
		return fit
	}
	return sound
}

// rivals returns two shapes of which neither beats the other.
func rivals(fit []shape) (one, other string) {
	for i := range fit {
		for k := i + 1; k < len(fit); k++ {
			if !fit[i].beats(&fit[k]) && !fit[k].beats(&fit[i]) {
				return fit[i].delim, fit[k].delim
			}
		}
	}
	return fit[0].delim, fit[1].delim
}

// looseSigns reports whether every comma, or semicolon, of a sample stands between two digits or
// before a space, as it does in figures and sentences; and whether all stand between digits.
// Those inside quotes do not count.
func looseSigns(sample []byte, delim string) (loose, figure bool) {
	if delim != "," && delim != ";" {
		return false, false
	}
	sign, quoted := delim[0], false
	loose, figure = true, true
	for i, b := range sample {
		if b == '"' {
			quoted = !quoted
		}
		if b != sign || quoted {
			continue
		}
		between := i > 0 && i+1 < len(sample) && digit(sample[i-1]) && digit(sample[i+1])
		spaced := i+1 < len(sample) && sample[i+1] == ' '
		loose = loose && (between || spaced)
		figure = figure && between
	}
	return loose, figure
}

func digit(b byte) bool { return '0' <= b && b <= '9' }

// declaredDelimiter reads a delimiter that a person wrote: one character, or its name. It returns
// false where evidence is to decide.
func declaredDelimiter(written string) (string, bool, error) {
	switch strings.ToLower(strings.TrimSpace(written)) {
	case "tab", `\t`:
		return "\t", true, nil
	case "comma":
		return ",", true, nil
	case "semicolon":
		return ";", true, nil
	case "pipe":
		return "|", true, nil
	case "space":
		return " ", true, nil
	case "auto":
		return "", false, nil
	}
	if written == "" {
		return "", false, nil
	}
	char, size := utf8.DecodeRuneInString(written)
	if size != len(written) || char == utf8.RuneError || char < ' ' && char != '\t' || char == '"' {
		return "", false, fmt.Errorf("%q cannot be a delimiter", written)
	}
	return written, true, nil
}

// delimiterHint reads the first line that Excel takes for a hint and does not show: sep=; with or
// without quotes around it. It returns "" where there is none.
func delimiterHint(sample []byte) string {
	line, _, _ := bytes.Cut(sample[:min(len(sample), 32)], []byte("\n"))
	line, _, _ = bytes.Cut(line, []byte("\r"))
	text := string(line)
	if inner, ok := strings.CutPrefix(text, `"`); ok {
		if text, ok = strings.CutSuffix(inner, `"`); !ok {
			return ""
		}
	}
	if len(text) < 5 || !strings.EqualFold(text[:4], "sep=") {
		return ""
	}
	delim := text[4:]
	char, size := utf8.DecodeRuneInString(delim)
	if size != len(delim) || char == utf8.RuneError || char == '"' || char < ' ' && char != '\t' {
		return ""
	}
	return delim
}

func delimiterWord(delim string) string {
	switch delim {
	case ",":
		return "commas"
	case ";":
		return "semicolons"
	case "\t":
		return "tabs"
	}
	return fmt.Sprintf("%q", delim)
}

// delimiterSetting is what to write into a mapping.
func delimiterSetting(delim string) string {
	if delim == "\t" {
		return "source: {delimiter: tab}"
	}
	return fmt.Sprintf("source: {delimiter: %q}", delim)
}

// delimiterError puts either error of this file into the form that people are shown.
func delimiterError(err error, line int) *Error {
	e := &Error{Code: row.FileDelimiter, Line: line, Problem: err.Error(), Err: err}
	var doubt *delimiterDoubt
	if errors.As(err, &doubt) {
		e.Advice = doubt.advice()
	} else {
		e.Advice = `write one character, such as source: {delimiter: ";"}, or the word tab`
	}
	return e
}
