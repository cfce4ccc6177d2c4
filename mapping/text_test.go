package mapping

import (
	"bytes"
	"testing"
)

// TestASCII tries every byte at every place of texts of all lengths up to three words of eight.
func TestASCII(t *testing.T) {
	for length := range 25 {
		text := bytes.Repeat([]byte{'~'}, length)
		if !ascii(string(text)) {
			t.Fatalf("%q is not taken for ASCII", text)
		}
		for at := range text {
			for c := range 256 {
				text[at] = byte(c)
				if got, want := ascii(string(text)), c >= ' ' && c <= '~'; got != want {
					t.Fatalf("%q is taken for ASCII: %v", text, got)
				}
			}
			text[at] = ' '
		}
	}
}
