package templates

import "unicode/utf16"

// utf16Text returns a text as Excel counts it.
func utf16Text(text string) []uint16 { return utf16.Encode([]rune(text)) }

// clip shortens a text to what Excel accepts, which it counts in UTF-16 units.
func clip(text string, limit int) string {
	if len(utf16Text(text)) <= limit {
		return text
	}
	runes := []rune(text)
	for len(utf16Text(string(runes)))+1 > limit {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
