package mapping

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"posimport/importer/row"
	"posimport/importer/target/schema"
)

// check is what a field's value must keep to: the target's rules, tightened by the mapping's.
type check struct {
	field   *schema.Field
	id      bool // no character may be invisible
	maxLen  int
	oneOf   []string        // every value allowed; nil for any
	allowed map[string]bool // the same
	want    string          // oneOf, to be said
	pattern *regexp.Regexp
	min     string
	max     string
	joined  bool
	words   map[string]bool // folded words for yes and no
	split   string          // the runes that separate the elements of a list
}

// newCheck compiles the rules of a field. The pattern was compiled before, so that it is valid.
func newCheck(f *schema.Field, r *rule) *check {
	c := &check{field: f, id: idLike(f), maxLen: f.MaxLen, min: r.min, max: r.max, joined: r.joined}
	if r.maxLength > 0 {
		c.maxLen = r.maxLength
	}
	c.setAllowed(f, r)
	if r.pattern != "" {
		c.pattern, _ = compilePattern(r.pattern)
	}
	switch f.Type {
	case schema.Boolean:
		c.words = booleanWords(r.yes, r.no)
	case schema.UUIDs:
		c.split = strings.Join(r.split, "")
		if c.split == "" {
			c.split = ";,\n\r"
		}
	}
	return c
}

func (c *check) setAllowed(f *schema.Field, r *rule) {
	switch {
	case len(r.oneOf) > 0:
		c.oneOf = r.oneOf
	case f.Type == schema.Enum:
		c.oneOf = f.Allowed
	default:
		return
	}
	c.allowed = make(map[string]bool, len(c.oneOf))
	for _, s := range c.oneOf {
		c.allowed[s] = true
	}
	c.want = listed(c.oneOf)
}

// listed says a list, or its beginning where it is long.
func listed(list []string) string {
	const most = 20
	if len(list) > most {
		return strings.Join(list[:most], ", ") + ", …"
	}
	return strings.Join(list, ", ")
}

// compilePattern compiles a pattern that the whole of a text must match.
func compilePattern(pattern string) (*regexp.Regexp, error) {
	return regexp.Compile(`\A(?:` + pattern + `)\z`)
}

// text checks a value of a String, UUID or Enum field.
func (c *check) text(s string) fault {
	if c.maxLen > 0 && len(s) > c.maxLen && utf8.RuneCountInString(s) > c.maxLen {
		return fault{code: row.ValLength, want: strconv.Itoa(c.maxLen)}
	}
	if c.field.Type == schema.UUID && !validUUID(s) {
		return fault{code: row.ValUUID, want: exampleUUID, near: nearUUID(s)}
	}
	if c.allowed != nil && !c.allowed[s] {
		return fault{code: row.ValAllowed, want: c.want, near: nearest(s, c.oneOf)}
	}
	if c.pattern != nil && !c.pattern.MatchString(s) {
		return fault{code: row.ValPattern, want: strings.TrimSuffix(strings.TrimPrefix(c.pattern.String(), `\A(?:`), `)\z`)}
	}
	return fault{}
}

// number checks a JSON number.
func (c *check) number(s string) fault {
	below := c.min != "" && compareDecimals(s, c.min) < 0
	above := c.max != "" && compareDecimals(s, c.max) > 0
	if !below && !above {
		return fault{}
	}
	want := c.min + " … " + c.max
	switch {
	case c.max == "":
		want = "≥ " + c.min
	case c.min == "":
		want = "≤ " + c.max
	}
	return fault{code: row.ValRange, want: want}
}

// boolean reads a word for yes or no.
func (c *check) boolean(s string) (bool, fault) {
	var buffer [32]byte
	value, known := c.words[string(appendFold(buffer[:0], s))]
	if !known {
		return false, fault{code: row.ValBoolean, want: "yes, no", near: nearest(s, []string{"yes", "no", "true", "false"})}
	}
	return value, fault{}
}

// elements appends the elements of a list as it is written in one cell; empty ones are left out.
func (c *check) elements(to []string, s string) []string {
	for s != "" {
		at := strings.IndexAny(s, c.split)
		element := s
		if at < 0 {
			s = ""
		} else {
			_, size := utf8.DecodeRuneInString(s[at:])
			element, s = s[:at], s[at+size:]
		}
		if element = trimmed(element); element != "" {
			to = append(to, element)
		}
	}
	return to
}

// element checks one element of a list.
func (c *check) element(s string) fault {
	if !validUUID(s) {
		return fault{code: row.ValUUID, want: exampleUUID, near: nearUUID(s), value: s}
	}
	return fault{}
}

// list makes the value of a list that has been checked.
func (c *check) list(elements []string) schema.Value {
	switch {
	case len(elements) == 0:
		return schema.Value{}
	case c.joined:
		return schema.Value{Set: true, List: []string{strings.Join(elements, ", ")}}
	default:
		return schema.Value{Set: true, List: elements}
	}
}

// literal makes a value of what a mapping says outright: const, default, the results of values. Numbers
// are written as in JSON; empty texts are no value.
func (c *check) literal(parts []string) (schema.Value, fault) {
	if c.field.Type == schema.UUIDs {
		var elements []string
		for _, part := range parts {
			elements = c.elements(elements, part)
		}
		for _, element := range elements {
			if bad := c.element(element); bad.code != "" {
				return schema.Value{}, bad
			}
		}
		return c.list(slices.Clip(elements)), fault{}
	}
	text := trimmed(strings.Join(parts, ""))
	if text == "" {
		return schema.Value{}, fault{}
	}
	if disturbed(text, c.id) {
		return schema.Value{}, disturbance(text, hidden)
	}
	switch c.field.Type {
	case schema.Number:
		return c.literalNumber(text)
	case schema.Boolean:
		value, bad := c.boolean(text)
		return schema.Value{Set: bad.code == "", Bool: value}, bad
	default:
		bad := c.text(text)
		return schema.Value{Set: bad.code == "", Text: text}, bad
	}
}

func (c *check) literalNumber(text string) (schema.Value, fault) {
	if _, ok := plainNumber(text); !ok {
		return schema.Value{}, fault{code: row.ValNumber, want: "1234.5"}
	}
	bad := c.number(text)
	return schema.Value{Set: bad.code == "", Text: text}, bad
}

// words says in English what is wrong with a literal.
func (f fault) words() string {
	switch f.code {
	case row.ValLength:
		return "is longer than " + f.want + " characters"
	case row.ValUUID:
		return "is not a UUID such as " + f.want
	case row.ValAllowed:
		return "is not one of " + f.want
	case row.ValPattern:
		return fmt.Sprintf("does not match the pattern %q", f.want)
	case row.ValNumber:
		return "is not a number such as " + f.want
	case row.ValRange:
		return "is out of range: " + f.want
	case row.ValBoolean:
		return "is neither true nor false"
	case row.ValInvisible:
		return "holds a character that cannot be seen"
	default:
		return "is not valid"
	}
}

// exampleUUID shows the form of a UUID.
const exampleUUID = "123e4567-e89b-12d3-a456-426614174000"

// nearUUID returns the UUID that a text is in another form: without hyphens, or in braces; empty where it
// is none.
func nearUUID(s string) string {
	digits := strings.NewReplacer("-", "", "{", "", "}", "").Replace(strings.TrimPrefix(strings.ToLower(s), "urn:uuid:"))
	if len(digits) != 32 {
		return ""
	}
	near := strings.Join([]string{digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]}, "-")
	if !validUUID(near) {
		return ""
	}
	return near
}

// validUUID reports whether a text has the form of RFC 9562, section 4, in any version.
func validUUID(s string) bool {
	if len(s) != len(exampleUUID) {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
		default:
			return false
		}
	}
	return true
}

// booleanWords returns the folded words for yes and no: those of English, Spanish, Portuguese, French,
// German and Italian, and a mapping's own.
func booleanWords(yes, no []string) map[string]bool {
	words := map[string]bool{}
	for _, word := range builtinYes() {
		words[word] = true
	}
	for _, word := range builtinNo() {
		words[word] = false
	}
	for _, word := range yes {
		words[fold(trimmed(word))] = true
	}
	for _, word := range no {
		words[fold(trimmed(word))] = false
	}
	return words
}

func builtinYes() []string {
	return []string{"true", "yes", "y", "t", "1", "on", "sí", "si", "verdadero", "sim", "verdadeiro", "oui", "vrai", "ja", "wahr", "sì", "vero"}
}

func builtinNo() []string {
	return []string{"false", "no", "n", "f", "0", "off", "falso", "não", "nao", "non", "faux", "nein", "falsch"}
}
