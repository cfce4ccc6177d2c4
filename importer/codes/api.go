package codes

import "posimport/importer/row"

func apiCodes() []Entry {
	return []Entry{
		{
			Code: row.APIRejected,
			Meaning: text("The system refused the row without a reason that posimport knows.",
				"El sistema rechazó la fila sin un motivo que posimport conozca."),
			Remedy: text("Read the system's own words in the message, correct the row and retry.",
				"Lea en el mensaje lo que dice el sistema, corrija la fila y reintente."),
		},
		{
			Code: row.APIServer,
			Meaning: text("The system had an error of its own while it handled the row.",
				"El sistema tuvo un error propio al tratar la fila."),
			Remedy: text("Wait a few minutes, then run posimport retry on the results file.",
				"Espere unos minutos y ejecute posimport retry con el archivo de resultados."),
		},
		{
			Code: row.APIThrottled,
			Meaning: text("The system asked us to send more slowly, and its patience ran out.",
				"El sistema pidió enviar más despacio y no aceptó más filas."),
			Remedy: text("Run posimport retry later, with fewer --workers or a lower --rate.",
				"Ejecute posimport retry más tarde, con menos --workers o un --rate menor."),
		},
		{
			Code: row.APINoID,
			Meaning: text("The system said yes but did not give the position's id.",
				"El sistema dijo que sí, pero no dio el código de la posición."),
			Remedy: text("Look in the system whether the position is there before sending it again.",
				"Mire en el sistema si la posición está antes de enviarla otra vez."),
		},
		{
			Code: row.APIStopped,
			Meaning: text("The run stopped: too many rows in a row failed for a reason that is not in the rows.",
				"La ejecución se detuvo: demasiadas filas seguidas fallaron por un motivo ajeno a las filas."),
			Remedy: text("Correct what the message names, then run posimport resume.",
				"Corrija lo que indica el mensaje y ejecute posimport resume."),
		},
		{
			Code: row.APIDoubt,
			Meaning: text("We looked the position up, and it still cannot be told whether this row created it.",
				"Buscamos la posición, y aún no se puede saber si la creó esta fila."),
			Remedy: text("Look it up in the system: if it is there, delete the row; if not, empty the row's Import Status and retry.",
				"Búsquela en el sistema: si está, borre la fila; si no, vacíe Import Status de la fila y reintente."),
		},
	}
}

// targetCodes holds the names that the targets' documentation gives; they pass through as they are.
func targetCodes() []Entry {
	return []Entry{
		{
			Code: "ValidationError",
			Meaning: text("The system found a value of the row missing or not acceptable.",
				"El sistema encontró que un valor de la fila falta o no es aceptable."),
			Remedy: text("Read the system's own words in the message, correct the row and retry.",
				"Lea en el mensaje lo que dice el sistema, corrija la fila y reintente."),
		},
		{
			Code: "CategoryNotFoundError",
			Meaning: text("The system has no category with this id for this source.",
				"El sistema no tiene ninguna categoría con este código para este origen."),
			Remedy: text("Correct the category's id, or create the category in COR first, then retry.",
				"Corrija el código de la categoría, o cree antes la categoría en COR, y reintente."),
		},
		{
			Code: row.APIDuplicate,
			Meaning: text("The system already has a position with this id for this source.",
				"El sistema ya tiene una posición con este código para este origen."),
			Remedy: text("Give the row another id if it is a new position; if it is the same one, delete the row or use --on-duplicate skip.",
				"Si es una posición nueva, ponga otro código; si es la misma, borre la fila o use --on-duplicate skip."),
		},
		{
			Code: "InvalidSourceError",
			Meaning: text("The system does not know the source that was given.",
				"El sistema no conoce el origen indicado."),
			Remedy: text("Give the source that your company uses in COR, such as --set metadata.source=SAP.",
				"Indique el origen que su empresa usa en COR, por ejemplo --set metadata.source=SAP."),
		},
		{
			Code: "PositionNotFoundError",
			Meaning: text("The system has no position with this id for this source.",
				"El sistema no tiene ninguna posición con este código para este origen."),
			Remedy: text("Check the position's id and the source.", "Revise el código de la posición y el origen."),
		},
		{
			Code: "DeletionError",
			Meaning: text("The system cannot delete the position, because people still hold it.",
				"El sistema no puede borrar la posición, porque todavía hay personas en él."),
			Remedy: text("Move those people to another position first.", "Asigne antes a esas personas otra posición."),
		},
	}
}
