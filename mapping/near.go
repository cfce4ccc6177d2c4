package mapping

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// nearest returns the candidate that a person most likely meant by a text: equal but for case and
// separators, or at most a third of its letters away. It returns the empty string where none is near
// or two are equally near.
func nearest(text string, candidates []string) string {
	const longest = 64 // beyond it a text is not a slip of the pen, and the distance is dear
	plain := loose(text)
	if plain == "" || len(plain) > longest {
		return ""
	}
	best, bestDistance, tied := "", -1, false
	for _, candidate := range candidates {
		other := loose(candidate)
		if other == "" || len(other) > longest {
			continue
		}
		distance := levenshtein.ComputeDistance(plain, other)
		if distance > reach(plain, other) {
			continue
		}
		switch {
		case bestDistance < 0 || distance < bestDistance:
			best, bestDistance, tied = candidate, distance, false
		case distance == bestDistance && loose(best) != other:
			tied = true
		}
	}
	if tied && bestDistance > 1 {
		return ""
	}
	return best
}

// reach is the largest distance at which two texts may still be the same word.
func reach(a, b string) int {
	n := max(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	switch {
	case sameLetters(a, b):
		return 2 // two letters that changed places
	case n <= 3:
		return 1
	case n <= 6:
		return 2
	default:
		return n / 3
	}
}

// sameLetters reports whether two short texts have the same bytes in another order.
func sameLetters(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	var count [256]int
	for i := range len(a) {
		count[a[i]]++
		count[b[i]]--
	}
	return count == [256]int{}
}

// loose folds a text and takes separators out of it, for comparing what people may have meant.
func loose(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '_' || r == '-' || r == '.' {
			return -1
		}
		return r
	}, fold(text))
}

// didYouMean is a hint that names the nearest candidate, else the fallback.
func didYouMean(text string, candidates []string, fallback string) string {
	if near := nearest(text, candidates); near != "" {
		return "did you mean " + quoted(near) + "?"
	}
	return fallback
}
