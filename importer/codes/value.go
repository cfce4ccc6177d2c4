package codes

import "posimport/importer/row"

func valueCodes() []Entry {
	codes := append(contentCodes(), numberCodes()...)
	return append(codes, cellCodes()...)
}

func contentCodes() []Entry {
	return []Entry{
		{
			Code:    row.ValRequired,
			Meaning: text("A cell that must be filled in is empty.", "Una celda que debe rellenarse está vacía."),
			Remedy:  text("Fill in the cell.", "Rellene la celda."),
			Message: text("this cell is empty, and every position needs a value here[: {want}]",
				"esta celda está vacía, y toda posición necesita un valor aquí[: {want}]"),
		},
		{
			Code:    row.ValBoolean,
			Meaning: text("The cell should say yes or no.", "La celda debe decir sí o no."),
			Remedy:  text("Write yes or no.", "Escriba sí o no."),
			Message: text("{value} is neither yes nor no[; expected one of: {want}][; did you mean {near}?]",
				"{value} no es ni sí ni no[; se espera uno de estos: {want}][; ¿quiso decir {near}?]"),
		},
		{
			Code: row.ValUUID,
			Meaning: text("The cell should hold an id of 32 digits and letters a to f, in groups of 8-4-4-4-12.",
				"La celda debe tener un identificador de 32 cifras y letras de la a a la f, en grupos de 8-4-4-4-12."),
			Remedy: text("Copy the id again from the system, whole.", "Copie otra vez el identificador del sistema, completo."),
			Message: text("{value} is not a whole id[ such as {want}]; copy it again from the system[; did you mean {near}?]",
				"{value} no es un identificador completo[ como {want}]; cópielo otra vez del sistema[; ¿quiso decir {near}?]"),
		},
		{
			Code:    row.ValAllowed,
			Meaning: text("The value is not one of those that are allowed.", "El valor no es uno de los permitidos."),
			Remedy:  text("Choose one of the values that the message lists.", "Elija uno de los valores que enumera el mensaje."),
			Message: text("{value} is not allowed here[; expected one of: {want}][; did you mean {near}?]",
				"{value} no se permite aquí[; se espera uno de estos: {want}][; ¿quiso decir {near}?]"),
		},
		{
			Code:    row.ValLength,
			Meaning: text("The text is too long.", "El texto es demasiado largo."),
			Remedy:  text("Shorten the text.", "Acorte el texto."),
			Message: text("{value} is too long[; at most {want} characters]",
				"{value} es demasiado largo[; como máximo {want} caracteres]"),
		},
		{
			Code:    row.ValRange,
			Meaning: text("The number is too small or too large.", "El número es demasiado pequeño o demasiado grande."),
			Remedy:  text("Correct the number, or the limits in the mapping.", "Corrija el número, o los límites del mapeo."),
			Message: text("{value} is outside the limits[; expected {want}]",
				"{value} está fuera de los límites[; se espera {want}]"),
		},
		{
			Code: row.ValPattern,
			Meaning: text("The value is not written in the form that the mapping asks for.",
				"El valor no está escrito en la forma que pide el mapeo."),
			Remedy: text("Write it as the other rows do, or correct the pattern in the mapping.",
				"Escríbalo como en las otras filas, o corrija pattern en el mapeo."),
			Message: text("{value} is not written in the form that is expected[: {want}]",
				"{value} no está escrito en la forma esperada[: {want}]"),
		},
		{
			Code: row.ValDuplicate,
			Meaning: text("The same value is in another row, and it may be there only once.",
				"El mismo valor está en otra fila, y solo puede aparecer una vez."),
			Remedy: text("Give one of the two rows another value, or delete the row that is there twice.",
				"Ponga otro valor en una de las dos filas, o borre la fila repetida."),
			Message: text("{value} is used twice[; it is also in {other}][; capital letters and the form of accents do not count: both count as “{want}”]",
				"{value} se usa dos veces[; también está en {other}][; no cuentan las mayúsculas ni la forma de los acentos: ambos cuentan como «{want}»]"),
		},
		{
			Code: row.ValCopied,
			Meaning: text("The row is a copy of one that needs nothing more, and says of itself what is said of that one.",
				"La fila es copia de otra que ya no necesita nada, y dice de sí lo que se dice de aquella."),
			Remedy: text("To have it created as a new position, empty its Import cells; else delete the row.",
				"Para crearla como posición nueva, vacíe sus celdas Import; si no, borre la fila."),
			Message: text("this row is a copy of row {other}: empty its Import cells to have it created as a new position, or delete it",
				"esta fila es copia de la fila {other}: vacíe sus celdas Import para crearla como posición nueva, o bórrela"),
		},
	}
}

func numberCodes() []Entry {
	return []Entry{
		{
			Code:    row.ValNumber,
			Meaning: text("The cell should hold a number.", "La celda debe tener un número."),
			Remedy:  text("Write digits only, with the decimal sign that the file uses.", "Escriba solo cifras, con el signo decimal que usa el archivo."),
			Message: text("{value} is not a number as this file writes them[; write it like {sample}][; if it is right, put {setting} into the mapping][; did you mean {near}?]",
				"{value} no es un número como los escribe este archivo[; escríbalo como {sample}][; si está bien, ponga {setting} en el mapeo][; ¿quiso decir {near}?]"),
		},
		{
			Code: row.ValAmbiguous,
			Meaning: text("The number can be read in two ways: its point or comma may be a decimal or a thousands sign.",
				"El número se puede leer de dos formas: su punto o coma puede ser decimal o de miles."),
			Remedy: text("Say which in the mapping, with decimal: \",\" or decimal: \".\".",
				"Indíquelo en el mapeo, con decimal: \",\" o decimal: \".\"."),
			Message: text("{value} can be read in two ways[: {want}]; say in the mapping which sign is the decimal one",
				"{value} se puede leer de dos formas[: {want}]; indique en el mapeo cuál es el signo decimal"),
		},
		{
			Code: row.ValPercent,
			Meaning: text("The cell holds a percentage where a plain number is expected.",
				"La celda tiene un porcentaje donde se espera un número simple."),
			Remedy: text("Write the number without the percent sign, and format the cell as a number.",
				"Escriba el número sin el signo de porcentaje y dé a la celda formato de número."),
			Message: text("{value} is a percentage; write a plain number[ such as {want}]",
				"{value} es un porcentaje; escriba un número simple[ como {want}]"),
		},
		{
			Code: row.ValDigits,
			Meaning: text("Excel keeps only 15 digits of a number, so the last digits of this one are lost.",
				"Excel solo guarda 15 cifras de un número, así que las últimas de este se perdieron."),
			Remedy: text("Format the column as Text, then type the whole number again from its source.",
				"Dé a la columna formato de Texto y escriba otra vez el número completo desde su origen."),
			Message: text("{value} has more than 15 digits, and Excel has lost the last ones; format the cell as Text and type it again",
				"{value} tiene más de 15 cifras y Excel ha perdido las últimas; dé a la celda formato de Texto y escríbalo otra vez"),
		},
		{
			Code: row.ValDate,
			Meaning: text("The cell holds a date where text or a number is expected.",
				"La celda tiene una fecha donde se espera texto o un número."),
			Remedy: text("Format the cell as Text and type what was meant: Excel turns entries such as 3-4 into dates.",
				"Dé a la celda formato de Texto y escriba lo que quería: Excel convierte en fecha entradas como 3-4."),
			Message: text("{value} is a date; format the cell as Text and type what was meant[, such as {want}]",
				"{value} es una fecha; dé a la celda formato de Texto y escriba lo que quería[, por ejemplo {want}]"),
		},
	}
}

func cellCodes() []Entry {
	return []Entry{
		{
			Code:    row.ValErrorCell,
			Meaning: text("The cell shows an Excel error such as #N/A.", "La celda muestra un error de Excel como #N/A (#N/D)."),
			Remedy:  text("Correct the formula, or type the value itself.", "Corrija la fórmula o escriba el valor mismo."),
			Message: text("the cell shows the Excel error {value}; correct its formula or type the value",
				"la celda muestra el error de Excel {value}; corrija su fórmula o escriba el valor"),
		},
		{
			Code: row.ValFormula,
			Meaning: text("The cell has a formula whose result was never saved in the file.",
				"La celda tiene una fórmula cuyo resultado nunca se guardó en el archivo."),
			Remedy: text("Open the file in Excel and save it, or paste the column as values.",
				"Abra el archivo en Excel y guárdelo, o pegue la columna como valores."),
			Message: text("the cell has a formula without a saved result; open the file in Excel and save it",
				"la celda tiene una fórmula sin resultado guardado; abra el archivo en Excel y guárdelo"),
		},
		{
			Code: row.ValMerged,
			Meaning: text("The cell is merged with others, so it cannot be told which row its value belongs to.",
				"La celda está combinada con otras, así que no se sabe a qué fila pertenece su valor."),
			Remedy: text("Unmerge the cells (Home, Merge & Center) and fill in each row.",
				"Separe las celdas (Inicio, Combinar y centrar) y rellene cada fila."),
			Message: text("this cell is merged with others[ ({other})][ and says {value}]; unmerge them and fill in each row",
				"esta celda está combinada con otras[ ({other})][ y dice {value}]; sepárelas y rellene cada fila"),
		},
		{
			Code: row.ValInvisible,
			Meaning: text("The id holds characters that cannot be seen, so it is not the id that it seems to be.",
				"El identificador contiene caracteres que no se ven, así que no es el que parece."),
			Remedy: text("Delete the cell's content and type the id again by hand.",
				"Borre el contenido de la celda y escriba otra vez el identificador a mano."),
			Message: text("{value} holds a character that cannot be seen[ ({want})]; type it again by hand[: {near}]",
				"{value} contiene un carácter que no se ve[ ({want})]; escríbalo otra vez a mano[: {near}]"),
		},
		{
			Code: row.ValExtraCells,
			Meaning: text("The row has more cells than the header row.",
				"La fila tiene más celdas que la fila de encabezados."),
			Remedy: text("Put quotes around a value that holds the separator, or remove the extra cells.",
				"Ponga entre comillas el valor que contiene el separador, o quite las celdas sobrantes."),
			Message: text("the row is longer than the header row[ ({want} columns)][: {value} is too many]; a value that holds the separator needs quotes",
				"la fila es más larga que la de encabezados[ ({want} columnas)][: sobra {value}]; un valor que contiene el separador debe ir entre comillas"),
		},
		{
			Code:    row.ValHeader,
			Meaning: text("The row repeats the header.", "La fila repite los encabezados."),
			Remedy:  text("Delete the row.", "Borre la fila."),
			Message: text("this row repeats the header; delete it", "esta fila repite los encabezados; bórrela"),
		},
	}
}
