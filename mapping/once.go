package mapping

import (
	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// expected are the values of one field in some rows that come soon, with their hashes.
type expected struct {
	rows   []int
	texts  []string
	hashes []uint64
	at     int // the next
}

// Expect prepares for some rows that Record will be given soon, from one up to another. It changes
// nothing but how long that takes.
func (p *Pass) Expect(rows *cell.Block, from, to int) {
	for i := range p.b.inputs {
		in := &p.b.inputs[i]
		if in.unique < 0 || in.quick == quickNever {
			continue
		}
		seen, e := p.seen[in.unique], &p.soon[in.unique]
		e.rows, e.texts, e.hashes, e.at = e.rows[:0], e.texts[:0], e.hashes[:0], 0
		for n := from; n < to; n++ {
			p.row = rows.Row(n)
			text := trimmed(p.cell(in.columns[0]).Value)
			p.buffer = appendFold(p.buffer[:0], text)
			e.rows, e.texts, e.hashes = append(e.rows, p.row.Number), append(e.texts, text), append(e.hashes, seen.hash(p.buffer))
		}
		seen.expect(e.hashes)
	}
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

// once says that a value that must be unique stood in an earlier row.
func (p *Pass) once(in *input, text string) {
	if in.unique < 0 || text == "" {
		return
	}
	seen := p.seen[in.unique]
	hash, found := p.soon[in.unique].hash(p.row.Number, text)
	if !found {
		p.buffer = appendFold(p.buffer[:0], text)
		hash = seen.hash(p.buffer)
	}
	before, otherwise := seen.first(hash, text, uint32(p.row.Number))
	if before == 0 {
		return
	}
	column := in.columns[0]
	issue := row.Issue{Code: row.ValDuplicate, Field: in.field.Name, Value: text, Other: cell.Name(column, int(before))}
	if otherwise {
		issue.Want = string(appendFold(nil, text))
	}
	p.issue(column, issue)
}
