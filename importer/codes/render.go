package codes

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"posimport/importer/row"
)

// maxValue is how many characters of a value are quoted; the cell itself holds the rest.
const maxValue = 60

// maxWant is how many characters of a list of allowed values are shown.
const maxWant = 300

// place names the cell and its column, as far as they are known: C17 (Rate).
func (w *Words) place(issue row.Issue) string {
	column := cut(show(strings.TrimSpace(issue.Column)), maxValue)
	switch {
	case issue.Cell != "" && column != "":
		return issue.Cell + " (" + column + ")"
	case issue.Cell != "":
		return issue.Cell
	case column != "":
		return w.quote(issue.Column)
	default:
		return issue.Field
	}
}

// sentence joins a place and what is said of it, and ends with a point.
func sentence(place, body string) string {
	if place != "" {
		body = place + ": " + body
	} else {
		first, size := utf8.DecodeRuneInString(body)
		body = string(unicode.ToUpper(first)) + body[size:]
	}
	if last, _ := utf8.DecodeLastRuneInString(body); !strings.ContainsRune(".?!…", last) {
		body += "."
	}
	return body
}

// render fills in a template: {name} stands for a member of the issue, and a part in square brackets
// is left out where a member that it names is empty. It reports false where one outside of them is.
func (w *Words) render(template string, issue row.Issue) (said string, whole bool) {
	var out strings.Builder
	whole = true
	for template != "" {
		outside, rest, _ := strings.Cut(template, "[")
		part, filled := w.fill(outside, issue)
		whole = whole && filled
		out.WriteString(part)
		inside, after, _ := strings.Cut(rest, "]")
		if part, filled := w.fill(inside, issue); filled {
			out.WriteString(part)
		}
		template = after
	}
	return out.String(), whole
}

// fill replaces the members in a part, and reports whether none of them was empty.
func (w *Words) fill(part string, issue row.Issue) (filled string, whole bool) {
	whole = true
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(part, "{")
		out.WriteString(before)
		if !found {
			return out.String(), whole
		}
		name, after, _ := strings.Cut(rest, "}")
		member, ok := w.member(name, issue)
		whole = whole && ok
		out.WriteString(member)
		part = after
	}
}

// member returns what a placeholder stands for, and false where that is empty.
func (w *Words) member(name string, issue row.Issue) (string, bool) {
	switch name {
	case "cell":
		return issue.Cell, issue.Cell != ""
	case "column":
		return w.quote(issue.Column), issue.Column != ""
	case "field":
		return issue.Field, issue.Field != ""
	case "value":
		return w.quote(issue.Value), issue.Value != ""
	case "want":
		return cut(show(issue.Want), maxWant), issue.Want != ""
	case "setting":
		return issue.Want, setting(issue.Want)
	case "sample":
		return cut(show(issue.Want), maxWant), issue.Want != "" && !setting(issue.Want)
	case "near":
		return w.quote(issue.Near), issue.Near != ""
	case "other":
		return cut(show(issue.Other), maxWant), issue.Other != ""
	default:
		return "{" + name + "}", false
	}
}

// setting reports whether what is expected is a line for the mapping.
func setting(want string) bool {
	return strings.HasPrefix(want, "decimal: ") || strings.HasPrefix(want, "group: ") || strings.HasPrefix(want, "signs: ")
}

// quote shows a value between the language's quotation marks.
func (w *Words) quote(value string) string {
	shown := cut(show(value), maxValue)
	if w.lang == "es" {
		return "«" + shown + "»"
	}
	return "“" + shown + "”"
}

// show writes characters that cannot be seen as escapes: \u200b for a zero-width space. The plain
// space is the only white space that stays.
func show(value string) string {
	if strings.IndexFunc(value, hidden) < 0 && utf8.ValidString(value) {
		return value
	}
	var out strings.Builder
	for i, r := range value {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(value[i:], "\uFFFD"):
			fmt.Fprintf(&out, `\x%02x`, value[i])
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\r':
			out.WriteString(`\r`)
		case r == '\t':
			out.WriteString(`\t`)
		case r > 0xFFFF && hidden(r):
			fmt.Fprintf(&out, `\U%08x`, r)
		case hidden(r):
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// hidden reports whether a character shows nothing by itself, or changes how others are shown.
func hidden(r rune) bool {
	return r != ' ' && !unicode.IsGraphic(r) || r != ' ' && unicode.IsSpace(r) ||
		unicode.Is(unicode.Variation_Selector, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// cut shortens a text to a number of characters, the last of them an ellipsis.
func cut(value string, limit int) string {
	if utf8.RuneCountInString(value) <= limit {
		return value
	}
	runes := []rune(value)
	return strings.TrimRight(string(runes[:limit-1]), " ") + "…"
}
