package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// settingError is a declaration, or the lack of one, that does not fit the file.
type settingError struct{ problem, advice string }

// Error says what does not fit and what to set.
func (e *settingError) Error() string { return e.problem + "; " + e.advice }

// settleEncoding decides how to read a file that begins with head, and how many bytes its
// byte-order mark has. declared is the mapping's setting. A mark and a declaration that differ are
// refused: either may be the mistake. UTF-16 without a mark is refused, too, although the zero
// bytes show it: which of the two byte orders it has is evidence, and a setting makes it certain.
func settleEncoding(head []byte, declared string) (textEncoding, int, error) {
	marked, size := byteOrderMark(head)
	auto := declared == "" || strings.EqualFold(strings.TrimSpace(declared), "auto")
	var set textEncoding
	if !auto {
		var err error
		if set, err = findEncoding(declared); err != nil {
			return set, 0, &settingError{err.Error(), "correct source: {encoding: …} in the mapping"}
		}
	}
	switch {
	case marked == "utf-32":
		return set, 0, &settingError{"the file is in UTF-32, which spreadsheets do not use", `save it as "CSV UTF-8"`}
	case marked != "":
		if !auto && set.name != marked && (set.name != unmarkedUTF16 || marked == "utf-8") {
			return set, 0, &settingError{
				fmt.Sprintf("the file begins with the byte-order mark of %s, but the mapping says encoding: %s", marked, declared),
				fmt.Sprintf("change the mapping to %s, or leave the encoding out", encodingSetting(marked)),
			}
		}
		set, err := findEncoding(marked)
		return set, size, err
	}
	if auto {
		set = textEncoding{name: "utf-8", kind: kindUTF8}
	}
	return set, 0, checkUnmarked(head, set)
}

// byteOrderMark returns the character set that a file's first bytes name (Unicode 16, 23.8), and
// the mark's length.
func byteOrderMark(head []byte) (string, int) {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return "utf-8", 3
	case bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(head, []byte("\x00\x00\xfe\xff")):
		return "utf-32", 4
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return "utf-16le", 2
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return "utf-16be", 2
	}
	return "", 0
}

// checkUnmarked holds what a file without a mark is to be read as against what its bytes show.
func checkUnmarked(head []byte, set textEncoding) error {
	order := zeroBytes(head)
	wide := set.kind == kindUTF16LE || set.kind == kindUTF16BE
	switch {
	case order != "" && (!wide || set.name == unmarkedUTF16 || set.name != order):
		return &settingError{
			fmt.Sprintf("every other byte is zero, as in %s, but the file has no byte-order mark that says so", order),
			"add to the mapping: " + encodingSetting(order),
		}
	case set.name == unmarkedUTF16:
		return &settingError{
			"the file has no byte-order mark that tells the byte order of UTF-16",
			fmt.Sprintf("change the mapping to %s or %s", encodingSetting("utf-16le"), encodingSetting("utf-16be")),
		}
	case wide && bytes.IndexByte(head, 0) < 0:
		return &settingError{
			fmt.Sprintf("the file is not in %s, as the mapping says: it has no zero bytes", set.name),
			"take the encoding out of the mapping",
		}
	case set.kind == kindPage && set.name != "us-ascii" && isWideUTF8(head):
		return &settingError{
			fmt.Sprintf("the file is in UTF-8 and would be garbled by encoding: %s (%s)", set.name, garbled(head, set)),
			fmt.Sprintf("change the mapping to %s, or leave the encoding out", encodingSetting("utf-8")),
		}
	}
	return nil
}

// zeroBytes names the byte order of UTF-16 where Latin letters leave zeros in every other byte.
func zeroBytes(head []byte) string {
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	few := len(head) / 8
	switch {
	case zeros[1] > few && zeros[1] > 20*zeros[0]:
		return "utf-16le"
	case zeros[0] > few && zeros[0] > 20*zeros[1]:
		return "utf-16be"
	}
	return ""
}

// isWideUTF8 reports whether text is UTF-8 with characters beyond ASCII. Text in a code page is so
// by accident only.
func isWideUTF8(text []byte) bool {
	text = text[:len(text)-cutRune(text)]
	return utf8.RuneCount(text) < len(text) && utf8.Valid(text)
}

// garbled shows what a page would make of the first character beyond ASCII.
func garbled(text []byte, set textEncoding) string {
	for i := range text {
		if text[i] >= utf8.RuneSelf {
			char, size := utf8.DecodeRune(text[i:])
			return fmt.Sprintf("%q instead of %q", set.page.decode(text[i:i+size]), string(char))
		}
	}
	return ""
}

// encodingSetting is what to write into a mapping.
func encodingSetting(name string) string { return "source: {encoding: " + name + "}" }
