package mapping

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"posimport/importer/sheet/cell"
)

// headerKey returns the form in which headers are compared: compatible Unicode form, folded case, one
// space between words, no invisible characters, and without the star that marks a required column.
func headerKey(header string) string {
	text := header
	if !ascii(text) {
		text = strings.Map(func(r rune) rune {
			switch {
			case unicode.IsSpace(r):
				return ' '
			case hidden(r):
				return -1
			default:
				return r
			}
		}, norm.NFKC.String(text))
	}
	text = strings.Join(strings.Fields(text), " ")
	if bare := strings.TrimSpace(strings.TrimSuffix(text, "*")); bare != "" {
		text = bare
	}
	if ascii(text) {
		return strings.ToLower(text)
	}
	return norm.NFKC.String(cases.Fold().String(text))
}

// FindHeader returns which of a file's first rows is the header: the one with the most headers that
// the mapping reads (the first of equals), or the one that Source.HeaderRow numbers. It reports false
// where none has any, or no row has that number.
func (m *Mapping) FindHeader(rows []cell.Row) (index int, ok bool) {
	if m.Source.HeaderRow > 0 {
		for i := range rows {
			if rows[i].Number == m.Source.HeaderRow {
				return i, true
			}
		}
		return 0, false
	}
	known := map[string]bool{}
	for i := range m.rules {
		for _, header := range m.rules[i].columns() {
			known[headerKey(header)] = true
		}
	}
	best, most := 0, 0
	for i := range rows {
		seen := map[string]bool{}
		for c := range rows[i].Cells {
			if text := rows[i].Cells[c].Display(); text != "" {
				if folded := headerKey(text); known[folded] {
					seen[folded] = true
				}
			}
		}
		if len(seen) > most {
			best, most = i, len(seen)
		}
	}
	return best, most > 0
}
