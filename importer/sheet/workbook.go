package sheet

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"

	"posimport/importer/row"
)

// workbook is what the small parts say: where the sheets, the strings and the formats are.
type workbook struct {
	archive *archive
	sheets  []tab
	strings string // the shared strings' part; empty where there is none
	styles  string // the styles' part; empty where there is none
	// since1904 is the workbook's date system (ECMA-376 part 1, 18.2.28).
	since1904 bool
	// recalculate says that formulas are to be calculated on opening: their stored results were
	// not calculated by the program that wrote them.
	recalculate bool
}

// tab is one worksheet as the workbook lists it.
type tab struct {
	name, part string
	hidden     bool
}

// listed is one <sheet> of the workbook part.
type listed struct {
	name, id string
	hidden   bool
}

func readWorkbook(a *archive) (*workbook, error) {
	main, err := a.officePart()
	if err != nil {
		return nil, err
	}
	w := &workbook{archive: a}
	entries, err := w.scan(main)
	if err != nil {
		return nil, err
	}
	links, err := a.links(main)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]link, len(links))
	for _, l := range links {
		if _, twice := byID[l.id]; twice {
			return nil, damaged(fmt.Sprintf("the workbook is damaged: the relationship %q is there twice", l.id), nil)
		}
		byID[l.id] = l
		switch {
		case l.external:
		case l.kind == "sharedStrings":
			w.strings = l.target
		case l.kind == "styles":
			w.styles = l.target
		}
	}
	for _, entry := range entries {
		if err := w.add(entry, byID); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// scan reads the workbook part (ECMA-376 part 1, 18.2.27).
func (w *workbook) scan(part string) ([]listed, error) {
	var entries []listed
	err := w.archive.scanPart(part, func(s *xmlScanner, depth int) error {
		if depth == 1 {
			return root(s, spaceMain, "workbook")
		}
		if s.space != spaceMain {
			return nil
		}
		switch string(s.name) {
		case "workbookPr":
			return readFlag(s, "date1904", &w.since1904)
		case "calcPr":
			return readFlag(s, "fullCalcOnLoad", &w.recalculate)
		case "sheet":
			if depth != 3 {
				return nil
			}
			if len(entries) == 10_000 {
				return &limitError{"there are more than 10,000 sheets"}
			}
			entries = append(entries, listed{
				name: string(s.attr("name")), id: string(s.attrIn(spaceLinks, "id")),
				hidden: strings.HasSuffix(strings.ToLower(string(s.attr("state"))), "hidden"),
			})
		}
		return nil
	})
	return entries, err
}

// readFlag reads an xsd:boolean attribute where it is there.
func readFlag(s *xmlScanner, name string, to *bool) error {
	value := s.attr(name)
	if value == nil {
		return nil
	}
	flag, ok := parseFlag(value)
	if !ok {
		return fmt.Errorf("%s is %q, neither true nor false", name, clip(value))
	}
	*to = flag
	return nil
}

// parseFlag reads the ways in which xsd:boolean, and ST_OnOff beside it, say yes and no.
func parseFlag(value []byte) (flag, ok bool) {
	switch string(value) {
	case "1", "true", "on", "True", "TRUE":
		return true, true
	case "0", "false", "off", "False", "FALSE":
		return false, true
	}
	return false, false
}

// add takes up a listed sheet if it is a worksheet: chart sheets and the like have no cells.
func (w *workbook) add(entry listed, byID map[string]link) error {
	l, found := byID[entry.id]
	switch {
	case !found || l.external || l.target == "":
		return damaged(fmt.Sprintf("the workbook is damaged: its sheet %q leads to no part", entry.name), nil)
	case l.kind != "worksheet":
		return nil
	}
	for _, other := range w.sheets {
		if other.part == l.target {
			return damaged(fmt.Sprintf("the workbook is damaged: its sheets %q and %q are the same part",
				other.name, entry.name), nil)
		}
	}
	w.sheets = append(w.sheets, tab{name: entry.name, part: l.target, hidden: entry.hidden})
	return nil
}

// names lists the worksheets in order.
func (w *workbook) names() []string {
	names := make([]string, len(w.sheets))
	for i := range w.sheets {
		names[i] = w.sheets[i].name
	}
	return names
}

// choose finds the sheet that was asked for: by its exact name, else by its name without regard to
// case and outer spaces; the first visible one where none was asked for.
func (w *workbook) choose(name string) (tab, error) {
	if name == "" {
		for _, t := range w.sheets {
			if !t.hidden {
				return t, nil
			}
		}
		return tab{}, &Error{
			Code: row.FileSheet, Problem: "the workbook has no visible worksheet",
			Advice: "name the sheet that is to be read, or unhide it in Excel",
		}
	}
	for _, t := range w.sheets {
		if t.name == name {
			return t, nil
		}
	}
	var near []tab
	for _, t := range w.sheets {
		if strings.EqualFold(strings.TrimSpace(t.name), strings.TrimSpace(name)) {
			near = append(near, t)
		}
	}
	if len(near) == 1 {
		return near[0], nil
	}
	return tab{}, w.noSuchSheet(name)
}

func (w *workbook) noSuchSheet(name string) error {
	const most = 20
	quoted := make([]string, 0, most)
	for _, t := range w.sheets[:min(len(w.sheets), most)] {
		quoted = append(quoted, strconv.Quote(t.name))
	}
	list := strings.Join(quoted, ", ")
	if more := len(w.sheets) - most; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	e := &Error{
		Code:    row.FileSheet,
		Problem: fmt.Sprintf("the workbook has no sheet %q; it has %s", name, list),
		Advice:  "give one of these names",
	}
	if near := w.nearest(name); near != "" {
		e.Advice = fmt.Sprintf("did you mean %q?", near)
	}
	return e
}

// nearest returns the sheet whose name differs least, if it differs little.
func (w *workbook) nearest(name string) string {
	best, least := "", len([]rune(name))/2+1
	for _, t := range w.sheets {
		distance := levenshtein.ComputeDistance(strings.ToLower(t.name), strings.ToLower(name))
		if distance < least {
			best, least = t.name, distance
		}
	}
	return best
}
