package mapping

import (
	"strconv"
	"strings"
)

// series remembers the rows of values that end in digits and come in order, as those of most exports do:
// P-0001, P-0002, P-0005. Values with the same text before the same number of digits are one sequence,
// and are kept as runs of numbers that follow each other in rows that follow each other: an unbroken
// sequence takes no memory however long it is, and some bytes wherever it is broken. Values are compared
// with folded case, and nothing is left to chance.
type series struct {
	sequences map[sequenceKey]*sequence
	last      *sequence // that of the value before
	count     int       // of the values
}

// sequenceKey is what the values of a sequence have in common: a folded text, and digits behind it.
type sequenceKey struct {
	text   string
	digits int
}

// mostSequences and longestText bound what ids that only look like sequences may take: some hundred bytes
// each.
const (
	mostSequences = 1 << 10
	longestText   = 64 // bytes before the digits
)

func newSeries() *series { return &series{sequences: map[sequenceKey]*sequence{}} }

// next adds a value that follows the one before in the same sequence, and reports whether it does. It is
// then new.
func (s *series) next(text string, row uint32) bool {
	q := s.last
	if q == nil || !q.holds(text) {
		return false
	}
	number, ok := numeral(text[len(q.text):])
	if !ok || !q.add(number, row) {
		return false
	}
	s.count++
	return true
}

// first returns the row that had a value, by its folded form; 0 for none. It tells, too, whether the
// value was written in another way there.
func (s *series) first(folded []byte, written string) (row uint32, otherwise bool) {
	cut, q := s.find(folded)
	if q == nil {
		return 0, false
	}
	number, _ := numeral(string(folded[cut:]))
	row = q.row(number)
	return row, row != 0 && !q.holds(written)
}

// find returns where a value's digits begin, and its sequence; nil where there is none yet.
func (s *series) find(folded []byte) (cut int, q *sequence) {
	cut = digitsAt(folded)
	return cut, s.sequences[sequenceKey{string(folded[:cut]), len(folded) - cut}]
}

// add adds a new value where it continues its sequence or begins one, and reports whether it does.
func (s *series) add(folded []byte, written string, row uint32) bool {
	cut, q := s.find(folded)
	if cut == len(folded) || cut > longestText || len(written) != len(folded) {
		return false
	}
	if q == nil {
		if len(s.sequences) >= mostSequences {
			return false
		}
		q = &sequence{text: strings.Clone(written[:cut]), digits: len(folded) - cut}
		s.sequences[sequenceKey{string(folded[:cut]), q.digits}] = q
	}
	number, ok := numeral(written[cut:])
	if !ok || !q.holds(written) || !q.add(number, row) {
		return false
	}
	s.last = q
	s.count++
	return true
}

// each yields every value as it was written, with its row.
func (s *series) each(yield func(written string, row uint32)) {
	var buffer []byte
	for _, q := range s.sequences {
		q.runs(func(r run) bool {
			for i := range r.length {
				number := strconv.FormatUint(q.turned(r.number+uint64(i)), 10)
				buffer = append(buffer[:0], q.text...)
				for range q.digits - len(number) {
					buffer = append(buffer, '0')
				}
				buffer = append(buffer, number...)
				yield(string(buffer), r.row+i)
			}
			return true
		})
	}
}

// mostDigits are as many as a number of 64 bits holds without a doubt. Those before them belong to the
// text.
const mostDigits = 18

// digitsAt returns where the digits at the end of a text begin.
func digitsAt(text []byte) int {
	cut := len(text)
	for cut > 0 && len(text)-cut < mostDigits && '0' <= text[cut-1] && text[cut-1] <= '9' {
		cut--
	}
	return cut
}

// numerals reports whether a text is nothing but digits.
func numerals(text string) bool {
	_, ok := numeral(text)
	return ok
}

// numeral returns the number that some digits, no more than mostDigits, are.
func numeral(text string) (number uint64, ok bool) {
	for i := range len(text) {
		c := text[i] - '0'
		if c > 9 {
			return 0, false
		}
		number = number*10 + uint64(c)
	}
	return number, true
}
