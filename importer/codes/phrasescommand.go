package codes

import "posimport/importer/target/schema"

// commandPhrases are what commands say of their files and of runs.
func commandPhrases() map[Phrase]schema.Text {
	return map[Phrase]schema.Text{
		FillIn: text("Fill in %s, then: %s", "Rellene %s y después: %s"),
		ItsMapping: text("Its mapping is %s; it is needed only if you change the headers.",
			"Su mapeo es %s; solo hace falta si cambia los encabezados."),
		BuiltIn: text("Reading %s with the built-in mapping for %s.", "Se lee %s con el mapeo incorporado de %s."),
		RunsHeader: text("RUN\tSTARTED\tSTATE\tTARGET\tACCOUNT\tFILE\tROWS\tCOUNTS",
			"EJECUCIÓN\tINICIO\tESTADO\tSISTEMA\tCUENTA\tARCHIVO\tFILAS\tRECUENTO"),
		RunLabels: text("Run\tState\tFile\tTarget\tAccount\tBase URL\tStarted\tEnded\tRows\tCounts\tResults\tRetry of\tStopped",
			"Ejecución\tEstado\tArchivo\tSistema\tCuenta\tURL base\tInicio\tFin\tFilas\tRecuento\tResultados\tReintento de\tDetenida"),
		NoRuns:      text("There are no runs in %s yet.", "Todavía no hay ejecuciones en %s."),
		RunsDropped: text("Runs dropped: %d", "Ejecuciones borradas: %d"),
		RunKept: text("Run %s is kept: it is not finished (posimport resume %s).",
			"La ejecución %s se conserva: no ha terminado (posimport resume %s)."),
		RunFinished: text("Run %s is finished: there is nothing to go on with. To run its failed rows again: posimport retry RESULTS",
			"La ejecución %s ha terminado: no hay nada que continuar. Para ejecutar otra vez las filas que fallaron: posimport retry RESULTADOS"),
		FixesPut: text("Putting in what the sheet Fixes says (values: %d).",
			"Se aplica lo que dice la hoja Fixes (valores: %d)."),
		FromDryRun: text("%s comes from a dry run: every valid row in it is sent now.",
			"%s viene de una comprobación sin envío: ahora se envían todas sus filas válidas."),
		FixesOnce: text("What the sheet Fixes says was for this retry only. To keep it in a mapping for the next file: posimport retry %s --dry-run --save-fixes MAPPING.yaml",
			"Lo que dice la hoja Fixes valió solo para este reintento. Para guardarlo en un mapeo para el próximo archivo: posimport retry %s --dry-run --save-fixes MAPEO.yaml"),
		FixesKept: text("The replacements are in %s now.", "Los reemplazos están ahora en %s."),
		NotPlaced: text("Not placed: %s", "Sin asignar: %s"),
		StillMissing: text("Still missing: %s. Write into %s which column fills each (id: HEADER OF ITS COLUMN), or give --set FIELD=VALUE for a value that is the same in every row.",
			"Falta todavía: %s. Escriba en %s qué columna llena cada uno (id: ENCABEZADO DE SU COLUMNA), o indique --set CAMPO=VALOR para un valor igual en todas las filas."),
		FillFirst: text("Fill in %s first. Then: %s", "Complete primero %s. Después: %s"),
		MappingRight: text("%s is right; give FILE, too, to check it against a file's headers.",
			"%s está bien; indique también ARCHIVO para comprobarlo con los encabezados de un archivo."),
		MappingFits: text("%s fits %s; its header is row %d. To check every row: %s",
			"%s sirve para %s; su encabezado es la fila %d. Para comprobar todas las filas: %s"),
		PleaseCheck: text("please check", "por favor, revise"),
		StrictStop: text("--strict: %d rows are invalid, so nothing was sent",
			"--strict: %d filas no son válidas, así que no se envió nada"),
	}
}

// progressPhrases are what is said while a run goes on.
func progressPhrases() map[Phrase]schema.Text {
	return map[Phrase]schema.Text{
		TargetWaits:   text("the target asks to wait: %s left", "el sistema pide esperar: quedan %s"),
		PhaseChecking: text("checking", "comprobando"),
		PhaseSending:  text("sending", "enviando"),
		PhaseSettling: text("settling", "esperando respuestas"),
		PhaseLooking:  text("looking up", "buscando"),
		PhaseWriting:  text("writing results", "escribiendo resultados"),
		DoneRows:      text("%s: %d rows", "%s: %d filas"),
		DoneOf:        text("%s: %d of %d rows", "%s: %d de %d filas"),
		ASecond:       text("%.0f a second", "%.0f por segundo"),
		TimeLeft:      text("%s left", "quedan %s"),
		LateAnswers:   text("waiting %s for late answers", "se espera %s por respuestas tardías"),
	}
}

// singular are the phrases that read otherwise where their first number is one.
func singular() map[Phrase]schema.Text {
	return map[Phrase]schema.Text{
		NotKnown: text("After %d attempt it is not known whether the position was created: %s",
			"Tras %d intento no se sabe si la posición se creó: %s"),
		SurelyAbsent: text("%d attempt failed, and looking it up showed that it did not create it.",
			"%d intento falló, y al buscarla se comprobó que no la creó."),
		CannotTell: text("%d position with these values exists, and it cannot be told whether it is this row's: look at it in the system.",
			"Existe %d posición con estos valores y no se puede saber si es la de esta fila: mírela en el sistema."),
		HiddenIncluded: text("%d hidden or filtered row is imported, too; --skip-hidden leaves it out",
			"también se importa %d fila oculta o filtrada; --skip-hidden la omite"),
		MoreCodes: text("… and %d more code: see the results", "… y %d código más: vea los resultados"),
		AskBefore: text("This creates up to %d position in %s (account %s) at %s.",
			"Esto crea hasta %d posición en %s (cuenta %s) en %s."),
		AskInvalid:  text("%d row is invalid and will not be sent.", "%d fila no es válida y no se enviará."),
		DoneRows:    text("%s: %d row", "%s: %d fila"),
		CanaryShown: text("The first row:", "La primera fila:"),
		StrictStop: text("--strict: %d row is invalid, so nothing was sent",
			"--strict: %d fila no es válida, así que no se envió nada"),
	}
}
