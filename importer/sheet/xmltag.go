package sheet

import (
	"bytes"
	"errors"
	"fmt"
)

// scanOpen reads a start tag or an empty element.
func (s *xmlScanner) scanOpen(b []byte) (int, error) {
	size, colon := scanName(b[1:])
	at := 1 + size
	if at == len(b) {
		return 0, nil
	}
	if size == 0 {
		return 0, fmt.Errorf("the XML has a < that begins no tag: %q", clip(b))
	}
	if c := b[at]; c != '>' && c != '/' && !isXMLSpace(c) {
		return 0, fmt.Errorf("the XML has a malformed tag %q", clip(b))
	}
	if s.rooted && len(s.frames) == 0 {
		return 0, errors.New("the XML goes on after its root element")
	}
	s.attrs = s.attrs[:0]
	if b[at] != '>' {
		n, err := s.scanAttrs(b, at, false)
		if n == 0 || err != nil {
			return 0, err
		}
		at = n
	}
	empty := b[at] == '/'
	if empty {
		if at++; at == len(b) {
			return 0, nil
		}
		if b[at] != '>' {
			return 0, fmt.Errorf("the XML has a malformed tag %q", clip(b))
		}
	}
	if err := s.push(b[1:1+size], colon); err != nil {
		return 0, err
	}
	s.empty, s.rooted = empty, true
	return at + 1, nil
}

// scanAttrs reads attributes from b[at:] on, and returns the place of the > or / behind them, or 0
// where the buffer ends before. In an XML declaration b is whole and nothing stands behind them.
func (s *xmlScanner) scanAttrs(b []byte, at int, whole bool) (int, error) {
	s.attrs = s.attrs[:0]
	for {
		spaced := false
		for at < len(b) && isXMLSpace(b[at]) {
			at++
			spaced = true
		}
		if at == len(b) {
			return 0, nil
		}
		if !whole && (b[at] == '>' || b[at] == '/') {
			return at, nil
		}
		if !spaced {
			return 0, fmt.Errorf("the XML has a malformed tag %q", clip(b))
		}
		n, err := s.scanAttr(b[at:], whole)
		if n == 0 || err != nil {
			return 0, err
		}
		at += n
	}
}

// scanAttr reads name="value" and returns its size, or 0 where the buffer ends before it does.
func (s *xmlScanner) scanAttr(b []byte, whole bool) (int, error) {
	cut := func() (int, error) {
		if whole {
			return 0, errors.New("the XML declaration is malformed")
		}
		return 0, nil
	}
	size, colon := scanName(b)
	if size == len(b) {
		return cut()
	}
	if size == 0 {
		return 0, fmt.Errorf("the XML has a malformed attribute %q", clip(b))
	}
	at := size
	for at < len(b) && isXMLSpace(b[at]) {
		at++
	}
	if at == len(b) {
		return cut()
	}
	if b[at] != '=' {
		return 0, fmt.Errorf("the XML has an attribute %q without a value", clip(b[:size]))
	}
	for at++; at < len(b) && isXMLSpace(b[at]); {
		at++
	}
	if at == len(b) {
		return cut()
	}
	quote := b[at]
	if quote != '"' && quote != '\'' {
		return 0, fmt.Errorf("the XML has an attribute %q without quotes", clip(b[:size]))
	}
	start := at + 1
	plain := true
	for at = start; at < len(b) && b[at] != quote; at++ {
		switch b[at] {
		case '<':
			return 0, fmt.Errorf("the XML has a < inside of attribute %q", clip(b[:size]))
		case '&', '\r', '\n', '\t':
			plain = false
		}
	}
	if at == len(b) {
		return cut()
	}
	value := b[start:at]
	if !plain {
		var err error
		if value, err = attrValue(value); err != nil {
			return 0, err
		}
	}
	return at + 1, s.addAttr(b[:size], colon, value)
}

// attrValue resolves references and makes white space plain spaces (XML 1.0, 3.3.3).
func attrValue(raw []byte) ([]byte, error) {
	spaced := bytes.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}, bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte(" ")), []byte("\r"), []byte(" ")))
	return appendReferences(nil, spaced)
}

func (s *xmlScanner) addAttr(name []byte, colon int, value []byte) error {
	a := attr{name: name, value: value}
	if colon >= 0 {
		a.prefix, a.name = name[:colon], name[colon+1:]
	}
	for i := range s.attrs {
		if bytes.Equal(s.attrs[i].name, a.name) && bytes.Equal(s.attrs[i].prefix, a.prefix) {
			return fmt.Errorf("the XML has attribute %q twice in one tag", clip(name))
		}
	}
	if len(s.attrs) == maxAttributes {
		return &limitError{fmt.Sprintf("one tag of the XML has more than %d attributes", maxAttributes)}
	}
	s.attrs = append(s.attrs, a)
	return nil
}

// push opens an element: it takes up its namespaces and resolves its name.
func (s *xmlScanner) push(name []byte, colon int) error {
	if len(s.frames) == maxDepth {
		return &limitError{fmt.Sprintf("the XML's elements are nested more than %d deep", maxDepth)}
	}
	f := frame{name: len(s.names), bindings: len(s.bindings)}
	if outer := len(s.frames) - 1; outer >= 0 {
		f.standard = s.frames[outer].standard
	}
	for i := range s.attrs {
		if err := s.bind(&s.attrs[i], &f); err != nil {
			return err
		}
	}
	for i := range s.attrs {
		if prefix := s.attrs[i].prefix; len(prefix) > 0 && string(prefix) != "xmlns" {
			if _, bound := s.lookup(prefix); !bound {
				return fmt.Errorf("the XML uses the prefix %q without declaring it", clip(prefix))
			}
		}
	}
	s.name, s.space = name, f.standard
	if colon >= 0 {
		var bound bool
		if s.space, bound = s.lookup(name[:colon]); !bound {
			return fmt.Errorf("the XML uses the prefix %q without declaring it", clip(name[:colon]))
		}
		s.name = name[colon+1:]
	}
	f.space, f.local = s.space, f.name+colon+1
	s.names = append(s.names, name...)
	s.frames = append(s.frames, f)
	return nil
}

// bind takes up a namespace declaration.
func (s *xmlScanner) bind(a *attr, f *frame) error {
	switch {
	case len(a.prefix) == 0 && string(a.name) == "xmlns":
		f.standard = spaceOf(a.value)
	case string(a.prefix) == "xmlns":
		prefix, where := string(a.name), spaceOf(a.value)
		if prefix == "xmlns" || where == spaceNone || (prefix == "xml") != (where == spaceXML) {
			return fmt.Errorf("the XML declares the prefix %q wrongly", clip(a.name))
		}
		s.bindings = append(s.bindings, binding{prefix, where})
	}
	return nil
}

func (s *xmlScanner) lookup(prefix []byte) (space, bool) {
	for i := len(s.bindings) - 1; i >= 0; i-- {
		if s.bindings[i].prefix == string(prefix) {
			return s.bindings[i].space, true
		}
	}
	return spaceXML, string(prefix) == "xml"
}

// pop closes the innermost element.
func (s *xmlScanner) pop() {
	f := s.frames[len(s.frames)-1]
	s.name, s.space = s.names[f.local:], f.space
	s.names = s.names[:f.name]
	s.bindings = s.bindings[:f.bindings]
	s.frames = s.frames[:len(s.frames)-1]
}

// scanClose reads an end tag, which must be that of the innermost element.
func (s *xmlScanner) scanClose(b []byte) (int, error) {
	if len(s.frames) == 0 {
		return 0, fmt.Errorf("the XML closes an element that was never opened: %q", clip(b))
	}
	name := s.names[s.frames[len(s.frames)-1].name:]
	got := b[2:]
	if len(got) < len(name) {
		if bytes.HasPrefix(name, got) {
			return 0, nil
		}
		return 0, fmt.Errorf("the XML has %q where </%s> must be", clip(b), clip(name))
	}
	at := len(name)
	if string(got[:at]) != string(name) {
		return 0, fmt.Errorf("the XML has %q where </%s> must be", clip(b[:2+at]), clip(name))
	}
	for at < len(got) && isXMLSpace(got[at]) {
		at++
	}
	if at == len(got) {
		return 0, nil
	}
	if got[at] != '>' {
		return 0, fmt.Errorf("the XML has %q where </%s> must be", clip(b), clip(name))
	}
	s.pop()
	return 2 + at + 1, nil
}
