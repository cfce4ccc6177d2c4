package mapping

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"posimport/importer/sheet/cell"
)

// plainIDs is what ids must tell, as simply as can be.
type plainIDs map[string]struct {
	row     uint32
	written string
}

func (p plainIDs) first(text string, row uint32) (before uint32, otherwise bool) {
	if was, found := p[fold(text)]; found {
		return was.row, was.written != text
	}
	p[fold(text)] = struct {
		row     uint32
		written string
	}{row, text}
	return 0, false
}

// sameIDs gives values to both, to ids announced now and then, and fails where they differ.
func sameIDs(t *testing.T, values []string, rowOf func(i int) uint32) *ids {
	t.Helper()
	got, want := newIDs(), plainIDs{}
	unnoticed := 0 // one in 65,536 that were written otherwise
	for i, value := range values {
		if i%100 == 0 {
			var soon cell.Block
			for j := i; j < min(i+50, len(values)); j++ {
				text := values[j]
				if j%7 == 0 {
					text = values[0] // another one may come, where the cell's text is changed before it is asked for
				}
				soon.Add(textRow(int(rowOf(j)), text))
			}
			got.expect(&soon, 0, soon.Len(), 0)
		}
		row, otherwise := got.first(value, rowOf(i))
		wantRow, wantOtherwise := want.first(value, rowOf(i))
		if wantOtherwise && !otherwise && unnoticed < 3 {
			unnoticed++
			otherwise = true
		}
		if row != wantRow || otherwise != wantOtherwise {
			t.Fatalf("value %d, %q: row %d, otherwise %v; want %d, %v", i, value, row, otherwise, wantRow, wantOtherwise)
		}
	}
	if got.ordered != nil && len(got.ordered.sequences) > mostSequences {
		t.Errorf("%d sequences", len(got.ordered.sequences))
	}
	return got
}

func everyRow(i int) uint32 { return uint32(i + 2) }

func numbered(n int, format string, number func(i int) int) []string {
	values := make([]string, n)
	for i := range values {
		values[i] = fmt.Sprintf(format, number(i))
	}
	return values
}

func TestIDs(t *testing.T) {
	up := func(i int) int { return i }
	random := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		name   string
		values []string
		kept   bool // as sequences, at the end
	}{
		{"sequence", numbered(5000, "P-%06d", up), true},
		{"sequence without zeros", numbered(12_000, "%d", up), true},
		{"gaps", numbered(5000, "P-%06d", func(i int) int { return i * i }), true},
		{"falling", numbered(5000, "P-%06d", func(i int) int { return 999_999 - 2*i }), true},
		{"twice", append(numbered(5000, "P-%06d", up), numbered(5000, "P-%06d", up)...), true},
		{"twice, falling", append(numbered(5000, "%09d", func(i int) int { return 9e8 - i*i }), numbered(5000, "%09d", func(i int) int { return 9e8 - i*i })...), true},
		{"in other letters", append(numbered(3000, "P-%06d", up), append(numbered(4000, "p-%06d", up), numbered(5000, "P-%06d", up)...)...), true},
		{"two sequences by turns", numbered(6000, "%06d", func(i int) int { return i%2*500_000 + i }), true}, // half of them
		{"two texts by turns", strings.Fields(strings.Join(numbered(3000, "A-%06[1]d B-%06[1]d", up), " ")), true},
		{"the last first", append([]string{"P-999999"}, numbered(5000, "P-%06d", up)...), true},
		{"random", numbered(20_000, "P-%06d", func(int) int { return random.IntN(1e6) }), false},
		{"ordered, then random", append(numbered(5000, "P-%06d", up), numbered(20_000, "P-%06d", func(int) int { return random.IntN(1e6) })...), false},
		{"no digits", strings.Fields(strings.Repeat("a B c A b C x1y ", 300)), true},
		{"many texts", numbered(5000, "%x-1", up), true},
		{"eighteen digits and more", append(numbered(50, "9999999999999999%02d", up), numbered(150, "9999999999999999%03d", up)...), true},
		{"far apart", []string{"0000018446744073709551617", "0000000000000000000000001", "0000018446744073709551617"}, true},
		{"not in ASCII", append(numbered(2000, "Nº-%06d", up), append(numbered(3000, "nº-%06d", up), "É1", "É1", "é1", "E\u03011")...), true},
		{"one falls behind a run", slices.Concat(numbered(20, "P-%03d", func(i int) int { return 50 + i }), []string{"P-005"}, numbered(80, "P-%03d", up)), true},
		{"a long run", slices.Concat([]string{"P-000000"}, numbered(70_000, "P-%06d", func(i int) int { return 5 + i }), []string{"P-800000", "P-900000", "P-070003"}), true},
		{"longer when folded", []string{"ŉŉŉ1", "ŉŉŉ2", "ŉŉŉ1"}, true},
		{"few strays", append(numbered(10_000, "P-%06d", up), numbered(2000, "x%dx", up)...), true},
		{"long texts", slices.Concat(numbered(300, strings.Repeat("x", longestText+1)+"%05d", up), numbered(300, strings.Repeat("x", longestText+1)+"%05d", up)), true},
		{"the least and the greatest", []string{"000000000000000000", "999999999999999999", "000000000000000000", "999999999999999999", "0", "9", "0"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := sameIDs(t, c.values, everyRow)
			if kept := d.ordered != nil; kept != c.kept {
				t.Errorf("kept as sequences: %v", kept)
			}
			sameIDs(t, c.values, func(i int) uint32 { return uint32(i*3 + i%2 + 7) })
		})
	}
}

// TestIDsFarApart closes runs that are as far apart, in numbers and rows, as can be written down.
func TestIDsFarApart(t *testing.T) {
	var values []string
	var rows []uint32
	add := func(number uint64, row uint32) {
		values, rows = append(values, fmt.Sprintf("%018d", number)), append(rows, row)
	}
	for i := range uint64(23) { // nearly a whole piece
		add(i*1e15, uint32(2+2*i))
	}
	for i := range uint64(3) {
		add(5e17+i, 1<<29+uint32(i)) // a run, of which the second is asked for
	}
	add(6e17, 1<<30)
	add(999_999_999_999_999_999, 1<<31)
	first := len(values)
	for i := range first {
		add(0, 1<<31+1+uint32(i))
		values[first+i] = values[i]
	}
	sameIDs(t, values, func(i int) uint32 { return rows[i] })

	far := []uint32{2, 200_003, 200_004, 300_005, 400_000, 500_000}
	sameIDs(t, []string{"1", "4", "5", "8", "9", "5"}, func(i int) uint32 { return far[i] })
}

// TestFewStraysGiveNothingUp: as long as more values come in order, these are kept as they are.
func TestFewStraysGiveNothingUp(t *testing.T) {
	d := sameIDs(t, append(numbered(10_000, "P-%06d", func(i int) int { return i }), numbered(2000, "x%dx", func(i int) int { return i })...), everyRow)
	if d.tries != 0 || d.ordered.count != 10_000 {
		t.Errorf("given up %d times, %d values kept", d.tries, d.ordered.count)
	}
}

// TestLongIDsAreNotKept: what is kept of an id does not grow with it, nor with the row that it stands in.
func TestLongIDsAreNotKept(t *testing.T) {
	for _, text := range []string{"%d" + strings.Repeat("x", 64<<10) + "-1", "P%d-1"} {
		grown := growth(func() any {
			d := newIDs()
			for i := range 1000 {
				row := strings.Repeat(" ", 64<<10) + fmt.Sprintf(text, i)
				d.first(row[64<<10:], everyRow(i))
			}
			return d
		})
		if grown > 2<<20 {
			t.Errorf("%.10q: %d KiB", text, grown>>10)
		}
	}
}

// growth returns by how many bytes the heap grows by what a function returns.
func growth(do func() any) int64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	kept := do()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(kept)
	return int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

// FuzzIDs: whatever the order, the first row of a value is told as a plain map tells it.
func FuzzIDs(f *testing.F) {
	f.Add("P-001 P-002 P-001", uint64(1))
	f.Add("9 8 7 8", uint64(3))
	f.Add("K-1 \u212a-1 k-1 \u212a-2 K-2", uint64(5))
	f.Add("007 7 07 0000000000000000007 000000000000000007", uint64(7))
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		random := rand.New(rand.NewPCG(seed, seed))
		values := strings.Fields(text)
		for range 2 + seed%2000 {
			value := "P"
			if n := len(values); n > 0 {
				value = values[random.IntN(n)]
			}
			switch random.IntN(4) {
			case 0:
				value = fmt.Sprintf("%s%0*d", strings.TrimRight(value, "0123456789"), random.IntN(8), random.IntN(2000))
			case 1:
				value = strings.ToLower(value)
			default:
				cut := digitsAt([]byte(value))
				number, _ := numeral(value[cut:])
				value = fmt.Sprintf("%s%0*d", value[:cut], len(value)-cut, number+random.Uint64N(3))
			}
			values = append(values, value)
		}
		row := uint32(1)
		rows := make([]uint32, len(values))
		for i := range rows {
			row += 1 + uint32(random.IntN(3)/2*random.IntN(300))
			rows[i] = row
		}
		sameIDs(t, values, func(i int) uint32 { return rows[i] })
	})
}

// TestIDsInOrderAreSmall holds a million ids in order to 64 KiB where they follow each other, and to
// 4 bytes each where they do not.
func TestIDsInOrderAreSmall(t *testing.T) {
	for _, c := range []struct {
		name   string
		number func(i int) int
		row    func(i int) uint32
		most   int64
	}{
		{"sequence", func(i int) int { return i }, everyRow, 64 << 10},
		{"falling", func(i int) int { return 9_999_999 - i }, everyRow, 64 << 10},
		{"gaps", func(i int) int { return i * 3 }, everyRow, 4_000_000},
		{"blank rows", func(i int) int { return i }, func(i int) uint32 { return uint32(2 + 3*i) }, 4_000_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			grown := growth(func() any {
				d := newIDs()
				for i := range 1_000_000 {
					if row, _ := d.first(fmt.Sprintf("P-%07d", c.number(i)), c.row(i)); row != 0 {
						t.Fatalf("value %d was taken for row %d", i, row)
					}
				}
				return d
			})
			if grown > c.most {
				t.Errorf("%d KiB, want at most %d", grown>>10, c.most>>10)
			}
		})
	}
}
