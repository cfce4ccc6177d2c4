package cell

// A Block ends with whichever comes first. Wide rows must not make it large, nor long texts: of these
// it holds at most BlockBytes and one row.
const (
	BlockRows  = 512
	BlockCells = 8192
	BlockBytes = 1 << 20
)

// Block holds copies of some rows side by side, so that they can be handed from one goroutine to
// another together. The zero Block is empty.
type Block struct {
	rows  []Row
	ends  []int // where the cells of each row end
	cells []Cell
	bytes int
}

// Add copies a row into the block.
func (b *Block) Add(r *Row) {
	b.rows = append(b.rows, *r)
	b.cells = append(b.cells, r.Cells...)
	b.ends = append(b.ends, len(b.cells))
	b.bytes += r.Size()
}

// Full reports whether no more rows should be added.
func (b *Block) Full() bool {
	return len(b.rows) >= BlockRows || len(b.cells) >= BlockCells || b.bytes >= BlockBytes
}

// Len returns how many rows there are.
func (b *Block) Len() int { return len(b.rows) }

// Row returns a row, counted from 0. It may be changed, and stays until Add or Reset.
func (b *Block) Row(i int) *Row {
	from := 0
	if i > 0 {
		from = b.ends[i-1]
	}
	r := &b.rows[i]
	r.Cells = b.cells[from:b.ends[i]:b.ends[i]]
	return r
}

// Reset empties the block. It keeps its room, and what the cells held only where that is little.
func (b *Block) Reset() {
	if b.bytes > BlockBytes/4 {
		clear(b.cells)
	}
	b.rows, b.ends, b.cells, b.bytes = b.rows[:0], b.ends[:0], b.cells[:0], 0
}
