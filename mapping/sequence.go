package mapping

import (
	"encoding/binary"
	"sort"
)

// sequence are numbers that only rise, or only fall, with their rows, which only rise.
type sequence struct {
	text   string // before each of the numbers, as it is written
	digits int    // of each of them
	falls  bool
	open   run // the last one
	closed run // the one before
	pieces []*piece
}

// run are numbers that follow each other in rows that follow each other. Those of a sequence that falls
// are turned.
type run struct {
	number uint64
	row    uint32
	length uint32
}

// piece holds some runs that are complete: the first as it is, and of each other how far its number and its
// row are behind the end of the one before, and its length, as varints.
type piece struct {
	first run
	size  int
	data  [pieceBytes]byte
}

const (
	pieceBytes = 232 // so that a piece is 256
	runBytes   = binary.MaxVarintLen64 + 2*binary.MaxVarintLen32
	topNumber  = 1e18 - 1 // of mostDigits
)

// holds reports whether a text is written as the sequence's values are. It does not look at the digits.
func (q *sequence) holds(written string) bool {
	return len(written) == len(q.text)+q.digits && written[:len(q.text)] == q.text
}

// turned makes falling numbers rise, and turns them back.
func (q *sequence) turned(number uint64) uint64 {
	if q.falls {
		return topNumber - number
	}
	return number
}

// add adds a number that goes on where the sequence goes, and reports whether it does. The second number
// says where that is.
func (q *sequence) add(number uint64, row uint32) bool {
	if len(q.pieces) == 0 && q.open.length == 1 && !q.falls && number < q.open.number {
		q.falls = true
		q.open.number = q.turned(q.open.number)
	}
	number = q.turned(number)
	switch next, nextRow := q.open.end(); {
	case q.open.length == 0:
		q.open = run{number, row, 1}
	case number == next && row == nextRow:
		q.open.length++
	case number >= next && row >= nextRow:
		q.close()
		q.open = run{number, row, 1}
	default:
		return false
	}
	return true
}

// end returns what follows a run: the number, and the row.
func (r run) end() (number uint64, row uint32) { return r.number + uint64(r.length), r.row + r.length }

// close puts the last run to the others.
func (q *sequence) close() {
	var p *piece
	if n := len(q.pieces); n > 0 {
		p = q.pieces[n-1]
	}
	if p == nil || p.size > pieceBytes-runBytes {
		q.pieces = append(q.pieces, &piece{first: q.open})
	} else {
		number, row := q.closed.end()
		data := binary.AppendUvarint(p.data[:p.size], q.open.number-number)
		data = binary.AppendUvarint(data, uint64(q.open.row-row))
		p.size = len(binary.AppendUvarint(data, uint64(q.open.length)))
	}
	q.closed = q.open
}

// runs yields the runs of a piece until it is told to stop, and reports whether it was not.
func (p *piece) runs(yield func(run) bool) bool {
	r, data := p.first, p.data[:p.size]
	varint := func() uint64 {
		value, n := binary.Uvarint(data)
		data = data[n:]
		return value
	}
	for yield(r) {
		if len(data) == 0 {
			return true
		}
		number, row := r.end()
		r = run{number + varint(), row + uint32(varint()), uint32(varint())}
	}
	return false
}

// runs yields the runs of a sequence until it is told to stop.
func (q *sequence) runs(yield func(run) bool) {
	for _, p := range q.pieces {
		if !p.runs(yield) {
			return
		}
	}
	if q.open.length > 0 {
		yield(q.open)
	}
}

// row returns the row of a number; 0 for none.
func (q *sequence) row(number uint64) (row uint32) {
	number = q.turned(number)
	look := func(r run) bool {
		if r.number <= number && number-r.number < uint64(r.length) {
			row = r.row + uint32(number-r.number)
		}
		return row == 0 && r.number <= number
	}
	// Most numbers that are asked for are new, and lie behind the last runs or between them.
	for _, r := range [...]run{q.open, q.closed} {
		if look(r); row != 0 || number >= r.number {
			return row
		}
	}
	behind := sort.Search(len(q.pieces), func(i int) bool { return q.pieces[i].first.number > number })
	if behind > 0 {
		q.pieces[behind-1].runs(look)
	}
	return row
}
