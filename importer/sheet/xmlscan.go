package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// token is what xmlScanner.next has moved to.
type token uint8

const (
	tokenEnd   token = iota // the document is complete
	tokenOpen               // an element begins: name, space and attrs are set
	tokenClose              // it ends; an empty element has both tokens
	tokenText               // text is set; one text may come in several tokens
)

const (
	scanBuffer    = 128 << 10
	maxMarkup     = 4 << 20 // one tag, comment or instruction
	maxDepth      = 256
	maxAttributes = 256
	maxReference  = 16 // &#x0010FFFF; and more
)

// errCutOff is XML that ends before its root element does.
var errCutOff = errors.New("the XML is cut off before its end")

// limitError is content that is well-formed and larger than a guard allows.
type limitError struct{ problem string }

func (e *limitError) Error() string { return e.problem }

// attr is one attribute. Its bytes are valid until the next call of next.
type attr struct {
	prefix, name, value []byte
}

// xmlScanner is a strict reader of XML over bytes. It accepts no document that is not well-formed
// (XML 1.0, Namespaces 1.0), and beyond that refuses DOCTYPE, names outside ASCII and anything after
// the root but white space, comments and instructions. It allocates nothing per token.
type xmlScanner struct {
	src      io.Reader
	wide     bool // the part was UTF-16
	buf      []byte
	pos, end int
	read     int64 // bytes before buf[0]
	srcErr   error

	name  []byte // local name of the element that begins or ends
	space space  // its namespace
	attrs []attr
	text  []byte // of a text token, references resolved and line ends made \n

	frames   []frame
	names    []byte // the qualified names of the open elements
	bindings []binding
	scratch  []byte
	started  bool // something was read: an XML declaration may not follow
	rooted   bool // the root element has begun
	empty    bool // the last open token was an empty element: close it next
}

type frame struct {
	name     int // where its qualified name begins in names
	local    int // where its local name begins
	bindings int // how many bindings were in force outside of it
	space    space
	standard space // the namespace without a prefix inside of it
}

type binding struct {
	prefix string
	space  space
}

// newXMLScanner reads an XML part from its bytes.
func newXMLScanner(src io.Reader) (*xmlScanner, error) {
	text, wide, err := newXMLText(src)
	if err != nil {
		return nil, err
	}
	return newTextScanner(text, wide), nil
}

// newTextScanner reads XML from text that is known to be valid UTF-8.
func newTextScanner(text io.Reader, wide bool) *xmlScanner {
	return &xmlScanner{src: text, wide: wide, buf: make([]byte, scanBuffer)}
}

// next moves to the next token. After an error, or the end, it is not called again.
func (s *xmlScanner) next() (token, error) {
	if s.empty {
		s.empty = false
		s.pop()
		return tokenClose, nil
	}
	for {
		b := s.buf[s.pos:s.end]
		if len(b) == 0 {
			if s.more() {
				continue
			}
			return tokenEnd, s.finish()
		}
		if b[0] != '<' {
			done, err := s.scanText(b)
			if err != nil || done {
				return tokenText, err
			}
			continue
		}
		kind, n, err := s.scanMarkup(b)
		if err != nil {
			return 0, err
		}
		if n == 0 { // not all of it is in the buffer
			if !s.more() {
				return 0, s.ended()
			}
			continue
		}
		s.pos += n
		s.started = true
		if kind != tokenEnd { // else a comment or the like
			return kind, nil
		}
	}
}

// more reads on, keeping what is unread, and reports false when nothing more is to be had.
func (s *xmlScanner) more() bool {
	if s.srcErr != nil {
		return false
	}
	if s.pos > 0 {
		s.read += int64(s.pos)
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	if !s.room() {
		if len(s.buf) >= maxMarkup {
			s.srcErr = &limitError{fmt.Sprintf("one tag or comment of the XML is longer than %d bytes", maxMarkup)}
			return false
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	before := s.end
	for s.srcErr == nil && s.room() {
		var n int
		n, s.srcErr = s.src.Read(s.buf[s.end:])
		s.end += n
	}
	return s.end > before
}

// room reports whether the buffer has room for at least one character.
func (s *xmlScanner) room() bool { return len(s.buf)-s.end >= utf8.UTFMax }

// ended says why there is no more where more was needed.
func (s *xmlScanner) ended() error {
	if s.srcErr != nil && !errors.Is(s.srcErr, io.EOF) {
		return s.srcErr
	}
	return errCutOff
}

// finish checks that the end of the bytes is the end of the document.
func (s *xmlScanner) finish() error {
	if !errors.Is(s.srcErr, io.EOF) {
		return s.srcErr
	}
	if len(s.frames) > 0 || !s.rooted {
		return errCutOff
	}
	return nil
}

// skip passes over the element that has just begun, up to its end.
func (s *xmlScanner) skip() error {
	for depth := 1; depth > 0; {
		kind, err := s.next()
		if err != nil {
			return err
		}
		switch kind {
		case tokenOpen:
			depth++
		case tokenClose:
			depth--
		}
	}
	return nil
}

// appendText adds the text of the element that has just begun, up to its end, and refuses elements
// inside of it.
func (s *xmlScanner) appendText(dst []byte, limit int) ([]byte, error) {
	start := len(dst)
	for {
		kind, err := s.next()
		if err != nil {
			return dst, err
		}
		switch kind {
		case tokenClose:
			return dst, nil
		case tokenOpen:
			return dst, fmt.Errorf("the XML holds an element <%s> inside of a text", clip(s.name))
		}
		if len(dst)-start+len(s.text) > limit {
			return dst, &limitError{fmt.Sprintf("a text is longer than the %d bytes that a cell may have", limit)}
		}
		dst = append(dst, s.text...)
	}
}

// attr returns the value of an attribute without a prefix, and nil where it is not there.
func (s *xmlScanner) attr(name string) []byte {
	for i := range s.attrs {
		if len(s.attrs[i].prefix) == 0 && string(s.attrs[i].name) == name {
			return s.attrs[i].value
		}
	}
	return nil
}

// attrIn returns the value of an attribute of a namespace, and nil where it is not there.
func (s *xmlScanner) attrIn(where space, name string) []byte {
	for _, a := range s.attrs {
		if len(a.prefix) == 0 || string(a.name) != name {
			continue
		}
		if in, bound := s.lookup(a.prefix); bound && in == where {
			return a.value
		}
	}
	return nil
}

// clip shortens bytes for a message.
func clip(b []byte) []byte {
	const most = 40
	if len(b) > most {
		return append(bytes.Clone(b[:most]), "…"...)
	}
	return b
}
