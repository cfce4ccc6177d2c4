package sheet

import (
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Reader yields the UTF-8 of a file in UTF-16. Unlike golang.org/x/text it stops at half a
// surrogate pair and at a last odd byte instead of replacing them.
type utf16Reader struct {
	in     io.Reader
	big    bool
	raw    []byte // what is read and not yet decoded lies between from and to
	from   int
	to     int
	offset int64 // of raw[from] in the file
	err    error
}

func newUTF16Reader(in io.Reader, big bool, offset int64) *utf16Reader {
	return &utf16Reader{in: in, big: big, raw: make([]byte, rawChunk), offset: offset}
}

// Read fills out, whose length must be at least utf8.UTFMax, with whole characters.
func (r *utf16Reader) Read(out []byte) (int, error) {
	n := 0
	for len(out)-n >= utf8.UTFMax {
		char, size := r.peek()
		if size == 0 {
			if n > 0 || r.err != nil {
				break
			}
			r.refill()
			continue
		}
		n += utf8.EncodeRune(out[n:], char)
		r.from += size
		r.offset += int64(size)
	}
	if n == 0 {
		return 0, r.finish()
	}
	return n, nil
}

// peek returns the character at the front and its size in bytes, or 0 where it is not whole or not
// valid; then refill or finish tells which.
func (r *utf16Reader) peek() (rune, int) {
	if r.to-r.from < 2 {
		return 0, 0
	}
	first := r.unit(r.from)
	if !utf16.IsSurrogate(first) {
		return first, 2
	}
	if r.to-r.from < 4 {
		return 0, 0
	}
	char := utf16.DecodeRune(first, r.unit(r.from+2))
	if char == utf8.RuneError {
		r.err = r.bad(2)
		return 0, 0
	}
	return char, 4
}

func (r *utf16Reader) unit(at int) rune {
	if r.big {
		return rune(binary.BigEndian.Uint16(r.raw[at:]))
	}
	return rune(binary.LittleEndian.Uint16(r.raw[at:]))
}

func (r *utf16Reader) refill() {
	r.to = copy(r.raw, r.raw[r.from:r.to])
	r.from = 0
	n, err := r.in.Read(r.raw[r.to:])
	r.to += n
	r.err = err
}

// finish returns the error that ends the text: half a character left over is one.
func (r *utf16Reader) finish() error {
	if r.err == io.EOF && r.from < r.to {
		r.err = r.bad(r.to - r.from)
	}
	return r.err
}

func (r *utf16Reader) bad(size int) *textError {
	found := append([]byte(nil), r.raw[r.from:r.from+size]...)
	return &textError{kind: badUTF16, offset: r.offset, found: found}
}
