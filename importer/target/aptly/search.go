package aptly

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// minWords is the shortest text that is searched for, in characters: a search may leave out less.
const minWords = 3

// searchWords returns the words that a name is searched for by, and whether they are only a part of
// it; none where all positions have to be listed. How the server searches is not documented, so
// anything that a pattern, a query language or a trim could take otherwise than it stands is not
// searched for: then it is the whole words before that, which a search finds whether it goes by
// prefixes, by words or by any part.
func searchWords(name string) (words string, cut bool) {
	if name == "" || name != plain(name) {
		return "", false
	}
	end := strings.IndexFunc(name, func(r rune) bool { return !searchable(r) })
	if end < 0 {
		return name, false
	}
	words = name[:max(0, strings.LastIndexByte(name[:end], ' '))]
	words = strings.TrimRightFunc(words, func(r rune) bool { return !isWord(r) })
	if utf8.RuneCountInString(words) < minWords {
		return "", false
	}
	return words, true
}

func isWord(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.Nd) }

func searchable(r rune) bool { return isWord(r) || strings.ContainsRune(" -./,", r) }
