package cell

import (
	"strings"
	"testing"
)

func textRow(number int, values ...string) *Row {
	r := &Row{Number: number}
	for _, value := range values {
		r.Cells = append(r.Cells, Cell{Kind: Text, Value: value})
	}
	return r
}

// TestBlockKeepsCopies: what is read again into the same Row changes nothing.
func TestBlockKeepsCopies(t *testing.T) {
	var b Block
	for range 2 {
		r := textRow(0)
		for n := range 10 {
			r.Number, r.Cells = n, append(r.Cells[:0], textRow(0, strings.Split("abcdefghij"[:n], "")...).Cells...)
			b.Add(r)
		}
		for n := range b.Len() {
			got := b.Row(n)
			if got.Number != n || len(got.Cells) != n || n > 0 && got.Cells[n-1].Value != "abcdefghij"[n-1:n] {
				t.Fatalf("row %d: %+v", n, got)
			}
			// A row that somebody makes longer must not reach into the next one.
			got.Cells = append(got.Cells, Cell{Value: "more"})
		}
		if b.Len() != 10 || b.Row(3).Cells[0].Value != "a" {
			t.Fatalf("%d rows, the fourth %+v", b.Len(), b.Row(3))
		}
		b.Reset()
		if b.Len() != 0 || b.Full() {
			t.Fatalf("after Reset: %d rows, full %v", b.Len(), b.Full())
		}
	}
}

// TestResetLetsLongTextsGo: an empty block must not keep what long rows held.
func TestResetLetsLongTextsGo(t *testing.T) {
	var b Block
	b.Add(textRow(1, "short", strings.Repeat("x", BlockBytes)))
	b.Reset()
	for _, c := range b.cells[:cap(b.cells)] {
		if c.Value != "" {
			t.Errorf("%d bytes are kept", len(c.Value))
		}
	}
}

// TestBlockIsBounded: by rows, by cells and by text, whether that is stored or only shown.
func TestBlockIsBounded(t *testing.T) {
	shown := textRow(1, "1")
	shown.Cells[0].Shown = strings.Repeat("x", BlockBytes/4)
	for name, c := range map[string]struct {
		row  *Row
		want int
	}{
		"short rows":   {textRow(1, "a"), BlockRows},
		"wide rows":    {textRow(1, make([]string, BlockCells/4)...), 4},
		"long texts":   {textRow(1, strings.Repeat("x", BlockBytes/2), ""), 2},
		"shown texts":  {shown, 4},
		"one too long": {textRow(1, strings.Repeat("x", BlockBytes+1)), 1},
	} {
		var b Block
		for range 2 {
			for !b.Full() {
				b.Add(c.row)
			}
			if b.Len() != c.want {
				t.Errorf("%s: full with %d, want %d", name, b.Len(), c.want)
			}
			b.Reset()
		}
	}
}
