package templates

import (
	"fmt"
	"strings"

	"posimport/importer/target/schema"
)

// Mapping returns the starter mapping of a template, with comments that say what each field means.
// A field that is given once for the whole run is a comment: --set fills it, or the person does.
func Mapping(s *schema.Schema, o Options) ([]byte, error) {
	p, err := layOut(s, o)
	if err != nil {
		return nil, err
	}
	w := p.words
	var out strings.Builder
	comment(&out, "", fmt.Sprintf(w.say("Mapping of the %s template, version %d: which column fills which field.",
		"Mapeo de la plantilla de %s, versión %d: qué columna rellena qué campo."), s.Title, Version))
	comment(&out, "", w.say("Left of the colon stands the field, right of it the column's header, as it is in your file. Lines that begin with # are not read.",
		"A la izquierda de los dos puntos está el campo; a la derecha, el encabezado de la columna, como está en su archivo. Las líneas que empiezan con # no se leen."))
	fmt.Fprintf(&out, "version: 1\ntarget: %s\nfields:\n", s.Target)
	for _, f := range p.runWide {
		p.runWideField(&out, f)
	}
	for _, c := range p.columns {
		p.mappedField(&out, c)
	}
	p.hints(&out)
	return []byte(out.String()), nil
}

func (p *plan) runWideField(out *strings.Builder, f *schema.Field) {
	w := p.words
	comment(out, "  ", f.Title.In(w.lang)+" ("+strings.ToLower(w.need(f))+"): "+f.Meaning.In(w.lang))
	comment(out, "  ", fmt.Sprintf(w.say("One value for the whole file: give --set %s=… with the command, or write it here:",
		"Un valor para todo el archivo: indique --set %s=… en el comando, o escríbalo aquí:"), f.Name))
	fmt.Fprintf(out, "  # %s: {const: %s}\n\n", f.Name, quoted(Placeholder(f, w.lang)))
}

func (p *plan) mappedField(out *strings.Builder, c column) {
	w := p.words
	comment(out, "  ", c.title+" ("+strings.ToLower(w.need(c.field))+"): "+c.field.Meaning.In(w.lang))
	comment(out, "  ", join([]string{w.format(c) + ".", w.example(c.field)}))
	fmt.Fprintf(out, "  %s: {from: %s}\n\n", c.field.Name, quoted(c.title))
}

// hints shows what else a line can say, with this target's own fields.
func (p *plan) hints(out *strings.Builder) {
	w := p.words
	comment(out, "", w.say("What else a line can say, for files that are not made from the template:",
		"Qué más puede decir una línea, para archivos que no se hicieron con la plantilla:"))
	for _, c := range p.columns {
		title := quoted(c.title)
		switch {
		case c.field.Identity:
			hint(out, c.field.Name+`: {from: `+title+`, pad_left: {length: 6, with: "0"}}`, w.say("42 becomes 000042", "42 pasa a ser 000042"))
		case c.field.Type == schema.Number:
			hint(out, c.field.Name+`: {from: `+title+`, decimal: ",", group: "."}`, w.say("1.234,50 is read as 1234.50", "1.234,50 se lee como 1234.50"))
		case c.field.Type == schema.Enum:
			hint(out, fmt.Sprintf(`%s: {from: %s, values: {%s: %s}}`, c.field.Name, title, quoted(w.say("Open", "Abierto")), c.field.Allowed[0]),
				w.say("the words of your file become those of the system", "las palabras de su archivo pasan a ser las del sistema"))
		}
	}
	hint(out, w.say("ignore: [Notes]", "ignore: [Notas]"), w.say("columns that are not imported", "columnas que no se importan"))
}

func hint(out *strings.Builder, line, says string) {
	fmt.Fprintf(out, "#   %s   (%s)\n", line, says)
}

// comment writes a text as comment lines of at most 100 characters.
func comment(out *strings.Builder, indent, text string) {
	line := indent + "#"
	for _, word := range strings.Fields(text) {
		if len([]rune(line))+1+len([]rune(word)) > 100 {
			out.WriteString(line + "\n")
			line = indent + "#"
		}
		line += " " + word
	}
	out.WriteString(line + "\n")
}

// quoted writes a text as a YAML scalar in double quotes where a plain one could be misread.
func quoted(text string) string {
	if strings.ContainsAny(text, "\"\\:#{}[],&*!|>'%@`-?0123456789") || strings.TrimSpace(text) != text || text == "" {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
	}
	return text
}
