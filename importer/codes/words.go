package codes

import (
	"strings"

	"posimport/importer/row"
	"posimport/importer/target/schema"
)

// Words says codes and statuses in one language. It may be used by many goroutines.
type Words struct {
	lang     string
	entries  map[row.Code]Entry
	statuses map[row.Status]statusEntry
	phrases  map[Phrase]schema.Text
	singular map[Phrase]schema.Text
}

// For returns the words of a language: "es" for Spanish, anything else for English.
func For(lang string) *Words {
	if lang != "es" {
		lang = "en"
	}
	w := &Words{
		lang: lang, entries: map[row.Code]Entry{}, statuses: map[row.Status]statusEntry{},
		phrases: phrases(), singular: singular(),
	}
	for _, e := range Table() {
		w.entries[e.Code] = e
	}
	for _, s := range statuses() {
		w.statuses[s.status] = s
	}
	return w
}

// Lang returns the language that is spoken, "en" or "es".
func (w *Words) Lang() string { return w.lang }

// Known reports whether the table holds a code. A target may give codes that it does not hold.
func (w *Words) Known(code row.Code) bool {
	_, ok := w.entries[code]
	return ok
}

// Meaning says in one sentence what a code means; for a code that the table does not hold it says
// that the system gave it, and for the empty code nothing.
func (w *Words) Meaning(code row.Code) string {
	if e, ok := w.entries[code]; ok || code == "" {
		return e.Meaning.In(w.lang)
	}
	return text("The system gave the code "+cut(show(string(code)), maxValue)+", which posimport does not know.",
		"El sistema dio el código "+cut(show(string(code)), maxValue)+", que posimport no conoce.").In(w.lang)
}

// Remedy says in one sentence what to do about a code, and for the empty code nothing.
func (w *Words) Remedy(code row.Code) string {
	if e, ok := w.entries[code]; ok || code == "" {
		return e.Remedy.In(w.lang)
	}
	return text("Read the system's own words in the message, correct the row and retry.",
		"Lea en el mensaje lo que dice el sistema, corrija la fila y reintente.").In(w.lang)
}

// Message says of one cell what is wrong with it: the cell and its column, the value, what is
// expected and the allowed value that is nearest, as far as the issue holds them. Values are cut to
// 60 characters, and characters that cannot be seen are shown as escapes.
func (w *Words) Message(issue row.Issue) string {
	body, whole := w.render(w.entries[issue.Code].Message.In(w.lang), issue)
	if body == "" || !whole {
		body = w.Meaning(issue.Code)
	}
	return sentence(w.place(issue), body)
}

// Told returns what is said of a trouble on the way to a target: its own words, behind what the code
// means where those are not in the language that is spoken.
func (w *Words) Told(code row.Code, message string) string {
	family, _, _ := strings.Cut(string(code), "_")
	if w.lang == "en" || message == "" || (family != "NET" && family != "AUTH" && family != "API") || code == row.APIRejected {
		return message
	}
	return w.Meaning(code) + " (" + message + ")"
}

// StatusWords says in one sentence what became of a row of a status.
func (w *Words) StatusWords(status row.Status) string {
	return w.statuses[status].words.In(w.lang)
}

// StatusRemedy says in one sentence what is left to do for a row of a status.
func (w *Words) StatusRemedy(status row.Status) string {
	return w.statuses[status].remedy.In(w.lang)
}

// in picks a text in the language that is spoken.
func (w *Words) in(t schema.Text) string { return t.In(w.lang) }
