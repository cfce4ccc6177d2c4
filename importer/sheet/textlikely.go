package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// candidate is a character set that a text may be in, and the letters that are common in the
// languages it is used for.
type candidate struct {
	name   string
	common string
	script *unicode.RangeTable // of its own; nil for Latin
}

// candidates come in the order in which they are taken where the evidence is the same: what Excel
// writes first.
func candidates() []candidate {
	const (
		western = "áéíóúñüçãõàèìòùâêîôûäöåßæëïœÁÉÍÓÚÑÜÇÃÕÀÈÂÊÎÔÛÄÖÅÆŒ"
		central = "áéíóúýäöüôëçßąćęłńśźżčšžřěůďťňőűľĄĆĘŁŃŚŹŻČŠŽŘĚŮŐŰ"
	)
	return []candidate{
		{"windows-1252", western, nil},
		{"macintosh", western, nil},
		{"iso-8859-15", western + "šžŠŽ", nil},
		{"windows-1250", central, nil},
		{"iso-8859-2", central, nil},
		{"windows-1254", western + "ğşıİĞŞ", nil},
		{"windows-1251", "", unicode.Cyrillic},
		{"koi8-r", "", unicode.Cyrillic},
		{"windows-1253", "", unicode.Greek},
		{"ibm850", western, nil},
		{"ibm866", "", unicode.Cyrillic},
	}
}

// likelyEncoding returns the character set in which text reads best: whose letters stand in words,
// whose capitals do not end them and whose signs do not stand within them. It is advice for a
// person, never a decision.
func likelyEncoding(text []byte) textEncoding {
	var best textEncoding
	most := 0
	for i, c := range candidates() {
		set, err := findEncoding(c.name)
		if err != nil {
			continue
		}
		if score := c.score(text, set.page); i == 0 || score > most {
			best, most = set, score
		}
	}
	return best
}

func (c *candidate) score(text []byte, page *codePage) int {
	chars := make([]rune, len(text)+2) // a line end on either side
	chars[0], chars[len(chars)-1] = '\n', '\n'
	for i, b := range text {
		chars[i+1] = utf8.RuneError
		if page.text[b] != "" {
			chars[i+1], _ = utf8.DecodeRuneInString(page.text[b])
		}
	}
	score := 0
	for i, b := range text {
		if b >= utf8.RuneSelf {
			score += c.scoreChar(chars, i+1)
		}
	}
	return score
}

// scoreChar weighs the character at i, which is beyond ASCII, by what stands around it.
func (c *candidate) scoreChar(chars []rune, i int) int {
	before, char, after := chars[i-1], chars[i], chars[i+1]
	inWord := unicode.IsLetter(before) && unicode.IsLetter(after)
	touches := unicode.IsLetter(before) || unicode.IsLetter(after)
	switch {
	case char == utf8.RuneError:
		return -20
	case strings.ContainsRune("ªº°", char):
		return pick(inWord, -3, 1)
	case strings.ContainsRune("‘’“”–—…•™", char):
		return scoreSign(chars, i)
	case strings.ContainsRune("„«»€¿¡", char):
		return pick(inWord, -3, 2)
	case char == '\u00A0':
		return 0
	case !unicode.IsLetter(char):
		return pick(inWord, -3, -1)
	case unicode.IsUpper(char) && unicode.IsLower(before), unicode.IsLower(char) && unicode.IsUpper(after):
		return -3
	case c.script != nil:
		return c.scoreScript(before, char, after)
	case !touches:
		return -2
	case strings.ContainsRune(c.common, char):
		return 4
	}
	return 1
}

// scoreScript weighs a letter of a script that does not mix with Latin.
func (c *candidate) scoreScript(before, char, after rune) int {
	for _, neighbour := range []rune{before, after} {
		if unicode.IsLetter(neighbour) && !unicode.Is(c.script, neighbour) {
			return -3
		}
	}
	if !unicode.Is(c.script, char) {
		return -3
	}
	if unicode.Is(c.script, before) || unicode.Is(c.script, after) {
		return 5
	}
	return 1
}

func pick(condition bool, yes, no int) int {
	if condition {
		return yes
	}
	return no
}
