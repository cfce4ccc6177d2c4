package mapping

import "hash/maphash"

// seen remembers the first row of each value. It keeps a 64-bit hash of a value, a row number and a short
// hash, 14 bytes, and not the value: two different values among n are taken for the same with a
// probability of n²/2⁶⁵ (one in 37 million for 1,000,000 rows), and the row is then wrongly INVALID,
// never lost or sent twice. The hash is seeded anew by each pass, so that no file can be made to collide.
type seen struct {
	seed   maphash.Seed
	hashes []uint64 // open addressing; 0 is a free place
	rows   []uint32
	exact  []uint16 // a short hash of the value as it was written
	count  int
}

func newSeen() *seen { return &seen{seed: maphash.MakeSeed()} }

// first notes a row for a value, as it is compared and as it was written. It returns the row that had it
// before, 0 for none, and whether it was written in another way there: where it says so it is so; one in
// 65,536 of them is not noticed.
func (s *seen) first(value []byte, written string, row uint32) (before uint32, otherwise bool) {
	short := shortHash(written)
	if s.count*5 >= len(s.hashes)*4 {
		s.grow()
	}
	hash := max(maphash.Bytes(s.seed, value), 1)
	at := s.find(hash)
	if s.hashes[at] == hash {
		return s.rows[at], s.exact[at] != short
	}
	s.hashes[at], s.rows[at], s.exact[at] = hash, row, short
	s.count++
	return 0, false
}

// shortHash is FNV-1a, folded to 16 bits.
func shortHash(text string) uint16 {
	hash := uint32(2166136261)
	for i := range len(text) {
		hash = (hash ^ uint32(text[i])) * 16777619
	}
	return uint16(hash>>16 ^ hash)
}

// find returns the place of a hash, or the free place where it belongs.
func (s *seen) find(hash uint64) int {
	mask := len(s.hashes) - 1
	at := int(hash) & mask
	for s.hashes[at] != 0 && s.hashes[at] != hash {
		at = (at + 1) & mask
	}
	return at
}

// grow doubles the room.
func (s *seen) grow() {
	size := max(len(s.hashes)*2, 1024)
	hashes, rows, exact := s.hashes, s.rows, s.exact
	s.hashes, s.rows, s.exact = make([]uint64, size), make([]uint32, size), make([]uint16, size)
	for i, hash := range hashes {
		if hash != 0 {
			at := s.find(hash)
			s.hashes[at], s.rows[at], s.exact[at] = hash, rows[i], exact[i]
		}
	}
}
