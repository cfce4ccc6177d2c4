package results

// labels are the words of the workbook itself, in one language. Sheet names and the names of the
// added columns are the same in every language: programs read them.
type labels struct {
	more string // (%d more, see sheet Errors)

	// Errors
	row, cell, column, value, code, meaning, message, remedy string

	// Fixes
	rows, suggestion, replacement, fixesHelp, fixesCut string

	// Summary
	title, dryTitle, status, share, total, explained, next, warnings string
	topErrors, count, fixesTop, facts, mapping, notesCut             string
	file, sheet, target, server, account, run, kind, kindDry         string
	kindReal, started, ended, duration, speed, requests, stopped     string
	chart, nothing                                                   string
}

func labelsIn(lang string) *labels {
	if lang == "es" {
		return spanish()
	}
	return english()
}

func english() *labels {
	return &labels{
		more: "(%d more, see sheet Errors)",
		row:  "Row", cell: "Cell", column: "Column", value: "Value", code: "Code", meaning: "What it is",
		message: "Message", remedy: "What to do",
		rows: "Rows", suggestion: "Suggestion", replacement: "Replace with",
		fixesHelp: "One line for each value that many rows fail for. Write the right value into \"Replace with\", save, and retry: it is put into all of these rows.",
		fixesCut:  "There are more different values than are counted; correct these first and retry.",
		title:     "Import of %s into %s", dryTitle: "Dry run of %s for %s: nothing was sent",
		status: "Status", share: "Share", total: "All rows", explained: "What it means",
		next: "What to type next", warnings: "Warnings", topErrors: "Commonest errors", count: "Times",
		fixesTop: "Fix once, in sheet Fixes", facts: "About this run", mapping: "Mapping in force",
		notesCut: "The first %d failing cells carry a note and the first %d errors a link; sheet Errors lists all of them.",
		file:     "File", sheet: "Sheet", target: "System", server: "Server", account: "Account", run: "Run",
		kind: "Kind", kindDry: "Dry run", kindReal: "Import", started: "Started (UTC)", ended: "Ended (UTC)",
		duration: "Duration", speed: "Rows per second", requests: "Requests sent", stopped: "Stopped early because",
		chart: "Rows by status", nothing: "Nothing is left to do.",
	}
}

func spanish() *labels {
	return &labels{
		more: "(%d más, vea la hoja Errors)",
		row:  "Fila", cell: "Celda", column: "Columna", value: "Valor", code: "Código", meaning: "Qué es",
		message: "Mensaje", remedy: "Qué hacer",
		rows: "Filas", suggestion: "Sugerencia", replacement: "Reemplazar por",
		fixesHelp: "Una línea por cada valor que hace fallar a varias filas. Escriba el valor correcto en \"Reemplazar por\", guarde y reintente: se pone en todas esas filas.",
		fixesCut:  "Hay más valores distintos de los que se cuentan; corrija primero estos y reintente.",
		title:     "Importación de %s en %s", dryTitle: "Ensayo de %s para %s: no se envió nada",
		status: "Estado", share: "Parte", total: "Todas las filas", explained: "Qué significa",
		next: "Qué escribir ahora", warnings: "Advertencias", topErrors: "Errores más comunes", count: "Veces",
		fixesTop: "Corregir una vez, en la hoja Fixes", facts: "Sobre esta ejecución", mapping: "Correspondencia en uso",
		notesCut: "Las primeras %d celdas con error llevan una nota y los primeros %d errores un vínculo; la hoja Errors los lista todos.",
		file:     "Archivo", sheet: "Hoja", target: "Sistema", server: "Servidor", account: "Cuenta", run: "Ejecución",
		kind: "Tipo", kindDry: "Ensayo", kindReal: "Importación", started: "Inicio (UTC)", ended: "Fin (UTC)",
		duration: "Duración", speed: "Filas por segundo", requests: "Peticiones enviadas", stopped: "Se detuvo antes porque",
		chart: "Filas por estado", nothing: "No queda nada por hacer.",
	}
}
