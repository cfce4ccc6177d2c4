package results

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// spelled reads _xHHHH_ as a spreadsheet program does: from left to right, each once.
func spelled(text string) string {
	return regexp.MustCompile(`_x[0-9a-fA-F]{4}_`).ReplaceAllStringFunc(text, func(s string) string {
		n, _ := strconv.ParseUint(s[2:6], 16, 32)
		return string(rune(n))
	})
}

// passed returns a text as it reaches the archive, written in pieces of a size.
func passed(t *testing.T, text string, size int) string {
	t.Helper()
	var out bytes.Buffer
	s := &speller{w: &out}
	for at := 0; at < len(text); at += size {
		if _, err := s.Write([]byte(text[at:min(len(text), at+size)])); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func awkward() []string {
	return []string{
		"plain", "", "\x01", "a\x00b\x1fc", "_x0001_", "_x005F_", "_x0041_x0042_", "__x0041__", "_x005F_x0041_",
		"_x00", "_xZZZZ_", "_xD83D_", "\uFDD0", "\uFDEF_x0001_\uFDDA", "\uFFFE\uFFFF", "tab\tLF\nCR\r", "😀\x02",
		"\uFDD9", "\uFDDA\uFDDA", "\uFDDD", "_x0000\x10", "_x0000\uFFFE",
	}
}

func TestStandInKeepsEveryCharacter(t *testing.T) {
	for _, text := range awkward() {
		carried, special := standIn(text)
		if special == (carried == text) {
			t.Errorf("standIn(%q) = %q, %v", text, carried, special)
		}
		if strings.ContainsFunc(carried, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r > 0xFFFD && r < 0x10000 }) {
			t.Errorf("standIn(%q) = %q holds what XML does not allow", text, carried)
		}
		for size := 1; size < 8; size++ {
			if got := spelled(passed(t, carried, size)); got != text {
				t.Errorf("%q in pieces of %d comes out as %q", text, size, got)
			}
		}
	}
}

func TestStandInKeepsTheLength(t *testing.T) {
	text := strings.Repeat("a", cellChars-2) + "\x01_"
	carried, _ := standIn(text)
	if got := utf16Length(carried); got != cellChars {
		t.Errorf("%d units, want %d", got, cellChars)
	}
}

func FuzzStandIn(f *testing.F) {
	for _, seed := range awkward() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // readers yield none
		}
		carried, _ := standIn(text)
		if got := spelled(passed(t, carried, 5)); got != text {
			t.Errorf("%q comes out as %q", text, got)
		}
	})
}
