package mapping

import "hash/maphash"

// seen remembers the first row of each value. It keeps a 64-bit hash of a value, a row number and a short
// hash, 14 bytes, and not the value: two different values among n are taken for the same with a
// probability of n²/2⁶⁵ (one in 37 million for 1,000,000 rows), and the row is then wrongly INVALID,
// never lost or sent twice. The hash is seeded anew by each pass, so that no file can be made to collide.
//
// The values lie in the order in which they came, so that their memory grows without being copied. A
// new one is looked for among tags of one byte, which a processor's cache holds even for a million:
// what lies behind a tag is looked at where the tag is the same, mostly the same value.
type seen struct {
	seed   maphash.Seed
	values []*stretch
	count  int
	tags   []uint8  // open addressing; 0 is a free place, any other number some bits of the hash there
	slots  []uint32 // by place: which of the values it is
}

// stretch holds some values side by side.
type stretch struct {
	hashes [stretchValues]uint64
	rows   [stretchValues]uint32
	exact  [stretchValues]uint16 // a short hash of the value as it was written
}

const (
	stretchValues = 1 << 12
	leastPlaces   = 1 << 10
)

func newSeen() *seen { return &seen{seed: maphash.MakeSeed()} }

// first notes a row for a value, as it is compared and as it was written. It returns the row that had it
// before, 0 for none, and whether it was written in another way there: where it says so it is so; one in
// 65,536 of them is not noticed.
func (s *seen) first(value []byte, written string, row uint32) (before uint32, otherwise bool) {
	if s.count*4 >= len(s.tags)*3 {
		s.grow()
	}
	hash := maphash.Bytes(s.seed, value)
	place, found := s.find(hash)
	short := uint16(maphash.String(s.seed, written))
	if found {
		v, i := s.value(int(s.slots[place]))
		return v.rows[i], v.exact[i] != short
	}
	if s.count%stretchValues == 0 {
		s.values = append(s.values, new(stretch))
	}
	v, i := s.value(s.count)
	v.hashes[i], v.rows[i], v.exact[i] = hash, row, short
	s.tags[place], s.slots[place] = tag(hash), uint32(s.count)
	s.count++
	return 0, false
}

// value returns where the value of a number lies.
func (s *seen) value(number int) (v *stretch, i int) {
	return s.values[number/stretchValues], number % stretchValues
}

// tag is made of bits that do not say the place.
func tag(hash uint64) uint8 { return max(uint8(hash>>56), 1) }

// find returns the place of a hash, or the free one where it belongs.
func (s *seen) find(hash uint64) (place int, found bool) {
	mask := len(s.tags) - 1
	sought := tag(hash)
	for place = int(hash) & mask; s.tags[place] != 0; place = (place + 1) & mask {
		if s.tags[place] != sought {
			continue
		}
		if v, i := s.value(int(s.slots[place])); v.hashes[i] == hash {
			return place, true
		}
	}
	return place, false
}

// grow doubles the places.
func (s *seen) grow() {
	size := max(len(s.tags)*2, leastPlaces)
	s.tags, s.slots = make([]uint8, size), make([]uint32, size)
	mask := size - 1
	for n := range s.count {
		v, i := s.value(n)
		place := int(v.hashes[i]) & mask
		for s.tags[place] != 0 {
			place = (place + 1) & mask
		}
		s.tags[place], s.slots[place] = tag(v.hashes[i]), uint32(n)
	}
}
