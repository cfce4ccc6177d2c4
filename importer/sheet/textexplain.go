package sheet

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"posimport/importer/row"
)

const (
	previewRoom  = 64       // characters of a line on either side of a bad byte
	evidenceRoom = 64 << 10 // bytes on either side of it that tell the likely encoding
)

// explainText says where a file is not text, how the line would read in the likely character set,
// and the setting that says so. before is the text of the line up to the bad place.
func explainText(s *csvSource, bad *textError, line int, before []byte) error {
	e := &Error{Code: row.FileEncoding, File: s.name, Line: line, Err: bad}
	switch {
	case bad.kind == badNUL:
		e.Code = row.FileDamaged
		e.Problem = fmt.Sprintf("a NUL byte after %s: text holds none", lastWords(before))
		e.Advice = "the file is damaged, or is not a CSV file: save or download it again"
	case bad.kind == badUTF16:
		e.Problem = fmt.Sprintf("the file is not whole in %s: %v after %s", s.set.name, bad, lastWords(before))
		e.Advice = "the file was cut off or damaged: save or download it again"
	case bad.offset < 0:
		e.Problem = fmt.Sprintf("not in %s: bytes without a meaning after %s", s.set.name, lastWords(before))
		e.Advice = "check source: {encoding: …} in the mapping"
	default:
		explainBytes(s, bad, e)
	}
	return e
}

// explainBytes looks at what surrounds the bad byte.
func explainBytes(s *csvSource, bad *textError, e *Error) {
	from := max(s.mark, bad.offset-evidenceRoom)
	window, err := io.ReadAll(io.NewSectionReader(s.file, from, min(s.size, bad.offset+evidenceRoom)-from))
	at := int(bad.offset - from)
	if err != nil || at >= len(window) {
		e.Problem, e.Advice = bad.Error(), "save the file as \"CSV UTF-8\""
		return
	}
	if bad.kind == badUTF8 && mixed(window) {
		explainMixed(window, at, bad, e)
		return
	}
	likely := likelyEncoding(window)
	shown := fmt.Sprintf("in %s the line would read %q", likely.name, preview(window, at, likely.page))
	if bad.kind == badUndefined {
		e.Problem = fmt.Sprintf("byte %s has no character in %s; %s", hexBytes(bad.found), s.set.name, shown)
		if isWideUTF8(window) {
			likely.name = "utf-8"
			e.Problem = fmt.Sprintf("byte %s has no character in %s; the file is in utf-8", hexBytes(bad.found), s.set.name)
		}
		e.Encoding = likely.name
		e.Advice = "if that is right, change the mapping to " + encodingSetting(likely.name)
		return
	}
	e.Problem = fmt.Sprintf("the text is not UTF-8 (byte %s); %s", hexBytes(bad.found), shown)
	e.Encoding = likely.name
	e.Advice = fmt.Sprintf("if that is right, add to the mapping: %s; else save the file as \"CSV UTF-8\"",
		encodingSetting(likely.name))
}

// explainMixed is for UTF-8 with a few foreign bytes: no one setting would read all of it.
func explainMixed(window []byte, at int, bad *textError, e *Error) {
	if tail := window[at:]; len(tail) < utf8.UTFMax && cutRune(tail) == len(tail) {
		e.Problem = fmt.Sprintf("the file ends in the middle of a character, after %s", lastWords(window[:at]))
		e.Advice = "it was cut off: save or download it again"
		return
	}
	from, to := lineAround(window, at)
	line := strings.ToValidUTF8(string(window[from:to]), "\uFFFD")
	e.Problem = fmt.Sprintf("the file is in UTF-8 except for bytes such as %s here: %q", hexBytes(bad.found), line)
	e.Advice = "it was put together from files in different encodings: correct the characters shown as \uFFFD " +
		"and save it as \"CSV UTF-8\""
}

// mixed reports whether a text that is not UTF-8 holds as many characters of UTF-8 as bytes that are
// not: in another encoding hardly any two bytes look like one.
func mixed(text []byte) bool {
	for len(text) > 0 && !utf8.RuneStart(text[0]) {
		text = text[1:]
	}
	good, bad := 0, 0
	for len(text) > 0 {
		char, size := utf8.DecodeRune(text)
		switch {
		case size > 1:
			good++
		case char == utf8.RuneError:
			bad++
		}
		text = text[size:]
	}
	return good > 0 && good >= bad
}

// preview returns the line around a byte as it reads in a code page, cut where it is long.
func preview(window []byte, at int, page *codePage) string {
	from, to := lineAround(window, at)
	return page.decode(window[from:to])
}

// lineAround returns the bounds of the line that holds byte at, and of no more than previewRoom on
// either side.
func lineAround(text []byte, at int) (from, to int) {
	from = bytes.LastIndexAny(text[:at], "\r\n") + 1
	to = len(text)
	if i := bytes.IndexAny(text[at:], "\r\n"); i >= 0 {
		to = at + i
	}
	return max(from, at-previewRoom), min(to, at+previewRoom)
}

// lastWords quotes the end of a text.
func lastWords(text []byte) string {
	from, _ := lineAround(text, len(text))
	return fmt.Sprintf("%q", strings.ToValidUTF8(string(text[max(from, len(text)-30):]), ""))
}

// trimBlank returns text without white space and byte-order marks around it.
func trimBlank(text []byte) []byte { return bytes.Trim(text, " \t\r\n\uFEFF") }
