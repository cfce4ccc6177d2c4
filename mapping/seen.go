package mapping

import "hash/maphash"

// seen remembers the first row of each value. It keeps a 64-bit hash of a value and a row number, 12
// bytes, and not the value: two different values among n are taken for the same with a probability of
// n²/2⁶⁵ (one in 37 million for 1,000,000 rows), and the row is then wrongly INVALID, never lost or
// sent twice. The hash is seeded anew by each pass, so that no file can be made to collide.
type seen struct {
	seed   maphash.Seed
	hashes []uint64 // open addressing; 0 is a free place
	rows   []uint32
	count  int
}

func newSeen() *seen { return &seen{seed: maphash.MakeSeed()} }

// first notes a row for a value and returns the row that had it before, 0 for none.
func (s *seen) first(value []byte, row uint32) uint32 {
	if s.count*5 >= len(s.hashes)*4 {
		s.grow()
	}
	hash := max(maphash.Bytes(s.seed, value), 1)
	at := s.find(hash)
	if s.hashes[at] == hash {
		return s.rows[at]
	}
	s.hashes[at], s.rows[at] = hash, row
	s.count++
	return 0
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
	hashes, rows := s.hashes, s.rows
	s.hashes, s.rows = make([]uint64, size), make([]uint32, size)
	for i, hash := range hashes {
		if hash != 0 {
			at := s.find(hash)
			s.hashes[at], s.rows[at] = hash, rows[i]
		}
	}
}
