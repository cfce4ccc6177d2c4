package target

import (
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMessage is how much of a target's own words is kept, in Unicode code points.
const maxMessage = 500

// Clean makes a server's words safe to show: white space is folded, control characters, marks that
// change the direction of text and bytes that are not UTF-8 are left out, and what goes beyond 500
// code points is cut.
func Clean(text string) string {
	var out strings.Builder
	count, gap := 0, false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch {
		case unicode.IsSpace(r):
			gap = out.Len() > 0
			continue
		case r == utf8.RuneError && size == 1, unicode.IsControl(r), directs(r):
			continue
		}
		need := 1
		if gap {
			need = 2
		}
		if count+need >= maxMessage {
			out.WriteRune('…')
			break
		}
		if gap {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
		count, gap = count+need, false
	}
	return out.String()
}

// directs reports whether a character changes the direction of the text around it, which can make a
// message read as what it does not say (Unicode Standard Annex 9, section 2), or is a byte-order mark.
func directs(r rune) bool {
	return r == 0x200E || r == 0x200F || r == 0x061C || r == 0xFEFF || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// AnswerText returns what an answer that is not a success says, cleaned; where it says nothing, the
// status in words.
func AnswerText(status int, body []byte) string {
	if text := readAnswer(body).text(); text != "" {
		return text
	}
	return "the server answered " + statusText(status) + " without a reason"
}

func statusText(status int) string {
	text := strconv.Itoa(status)
	if name := http.StatusText(status); name != "" {
		text += " " + name
	}
	return text
}
