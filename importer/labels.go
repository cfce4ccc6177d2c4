package importer

import (
	"context"
	"hash/maphash"
	"strconv"

	"posimport/importer/results"
)

// labels number the rows of a results file: a row keeps the source row that it came from, and a row
// that an admin added or copied gets a number behind the last.
type labels struct {
	known int               // the highest source row that the file names
	last  int               // the highest source row in the file
	added int               // numbers given on this pass
	seen  map[uint64]origin // what a run and source row first came with, on this pass
	used  map[int]bool      // labels given on this pass
	seed  maphash.Seed
}

// readLabels walks a results file once for its highest source row.
func readLabels(ctx context.Context, book *results.Workbook) (*labels, error) {
	l := &labels{seed: maphash.MakeSeed()}
	rows := book.Rows(ctx)
	defer rows.Close()
	for rows.Next() {
		l.known = max(l.known, rows.Previous().SourceRow)
		l.last = max(l.last, rows.Previous().SourceRow, rows.Row().Number)
	}
	return l, rows.Err()
}

// begin starts a pass.
func (l *labels) begin() {
	l.added, l.seen, l.used = 0, map[uint64]origin{}, map[int]bool{}
}

// origin is the first row of a file that came from a run's source row.
type origin struct {
	label int
	done  bool
}

// of returns a row's label, and the row that it is a copy of; that one's label is 0 where it is none.
func (l *labels) of(before *results.Previous) (label int, copyOf origin) {
	if before.SourceRow <= 0 || before.RunID == "" {
		return l.fresh(), origin{}
	}
	var h maphash.Hash
	h.SetSeed(l.seed)
	h.WriteString(before.RunID)
	h.WriteByte(0)
	h.WriteString(itoa(before.SourceRow))
	sum := h.Sum64()
	if earlier, again := l.seen[sum]; again {
		return l.fresh(), earlier
	}
	label = before.SourceRow
	if l.used[label] {
		// Rows of two runs stand in one file and both came from this source row.
		label = l.fresh()
	}
	l.used[label], l.seen[sum] = true, origin{label, done(before)}
	return label, origin{}
}

func (l *labels) fresh() int {
	l.added++
	return l.last + l.added
}

func itoa(n int) string { return strconv.Itoa(n) }
