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

// scanMarkup reads what begins with <. It returns the size of it, 0 where the buffer ends before it
// does. Its token is tokenEnd for markup that says nothing.
func (s *xmlScanner) scanMarkup(b []byte) (token, int, error) {
	if len(b) < 2 {
		return 0, 0, nil
	}
	switch b[1] {
	case '/':
		n, err := s.scanClose(b)
		return tokenClose, n, err
	case '?':
		n, err := s.scanInstruction(b)
		return tokenEnd, n, err
	case '!':
		return s.scanDeclaration(b)
	}
	n, err := s.scanOpen(b)
	return tokenOpen, n, err
}

func (s *xmlScanner) scanDeclaration(b []byte) (token, int, error) {
	const comment, cdata = "<!--", "<![CDATA["
	if bytes.HasPrefix(b, []byte(comment)) {
		inside := b[len(comment):]
		at := bytes.Index(inside, []byte("--"))
		if at < 0 || at+2 >= len(inside) {
			return 0, 0, nil
		}
		if inside[at+2] != '>' {
			return 0, 0, errors.New("a comment in the XML holds --")
		}
		return tokenEnd, len(comment) + at + 3, nil
	}
	if bytes.HasPrefix(b, []byte(cdata)) {
		at := bytes.Index(b, []byte("]]>"))
		if at < 0 {
			return 0, 0, nil
		}
		if len(s.frames) == 0 {
			return 0, 0, errOutside
		}
		s.text = s.appendLines(s.scratch[:0], b[len(cdata):at])
		s.scratch = s.text
		return tokenText, at + 3, nil
	}
	if len(b) < len(cdata) && (bytes.HasPrefix([]byte(comment), b) || bytes.HasPrefix([]byte(cdata), b)) {
		return 0, 0, nil
	}
	if len(b) >= 4 && bytes.EqualFold(b[2:4], []byte("do")) {
		return 0, 0, errors.New("the XML declares a DOCTYPE, which no workbook needs and attacks use")
	}
	if len(b) < 4 {
		return 0, 0, nil
	}
	return 0, 0, fmt.Errorf("the XML holds a declaration that is not allowed: %q", clip(b))
}

var errOutside = errors.New("the XML holds text outside of its root element")

// scanInstruction reads <?…?>: the XML declaration at the very beginning, else something to pass over.
func (s *xmlScanner) scanInstruction(b []byte) (int, error) {
	at := bytes.Index(b[2:], []byte("?>"))
	if at < 0 {
		return 0, nil
	}
	inside := b[2 : 2+at]
	size, colon := scanName(inside)
	if size == 0 || colon >= 0 || size < len(inside) && !isXMLSpace(inside[size]) {
		return 0, fmt.Errorf("the XML holds a malformed instruction %q", clip(b))
	}
	target := inside[:size]
	if !bytes.EqualFold(target, []byte("xml")) {
		return at + 4, nil
	}
	if s.started || s.read > 0 || string(target) != "xml" {
		return 0, errors.New("the XML holds a second XML declaration")
	}
	return at + 4, s.checkDeclaration(inside[size:])
}

// checkDeclaration reads version, encoding and standalone (XML 1.0, production 23).
func (s *xmlScanner) checkDeclaration(inside []byte) error {
	if _, err := s.scanAttrs(inside, 0, true); err != nil {
		return err
	}
	order := -1
	for _, a := range s.attrs {
		at, ok := -1, false
		switch string(a.name) {
		case "version":
			at, ok = 0, string(a.value) == "1.0"
		case "encoding":
			at, ok = 1, true
			if !s.encodingFits(a.value) {
				return &encodingError{string(clip(a.value))}
			}
		case "standalone":
			at, ok = 2, string(a.value) == "yes" || string(a.value) == "no"
		}
		if !ok || at <= order || len(a.prefix) > 0 || order < 0 && at != 0 {
			return fmt.Errorf("the XML declaration is malformed at %s=%q", a.name, clip(a.value))
		}
		order = at
	}
	if order < 0 {
		return errors.New("the XML declaration names no version")
	}
	return nil
}

// encodingError is an XML part in a character set that is not read.
type encodingError struct{ name string }

func (e *encodingError) Error() string {
	return fmt.Sprintf("the XML says that it is in %q; only UTF-8 and UTF-16 are read", e.name)
}

func (s *xmlScanner) encodingFits(name []byte) bool {
	if bytes.HasPrefix(bytes.ToLower(name), []byte("utf-16")) {
		return s.wide
	}
	is := func(other string) bool { return bytes.EqualFold(name, []byte(other)) }
	return !s.wide && (is("utf-8") || is("us-ascii") || is("ascii") || is("utf8"))
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
