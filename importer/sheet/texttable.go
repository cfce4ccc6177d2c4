package sheet

import (
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// codePage is a character set of one byte a character: the UTF-8 of each byte, empty for a byte
// that stands for nothing.
type codePage struct {
	text  [256]string
	ascii bool // bytes below 0x80 stand for themselves
}

// newCodePage takes a table over. C1 controls (U+0080 to U+009F) count as undefined: no
// spreadsheet holds them, and where ISO-8859-1 yields one the file is Windows-1252 in truth.
func newCodePage(table *charmap.Charmap) *codePage {
	page := &codePage{ascii: true}
	for i := range page.text {
		char := table.DecodeByte(byte(i))
		if i < utf8.RuneSelf && char != rune(i) {
			page.ascii = false
		}
		if char != utf8.RuneError && (char < 0x80 || char > 0x9F) {
			page.text[i] = string(char)
		}
	}
	return page
}

func asciiPage() *codePage {
	page := &codePage{ascii: true}
	for i := range utf8.RuneSelf {
		page.text[i] = string(rune(i))
	}
	return page
}

// decode returns text in the page's characters, with U+FFFD for what is undefined: for previews.
func (p *codePage) decode(text []byte) string {
	out := make([]byte, 0, len(text)+len(text)/8)
	for _, b := range text {
		if p.text[b] == "" {
			out = utf8.AppendRune(out, utf8.RuneError)
			continue
		}
		out = append(out, p.text[b]...)
	}
	return string(out)
}

// pageReader yields the UTF-8 of a file in a code page.
type pageReader struct {
	in     io.Reader
	page   *codePage
	raw    []byte // what is read and not yet decoded lies between from and to
	from   int
	to     int
	offset int64 // of raw[from] in the file
	err    error
}

func newPageReader(in io.Reader, page *codePage, offset int64) *pageReader {
	return &pageReader{in: in, page: page, raw: make([]byte, rawChunk), offset: offset}
}

// Read fills out with whole characters; out must hold at least one.
func (r *pageReader) Read(out []byte) (int, error) {
	if r.from == r.to {
		if r.err != nil {
			return 0, r.err
		}
		r.from = 0
		r.to, r.err = r.in.Read(r.raw)
	}
	n := 0
	for r.from < r.to {
		if r.page.ascii {
			n += r.copyASCII(out[n:])
			if r.from == r.to {
				break
			}
		}
		b := r.raw[r.from]
		char := r.page.text[b]
		if char == "" {
			r.err = &textError{kind: badUndefined, offset: r.offset, found: []byte{b}}
			r.from = r.to
			break
		}
		if len(out)-n < len(char) {
			break
		}
		n += copy(out[n:], char)
		r.from++
		r.offset++
	}
	return n, nil
}

// copyASCII moves the run of plain bytes at the front of raw to out and returns its length.
func (r *pageReader) copyASCII(out []byte) int {
	run := r.raw[r.from:r.to]
	if len(run) > len(out) {
		run = run[:len(out)]
	}
	n := 0
	for n < len(run) && run[n] < utf8.RuneSelf {
		n++
	}
	copy(out, run[:n])
	r.from += n
	r.offset += int64(n)
	return n
}
