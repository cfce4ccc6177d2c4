package sheet

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// rawChunk is how many bytes of a file are decoded at a time.
const rawChunk = 64 << 10

// badText is a reason for which bytes cannot be read as text.
type badText uint8

const (
	badUTF8      badText = iota // not UTF-8
	badUTF16                    // half a surrogate pair, or an odd last byte
	badUndefined                // a byte or sequence that the declared character set does not define
	badNUL                      // a NUL, which no text holds
)

// textError is the first place of a file that is not text in its character set.
type textError struct {
	kind   badText
	offset int64 // in the file; -1 where it is not known
	found  []byte
	cause  error
}

// Error says what was found, without the place: see textProblem for what people are shown.
func (e *textError) Error() string {
	switch e.kind {
	case badNUL:
		return "NUL byte in the text"
	case badUTF16:
		return fmt.Sprintf("half a UTF-16 character, bytes % X", e.found)
	case badUndefined:
		return fmt.Sprintf("byte %s has no character", hexBytes(e.found))
	default:
		return fmt.Sprintf("byte %s is not UTF-8", hexBytes(e.found))
	}
}

// Unwrap returns the cause.
func (e *textError) Unwrap() error { return e.cause }

func hexBytes(found []byte) string {
	return fmt.Sprintf("0x%X", found)
}

// newTextReader yields the text of in as UTF-8 that holds no NUL. Its reads need room for some
// characters. What precedes the first bad place is yielded before the *textError. offset is where
// in begins in the file.
func newTextReader(in io.Reader, set textEncoding, offset int64) io.Reader {
	var text io.Reader
	switch set.kind {
	case kindUTF16LE, kindUTF16BE:
		text = newUTF16Reader(in, set.kind == kindUTF16BE, offset)
	case kindPage:
		text = newPageReader(in, set.page, offset)
	case kindMulti:
		text = newMultiReader(in, set.multi)
	default:
		text = &utf8Reader{in: in, offset: offset}
	}
	return &nulReader{in: text}
}

// nulReader stops before the first NUL.
type nulReader struct {
	in  io.Reader
	err error
}

func (r *nulReader) Read(out []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.in.Read(out)
	r.err = err
	if at := bytes.IndexByte(out[:n], 0); at >= 0 {
		n, r.err = at, &textError{kind: badNUL, offset: -1, found: []byte{0}}
	}
	if n == 0 {
		return 0, r.err
	}
	return n, nil
}

// multiReader decodes by golang.org/x/text, which puts U+FFFD where bytes mean nothing: that is
// where it stops.
type multiReader struct {
	in      io.Reader
	decoder transform.Transformer
	raw     []byte // what is read and not yet decoded lies between from and to
	from    int
	to      int
	ended   bool
	err     error
}

func newMultiReader(in io.Reader, set encoding.Encoding) *multiReader {
	return &multiReader{in: in, decoder: set.NewDecoder(), raw: make([]byte, rawChunk)}
}

func (r *multiReader) Read(out []byte) (int, error) {
	for r.err == nil {
		n, used, err := r.decoder.Transform(out, r.raw[r.from:r.to], r.ended)
		r.from += used
		if at := bytes.Index(out[:n], []byte(string(utf8.RuneError))); at >= 0 {
			n, r.err = at, &textError{kind: badUndefined, offset: -1}
		} else {
			r.advance(n, err)
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, r.err
}

// advance makes the next step possible after the decoder stopped with err.
func (r *multiReader) advance(n int, err error) {
	switch {
	case err == nil, err == transform.ErrShortSrc && !r.ended:
		r.refill()
	case err == transform.ErrShortDst && n > 0:
	case err == transform.ErrShortDst:
		r.err = io.ErrShortBuffer
	default:
		r.err = &textError{kind: badUndefined, offset: -1, cause: err}
	}
}

func (r *multiReader) refill() {
	if r.ended {
		r.err = io.EOF
		return
	}
	r.to = copy(r.raw, r.raw[r.from:r.to])
	r.from = 0
	n, err := r.in.Read(r.raw[r.to:])
	r.to += n
	if err == io.EOF {
		r.ended = true
	} else if err != nil {
		r.err = err
	}
}
