package codes

import (
	"posimport/importer/row"
	"posimport/importer/target/schema"
)

type statusEntry struct {
	status row.Status
	words  schema.Text // what became of the row, one sentence
	remedy schema.Text // what is left to do, one sentence
}

func statuses() []statusEntry {
	return []statusEntry{
		{
			status: row.Created,
			words:  text("The position was created from this row.", "La posición se creó a partir de esta fila."),
			remedy: text("Nothing.", "Nada."),
		},
		{
			status: row.Exists,
			words: text("The position was already there, or an earlier run created it.",
				"La posición ya existía, o la creó una ejecución anterior."),
			remedy: text("Nothing.", "Nada."),
		},
		{
			status: row.Valid,
			words:  text("The dry run found nothing wrong with this row.", "El ensayo no encontró nada mal en esta fila."),
			remedy: text("Run the import without --dry-run.", "Ejecute la importación sin --dry-run."),
		},
		{
			status: row.Invalid,
			words:  text("Something in the row is wrong, so it was not sent.", "Algo en la fila está mal, así que no se envió."),
			remedy: text("Correct the marked cells in the results file, then run posimport retry.",
				"Corrija las celdas marcadas en el archivo de resultados y ejecute posimport retry."),
		},
		{
			status: row.Failed,
			words: text("The system refused the row, or it could not be sent; there is no position.",
				"El sistema rechazó la fila, o no se pudo enviar; no hay posición."),
			remedy: text("Do what the message says, then run posimport retry.",
				"Haga lo que dice el mensaje y ejecute posimport retry."),
		},
		{
			status: row.Unknown,
			words: text("The row was sent, but the answer was lost: the position may exist.",
				"La fila se envió, pero se perdió la respuesta: la posición puede existir."),
			remedy: text("Look in the system whether the position is there, or run posimport retry, which looks first.",
				"Mire en el sistema si la posición está, o ejecute posimport retry, que mira primero."),
		},
		{
			status: row.NotRun,
			words:  text("The run stopped before it came to this row.", "La ejecución se detuvo antes de llegar a esta fila."),
			remedy: text("Run posimport resume, or posimport retry.", "Ejecute posimport resume o posimport retry."),
		},
	}
}
