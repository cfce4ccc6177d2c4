package codes

import (
	"strings"

	"posimport/importer/row"
)

// MarkdownTable returns the tables of statuses and of codes, in that order and with a blank line
// between them, as the README holds them.
func MarkdownTable(lang string) string {
	return StatusTable(lang) + "\n" + CodeTable(lang)
}

// StatusTable returns the table of statuses in Markdown.
func StatusTable(lang string) string {
	w := For(lang)
	var out strings.Builder
	line(&out, w.in(text("Status", "Estado")), w.in(text("What it means", "Qué significa")), w.in(text("What to do", "Qué hacer")))
	line(&out, "---", "---", "---")
	for _, s := range row.Statuses() {
		line(&out, "`"+string(s)+"`", w.StatusWords(s), w.StatusRemedy(s))
	}
	return out.String()
}

// CodeTable returns the table of codes in Markdown.
func CodeTable(lang string) string {
	w := For(lang)
	var out strings.Builder
	line(&out, w.in(text("Code", "Código")), w.in(text("What it means", "Qué significa")), w.in(text("What to do", "Qué hacer")))
	line(&out, "---", "---", "---")
	for _, e := range Table() {
		line(&out, "`"+string(e.Code)+"`", w.in(e.Meaning), w.in(e.Remedy))
	}
	return out.String()
}

func line(out *strings.Builder, cells ...string) {
	for _, c := range cells {
		out.WriteString("| " + strings.ReplaceAll(c, "|", `\|`) + " ")
	}
	out.WriteString("|\n")
}
