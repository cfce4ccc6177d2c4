package codes

import (
	"strings"
	"testing"

	"posimport/importer/row"
)

func TestMessage(t *testing.T) {
	tests := map[string]struct {
		issue  row.Issue
		en, es string
	}{
		"required": {
			row.Issue{Code: row.ValRequired, Cell: "C17", Column: "Name"},
			"C17 (Name): this cell is empty, and every position needs a value here.",
			"C17 (Name): esta celda está vacía, y toda posición necesita un valor aquí.",
		},
		"not allowed, with a near value": {
			row.Issue{Code: row.ValAllowed, Cell: "D4", Column: "Status", Value: "Activ", Want: "ACTIVE, INACTIVE", Near: "ACTIVE"},
			"D4 (Status): “Activ” is not allowed here; expected one of: ACTIVE, INACTIVE; did you mean “ACTIVE”?",
			"D4 (Status): «Activ» no se permite aquí; se espera uno de estos: ACTIVE, INACTIVE; ¿quiso decir «ACTIVE»?",
		},
		"not allowed, nothing near": {
			row.Issue{Code: row.ValAllowed, Cell: "D4", Value: "x", Want: "ACTIVE, INACTIVE"},
			"D4: “x” is not allowed here; expected one of: ACTIVE, INACTIVE.",
			"D4: «x» no se permite aquí; se espera uno de estos: ACTIVE, INACTIVE.",
		},
		"twice": {
			row.Issue{Code: row.ValDuplicate, Cell: "A9", Column: "Id", Value: "007", Other: "A3"},
			"A9 (Id): “007” is used twice; it is also in A3.",
			"A9 (Id): «007» se usa dos veces; también está en A3.",
		},
		"twice, in other letters": {
			row.Issue{Code: row.ValDuplicate, Cell: "A9", Column: "Id", Value: "ID B", Want: "id b", Other: "A3"},
			"A9 (Id): “ID B” is used twice; it is also in A3; capital letters and the form of accents do not count: both count as “id b”.",
			"A9 (Id): «ID B» se usa dos veces; también está en A3; no cuentan las mayúsculas ni la forma de los acentos: ambos cuentan como «id b».",
		},
		"number": {
			row.Issue{Code: row.ValNumber, Cell: "E2", Column: "Rate", Value: "abc"},
			"E2 (Rate): “abc” is not a number as this file writes them.",
			"E2 (Rate): «abc» no es un número como los escribe este archivo.",
		},
		"number, an example": {
			row.Issue{Code: row.ValNumber, Cell: "E2", Value: "12,", Want: "1234.5"},
			"E2: “12,” is not a number as this file writes them; write it like 1234.5.",
			"E2: «12,» no es un número como los escribe este archivo; escríbalo como 1234.5.",
		},
		"number, a line for the mapping": {
			row.Issue{Code: row.ValNumber, Cell: "E2", Value: "12,5", Want: `decimal: ","`},
			"E2: “12,5” is not a number as this file writes them; if it is right, put decimal: \",\" into the mapping.",
			"E2: «12,5» no es un número como los escribe este archivo; si está bien, ponga decimal: \",\" en el mapeo.",
		},
		"no value where one is quoted": {
			row.Issue{Code: row.ValUUID, Cell: "E2"},
			"E2: The cell should hold an id of 32 digits and letters a to f, in groups of 8-4-4-4-12.",
			"E2: La celda debe tener un identificador de 32 cifras y letras de la a a la f, en grupos de 8-4-4-4-12.",
		},
		"field without a cell": {
			row.Issue{Code: row.MapMissing, Field: "metadata.source"},
			"metadata.source: nothing fills this field, which every position needs.",
			"metadata.source: nada rellena este campo, que toda posición necesita.",
		},
		"no place": {
			row.Issue{Code: row.MapColumn, Value: "Titel", Near: "Title"},
			"The file has no column of this name: “Titel”; did you mean “Title”?",
			"El archivo no tiene ninguna columna con este nombre: «Titel»; ¿quiso decir «Title»?",
		},
		"column only": {
			row.Issue{Code: row.MapUnusedColumn, Column: "Notes"},
			"“Notes”: this column is not used: nothing in it is imported.",
			"«Notes»: esta columna no se usa: nada de ella se importa.",
		},
		"no template": {
			row.Issue{Code: row.NetDNS},
			"The server's name is not known on this network.",
			"El nombre del servidor no se conoce en esta red.",
		},
		"invisible characters": {
			row.Issue{Code: row.ValInvisible, Cell: "A2", Value: "AB\u200b-1\u00a0\t\U000e0001\xff"},
			`A2: “AB\u200b-1\u00a0\t\U000e0001\xff” holds a character that cannot be seen; type it again by hand.`,
			`A2: «AB\u200b-1\u00a0\t\U000e0001\xff» contiene un carácter que no se ve; escríbalo otra vez a mano.`,
		},
		"long value": {
			row.Issue{Code: row.ValLength, Cell: "B2", Value: strings.Repeat("é", 300), Want: "255"},
			"B2: “" + strings.Repeat("é", 59) + "…” is too long; at most 255 characters.",
			"B2: «" + strings.Repeat("é", 59) + "…» es demasiado largo; como máximo 255 caracteres.",
		},
		"value that looks like a template": {
			row.Issue{Code: row.ValNumber, Cell: "B2", Value: "[{near}]"},
			"B2: “[{near}]” is not a number as this file writes them.",
			"B2: «[{near}]» no es un número como los escribe este archivo.",
		},
		"code of the system": {
			row.Issue{Code: "QuotaError"},
			"The system gave the code QuotaError, which posimport does not know.",
			"El sistema dio el código QuotaError, que posimport no conoce.",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := For("en").Message(test.issue); got != test.en {
				t.Errorf("en\n got %s\nwant %s", got, test.en)
			}
			if got := For("es").Message(test.issue); got != test.es {
				t.Errorf("es\n got %s\nwant %s", got, test.es)
			}
		})
	}
}

// Every code must give a whole sentence whatever members its issue has.
func TestEveryMessageIsWhole(t *testing.T) {
	full := row.Issue{Field: "rate", Cell: "C17", Column: "Rate", Value: "v", Want: "w", Near: "n", Other: "o"}
	for _, lang := range []string{"en", "es"} {
		words := For(lang)
		for _, e := range Table() {
			for _, issue := range []row.Issue{{}, {Value: "v", Other: "o"}, full} {
				issue.Code = e.Code
				said := words.Message(issue)
				if said == "" || strings.ContainsAny(said, "{}[]") || strings.Contains(said, "  ") || strings.Contains(said, "..") || strings.Contains(said, "“”") || strings.Contains(said, "«»") {
					t.Errorf("%s %s: %q", lang, e.Code, said)
				}
				if issue.Cell != "" && !strings.HasPrefix(said, "C17 (Rate): ") {
					t.Errorf("%s %s does not name the cell: %q", lang, e.Code, said)
				}
			}
		}
	}
}

func TestLanguage(t *testing.T) {
	tests := map[string]struct {
		flag string
		env  map[string]string
		want string
	}{
		"nothing":          {"", nil, "en"},
		"LANG":             {"", map[string]string{"LANG": "es_MX.UTF-8"}, "es"},
		"LC_ALL wins":      {"", map[string]string{"LC_ALL": "C", "LANG": "es_ES"}, "en"},
		"LC_MESSAGES wins": {"", map[string]string{"LC_MESSAGES": "es", "LANG": "en_US"}, "es"},
		"other language":   {"", map[string]string{"LANG": "fr_FR"}, "en"},
		"not Spanish":      {"", map[string]string{"LANG": "est_EE"}, "en"},
		"flag wins":        {"en", map[string]string{"LANG": "es_ES"}, "en"},
		"flag with region": {"es-419", nil, "es"},
		"flag in capitals": {"ES", nil, "es"},
		"unknown flag":     {"fr", nil, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Language(test.flag, func(name string) string { return test.env[name] })
			if got != test.want || (err != nil) != (test.want == "") {
				t.Errorf("Language(%q) = %q, %v; want %q", test.flag, got, err, test.want)
			}
			if err != nil && !strings.Contains(err.Error(), `"fr"`) {
				t.Errorf("the error does not quote the value: %v", err)
			}
		})
	}
}

func TestMarkdownTable(t *testing.T) {
	for _, lang := range []string{"en", "es"} {
		table := MarkdownTable(lang)
		for _, e := range Table() {
			if !strings.Contains(table, "| `"+string(e.Code)+"` | "+e.Meaning.In(lang)) {
				t.Errorf("%s: no line for %s", lang, e.Code)
			}
		}
		for number, line := range strings.Split(strings.TrimSpace(table), "\n") {
			if line != "" && strings.Count(line, " | ") != 2 {
				t.Errorf("%s: line %d has not three columns: %q", lang, number+1, line)
			}
		}
		if !strings.Contains(table, "| `UNKNOWN` | ") {
			t.Errorf("%s: no line for UNKNOWN", lang)
		}
	}
}
