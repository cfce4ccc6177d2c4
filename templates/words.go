package templates

import (
	"fmt"
	"strings"

	"posimport/importer/target/schema"
)

// words says what a template says of itself; what it says of fields comes from the schema.
type words struct{ lang string }

// say returns one of two texts.
func (w words) say(en, es string) string { return schema.Text{EN: en, ES: es}.In(w.lang) }

func (w words) yesNo() []string {
	return []string{w.say("yes", "sí"), "no"}
}

// dataSheet, helpSheet and listSheet are the names of the three sheets.
func (w words) dataSheet() string { return w.say("Positions", "Posiciones") }
func (w words) helpSheet() string { return w.say("Instructions", "Instrucciones") }
func (w words) listSheet() string { return w.say("Lists", "Listas") }

// need says whether a field must be filled in.
func (w words) need(f *schema.Field) string {
	if f.Required {
		return w.say("Required", "Obligatorio")
	}
	return w.say("Optional", "Opcional")
}

// format says how a value of a column is written, with its limits.
func (w words) format(c column) string {
	said := w.kind(c)
	if c.field.MaxLen > 0 {
		said += fmt.Sprintf(w.say("; at most %d characters", "; como máximo %d caracteres"), c.field.MaxLen)
	}
	if c.field.Identity {
		said += w.say("; each value only once", "; cada valor una sola vez")
	}
	return said
}

func (w words) kind(c column) string {
	switch {
	case len(c.values) > 0 && len(c.values) <= 6:
		return w.say("Choose from the list: ", "Elija de la lista: ") + strings.Join(c.values, ", ")
	case len(c.values) > 0:
		return w.say("Choose from the list", "Elija de la lista")
	}
	switch c.field.Type {
	case schema.Number:
		return w.say("A number, without a currency or percent sign", "Un número, sin signo de moneda ni de porcentaje")
	case schema.UUID:
		return w.say("An id of 36 characters, copied whole", "Un identificador de 36 caracteres, copiado completo")
	case schema.UUIDs:
		return w.say("Ids of 36 characters, copied whole; several with a semicolon between them",
			"Identificadores de 36 caracteres, copiados completos; varios separados por punto y coma")
	default:
		return w.say("Text", "Texto")
	}
}

// refusal says why an entry is not accepted.
func (w words) refusal(c column) string {
	if len(c.values) > 0 {
		if c.open {
			return w.say("This value is not in the list. Keep it only if you know that the system has it.",
				"Este valor no está en la lista. Déjelo solo si sabe que el sistema lo tiene.")
		}
		return w.say("Choose one of the values in the list.", "Elija uno de los valores de la lista.")
	}
	switch c.field.Type {
	case schema.Number:
		return w.say("Write digits only, such as ", "Escriba solo cifras, por ejemplo ") + c.field.Example + "."
	case schema.UUID, schema.UUIDs:
		return w.say("An id has 32 digits and letters a to f in groups of 8-4-4-4-12. Copy it again, whole.",
			"Un identificador tiene 32 cifras y letras de la a a la f en grupos de 8-4-4-4-12. Cópielo otra vez, completo.")
	default:
		return fmt.Sprintf(w.say("The text may have at most %d characters.", "El texto puede tener como máximo %d caracteres."),
			c.field.MaxLen)
	}
}

// example introduces a field's example.
func (w words) example(f *schema.Field) string {
	if f.Example == "" {
		return ""
	}
	return w.say("Example: ", "Ejemplo: ") + w.sample(f)
}

// sample is a field's example as a person writes it in this language.
func (w words) sample(f *schema.Field) string {
	switch {
	case f.Type == schema.Boolean && f.Example == "true":
		return w.yesNo()[0]
	case f.Type == schema.Boolean:
		return w.yesNo()[1]
	default:
		return f.Example
	}
}

// prompt is shown when a cell of a column is entered: at most 255 characters, Excel's limit.
func (w words) prompt(c column) string {
	parts := []string{c.field.Meaning.In(w.lang), w.format(c) + ".", w.example(c.field)}
	for len(parts) > 1 && len(utf16Text(join(parts))) > 255 {
		parts = parts[1:] // the note on the header holds the meaning, too
	}
	return clip(join(parts), 255)
}

func join(parts []string) string {
	return strings.TrimSpace(strings.Join(parts, " "))
}
