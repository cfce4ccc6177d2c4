package codes

import (
	"fmt"
	"strings"

	"posimport/importer/target/schema"
)

// Phrase names one thing that is said of a row or a run beside its code.
type Phrase int

// The phrases, with what their verbs stand for.
const (
	Confirmed       Phrase = iota + 1 // a duplicate proves that an earlier attempt took effect
	FoundByLooking                    // a look-up found what an attempt without an answer created
	ChangedSince                      // … and the row was changed meanwhile
	IDTaken                           // a duplicate after an attempt with other values
	NotKnown                          // attempts, the last one's words
	StoppedInDoubt                    // the run was stopped between two attempts
	NotLookedUp                       // an earlier attempt is still to be looked up
	CannotLookUp                      // why
	CannotTell                        // how many equal positions exist
	LooksDisagree                     // two look-ups told different things
	Refused                           // a 401: the target's words, the variable that holds the token
	SurelyAbsent                      // attempts
	SentElsewhere                     // another computer's ledger knows what was sent
	CreatedBefore                     // run, date
	OtherValues                       // … with other values than the row has now
	OldID                             // the id that the row had before
	BeingSent                         // the run ended while it was sent
	StoppedBefore                     // why the run stopped
	NotAsItStands                     // what is wrong with a row that may exist
	ChangedCreated                    // a created row was changed in the results
	HiddenLeft                        // --skip-hidden
	RowsLeft                          // --rows, as written
	LimitLeft                         // --limit
	HeaderRow                         // row number
	OpenInExcel                       // file
	HiddenIncluded                    // how many hidden rows
	HiddenColumns                     // the hidden columns' letters
	OlderTemplate                     // file, its version, ours
	NothingSent                       // after a dry run
	ChangedRows                       // how many rows were changed after they were created
	Next                              // a command
	Stopped                           // why
	MoreCodes                         // how many
	RowsWord                          // how many, the counts
	OneRow                            // its status
	ResultsAt                         // path
	GoingOn                           // run, file
	NothingToResume                   //
	AskBefore                         // rows, target, account, URL
	AskInvalid                        // rows
	AskGoOn                           //
	CanaryShown                       // rows
	CanaryGood                        //
	CanaryBad                         //
	Warning                           // text
	FillIn                            // workbook, command
	ItsMapping                        // file
	BuiltIn                           // file, target
	RunsHeader                        // the columns of the list of runs, with tabs between them
	RunLabels                         // what is said of one run, with tabs between them
	NoRuns                            // folder
	RunsDropped                       // how many
	RunKept                           // run, run
	RunFinished                       // run
	FixesPut                          // how many values
	FromDryRun                        // file
	FixesOnce                         // file, as it is typed
	FixesKept                         // file
	NotPlaced                         // headers
	StillMissing                      // fields, mapping file
	FillFirst                         // mapping file, command
	MappingRight                      // file
	MappingFits                       // mapping file, file, header's row, command
	PleaseCheck                       // beside a line of a proposal
	StrictStop                        // rows
	TargetWaits                       // how long
	PhaseChecking                     //
	PhaseSending                      //
	PhaseSettling                     //
	PhaseLooking                      //
	PhaseWriting                      //
	DoneRows                          // phase, rows done
	DoneOf                            // phase, rows done, rows
	ASecond                           // rows
	TimeLeft                          // how long
	LateAnswers                       // how long
)

// Say says a phrase.
func (w *Words) Say(p Phrase, args ...any) string {
	t, ok := w.phrases[p]
	if !ok {
		return ""
	}
	if one, ok := w.singular[p]; ok && firstNumber(args) == 1 {
		t = one
	}
	said := t.In(w.lang)
	if strings.Contains(said, "%") {
		return fmt.Sprintf(said, args...)
	}
	return said
}

// firstNumber returns the number that a phrase counts by, 0 where there is none.
func firstNumber(args []any) int {
	for _, arg := range args {
		if n, ok := arg.(int); ok {
			return n
		}
	}
	return 0
}

// phrases returns the words of every phrase.
func phrases() map[Phrase]schema.Text {
	all := rowPhrases()
	for p, t := range runPhrases() {
		all[p] = t
	}
	for p, t := range commandPhrases() {
		all[p] = t
	}
	for p, t := range progressPhrases() {
		all[p] = t
	}
	return all
}

func rowPhrases() map[Phrase]schema.Text {
	return map[Phrase]schema.Text{
		Confirmed: text("Confirmed: an earlier attempt that got no answer had created it.",
			"Confirmado: la había creado un intento anterior que no obtuvo respuesta."),
		FoundByLooking: text("Confirmed by looking it up: an attempt that got no answer had created it.",
			"Confirmado al buscarla: la había creado un intento que no obtuvo respuesta."),
		ChangedSince: text("The row was changed after it was sent: the position has the earlier values.",
			"La fila se cambió después de enviarla: la posición tiene los valores anteriores."),
		IDTaken: text("The id is taken, by an earlier attempt of ours with other values or by somebody else: compare the position's values in the system.",
			"El código ya existe, por un intento anterior nuestro con otros valores o por otra persona: compare los valores de la posición en el sistema."),
		NotKnown: text("After %d attempts it is not known whether the position was created; the last one: %s",
			"Tras %d intentos no se sabe si la posición se creó; el último: %s"),
		StoppedInDoubt: text("The run was stopped before it was known whether an earlier attempt had created it: resume the run.",
			"La ejecución se detuvo antes de saber si un intento anterior la había creado: reanude la ejecución."),
		NotLookedUp: text("An earlier attempt got no answer, and it has not been looked up yet: resume the run.",
			"Un intento anterior no obtuvo respuesta y todavía no se ha buscado: reanude la ejecución."),
		CannotLookUp: text("It could not be looked up (%s): look for a position with these values in the system.",
			"No se pudo buscar (%s): busque en el sistema una posición con estos valores."),
		CannotTell: text("%d positions with these values exist, and it cannot be told whether one of them is this row's: compare them in the system.",
			"Existen %d posiciones con estos valores y no se puede saber si una de ellas es la de esta fila: compárelas en el sistema."),
		LooksDisagree: text("Two look-ups told different things: look for a position with these values in the system.",
			"Dos búsquedas dieron resultados distintos: busque en el sistema una posición con estos valores."),
		Refused: text("the system refused the credentials (401: %s): check %s",
			"el sistema rechazó las credenciales (401: %s): revise %s"),
		SurelyAbsent: text("%d attempts failed, and looking it up showed that none of them created it.",
			"%d intentos fallaron, y al buscarla se comprobó que ninguno la creó."),
		SentElsewhere: text("It was sent from another computer, and no position has the values that the row has now: retry it there, or make sure that the system does not have it and empty the row's Import cells to send it as a new one.",
			"Se envió desde otro equipo y ninguna posición tiene los valores que la fila tiene ahora: reinténtela allí, o compruebe que no está en el sistema y vacíe las celdas Import de la fila para enviarla como nueva."),
		CreatedBefore: text("Created before, by run %s on %s.", "Creada antes, en la ejecución %s del %s."),
		OtherValues: text("This row's values are not those that were sent then.",
			"Los valores de esta fila no son los que se enviaron entonces."),
		OldID: text("It may have been created with the id that the row had before, %q: put that id back and retry, or look for it in the system.",
			"Puede haberse creado con el código que la fila tenía antes, %q: restaure ese código y reintente, o búsquela en el sistema."),
		BeingSent: text("It was being sent when the run ended: resume the run to find out.",
			"Se estaba enviando cuando terminó la ejecución: reanude la ejecución para saberlo."),
		StoppedBefore: text("The run stopped before this row: %s", "La ejecución se detuvo antes de esta fila: %s"),
		NotAsItStands: text("It may exist, and cannot be looked up as the row now stands: %s",
			"Puede existir y no se puede buscar tal como está ahora la fila: %s"),
		ChangedCreated: text("This row was changed after it was created; the change was not sent: make it in the system.",
			"Esta fila se cambió después de crearse; el cambio no se envió: hágalo en el sistema."),
		HiddenLeft: text("Hidden row, left out by --skip-hidden.", "Fila oculta, omitida por --skip-hidden."),
		RowsLeft:   text("Left out by --rows %s.", "Omitida por --rows %s."),
		LimitLeft:  text("Left out by --limit.", "Omitida por --limit."),
	}
}

func runPhrases() map[Phrase]schema.Text {
	return map[Phrase]schema.Text{
		HeaderRow: text("row %d is taken as the header; say --header-row if that is wrong",
			"la fila %d se toma como encabezado; indique --header-row si no es así"),
		OpenInExcel: text("%s seems to be open in Excel: edits that are not saved yet are not in this import",
			"%s parece estar abierto en Excel: los cambios sin guardar no entran en esta importación"),
		HiddenIncluded: text("%d hidden or filtered rows are imported, too; --skip-hidden leaves them out",
			"también se importan %d filas ocultas o filtradas; --skip-hidden las omite"),
		HiddenColumns: text("hidden columns are read, too: %s; --skip-hidden leaves them out",
			"también se leen las columnas ocultas: %s; --skip-hidden las omite"),
		OlderTemplate: text("%s was made with version %d of the template, and this is version %d: it is read by its headers",
			"%s se hizo con la versión %d de la plantilla y esta es la %d: se lee por sus encabezados"),
		ChangedRows: text("%d × created before with other values than the row has now: the change was not sent; Import Message names these rows.",
			"%d × creada antes con otros valores que los que la fila tiene ahora: el cambio no se envió; Import Message señala esas filas."),
		NothingSent: text("Nothing was sent. Only the target can say whether an id is taken, a category or group exists, and the credentials are right.",
			"No se envió nada. Solo el sistema puede decir si un código ya existe, si existe una categoría o un grupo y si las credenciales son correctas."),
		Next:      text("Next: %s", "Siguiente: %s"),
		Stopped:   text("Stopped: %s", "Detenida: %s"),
		MoreCodes: text("… and %d more codes: see the results", "… y %d códigos más: vea los resultados"),
		RowsWord:  text("%d rows: %s", "%d filas: %s"),
		OneRow:    text("1 row: %s", "1 fila: %s"),
		ResultsAt: text("results: %s", "resultados: %s"),
		GoingOn:   text("Going on with run %s of %s.", "Se continúa la ejecución %s de %s."),
		NothingToResume: text("No run was interrupted: there is nothing to go on with.",
			"No se interrumpió ninguna ejecución: no hay nada que continuar."),
		AskBefore: text("This creates up to %d positions in %s (account %s) at %s.",
			"Esto crea hasta %d posiciones en %s (cuenta %s) en %s."),
		AskInvalid:  text("%d rows are invalid and will not be sent.", "%d filas no son válidas y no se enviarán."),
		AskGoOn:     text("Go on? [y/N] ", "¿Continuar? [s/N] "),
		CanaryShown: text("The first %d rows:", "Las primeras %d filas:"),
		CanaryGood:  text("Go on with the rest? [y/N] ", "¿Continuar con el resto? [s/N] "),
		CanaryBad: text("Not all of them succeeded. Go on with the rest all the same? [y/N] ",
			"No todas salieron bien. ¿Continuar de todos modos con el resto? [s/N] "),
		Warning: text("warning: %s", "aviso: %s"),
	}
}
