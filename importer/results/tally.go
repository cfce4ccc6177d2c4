package results

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// tally counts what the Summary says, in bounded memory.
type tally struct {
	rows   int
	counts row.Counts
	codes  map[row.Code]int
	groups *groups
}

// codeCount is one line of the commonest errors.
type codeCount struct {
	Code  row.Code
	Count int
}

func newTally(header []cell.Cell, limit int) *tally {
	return &tally{codes: map[row.Code]int{}, groups: newGroups(header, limit)}
}

// add counts one row and its problems.
func (t *tally) add(r *Result, problems []problem) {
	t.rows++
	t.counts.Add(r.Outcome.Status, 1)
	if r.Outcome.Status.Succeeded() {
		t.groups.learn(r.Row)
	}
	for i := range problems {
		t.count(problems[i].issue.Code)
		t.groups.add(r.Row, &problems[i])
	}
}

// count counts a problem. A server may give any number of different codes, so only the first
// thousand are told apart.
func (t *tally) count(code row.Code) {
	const manyCodes = 1000
	if _, known := t.codes[code]; known {
		t.codes[code]++
	} else if len(t.codes) < manyCodes {
		t.codes[row.Code(strings.Clone(string(code)))] = 1
	}
}

// top returns the commonest codes.
func (t *tally) top(n int) []codeCount {
	var all []codeCount
	for code, count := range t.codes {
		if code != "" {
			all = append(all, codeCount{code, count})
		}
	}
	slices.SortFunc(all, func(a, b codeCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Code, b.Code))
	})
	return all[:min(n, len(all))]
}

// group is the rows that fail for one value in one column.
type group struct {
	Column  string
	Value   string
	Code    row.Code
	Rows    int
	Suggest string
	place   int // the column
}

type groupKey struct {
	column int
	value  string
}

// groups gathers them. Values longer than maxValue are prose and not grouped. When there are too
// many different values, those that occurred once are dropped.
type groups struct {
	header  []cell.Cell
	limit   int
	found   map[groupKey]*group
	dropped bool              // some values may be missing or counted too low
	good    []map[string]*int // values of rows that succeeded, by column; nil where there are too many
}

const (
	maxValue = 255
	maxGood  = 200 // a column with more different good values is not one to choose from
)

func newGroups(header []cell.Cell, limit int) *groups {
	g := &groups{header: header, limit: limit, found: map[groupKey]*group{}, good: make([]map[string]*int, len(header))}
	for i := range g.good {
		g.good[i] = map[string]*int{}
	}
	return g
}

// learn remembers the values of a row that succeeded, to suggest from.
func (g *groups) learn(r *cell.Row) {
	for i, known := range g.good {
		if known == nil {
			continue
		}
		value := r.At(i).Display()
		if value == "" || len(value) > maxValue {
			continue
		}
		if n := known[value]; n != nil {
			*n++
			continue
		}
		if len(known) == maxGood {
			g.good[i] = nil
			continue
		}
		n := 1
		known[strings.Clone(value)] = &n // a value may be a piece of a very long row
	}
}

// mendable reports whether one value for all rows can be right.
func mendable(code row.Code) bool {
	switch code {
	case row.ValDuplicate, row.APIDuplicate, row.ValMerged, row.ValExtraCells, row.ValFormula, row.ValErrorCell:
		return false
	}
	return true
}

func (g *groups) add(r *cell.Row, p *problem) {
	if p.column < 0 || p.column >= len(g.header) || !mendable(p.issue.Code) {
		return
	}
	value := r.At(p.column).Display()
	if strings.TrimSpace(value) == "" || len(value) > maxValue {
		return
	}
	key := groupKey{p.column, value}
	if known := g.found[key]; known != nil {
		known.Rows++
		return
	}
	if len(g.found) >= g.limit {
		g.dropped = true
		maps.DeleteFunc(g.found, func(_ groupKey, one *group) bool { return one.Rows == 1 })
		if len(g.found) >= g.limit {
			return
		}
	}
	key.value = strings.Clone(value)
	g.found[key] = &group{
		Column: g.header[p.column].Display(), Value: key.value, Code: row.Code(strings.Clone(string(p.issue.Code))), Rows: 1,
		Suggest: p.issue.Near, place: p.column,
	}
}

// list returns the groups of at least two rows, the largest first, each with a suggestion where
// there is one.
func (g *groups) list() []group {
	var all []group
	for _, one := range g.found {
		if one.Rows < 2 {
			continue
		}
		if one.Suggest == "" {
			one.Suggest = nearest(one.Value, g.good[one.place])
		}
		all = append(all, *one)
	}
	slices.SortFunc(all, func(a, b group) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.place, b.place), cmp.Compare(a.Value, b.Value))
	})
	return all
}

// nearest returns the good value that differs least from a value, if it differs in at most a third
// of its characters; of equals the commoner one.
func nearest(value string, good map[string]*int) string {
	best, distance, count := "", len([]rune(value))/3, 0
	for candidate, rows := range good {
		n := *rows
		d := levenshtein.ComputeDistance(strings.ToLower(value), strings.ToLower(candidate))
		closer := d < distance || d == distance && (n > count || n == count && candidate < best)
		if d > 0 && d <= distance && (best == "" || closer) {
			best, distance, count = candidate, d, n
		}
	}
	return best
}
