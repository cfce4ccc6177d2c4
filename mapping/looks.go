package mapping

import (
	"slices"
	"strings"

	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
)

// looks is what a sample of a column's values looks like.
type looks struct {
	filled   int      // cells that hold something
	uuids    int      // cells that are a UUID, or a list of them
	lists    int      // cells with more than one UUID
	numbers  int      // cells that are a number under some convention
	decimals int      // numbers with a fraction or a currency sign
	yesNo    int      // words for yes and no
	dates    int      // date cells
	distinct []string // different texts, in the order of the file; nil where there are very many
	many     bool     // more different texts than are kept
	repeated int      // cells whose text stood there before
	texts    []string // of the text cells
}

// mostDistinct is how many different texts of a column are kept.
const mostDistinct = 60

// look reads one column of a sample.
func look(sample []cell.Row, column int, uuids *check, yesNo map[string]bool) looks {
	var l looks
	seen := map[string]bool{}
	for i := range sample {
		if column >= len(sample[i].Cells) {
			continue
		}
		c := &sample[i].Cells[column]
		text := trimmed(c.Display())
		if text == "" {
			continue
		}
		l.filled++
		if seen[text] {
			l.repeated++
		} else if seen[text] = true; len(l.distinct) < mostDistinct {
			l.distinct = append(l.distinct, text)
		} else {
			l.many = true
		}
		l.count(c, text, uuids, yesNo)
	}
	return l
}

// count notes what kind of value a cell holds.
func (l *looks) count(c *cell.Cell, text string, uuids *check, yesNo map[string]bool) {
	if c.Kind == cell.Text {
		l.texts = append(l.texts, text)
	}
	switch {
	case c.Kind == cell.Number && c.Class.Dated():
		l.dates++
	case c.Kind == cell.Number:
		l.numbers++
		if strings.Contains(c.Value, ".") {
			l.decimals++
		}
	case numeric(text):
		l.numbers++
		if strings.ContainsAny(text, ".,$€£") {
			l.decimals++
		}
	}
	if _, known := yesNo[fold(text)]; known {
		l.yesNo++
	}
	elements := uuids.elements(nil, text)
	for _, element := range elements {
		if !validUUID(element) {
			return
		}
	}
	if len(elements) > 0 {
		l.uuids++
	}
	if len(elements) > 1 {
		l.lists++
	}
}

// numeric reports whether a text is a number under some convention.
func numeric(text string) bool {
	for _, decimal := range []string{".", ","} {
		format := numberFormat{decimal: decimal, signs: currencySigns(), percent: "number"}
		if _, bad := format.parse(text); bad.code == "" {
			return true
		}
	}
	return false
}

// currencySigns returns the signs that are known without being declared, for proposing them.
func currencySigns() []string {
	return []string{"$", "€", "£", "¥", "R$", "US$", "USD", "EUR", "GBP", "CHF", "BRL", "MXN", "ARS", "COP", "CLP", "PEN"}
}

// most reports whether at least four fifths of the filled cells are of a kind.
func (l *looks) most(n int) bool { return l.filled > 0 && n*5 >= l.filled*4 }

// few reports whether less than a third of the filled cells are of a kind.
func (l *looks) few(n int) bool { return l.filled > 0 && n*3 < l.filled }

// fit says whether the values are what a field takes: 1 yes, -1 no, 0 where they do not tell.
func (l *looks) fit(f *schema.Field) int {
	if l.filled == 0 {
		return 0
	}
	switch f.Type {
	case schema.Number:
		return l.vote(l.numbers)
	case schema.UUID:
		return l.vote(l.uuids - l.lists)
	case schema.UUIDs:
		return l.vote(l.uuids)
	case schema.Boolean:
		return l.vote(l.yesNo)
	case schema.Enum:
		return l.vote(l.allowed(f))
	}
	switch {
	case f.Identity && !l.few(l.repeated) && l.repeated > 0, l.most(l.dates):
		return -1
	case f.Identity && l.filled >= 3 && l.repeated == 0:
		return 1
	case !f.Identity && !idLike(f) && (l.most(l.numbers) || l.most(l.uuids)):
		return -1
	default:
		return 0
	}
}

func (l *looks) vote(n int) int {
	switch {
	case l.most(n):
		return 1
	case l.few(n):
		return -1
	default:
		return 0
	}
}

// allowed counts the cells that are an allowed value, or a word for one.
func (l *looks) allowed(f *schema.Field) int {
	known := allowedWords(f.Allowed)
	count := 0
	for _, text := range l.texts {
		if known[fold(text)] != "" {
			count++
		}
	}
	if count < l.yesNo && slices.Contains(f.Allowed, "ACTIVE") {
		return l.yesNo
	}
	return count
}

// tell says what the values alone make likely, and how surely; always a guess. The confidence is 0
// where they say nothing.
func (l *looks) tell(f *schema.Field) (confidence float64, reason string) {
	const enough = 2 // cells
	if l.filled < enough || l.fit(f) < 1 {
		return 0, ""
	}
	switch f.Type {
	case schema.UUIDs:
		if l.lists > 0 {
			return 0.65, "its values are lists of UUIDs"
		}
		return 0.55, "its values are UUIDs"
	case schema.UUID:
		return 0.52, "its values are UUIDs"
	case schema.Enum:
		if !l.many && l.allowedExactly(f) {
			return 0.65, "its values are " + strings.Join(f.Allowed, ", ")
		}
	case schema.Number:
		if l.decimals > 0 {
			return 0.5, "its values are numbers"
		}
	}
	return 0, ""
}

// allowedExactly reports whether every text is an allowed value or a word for one.
func (l *looks) allowedExactly(f *schema.Field) bool {
	known := allowedWords(f.Allowed)
	for _, text := range l.distinct {
		if known[fold(text)] == "" {
			return false
		}
	}
	return true
}
