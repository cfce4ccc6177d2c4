package targettest

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/target"
	"posimport/importer/target/schema"
)

// Schema checks that a target's schema is complete: the fields of the documentation in their order,
// each with its words in both languages, and one field each for account and identity.
func Schema(t *testing.T, tgt target.Target, names ...string) {
	t.Helper()
	s := tgt.Schema()
	var got []string
	perRun, identity := 0, 0
	titles := map[string]bool{}
	for i := range s.Fields {
		f := &s.Fields[i]
		got = append(got, f.Name)
		perRun += count(f.PerRun)
		identity += count(f.Identity)
		if titles[f.Title.EN] || titles[f.Title.ES] {
			t.Errorf("%s: its title is another field's, too", f.Name)
		}
		titles[f.Title.EN], titles[f.Title.ES] = true, true
		checkField(t, f)
	}
	if diff := cmp.Diff(names, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if perRun != 1 || identity != 1 {
		t.Errorf("%d fields identify the account and %d the position", perRun, identity)
	}
	if _, err := target.ParseBaseURL(tgt.BaseURL()); err != nil || s.Target == "" || s.Title == "" {
		t.Errorf("target %q, title %q, base URL: %v", s.Target, s.Title, err)
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func checkField(t *testing.T, f *schema.Field) {
	t.Helper()
	for what, text := range map[string]string{
		"English title": f.Title.EN, "Spanish title": f.Title.ES, "English meaning": f.Meaning.EN,
		"Spanish meaning": f.Meaning.ES, "example": f.Example, "source": f.Source,
	} {
		if text == "" || strings.TrimSpace(text) != text {
			t.Errorf("%s: %s is %q", f.Name, what, text)
		}
	}
	if f.Meaning.EN == f.Meaning.ES {
		t.Errorf("%s: one meaning for both languages", f.Name)
	}
	if (f.Type == schema.Enum) != (len(f.Allowed) > 0) || f.Type == schema.Enum && !slices.Contains(f.Allowed, f.Example) {
		t.Errorf("%s: allowed %v, example %q", f.Name, f.Allowed, f.Example)
	}
	if f.Default != "" && f.Type == schema.Enum && !slices.Contains(f.Allowed, f.Default) {
		t.Errorf("%s: default %q is not allowed", f.Name, f.Default)
	}
	if len(f.Synonyms) < 15 {
		t.Errorf("%s: %d synonyms for five languages", f.Name, len(f.Synonyms))
	}
	seen := map[string]bool{}
	for _, word := range f.Synonyms {
		if word == "" || word != strings.ToLower(strings.TrimSpace(word)) || seen[word] {
			t.Errorf("%s: synonym %q is empty, not in lower case, or there twice", f.Name, word)
		}
		seen[word] = true
	}
}
