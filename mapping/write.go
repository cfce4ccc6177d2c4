package mapping

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// YAML returns the mapping in force, with --set and value tables in it, such that Parse reads it again
// to an equal mapping. It is what a run and its results workbook keep.
func (m *Mapping) YAML() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "version: %d\ntarget: %s\n", Version, plain(m.Schema.Target))
	if text := m.Source.flow(); text != "" {
		fmt.Fprintf(&b, "source: %s\n", text)
	}
	b.WriteString("fields:\n")
	for i := range m.rules {
		if m.rules[i].kind != fromNothing {
			fmt.Fprintf(&b, "  %s:", plain(m.Schema.Fields[i].Name))
			m.rules[i].write(&b)
		}
	}
	if len(m.ignore) > 0 {
		fmt.Fprintf(&b, "ignore: %s\n", flow(m.ignore))
	}
	return []byte(b.String())
}

// flow writes a source that is not all auto.
func (s *Source) flow() string {
	var parts []string
	if s.Sheet != "" {
		parts = append(parts, "sheet: "+plain(s.Sheet))
	}
	if s.HeaderRow > 0 {
		parts = append(parts, "header_row: "+strconv.Itoa(s.HeaderRow))
	}
	if s.Encoding != "" {
		parts = append(parts, "encoding: "+plain(s.Encoding))
	}
	if s.Delimiter != "" {
		parts = append(parts, "delimiter: "+plain(s.Delimiter))
	}
	if len(parts) == 0 {
		return ""
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// write writes what stands behind a field's name: its keys, one a line.
func (r *rule) write(b *strings.Builder) {
	b.WriteByte('\n')
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(b, "    %s: %s\n", key, value)
		}
	}
	for _, k := range keys() {
		if k.name == "values" {
			r.writeValues(b)
			continue
		}
		line(k.name, r.say(k.name))
	}
}

// say returns the YAML of a key's value, empty where it is as it is by itself.
func (r *rule) say(name string) string {
	switch name {
	case "from":
		return flow(r.from)
	case "join":
		return flow(r.join)
	case "with":
		if r.kind == fromJoin && r.with != " " {
			return quote(r.with)
		}
	case "const":
		return one(r.constant)
	case "default":
		return one(r.fallback)
	case "pad_left":
		if r.padLength > 0 {
			return fmt.Sprintf("{length: %d, with: %s}", r.padLength, quote(r.padWith))
		}
	case "split":
		return flow(r.split)
	case "yes":
		return flow(r.yes)
	case "no":
		return flow(r.no)
	case "one_of":
		return flow(r.oneOf)
	case "pattern":
		return quoteSet(r.pattern)
	case "min":
		return r.min
	case "max":
		return r.max
	case "max_length":
		if r.maxLength > 0 {
			return strconv.Itoa(r.maxLength)
		}
	case "decimal", "group", "signs", "percent":
		return r.number.say(name)
	default:
		return r.sayBool(name)
	}
	return ""
}

func (f *numberFormat) say(name string) string {
	switch name {
	case "decimal":
		return quoteSet(f.decimal)
	case "group":
		return quoteSet(f.group)
	case "signs":
		return flow(f.signs)
	default:
		return f.percent
	}
}

func (r *rule) sayBool(name string) string {
	switch {
	case name == "optional" && r.optional, name == "upper" && r.letters == upperCase,
		name == "lower" && r.letters == lowerCase, name == "dates" && r.dates,
		name == "required" && r.required, name == "unique" && r.unique:
		return "true"
	case name == "trim" && r.keepSpaces:
		return "false"
	case name == "form" && r.joined:
		return "joined"
	default:
		return ""
	}
}

func (r *rule) writeValues(b *strings.Builder) {
	if r.values == nil {
		return
	}
	b.WriteString("    values:\n")
	if r.values.pass {
		b.WriteString("      \"*\": pass\n")
	} else {
		b.WriteString("      \"*\": refuse\n")
	}
	for _, p := range r.values.pairs {
		fmt.Fprintf(b, "      %s: %s\n", plain(p.from), plain(p.to))
	}
}

// one writes a single text as such, and several as a list.
func one(list []string) string {
	if len(list) == 1 {
		return plain(list[0])
	}
	return flow(list)
}

// flow writes a list on one line; empty for none.
func flow(list []string) string {
	if len(list) == 0 {
		return ""
	}
	parts := make([]string, len(list))
	for i, text := range list {
		parts[i] = plain(text)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// plain writes a text without quotes where YAML takes it for nothing else in any place, which it does
// only for letters, digits and some signs that begin and end with a letter or digit.
func plain(text string) string {
	switch strings.ToLower(text) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null":
		return quote(text)
	}
	letter := false
	for at, r := range text {
		switch {
		case unicode.IsLetter(r):
			letter = true
		case r >= '0' && r <= '9' && letter:
		case (r == ' ' || r == '_' || r == '-' || r == '.') && letter && at+1 < len(text):
		default:
			return quote(text)
		}
	}
	if !letter {
		return quote(text)
	}
	return text
}

// quoteSet quotes a text unless it is empty.
func quoteSet(text string) string {
	if text == "" {
		return ""
	}
	return quote(text)
}

// quote writes a text in double quotes (YAML 1.2.2, 7.3.1), with escapes for what cannot be seen.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r > 0xFFFF && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08X`, r)
		case r != ' ' && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
