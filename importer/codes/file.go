package codes

import "posimport/importer/row"

func fileCodes() []Entry {
	return []Entry{
		{
			Code:    row.FileNotFound,
			Meaning: text("There is no file with this name.", "No hay ningún archivo con este nombre."),
			Remedy: text("Check the name and the folder, and put quotes around a name that has spaces.",
				"Revise el nombre y la carpeta, y ponga entre comillas un nombre que tenga espacios."),
		},
		{
			Code:    row.FileUnread,
			Meaning: text("The file is there but cannot be opened.", "El archivo existe, pero no se puede abrir."),
			Remedy: text("Close it in other programs, check that you may read it, or copy it to a folder of yours.",
				"Ciérrelo en otros programas, compruebe que tiene permiso para leerlo o cópielo en una carpeta suya."),
		},
		{
			Code:    row.FileEmpty,
			Meaning: text("The file has no rows to import.", "El archivo no tiene filas para importar."),
			Remedy: text("Save the file again with its header row and at least one row below it.",
				"Guarde de nuevo el archivo con su fila de encabezados y al menos una fila debajo."),
		},
		{
			Code: row.FileFormat,
			Meaning: text("The file is neither a CSV file nor an Excel workbook (.xlsx) that can be opened.",
				"El archivo no es un CSV ni un libro de Excel (.xlsx) que se pueda abrir."),
			Remedy: text("Open it in Excel, remove its password if it has one, and save it as Excel Workbook (.xlsx).",
				"Ábralo en Excel, quítele la contraseña si la tiene y guárdelo como Libro de Excel (.xlsx)."),
		},
		{
			Code: row.FileDamaged,
			Meaning: text("The file is damaged: a part of it is missing or cannot be understood.",
				"El archivo está dañado: una parte falta o no se puede entender."),
			Remedy: text("Download or copy it again; if that does not help, open it in Excel and save it under a new name.",
				"Descárguelo o cópielo otra vez; si no basta, ábralo en Excel y guárdelo con otro nombre."),
		},
		{
			Code: row.FileLimit,
			Meaning: text("The file, or a part of it, is larger than posimport opens.",
				"El archivo, o una parte de él, es más grande de lo que posimport abre."),
			Remedy: text("Copy only the rows and columns that you need into a new workbook, or split the file.",
				"Copie en un libro nuevo solo las filas y columnas que necesita, o divida el archivo."),
		},
		{
			Code: row.FileEncoding,
			Meaning: text("Some letters of the file cannot be read: it was saved in another character set.",
				"Algunas letras del archivo no se pueden leer: se guardó con otro juego de caracteres."),
			Remedy: text("Save it as “CSV UTF-8”, or name its character set in the mapping, such as encoding: windows-1252.",
				"Guárdelo como «CSV UTF-8» o indique su juego de caracteres en el mapeo, por ejemplo encoding: windows-1252."),
		},
		{
			Code: row.FileDelimiter,
			Meaning: text("It cannot be told which character separates the columns.",
				"No se puede saber qué carácter separa las columnas."),
			Remedy: text("Name it in the mapping, such as delimiter: \";\", or save the file as an Excel workbook.",
				"Indíquelo en el mapeo, por ejemplo delimiter: \";\", o guarde el archivo como libro de Excel."),
		},
		{
			Code:    row.FileSheet,
			Meaning: text("The workbook has no sheet with this name.", "El libro no tiene ninguna hoja con este nombre."),
			Remedy: text("Give one of its sheets with --sheet; the message lists them.",
				"Indique una de sus hojas con --sheet; el mensaje las enumera."),
		},
		{
			Code: row.FileHeader,
			Meaning: text("No header row was found, or a header that is needed is empty or there twice.",
				"No se encontró la fila de encabezados, o un encabezado necesario está vacío o repetido."),
			Remedy: text("Correct the headers, or say which row they are in with --header-row.",
				"Corrija los encabezados o indique en qué fila están con --header-row."),
			Message: text("the header {value} cannot be used[; expected {want}][ (see also {other})][; did you mean {near}?]",
				"el encabezado {value} no se puede usar[; se espera {want}][ (vea también {other})][; ¿quiso decir {near}?]"),
		},
	}
}
