package sheet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// Reasons why bytes are not the text of an XML document.
var (
	errNotUTF8     = errors.New("the XML holds bytes that are not UTF-8")
	errControl     = errors.New("the XML holds a control character that XML forbids")
	errNotUTF16    = errors.New("the XML holds half a UTF-16 character")
	errUTF32       = errors.New("the XML is in UTF-32, which is not read")
	errHalfUnit    = errors.New("the XML ends in the middle of a UTF-16 character")
	errStuckReader = errors.New("the part yields no bytes and no end")
)

// newXMLText returns the text of an XML part as valid UTF-8 without a byte-order mark, and whether
// it was UTF-16. UTF-16 is told by its mark or by its first angle bracket (XML 1.0, appendix F).
func newXMLText(src io.Reader) (text io.Reader, utf16Text bool, err error) {
	var head [4]byte
	n, err := io.ReadFull(src, head[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, false, err
	}
	if n == 0 && errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, false, err // the source's own error: ReadFull says EOF where nothing is there
	}
	start := head[:n]
	rest := func(skip int) io.Reader {
		return io.MultiReader(bytes.NewReader(bytes.Clone(start[skip:])), src)
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		return &charReader{src: rest(3)}, false, nil
	case bytes.Equal(start, []byte("\xff\xfe\x00\x00")), bytes.Equal(start, []byte("\x00\x00\xfe\xff")),
		bytes.Equal(start, []byte("<\x00\x00\x00")), bytes.Equal(start, []byte("\x00\x00\x00<")):
		return nil, false, errUTF32
	case bytes.HasPrefix(start, []byte("\xff\xfe")):
		return &charReader{src: &utf16XML{src: rest(2), order: binary.LittleEndian}}, true, nil
	case bytes.HasPrefix(start, []byte("\xfe\xff")):
		return &charReader{src: &utf16XML{src: rest(2), order: binary.BigEndian}}, true, nil
	case bytes.HasPrefix(start, []byte("<\x00")):
		return &charReader{src: &utf16XML{src: rest(0), order: binary.LittleEndian}}, true, nil
	case bytes.HasPrefix(start, []byte("\x00<")):
		return &charReader{src: &utf16XML{src: rest(0), order: binary.BigEndian}}, true, nil
	}
	return &charReader{src: rest(0)}, false, nil
}

// charReader hands out only whole characters that XML 1.0 (production 2) allows.
type charReader struct {
	src   io.Reader
	carry [utf8.UTFMax]byte // the beginning of a character whose end is still to come
	kept  int
	err   error
}

// Read fills p, which must have room for at least one character.
func (c *charReader) Read(p []byte) (int, error) {
	for idle := 0; ; idle++ {
		if c.err != nil {
			return 0, c.err
		}
		n := copy(p, c.carry[:c.kept])
		c.kept = 0
		more, err := c.src.Read(p[n:])
		n += more
		c.err = err
		if !errors.Is(err, io.EOF) { // at the end, half a character is an error
			n -= c.keep(p[:n])
		}
		if n == 0 && err == nil {
			if idle == 100 {
				c.err = errStuckReader
			}
			continue
		}
		if bad := checkChars(p[:n]); bad != nil {
			c.err = bad
			return 0, bad
		}
		if n > 0 {
			return n, nil
		}
	}
}

// keep holds back the beginning of a character at the end of b and returns its size.
func (c *charReader) keep(b []byte) int {
	for size := 1; size < utf8.UTFMax && size <= len(b); size++ {
		first := b[len(b)-size]
		if first < utf8.RuneSelf {
			return 0
		}
		if utf8.RuneStart(first) {
			if utf8.FullRune(b[len(b)-size:]) {
				return 0
			}
			c.kept = copy(c.carry[:], b[len(b)-size:])
			return size
		}
	}
	return 0
}

// checkChars looks eight bytes at a time for control characters, and further only into what is not
// plain ASCII.
func checkChars(b []byte) error {
	const high, control = 0x8080808080808080, 0x2020202020202020
	var seen uint64
	rest := b
	for ; len(rest) >= 8; rest = rest[8:] {
		word := binary.LittleEndian.Uint64(rest)
		seen |= word
		// A byte below 0x20 borrows into its high bit; one from 0x80 on is masked.
		if (word-control)&^word&high != 0 && !plainSpace(rest[:8]) {
			return errControl
		}
	}
	for _, c := range rest {
		seen |= uint64(c)
	}
	if !plainSpace(rest) {
		return errControl
	}
	if seen&high == 0 {
		return nil
	}
	if !utf8.Valid(b) {
		return errNotUTF8
	}
	if bytes.Contains(b, []byte("\xef\xbf\xbe")) || bytes.Contains(b, []byte("\xef\xbf\xbf")) {
		return errControl // U+FFFE and U+FFFF
	}
	return nil
}

func plainSpace(b []byte) bool {
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}

// utf16XML turns UTF-16 into UTF-8 and refuses half a surrogate pair.
type utf16XML struct {
	src   io.Reader
	order binary.ByteOrder
	raw   [4096]byte
	kept  int // bytes at the beginning of raw that are not used yet
	out   []byte
	store [3 * 4096 / 2]byte
	err   error
}

// Read hands out what is converted, converting more when there is nothing left.
func (u *utf16XML) Read(p []byte) (int, error) {
	for len(u.out) == 0 {
		if u.err != nil {
			return 0, u.err
		}
		n, err := u.src.Read(u.raw[u.kept:])
		n += u.kept
		if err != nil {
			u.err = err
		}
		if bad := u.convert(n); bad != nil {
			u.err = bad
		}
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

func (u *utf16XML) convert(n int) error {
	out, at := u.store[:0], 0
	var bad error
	for bad == nil && at+2 <= n {
		r := rune(u.order.Uint16(u.raw[at:]))
		size := 2
		if utf16.IsSurrogate(r) {
			if at+4 > n {
				break
			}
			size = 4
			r = utf16.DecodeRune(r, rune(u.order.Uint16(u.raw[at+2:])))
			if r == utf8.RuneError {
				bad = errNotUTF16
				break
			}
		}
		out = utf8.AppendRune(out, r)
		at += size
	}
	u.kept = copy(u.raw[:], u.raw[at:n])
	u.out = out
	if bad == nil && errors.Is(u.err, io.EOF) && u.kept > 0 {
		bad = errHalfUnit
	}
	return bad
}
