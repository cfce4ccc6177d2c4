package mapping

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/unicode/norm"

	"posimport/importer/target/schema"
)

// How sure a proposal is. Below certain it is marked for a person to check; below likely it is not made.
const (
	certain = 0.85
	likely  = 0.5
)

// vocabulary is the words for one field, prepared for comparing headers with them.
type vocabulary struct {
	field *schema.Field
	names []term // name, its last part, titles
	words []term // synonyms
}

// term is one way in which a header may name a field.
type term struct {
	text   string
	key    string   // as headers are compared
	words  []string // as wordsOf has them
	joined string
}

func newVocabulary(f *schema.Field) vocabulary {
	v := vocabulary{field: f, names: terms([]string{f.Name, f.Title.EN, f.Title.ES, lastPart(f.Name)})}
	v.words = terms(append(slices.Clone(f.Synonyms), synonyms(f)...))
	return v
}

func terms(texts []string) []term {
	list := make([]term, 0, len(texts))
	seen := map[string]bool{"": true}
	for _, text := range texts {
		t := term{text: text, key: headerKey(text), words: wordsOf(text)}
		if seen[t.key] || len(t.words) == 0 {
			continue
		}
		seen[t.key] = true
		t.joined = strings.Join(t.words, "")
		list = append(list, t)
	}
	return list
}

// match says how well a header names the field, and why.
func (v *vocabulary) match(header string) (confidence float64, reason string) {
	whole := headerKey(header)
	for _, name := range v.names {
		if name.key == whole {
			return 1, "the header is the field's own"
		}
	}
	for _, word := range v.words {
		if word.key == whole {
			return 0.96, quoted(word.text) + " is a word for it"
		}
	}
	best, why := v.matchWords(wordsOf(header))
	if bare, cut := withoutBrackets(header); cut {
		if score, reason := v.match(bare); score*0.96 > best {
			best, why = score*0.96, reason+", without what is in brackets"
		}
	}
	return best, why
}

// matchWords compares the words of a header with those of the field: the same ones, the same ones among
// others, or nearly the same letters.
func (v *vocabulary) matchWords(header []string) (best float64, why string) {
	if len(header) == 0 {
		return 0, ""
	}
	joined := strings.Join(header, "")
	for _, list := range [][]term{v.names, v.words} {
		for _, t := range list {
			score, how := t.compare(header, joined)
			if score > best {
				best, why = score, fmt.Sprintf(how, quoted(t.text))
			}
		}
	}
	if best < 0.9 && foreign(header) {
		best *= 0.6
	}
	return best, why
}

// compare says how well the words of a header are those of a term, and how to say so.
func (t *term) compare(header []string, joined string) (score float64, how string) {
	switch {
	case t.joined == joined:
		return 0.93, "%s is a word for it"
	case sameSet(t.words, header):
		return 0.9, "it has the words of %s"
	case contains(header, t.words):
		return 0.5 + 0.3*float64(len(t.words))/float64(len(header)), "it holds %s"
	default:
		return closeness(t.joined, joined), "it is close to %s"
	}
}

// closeness is at most 0.84, so that it always asks for a check.
func closeness(a, b string) float64 {
	n, least := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	n, least = max(n, least), min(n, least)
	if n < 4 || n > 60 || least*4 < n*3 {
		return 0
	}
	same := 1 - float64(levenshtein.ComputeDistance(a, b))/float64(n)
	if same < 0.75 {
		return 0
	}
	return same * 0.84
}

// wordsOf returns the words of a header without marks and small words; camelCase is taken apart.
func wordsOf(header string) []string {
	var b strings.Builder
	lower := false
	for _, r := range norm.NFD.String(header) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			b.WriteByte(' ')
			lower = false
			continue
		case unicode.IsUpper(r) && lower:
			b.WriteByte(' ')
		}
		lower = unicode.IsLower(r)
		b.WriteRune(r)
	}
	var list []string
	for _, word := range strings.Fields(fold(b.String())) {
		if slices.Contains(smallWords(), word) {
			continue
		}
		if len(word) > 3 {
			word = strings.TrimSuffix(word, "s")
		}
		list = append(list, word)
	}
	return list
}

func smallWords() []string {
	return []string{
		"of", "the", "a", "for", "per", "in", "de", "del", "la", "el", "los", "las", "por", "da", "do", "dos", "das", "du", "des", "le", "les", "l", "d", "par",
		"der", "die", "das", "pro", "fur", "eur", "usd", "gbp", "chf", "brl", "mxn",
	}
}

func sameSet(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

// contains reports whether a header holds all the words of a synonym among its own.
func contains(header, own []string) bool {
	if len(own) >= len(header) {
		return false
	}
	for _, word := range own {
		if !slices.Contains(header, word) {
			return false
		}
	}
	return true
}

func foreign(header []string) bool { return anyOf(header, foreignWords()) }

// anyOf reports whether one of the words is in a list.
func anyOf(list, known []string) bool {
	return slices.ContainsFunc(list, func(word string) bool { return slices.Contains(known, word) })
}

// vague reports whether a header is a single word that may as well be about a person.
func vague(header []string) bool { return len(header) == 1 && anyOf(header, vagueWords()) }

// withoutBrackets leaves out what stands in brackets: Rate (USD).
func withoutBrackets(header string) (bare string, cut bool) {
	open := strings.IndexAny(header, "([")
	end := strings.LastIndexAny(header, ")]")
	if open < 0 || end < open {
		return header, false
	}
	bare = trimmed(header[:open] + " " + header[end+1:])
	return bare, bare != ""
}
