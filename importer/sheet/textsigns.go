package sheet

import (
	"strings"
	"unicode"
)

// What a sign is worth where it stands. A letter of another set that the same byte could be is worth
// four, so that a sign in its own place wins over it, and one where a letter is as likely does not.
const (
	signInPlace = 5
	signMaybe   = 4 // as good as a letter: the set that is commoner wins
	signAlone   = 2
	signAstray  = -3
)

// scoreSign weighs a sign that word processors and our own messages put among plain words: a quote
// opens before a word and closes after one, a dash stands between words, an apostrophe within them.
func scoreSign(chars []rune, i int) int {
	before, after := unicode.IsLetter(chars[i-1]), unicode.IsLetter(chars[i+1])
	switch chars[i] {
	case '“', '‘', '•':
		return pick(before, signAstray, pick(after, signInPlace, signAlone))
	case '”', '™':
		return pick(after, signAstray, pick(before, signInPlace, signAlone))
	case '…':
		return pick(before && after, signAstray, pick(before, signInPlace, pick(after, signMaybe, signAlone)))
	case '’':
		return scoreApostrophe(chars, i)
	}
	if !before || !after {
		return pick(before || after, signMaybe, signAlone)
	}
	long := len(letters(chars[:i], true)) > 2 && len(letters(chars[i+1:], false)) > 2
	return pick(chars[i] == '—' && long, signMaybe, signAstray)
}

// scoreApostrophe knows the short words that an apostrophe joins in English, French and Italian, and
// closing quotes. Elsewhere the byte is as well a letter, such as the í of García on a Macintosh.
func scoreApostrophe(chars []rune, i int) int {
	head := strings.ToLower(letters(chars[:i], true))
	tail := strings.ToLower(letters(chars[i+1:], false))
	switch {
	case head == "" || tail == "" && strings.ContainsRune(lineBefore(chars, i), '‘'):
		return pick(head == "", signAlone, signInPlace)
	case tail == "":
		return pick(strings.HasSuffix(head, "s"), signMaybe, 1)
	case strings.Contains(" s t d m ll re ve ", " "+tail+" "):
		return signInPlace
	case strings.Contains(" l d n j m t s c o qu dell nell sull all un ", " "+head+" "):
		return signInPlace
	}
	return 1
}

// letters returns the word at the start of a text, or at its end.
func letters(chars []rune, atEnd bool) string {
	const most = 20
	n := 0
	if atEnd {
		for n < min(most, len(chars)) && unicode.IsLetter(chars[len(chars)-1-n]) {
			n++
		}
		return string(chars[len(chars)-n:])
	}
	for n < min(most, len(chars)) && unicode.IsLetter(chars[n]) {
		n++
	}
	return string(chars[:n])
}

// lineBefore returns what stands in the line before i, or its end where that is long.
func lineBefore(chars []rune, i int) string {
	const most = 80
	from := i
	for from > max(0, i-most) && chars[from-1] != '\n' && chars[from-1] != '\r' {
		from--
	}
	return string(chars[from:i])
}
