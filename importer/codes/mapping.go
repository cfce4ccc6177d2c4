package codes

import "posimport/importer/row"

func mappingCodes() []Entry {
	return append(mappingFileCodes(),
		Entry{
			Code: row.MapColumn,
			Meaning: text("The mapping names a column that the file does not have.",
				"El mapeo nombra una columna que el archivo no tiene."),
			Remedy: text("Write the header as it stands in the file, or take the line out of the mapping.",
				"Escriba el encabezado tal como está en el archivo, o quite la línea del mapeo."),
			Message: text("the file has no column of this name[: {value}][; its columns are {want}][; did you mean {near}?]",
				"el archivo no tiene ninguna columna con este nombre[: {value}][; sus columnas son {want}][; ¿quiso decir {near}?]"),
		},
		Entry{
			Code: row.MapMissing,
			Meaning: text("A field that every position needs gets no value from any column.",
				"Un campo que toda posición necesita no recibe valor de ninguna columna."),
			Remedy: text("Add a column for it, or give one value for all rows with --set FIELD=VALUE.",
				"Añada una columna para él, o dé un valor para todas las filas con --set CAMPO=VALOR."),
			Message: text("nothing fills this field, which every position needs[; expected {want}][; did you mean the column {near}?]",
				"nada rellena este campo, que toda posición necesita[; se espera {want}][; ¿quiso decir la columna {near}?]"),
		},
		Entry{
			Code: row.MapAmbiguous,
			Meaning: text("Two columns of the file fit the same line of the mapping.",
				"Dos columnas del archivo corresponden a la misma línea del mapeo."),
			Remedy: text("Delete the column that is not needed, or name in the mapping only the one that is.",
				"Borre la columna que no se necesita, o nombre en el mapeo solo la que sí."),
			Message: text("another column fills the same field[; {other} is used, and this one is not]",
				"otra columna rellena el mismo campo[; se usa {other}, y esta no]"),
		},
		Entry{
			Code: row.MapUnusedColumn,
			Meaning: text("A column of the file is not used: nothing in it is imported.",
				"Una columna del archivo no se usa: nada de ella se importa."),
			Remedy: text("If it should be imported, add it to the mapping; if not, list it under ignore.",
				"Si debe importarse, añádala al mapeo; si no, póngala en la lista ignore."),
			Message: text("this column is not used: nothing in it is imported[; did you mean {near}?]",
				"esta columna no se usa: nada de ella se importa[; ¿quiso decir {near}?]"),
		},
		Entry{
			Code: row.MapUnlistedValue,
			Meaning: text("The value is not in the mapping's list of values for this column.",
				"El valor no está en la lista de valores del mapeo para esta columna."),
			Remedy: text("Correct the cell, or add the value to the list under values in the mapping.",
				"Corrija la celda, o añada el valor a la lista values del mapeo."),
			Message: text("{value} is not in the list of values for this column[; expected one of: {want}][; did you mean {near}?]",
				"{value} no está en la lista de valores de esta columna[; se espera uno de estos: {want}][; ¿quiso decir {near}?]"),
		},
	)
}

func mappingFileCodes() []Entry {
	return []Entry{
		{
			Code: row.MapSyntax,
			Meaning: text("The mapping file is not written as YAML should be.",
				"El archivo de mapeo no está escrito como debe estarlo un YAML."),
			Remedy: text("Look at the line that the message names: often an indent, a colon or a quote is missing.",
				"Mire la línea que indica el mensaje: suele faltar una sangría, dos puntos o unas comillas."),
		},
		{
			Code: row.MapVersion,
			Meaning: text("The mapping file has no version, or one that this posimport does not know.",
				"El archivo de mapeo no indica su versión, o indica una que este posimport no conoce."),
			Remedy:  text("Begin the file with version: 1.", "Empiece el archivo con version: 1."),
			Message: text("version {value} is not known[; expected {want}]", "no se conoce la versión {value}[; se espera {want}]"),
		},
		{
			Code: row.MapKey,
			Meaning: text("The mapping uses a word that posimport does not know.",
				"El mapeo usa una palabra que posimport no conoce."),
			Remedy: text("Correct the spelling, or take the line out.", "Corrija la palabra o quite la línea."),
			Message: text("{value} is not known here[; expected one of: {want}][; did you mean {near}?]",
				"{value} no se conoce aquí[; se espera uno de estos: {want}][; ¿quiso decir {near}?]"),
		},
		{
			Code: row.MapField,
			Meaning: text("The mapping names a field that the system does not have.",
				"El mapeo nombra un campo que el sistema no tiene."),
			Remedy: text("Use one of the fields that the message lists.", "Use uno de los campos que enumera el mensaje."),
			Message: text("there is no field {value}[; the fields are: {want}][; did you mean {near}?]",
				"no existe el campo {value}[; los campos son: {want}][; ¿quiso decir {near}?]"),
		},
		{
			Code: row.MapValue,
			Meaning: text("A setting of the mapping has a value that it cannot have.",
				"Un ajuste del mapeo tiene un valor que no puede tener."),
			Remedy: text("Write a value of the kind that the message asks for.", "Escriba un valor como el que pide el mensaje."),
			Message: text("{value} cannot be used here[; expected {want}][; did you mean {near}?]",
				"{value} no se puede usar aquí[; se espera {want}][; ¿quiso decir {near}?]"),
		},
		{
			Code: row.MapConflict,
			Meaning: text("Two settings of the mapping contradict each other.",
				"Dos ajustes del mapeo se contradicen."),
			Remedy: text("Keep one of the two.", "Deje solo uno de los dos."),
			Message: text("{value} cannot stand together with {other}[; expected {want}]",
				"{value} no puede estar junto con {other}[; se espera {want}]"),
		},
	}
}
