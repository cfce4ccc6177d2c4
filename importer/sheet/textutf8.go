package sheet

import (
	"io"
	"unicode/utf8"
)

// utf8Reader passes UTF-8 on unchanged and stops before the first byte that is not.
type utf8Reader struct {
	in     io.Reader
	tail   [utf8.UTFMax]byte // a character that the last read cut in two
	cut    int               // its length
	offset int64             // of the next byte to be passed on
	err    error
}

// Read fills out, whose length must be at least 2 * utf8.UTFMax, with whole characters.
func (r *utf8Reader) Read(out []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	n := copy(out, r.tail[:r.cut])
	read, err := r.in.Read(out[n:])
	n += read
	r.err = err
	good := n - cutRune(out[:n])
	if !utf8.Valid(out[:good]) {
		good = validPrefix(out[:good])
		r.err = &textError{kind: badUTF8, offset: r.offset + int64(good), found: []byte{out[good]}}
	} else if err == io.EOF && good < n {
		r.err = &textError{kind: badUTF8, offset: r.offset + int64(good), found: []byte{out[good]}}
	}
	r.cut = copy(r.tail[:], out[good:min(n, good+utf8.UTFMax)])
	r.offset += int64(good)
	if good == 0 {
		return 0, r.err
	}
	return good, nil
}

// cutRune returns how many bytes at the end begin a character that is not whole.
func cutRune(text []byte) int {
	for i := 1; i < utf8.UTFMax && i <= len(text); i++ {
		last := text[len(text)-i:]
		if utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				return i
			}
			return 0
		}
	}
	return 0
}

// validPrefix returns the length of the longest prefix that is UTF-8.
func validPrefix(text []byte) int {
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		char, size := utf8.DecodeRune(text[i:])
		if char == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(text)
}
