package results

import "strings"

// Guarding a CSV. A spreadsheet program takes a CSV cell that starts with = + - or @ (or with a tab
// or carriage return before one) for a formula, so an apostrophe goes in front. For the way back to
// be exact, a cell that has apostrophes before such a character already gets one more: every
// guarded cell has at least one, and reading takes exactly one off.

// guard makes a CSV cell safe to open in a spreadsheet program.
func guard(text string) string {
	if text == "" || !guardable(text[0]) {
		return text
	}
	if dangerous(strings.TrimLeft(text, "'")) {
		return "'" + text
	}
	return text
}

// unguard is the inverse of guard.
func unguard(text string) string {
	if strings.HasPrefix(text, "'") && dangerous(strings.TrimLeft(text, "'")) {
		return text[1:]
	}
	return text
}

func dangerous(text string) bool { return text != "" && text[0] != '\'' && guardable(text[0]) }

// guardable reports whether a text that begins with a byte may need a guard.
func guardable(first byte) bool {
	switch first {
	case '=', '+', '-', '@', '\t', '\r', '\'':
		return true
	}
	return false
}
