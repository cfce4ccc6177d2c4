package sheet

import (
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
)

// textKind is a way of turning a file's bytes into UTF-8.
type textKind uint8

const (
	kindUTF8 textKind = iota
	kindUTF16LE
	kindUTF16BE
	kindPage  // one byte a character
	kindMulti // anything else that golang.org/x/text decodes, mostly East Asian
)

// textEncoding is a character set by its IANA name in lower case.
type textEncoding struct {
	name  string
	kind  textKind
	page  *codePage
	multi encoding.Encoding
}

// unmarkedUTF16 is the name that leaves the byte order to the byte-order mark (RFC 2781).
const unmarkedUTF16 = "utf-16"

// findEncoding returns the character set of a name or of a common alias. The error says what was
// not understood and what may have been meant.
func findEncoding(name string) (textEncoding, error) {
	key := strings.ToLower(strings.TrimSpace(name))
	if canonical, ok := encodingAliases()[key]; ok {
		key = canonical
	}
	switch key {
	case "utf-8":
		return textEncoding{name: key, kind: kindUTF8}, nil
	case unmarkedUTF16, "utf-16le":
		return textEncoding{name: key, kind: kindUTF16LE}, nil
	case "utf-16be":
		return textEncoding{name: key, kind: kindUTF16BE}, nil
	case "us-ascii":
		return textEncoding{name: key, kind: kindPage, page: asciiPage()}, nil
	}
	found, ok := indexedEncoding(key)
	if !ok {
		return textEncoding{}, fmt.Errorf("unknown encoding %q%s", name, nearEncoding(key))
	}
	if page, ok := found.(*charmap.Charmap); ok {
		return textEncoding{name: encodingName(found, key), kind: kindPage, page: newCodePage(page)}, nil
	}
	name = encodingName(found, key)
	if strings.HasPrefix(name, "utf-") && name != key {
		return findEncoding(name)
	}
	return textEncoding{name: name, kind: kindMulti, multi: found}, nil
}

// indexedEncoding looks a name up by IANA first: the web's index answers windows-1252 for
// iso-8859-1, which is a guess about web pages.
func indexedEncoding(key string) (encoding.Encoding, bool) {
	if found, err := ianaindex.IANA.Encoding(key); err == nil {
		return found, found != nil
	}
	found, err := htmlindex.Get(key)
	if err != nil || found == encoding.Replacement || strings.HasPrefix(key, "x-user") {
		return nil, false
	}
	return found, true
}

func encodingName(found encoding.Encoding, key string) string {
	if name, err := ianaindex.MIME.Name(found); err == nil && name != "" {
		return strings.ToLower(name)
	}
	if name, err := ianaindex.IANA.Name(found); err == nil && name != "" {
		return strings.ToLower(name)
	}
	return key
}

// nearEncoding suggests the known name that is nearest to what was written.
func nearEncoding(key string) string {
	switch key {
	case "ansi", "windows", "western":
		return "; did you mean windows-1252?"
	case "iso-8859":
		return "; did you mean iso-8859-1?"
	}
	best, least := "", min(4, len(key)/2)
	for _, name := range encodingNames() {
		if distance := levenshtein.ComputeDistance(key, name); distance < least {
			best, least = name, distance
		}
	}
	if best == "" {
		return "; known are utf-8, utf-16le, windows-1252, iso-8859-1, iso-8859-15, macintosh and the other IANA names"
	}
	return "; did you mean " + best + "?"
}

// encodingNames are the names worth suggesting.
func encodingNames() []string {
	return []string{
		"utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "macintosh",
		"windows-1252", "windows-1250", "windows-1251", "windows-1253", "windows-1254",
		"windows-1255", "windows-1256", "windows-1257", "windows-1258",
		"iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-9", "iso-8859-15",
		"ibm437", "ibm850", "ibm852", "ibm866", "koi8-r", "koi8-u",
		"shift_jis", "euc-jp", "euc-kr", "gbk", "gb18030", "big5", "cp1252", "latin1",
	}
}

// encodingAliases are names that people and programs write and that IANA does not list.
func encodingAliases() map[string]string {
	return map[string]string{
		"utf8": "utf-8", "utf-8-sig": "utf-8", "utf-8-bom": "utf-8", "utf_8": "utf-8", "csutf8": "utf-8",
		"utf16": unmarkedUTF16, "csutf16": unmarkedUTF16,
		"utf16le": "utf-16le", "utf-16-le": "utf-16le", "csutf16le": "utf-16le",
		"utf16be": "utf-16be", "utf-16-be": "utf-16be", "csutf16be": "utf-16be",
		"ascii":  "us-ascii",
		"cp1250": "windows-1250", "cp1251": "windows-1251", "cp1252": "windows-1252",
		"cp1253": "windows-1253", "cp1254": "windows-1254", "cp1257": "windows-1257",
		"cp-1252": "windows-1252", "windows1252": "windows-1252", "win-1252": "windows-1252",
		"1252": "windows-1252", "850": "ibm850", "437": "ibm437", "cp-850": "ibm850",
		"latin-1": "iso-8859-1", "iso8859-1": "iso-8859-1", "iso88591": "iso-8859-1",
		"latin-2": "iso-8859-2", "iso8859-2": "iso-8859-2",
		"latin9": "iso-8859-15", "latin-9": "iso-8859-15", "iso8859-15": "iso-8859-15",
		"latin5": "iso-8859-9", "latin-5": "iso-8859-9",
		"mac-roman": "macintosh", "macroman": "macintosh", "mac_roman": "macintosh", "x-mac-roman": "macintosh",
		"sjis": "shift_jis", "shift-jis": "shift_jis", "cp932": "shift_jis", "windows-31j": "shift_jis", "euckr": "euc-kr",
	}
}
