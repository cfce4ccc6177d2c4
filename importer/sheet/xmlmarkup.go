package sheet

import (
	"bytes"
	"errors"
	"fmt"
)

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
