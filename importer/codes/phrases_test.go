package codes

import (
	"regexp"
	"slices"
	"testing"
)

// Every phrase is said in both languages, with the same verbs in the same order.
func TestPhrases(t *testing.T) {
	verbs := regexp.MustCompile(`%[a-z]`)
	for p := Confirmed; p <= Warning; p++ {
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
	if got := For("es").Say(CreatedBefore, "r1", "2026-11-21"); got != "Creada antes, en la ejecución r1 del 2026-11-21." {
		t.Errorf("Say: %q", got)
	}
	if n := len(phrases()); n != int(Warning) {
		t.Errorf("%d phrases have words, %d are named", n, Warning)
	}
}
