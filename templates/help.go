package templates

import (
	"fmt"
	"strings"

	"posimport/importer/codes"
	"posimport/importer/row"
	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
)

// help writes the instructions from top to bottom.
type help struct {
	*workbook
	sheet string
	row   int
	err   error // the first one; after it nothing is written
}

func (b *workbook) addHelp() error {
	h := &help{workbook: b, sheet: b.words.helpSheet()}
	for i, wide := range []float64{26, 14, 48, 48, 44} {
		name := cell.ColumnName(i)
		if err := b.file.SetColWidth(h.sheet, name, name, wide); err != nil {
			return err
		}
	}
	off := false
	if err := b.file.SetSheetView(h.sheet, 0, viewOptions(&off)); err != nil {
		return err
	}
	h.title(fmt.Sprintf(b.words.say("%s positions: how to fill in this workbook", "Posiciones de %s: cómo rellenar este libro"), b.schema.Title))
	h.steps()
	h.columnTable()
	h.statusTable()
	h.errorTable()
	return h.err
}

func (h *help) steps() {
	w := h.words
	h.heading(w.say("Steps", "Pasos"))
	h.step(1, fmt.Sprintf(w.say(
		"On the sheet “%s” write one position on each row. Columns marked with * must be filled in; the others may stay empty. Rest the pointer on a header to see what it means.",
		"En la hoja «%s» escriba una posición en cada fila. Las columnas con * son obligatorias; las demás pueden quedar vacías. Ponga el puntero sobre un encabezado para ver qué significa."), w.dataSheet()))
	h.step(2, w.say(
		"Yellow cells still need a value. Red cells hold an id that is used twice. Paste with “Values only” (Ctrl+Shift+V), so that the formats and checks stay.",
		"Las celdas amarillas aún necesitan un valor. Las rojas tienen un identificador repetido. Pegue con «Solo valores» (Ctrl+Mayús+V) para que se conserven los formatos y las comprobaciones."))
	h.step(3, w.say(
		"Save and close the workbook, open a terminal in its folder, and check it. Nothing is sent yet (put your file's name in place of FILE):",
		"Guarde y cierre el libro, abra una terminal en su carpeta y compruébelo. Todavía no se envía nada (ponga el nombre de su archivo en lugar de ARCHIVO):"))
	h.command(h.importCommand() + " --dry-run")
	h.step(4, w.say("When the check finds nothing wrong, create the positions:", "Cuando la comprobación no encuentre nada mal, cree las posiciones:"))
	h.command(h.importCommand())
	h.step(5, w.say(
		"Open the results workbook that is written beside your file. It says for every row what happened. Correct the marked cells in it, save it, and send only those rows again:",
		"Abra el libro de resultados que queda junto a su archivo. Dice de cada fila qué pasó. Corrija en él las celdas marcadas, guárdelo y envíe otra vez solo esas filas:"))
	h.command("posimport retry " + w.say("RESULTS.xlsx", "RESULTADOS.xlsx"))
	for _, f := range h.runWide {
		h.note(fmt.Sprintf(w.say("%s is given once for the whole file, with --set %s=… in the command: %s",
			"%s se indica una vez para todo el archivo, con --set %s=… en el comando: %s"),
			f.Title.In(w.lang), f.Name, f.Meaning.In(w.lang)))
	}
}

// importCommand is the command to type next, with what has no column.
func (h *help) importCommand() string {
	said := "posimport import " + h.words.say("FILE.xlsx", "ARCHIVO.xlsx") + " --target " + h.schema.Target
	for _, f := range h.runWide {
		said += " --set " + f.Name + "=" + shellWord(Placeholder(f, h.words.lang))
	}
	if h.words.lang == "es" {
		said += " --lang es"
	}
	return said
}

// Placeholder stands in a command or a mapping for a value that a field has for the whole run: an example
// where that is harmless, else words to replace, such as YOUR-TENANT-ID, which are no valid value. An
// example of a tenant, pasted as it is, would send the rows into somebody else's account.
func Placeholder(f *schema.Field, lang string) string {
	if len(f.Allowed) > 0 || !f.PerRun {
		return f.Example
	}
	w := words{lang}
	return w.say("YOUR-", "SU-") + strings.ToUpper(strings.Join(strings.Fields(f.Title.In(w.lang)), "-"))
}

// shellWord quotes a value that a shell would take apart.
func shellWord(value string) string {
	if strings.ContainsAny(value, " \t\"'$&;|<>()*?!\\") {
		return `"` + value + `"`
	}
	return value
}

func (h *help) columnTable() {
	w := h.words
	h.heading(w.say("The columns, with an example row", "Las columnas, con una fila de ejemplo"))
	h.table(h.styles.head, w.say("Column", "Columna"), w.say("Needed", "Necesaria"), w.say("What it means", "Qué significa"),
		w.say("How to write it", "Cómo se escribe"), w.say("Example row", "Fila de ejemplo"))
	for _, c := range h.columns {
		h.table(h.styles.body, c.title, w.need(c.field), c.field.Meaning.In(w.lang), w.format(c), w.sample(c.field))
		h.style(0, h.styles.strong)
		h.style(4, h.styles.sample)
	}
}

func (h *help) statusTable() {
	w, said := h.words, codes.For(h.words.lang)
	h.heading(w.say("What the results say: Import Status", "Qué dicen los resultados: Import Status"))
	h.table(h.styles.head, "Import Status", "", w.say("What it means", "Qué significa"), w.say("What to do", "Qué hacer"), "")
	for _, s := range row.Statuses() {
		h.table(h.styles.body, string(s), "", said.StatusWords(s), said.StatusRemedy(s), "")
		h.style(0, h.styles.status[tone(s)])
		h.style(1, h.styles.status[tone(s)])
	}
}

func (h *help) errorTable() {
	w, said := h.words, codes.For(h.words.lang)
	h.heading(w.say("The commonest errors: Import Error Code", "Los errores más comunes: Import Error Code"))
	h.table(h.styles.head, "Import Error Code", "", w.say("What it means", "Qué significa"), w.say("What to do", "Qué hacer"), "")
	for _, c := range h.commonest() {
		h.table(h.styles.body, string(c), "", said.Meaning(c), said.Remedy(c), "")
		h.style(0, h.styles.strong)
	}
}

// tone is how urgent a status is: 0 nothing to do, 1 look, 2 correct, 3 not run.
func tone(s row.Status) int {
	switch {
	case s.Succeeded():
		return 0
	case s == row.Unknown:
		return 1
	case s == row.NotRun:
		return 3
	default:
		return 2
	}
}

// commonest returns the codes that people meet most, as far as the columns can give them.
func (h *help) commonest() []row.Code {
	list := []row.Code{row.ValRequired}
	has := map[schema.Type]bool{}
	for _, c := range h.columns {
		has[c.field.Type] = true
	}
	if h.schema.Identity() >= 0 {
		list = append(list, row.ValDuplicate, row.ValDigits)
	}
	if has[schema.Number] {
		list = append(list, row.ValNumber)
	}
	if has[schema.Enum] {
		list = append(list, row.ValAllowed)
	}
	if has[schema.UUID] || has[schema.UUIDs] {
		list = append(list, row.ValUUID)
	}
	list = append(list, row.ValErrorCell)
	if h.schema.Target == "cor" {
		list = append(list, "CategoryNotFoundError", row.APIDuplicate)
	}
	return list
}
