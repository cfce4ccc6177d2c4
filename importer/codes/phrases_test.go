package codes

import (
	"regexp"
	"slices"
	"testing"
)

// Every phrase is said in both languages, with the same verbs in the same order.
func TestPhrases(t *testing.T) {
	verbs := regexp.MustCompile(`%[.0-9]*[a-z]`)
	for p := Confirmed; p <= LateAnswers; p++ {
		words, ok := phrases()[p]
		if !ok || words.EN == "" || words.ES == "" {
			t.Errorf("phrase %d is not said in both languages: %+v", p, words)
			continue
		}
		en, es := verbs.FindAllString(words.EN, -1), verbs.FindAllString(words.ES, -1)
		if !slices.Equal(en, es) {
			t.Errorf("phrase %d has the verbs %v in English and %v in Spanish", p, en, es)
		}
	}
	for p, one := range singular() {
		en, es := verbs.FindAllString(one.EN, -1), verbs.FindAllString(one.ES, -1)
		if many := verbs.FindAllString(phrases()[p].EN, -1); !slices.Equal(en, es) || en != nil && !slices.Equal(en, many) {
			t.Errorf("phrase %d has the verbs %v and %v for one, %v for more", p, en, es, many)
		}
	}
	for _, test := range []struct {
		lang string
		p    Phrase
		args []any
		want string
	}{
		{"en", MoreCodes, []any{1}, "… and 1 more code: see the results"},
		{"es", MoreCodes, []any{1}, "… y 1 código más: vea los resultados"},
		{"en", MoreCodes, []any{2}, "… and 2 more codes: see the results"},
		{"en", AskInvalid, []any{1}, "1 row is invalid and will not be sent."},
		{"es", AskInvalid, []any{1}, "1 fila no es válida y no se enviará."},
		{"en", CanaryShown, []any{1}, "The first row:"},
		{"es", CanaryShown, []any{3}, "Las primeras 3 filas:"},
		{"es", DoneRows, []any{"x", 1}, "x: 1 fila"},
		{"en", AskGoOn, nil, "Go on? [y/N] "},
		{"en", StrictStop, []any{1}, "--strict: 1 row is invalid, so nothing was sent"},
	} {
		if got := For(test.lang).Say(test.p, test.args...); got != test.want {
			t.Errorf("%s, %v: %q, want %q", test.lang, test.args, got, test.want)
		}
	}
	if got := For("es").Say(CreatedBefore, "r1", "2026-11-21"); got != "Creada antes, en la ejecución r1 del 2026-11-21." {
		t.Errorf("Say: %q", got)
	}
	if n := len(phrases()); n != int(LateAnswers) {
		t.Errorf("%d phrases have words, %d are named", n, LateAnswers)
	}
}
