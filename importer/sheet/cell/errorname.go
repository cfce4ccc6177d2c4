package cell

import "strings"

// ErrorName reports whether a text is what Excel shows for an error value, in English, Spanish,
// Portuguese, French, German, Italian or Dutch, or LibreOffice; or for a cell that is too narrow for its
// value. A table that is saved as text holds these.
func ErrorName(text string) bool {
	switch text {
	case "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!",
		"#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#CALC!", "#EXTERNAL!", "#PYTHON!", "#TIMEOUT!",
		"#N/D", "#¡REF!", "#¡VALOR!", "#¡DIV/0!", "#¿NOMBRE?", "#¡NUM!", "#¡NULO!", "#¡DESBORDAMIENTO!", "#¡CALC!",
		"#VALOR!", "#NOME?", "#NÚM!", "#NULO!", "#DESPEJAR!",
		"#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!", "#PROPAGATION!",
		"#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#ÜBERLAUF!", "#KALK!",
		"#RIF!", "#VALORE!", "#NULLO!", "#ESPANSIONE!",
		"#N/B", "#VERW!", "#WAARDE!", "#DEEL/0!", "#NAAM?", "#GETAL!", "#LEEG!", "#OVERLOPEN!":
		return true
	}
	if digits, found := strings.CutPrefix(text, "Err:"); found {
		return len(digits) == 3 && strings.Trim(digits, "0123456789") == ""
	}
	return len(text) > 1 && strings.Trim(text, "#") == ""
}
