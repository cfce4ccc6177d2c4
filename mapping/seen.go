package mapping

import "hash/maphash"

// seen remembers the first row of each value, in whatever order they come. It keeps a 64-bit hash of a
// value, a row number and a short hash, not the value: two different values among n are taken for the same
// with a probability of n²/2⁶⁵ (one in 37 million for 1,000,000 rows), and the row is then wrongly
// INVALID, never lost or sent twice. The hash is seeded anew by each pass, so that no file can be made to
// collide.
//
// The values lie in the order in which they came, so that their memory grows without being copied, and
// are linked into chains by their hash. Nearly every value is new, and a bit of a filter that a
// processor's cache holds even for a million says so; nothing then waits for what lies in memory.
type seen struct {
	seed   maphash.Seed
	values []*stretch
	count  int
	heads  []uint32 // by the low bits of the hash: the last value there, counted from 1; 0 for none
	filter []uint64 // by the high bits, filterBits for each head: whether a value may be there
	heard  uint64   // of what expect looks at: nothing, but that it is looked at
}

// stretch holds some values side by side.
type stretch struct {
	hashes [stretchValues]uint64
	rows   [stretchValues]uint32
	next   [stretchValues]uint32 // the value before it in its chain, counted from 1; 0 for none
	exact  [stretchValues]uint16 // a short hash of the value as it was written
}

const (
	stretchValues = 1 << 12
	leastHeads    = 1 << 10
	filterBits    = 8 // up to 2²³ heads, which are more than a file may have rows
)

func newSeen() *seen { return &seen{seed: maphash.MakeSeed()} }

// first returns the row that had a value, by the hash of what is compared; 0 for none. It tells, too,
// whether the value was written in another way there: where it says so it is so; one in 65,536 of them is
// not noticed.
func (s *seen) first(hash uint64, written string) (row uint32, otherwise bool) {
	if s.count == 0 {
		return 0, false
	}
	if word, bits := s.filtered(hash); *word&bits == bits {
		if v, i := s.find(hash); v != nil {
			return v.rows[i], v.exact[i] != s.short(written)
		}
	}
	return 0, false
}

// add adds a new value.
func (s *seen) add(hash uint64, written string, row uint32) {
	if s.count == len(s.heads) {
		s.grow()
	}
	if s.count%stretchValues == 0 {
		s.values = append(s.values, new(stretch))
	}
	v, i := s.value(s.count)
	v.hashes[i], v.rows[i], v.exact[i] = hash, row, s.short(written)
	s.link(s.count)
	s.count++
}

// short is a short hash of a value as it is written.
func (s *seen) short(written string) uint16 { return uint16(maphash.String(s.seed, written)) }

// hash is that of a value as it is compared.
func (s *seen) hash(value []byte) uint64 { return maphash.Bytes(s.seed, value) }

// expect fetches from memory what first will look at for some hashes. One after the other each would be
// waited for; together they come in a fraction of the time.
func (s *seen) expect(hashes []uint64) {
	for _, hash := range hashes {
		word, _ := s.filtered(hash)
		s.heard ^= *word ^ uint64(*s.head(hash))
	}
}

// value returns where the value of a number lies, counted from 0.
func (s *seen) value(number int) (v *stretch, i int) {
	return s.values[number/stretchValues], number % stretchValues
}

// filtered returns the two bits of a hash, which lie in one word.
func (s *seen) filtered(hash uint64) (word *uint64, bits uint64) {
	high := hash >> 32
	return &s.filter[high>>12&uint64(len(s.filter)-1)], 1<<(high%64) | 1<<(high>>6%64)
}

// head returns where the chain of a hash begins.
func (s *seen) head(hash uint64) *uint32 { return &s.heads[hash&uint64(len(s.heads)-1)] }

// find returns the value with a hash; nil for none.
func (s *seen) find(hash uint64) (v *stretch, i int) {
	for number := *s.head(hash); number != 0; number = v.next[i] {
		if v, i = s.value(int(number) - 1); v.hashes[i] == hash {
			return v, i
		}
	}
	return nil, 0
}

// link puts a value at the head of its chain.
func (s *seen) link(number int) {
	v, i := s.value(number)
	head := s.head(v.hashes[i])
	v.next[i], *head = *head, uint32(number)+1
	word, bits := s.filtered(v.hashes[i])
	*word |= bits
}

// grow doubles the chains.
func (s *seen) grow() {
	heads := max(len(s.heads)*2, leastHeads)
	s.heads, s.filter = make([]uint32, heads), make([]uint64, heads*filterBits/64)
	for number := range s.count {
		s.link(number)
	}
}
