package mapping

import "posimport/importer/sheet/cell"

// ids remembers the first row of each value of a field that must be unique: those in order cheaply, and
// all others as any.
type ids struct {
	ordered *series // nil where they have proven to come in no order
	seen    *seen
	strays  int // how many came that no sequence had a place for
	tries   int
	soon    expected
	folded  []byte
}

const (
	straysAllowed = 1 << 10 // whatever comes in order
	seriesTries   = 3       // the first rows of a file may say nothing of the others
)

func newIDs() *ids { return &ids{ordered: newSeries(), seen: newSeen()} }

// first notes a row for a value. It returns the row that had it before, 0 for none, and whether it was
// written in another way there.
func (d *ids) first(text string, row uint32) (before uint32, otherwise bool) {
	if d.ordered != nil && d.seen.count == 0 && d.ordered.next(text, row) {
		return 0, false
	}
	hash, found := d.soon.hash(int(row), text)
	if !found || d.ordered != nil {
		d.folded = appendFold(d.folded[:0], text)
	}
	if !found {
		hash = d.seen.hash(d.folded)
	}
	if d.ordered != nil {
		if before, otherwise = d.ordered.first(d.folded, text); before != 0 {
			return before, otherwise
		}
	}
	if before, otherwise = d.seen.first(hash, text); before != 0 {
		return before, otherwise
	}
	if d.ordered != nil && d.ordered.add(d.folded, text, row) {
		return 0, false
	}
	d.seen.add(hash, text, row)
	d.stray()
	return 0, false
}

// stray counts a value that no sequence had a place for, and where these are too many gives the
// sequences up.
func (d *ids) stray() {
	if d.ordered == nil {
		return
	}
	if d.strays++; d.strays <= max(straysAllowed, d.ordered.count) {
		return
	}
	d.ordered.each(func(written string, row uint32) {
		d.folded = appendFold(d.folded[:0], written)
		d.seen.add(d.seen.hash(d.folded), written, row)
	})
	d.ordered, d.strays = nil, 0
	if d.tries++; d.tries < seriesTries {
		d.ordered = newSeries()
	}
}

// expected are the values of one field in some rows that come soon, with their hashes.
type expected struct {
	rows   []int
	texts  []string
	hashes []uint64
	at     int // the next
}

// expect prepares for the cells of a column in some rows that come soon. While all values are in order
// there is nothing to prepare.
func (d *ids) expect(rows *cell.Block, from, to, column int) {
	e := &d.soon
	e.rows, e.texts, e.hashes, e.at = e.rows[:0], e.texts[:0], e.hashes[:0], 0
	if d.seen.count == 0 {
		return
	}
	for n := from; n < to; n++ {
		r := rows.Row(n)
		if column >= len(r.Cells) {
			continue
		}
		text := trimmed(r.Cells[column].Value)
		d.folded = appendFold(d.folded[:0], text)
		e.rows, e.texts, e.hashes = append(e.rows, r.Number), append(e.texts, text), append(e.hashes, d.seen.hash(d.folded))
	}
	d.seen.expect(e.hashes)
}

// hash returns the hash of a text of a row, if it was expected there.
func (e *expected) hash(row int, text string) (hash uint64, found bool) {
	for e.at < len(e.rows) && e.rows[e.at] < row {
		e.at++
	}
	if e.at < len(e.rows) && e.rows[e.at] == row && e.texts[e.at] == text {
		return e.hashes[e.at], true
	}
	return 0, false
}
