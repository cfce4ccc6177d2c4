package mapping

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"posimport/importer/row"
)

// loader walks the nodes of a mapping file and gathers all that is wrong with it.
type loader struct {
	problems
	options Options
}

// entry is one key of a YAML map with its value.
type entry struct {
	key   string
	at    place // of the key
	value *yaml.Node
}

func placeOf(n *yaml.Node) place { return place{line: n.Line, column: n.Column} }

// document reads the text and returns its root, nil where there is none or it cannot be read.
func (l *loader) document(data []byte) *yaml.Node {
	if bad := unreadable(data); bad >= 0 {
		l.add(placeIn(data, bad), row.MapSyntax, fmt.Sprintf("byte %#02x is not allowed in a mapping file", data[bad]),
			"save the file as UTF-8 text")
		return nil
	}
	var root yaml.Node
	if err := yaml.Load(data, &root); err != nil {
		l.syntax(data, err)
		return nil
	}
	if root.Kind != yaml.DocumentNode || len(root.Content) == 0 {
		l.add(place{line: 1, column: 1}, row.MapSyntax, "the mapping file is empty", "write one with: posimport map FILE --target TARGET")
		return nil
	}
	return follow(root.Content[0])
}

// unreadable returns the place of the first byte that is not UTF-8 or is a control character, or -1.
func unreadable(data []byte) int {
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		switch {
		case r == utf8.RuneError && size <= 1,
			r < ' ' && r != '\n' && r != '\r' && r != '\t', r >= 0x7F && r < 0xA0 && r != 0x85,
			r == 0xFFFE || r == 0xFFFF:
			return at
		}
		at += size
	}
	return -1
}

// placeIn turns an offset into a line and a column of code points.
func placeIn(data []byte, offset int) place {
	before := data[:offset]
	line := bytes.Count(before, []byte{'\n'}) + 1
	return place{line: line, column: utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1}
}

// syntax turns an error of the YAML reader into a problem with a hint.
func (l *loader) syntax(data []byte, err error) {
	at, text := place{line: 1, column: 1}, err.Error()
	var one *yaml.LoadError
	if errors.As(err, &one) && one.Mark.Line > 0 {
		at, text = place{line: one.Mark.Line, column: one.Mark.Column}, one.Message
	}
	hint := ""
	switch {
	case strings.Contains(text, "no documents"):
		text, hint = "the mapping file is empty", "write one with: posimport map FILE --target TARGET"
	case strings.Contains(text, "multiple"):
		text, hint = "the mapping file holds more than one document", "remove the lines that are only ---, and what follows"
	case strings.Contains(text, "tab"), startsWithTab(data, at):
		text, hint = "a tab stands where YAML allows only spaces", "indent with spaces, not tabs"
	case strings.Contains(text, "mapping values are not allowed"):
		text, hint = "a colon stands where none can be", `put a text that holds ": " in quotes, and check the indentation`
	case strings.Contains(text, "anchor"), strings.Contains(text, "alias"):
		hint = "put a text that starts with * or & in quotes"
	case strings.Contains(text, "cannot start any token"):
		hint = "put a text that starts with @, ` or % in quotes"
	default:
		hint = "check brackets, quotes and indentation near this line"
	}
	l.add(at, row.MapSyntax, strings.TrimPrefix(text, "yaml: "), hint)
}

// startsWithTab reports whether the character at a place is a tab. The YAML reader calls one that indents
// a line a character that cannot start any token.
func startsWithTab(data []byte, at place) bool {
	lines := bytes.Split(data, []byte{'\n'})
	if at.line > len(lines) {
		return false
	}
	line := []rune(string(lines[at.line-1]))
	return at.column <= len(line) && line[at.column-1] == '\t'
}

// follow returns what an alias stands for.
func follow(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

// entries returns the keys of a map in their order; what is no map, or says a key twice, is a problem.
func (l *loader) entries(n *yaml.Node, what string) ([]entry, bool) {
	if n.Kind != yaml.MappingNode {
		l.add(placeOf(n), row.MapValue, what+" must be a list of \"key: value\" lines, not "+kindOf(n), "")
		return nil, false
	}
	first := map[string]place{}
	list := make([]entry, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], follow(n.Content[i+1])
		at := placeOf(key)
		key = follow(key)
		if key.Kind != yaml.ScalarNode {
			l.add(at, row.MapSyntax, "a key in "+what+" is "+kindOf(key), "put it in quotes")
			continue
		}
		if before, twice := first[key.Value]; twice {
			l.add(at, row.MapConflict, fmt.Sprintf("%s stands twice in %s, first in line %d", quoted(key.Value), what, before.line), "remove one of them")
			continue
		}
		first[key.Value] = at
		list = append(list, entry{key: key.Value, at: at, value: value})
	}
	return list, true
}

// kindOf says what a node is, in plain words.
func kindOf(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a list of keys"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case isNull(n):
		return "nothing"
	default:
		return quoted(n.Value)
	}
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// scalar returns the text of a scalar as it is written, whatever YAML takes it for: 007 stays 007.
func (l *loader) scalar(n *yaml.Node, what string) (string, bool) {
	if n.Kind != yaml.ScalarNode || isNull(n) {
		l.add(placeOf(n), row.MapValue, what+" must be one text, not "+kindOf(n), "")
		return "", false
	}
	return n.Value, true
}

// texts returns one scalar or a list of at least one.
func (l *loader) texts(n *yaml.Node, what string) ([]string, bool) {
	if n.Kind == yaml.ScalarNode {
		text, ok := l.scalar(n, what)
		return []string{text}, ok
	}
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		l.add(placeOf(n), row.MapValue, what+" must be a text or a list of texts, not "+kindOf(n), "")
		return nil, false
	}
	list := make([]string, 0, len(n.Content))
	good := true
	for _, item := range n.Content {
		text, ok := l.scalar(follow(item), what)
		good = good && ok
		list = append(list, text)
	}
	return list, good
}

// boolean returns true or false as YAML 1.2 writes it.
func (l *loader) boolean(n *yaml.Node, what string) (value, ok bool) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!bool" && (n.Value == "true" || n.Value == "false") {
		return n.Value == "true", true
	}
	l.add(placeOf(n), row.MapValue, what+" must be true or false, not "+kindOf(n), "")
	return false, false
}

// unknownKey says that a key is none of those that there are.
func (l *loader) unknownKey(e entry, what string, known []string) {
	l.add(e.at, row.MapKey, fmt.Sprintf("unknown key %s in %s", quoted(e.key), what),
		didYouMean(e.key, known, "it may have: "+strings.Join(known, ", ")))
}
