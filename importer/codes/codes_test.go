package codes

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
	"posimport/importer/target/schema"
)

// constants returns the values of a type's constants as the source file declares them.
func constants(t *testing.T, file, typeName string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != typeName {
			return true
		}
		for _, v := range spec.Values {
			value, err := strconv.Unquote(v.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, value)
		}
		return true
	})
	if len(values) == 0 {
		t.Fatalf("%s declares no constant of type %s", file, typeName)
	}
	return values
}

func TestTableHoldsEveryCodeOnce(t *testing.T) {
	documented := []string{
		"ValidationError", "CategoryNotFoundError", "DuplicateExternalIdError",
		"InvalidSourceError", "PositionNotFoundError", "DeletionError",
	}
	want := append(constants(t, "../row/code.go", "Code"), documented...)
	slices.Sort(want)
	want = slices.Compact(want)
	var got []string
	for _, e := range Table() {
		got = append(got, string(e.Code))
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("codes that row and the targets have (-), and the table (+):\n%s", diff)
	}
}

func TestEveryStatusHasWords(t *testing.T) {
	want := constants(t, "../row/row.go", "Status")
	var got []string
	for _, s := range statuses() {
		got = append(got, string(s.status))
		checkText(t, string(s.status)+" words", s.words)
		checkText(t, string(s.status)+" remedy", s.remedy)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statuses of row (-) and with words (+):\n%s", diff)
	}
}

func TestWordsAreComplete(t *testing.T) {
	for _, e := range Table() {
		checkText(t, string(e.Code)+" meaning", e.Meaning)
		checkText(t, string(e.Code)+" remedy", e.Remedy)
		if (e.Message.EN == "") != (e.Message.ES == "") {
			t.Errorf("%s: message in one language only: %+v", e.Code, e.Message)
		}
		if strings.HasPrefix(string(e.Code), "VAL_") && e.Message.EN == "" {
			t.Errorf("%s: a cell's code without a message", e.Code)
		}
	}
}

// checkText fails unless both languages say one sentence, differently, without our own jargon.
func checkText(t *testing.T, name string, words schema.Text) {
	t.Helper()
	if words.EN == words.ES {
		t.Errorf("%s: the same in both languages: %q", name, words.EN)
	}
	jargon := regexp.MustCompile(`(?i)\b(regexp?|payload|null|nil|string|parse|boolean|schema|http \d+|uuid)\b`)
	for _, said := range []string{words.EN, words.ES} {
		switch {
		case strings.TrimSpace(said) != said || said == "":
			t.Errorf("%s: empty or with spaces around it: %q", name, said)
		case !strings.HasSuffix(said, "."):
			t.Errorf("%s: does not end with a point: %q", name, said)
		case len(said) > 160:
			t.Errorf("%s: %d bytes, too long to be read at a glance: %q", name, len(said), said)
		case jargon.MatchString(said):
			t.Errorf("%s: jargon %q in %q", name, jargon.FindString(said), said)
		}
	}
}

func TestPlaceholdersAreMembersOfIssue(t *testing.T) {
	placeholder := regexp.MustCompile(`\{([^}]*)\}`)
	bare := regexp.MustCompile(`^[^][{}]*(\{\w+\}[^][{}]*)*$`)
	part := regexp.MustCompile(`\[[^][]*\]`)
	for _, e := range Table() {
		for lang, template := range map[string]string{"en": e.Message.EN, "es": e.Message.ES} {
			for _, m := range placeholder.FindAllStringSubmatch(template, -1) {
				if !slices.Contains([]string{"cell", "column", "field", "value", "want", "setting", "sample", "near", "other"}, m[1]) {
					t.Errorf("%s %s: no member {%s}", e.Code, lang, m[1])
				}
			}
			for _, p := range part.FindAllString(template, -1) {
				if !placeholder.MatchString(p) {
					t.Errorf("%s %s: part %q names no member", e.Code, lang, p)
				}
			}
			if rest := part.ReplaceAllString(template, ""); !bare.MatchString(rest) {
				t.Errorf("%s %s: brackets do not match in %q", e.Code, lang, template)
			}
		}
		if en, es := members(e.Message.EN), members(e.Message.ES); !slices.Equal(en, es) {
			t.Errorf("%s: English names %v and Spanish %v", e.Code, en, es)
		}
	}
}

func members(template string) []string {
	found := regexp.MustCompile(`\{\w+\}`).FindAllString(template, -1)
	slices.Sort(found)
	return found
}

func TestUnknownCodesPassThrough(t *testing.T) {
	w := For("en")
	if w.Known("QuotaError") || !w.Known(row.ValNumber) {
		t.Error("Known must hold for the table's codes only")
	}
	if got := w.Meaning("QuotaError"); !strings.Contains(got, "QuotaError") {
		t.Errorf("Meaning does not name the code: %q", got)
	}
	if w.Remedy("QuotaError") == "" || w.Meaning("") != "" || w.Remedy("") != "" {
		t.Error("an unknown code needs a remedy, and no code needs no words")
	}
}
