package sheet

import (
	"bytes"
	"strings"
)

// content is what a file's bytes show it to be.
type content uint8

const (
	contentText content = iota // nothing else is known: read as CSV
	contentZip
	contentCompound // OLE2: .xls, or a workbook behind a password
	contentOldExcel // .xls from before 1995, without a container
	contentHTML
	contentXML
	contentXMLSheet // "XML Spreadsheet 2003"
	contentMHTML
	contentPDF
	contentRTF
	contentImage
	contentArchive // another archive than zip
	contentBinary  // bytes that no text holds
)

// sniffSize is how much of a file's beginning sniff looks at.
const sniffSize = 4096

// sniff tells what a file is from its first bytes. It never looks at the name.
func sniff(head []byte) content {
	if c, found := bySignature(head); found {
		return c
	}
	text := strings.ToLower(plainHead(head))
	switch {
	case strings.HasPrefix(text, "<?xml"), strings.HasPrefix(text, "<workbook"):
		return xmlKind(text)
	case strings.HasPrefix(text, "mime-version:"):
		return contentMHTML
	case looksLikeHTML(text):
		return contentHTML
	}
	return contentText
}

func bySignature(head []byte) (content, bool) {
	signatures := [...]struct {
		bytes string
		is    content
	}{
		{"PK\x03\x04", contentZip},
		{"PK\x05\x06", contentZip},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", contentCompound},
		{"\x09\x00\x04\x00", contentOldExcel},
		{"\x09\x02\x06\x00", contentOldExcel},
		{"\x09\x04\x06\x00", contentOldExcel},
		{"\x09\x08\x10\x00", contentOldExcel},
		{"%PDF-", contentPDF},
		{"{\\rtf", contentRTF},
		{"\x89PNG\r\n", contentImage},
		{"\xff\xd8\xff", contentImage},
		{"GIF8", contentImage},
		{"\x1f\x8b\x08", contentArchive},
		{"7z\xbc\xaf\x27\x1c", contentArchive},
		{"Rar!\x1a\x07", contentArchive},
		{"BZh9", contentArchive},
		{"\xfd7zXZ\x00", contentArchive},
		{"\x7fELF", contentBinary},
		{"bplist00", contentBinary},
		{"SQLite format 3\x00", contentBinary},
	}
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.bytes)) {
			return s.is, true
		}
	}
	return contentText, false
}

// plainHead returns the beginning without byte-order mark, white space and the zero bytes that
// UTF-16 puts between Latin letters.
func plainHead(head []byte) string {
	head = head[:min(len(head), sniffSize)]
	for _, mark := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
		head = bytes.TrimPrefix(head, []byte(mark))
	}
	return strings.TrimLeft(strings.ReplaceAll(string(head), "\x00", ""), " \t\r\n")
}

func xmlKind(text string) content {
	switch {
	case strings.Contains(text, "urn:schemas-microsoft-com:office:spreadsheet"),
		strings.Contains(text, "excel.sheet"):
		return contentXMLSheet
	case strings.Contains(text, "<html"), strings.Contains(text, "<!doctype html"):
		return contentHTML
	}
	return contentXML
}

// looksLikeHTML knows the ways in which the "Excel exports" of web pages begin.
func looksLikeHTML(text string) bool {
	for strings.HasPrefix(text, "<!--") {
		_, rest, found := strings.Cut(text, "-->")
		if !found {
			return strings.Contains(text, "<html") || strings.Contains(text, "<table")
		}
		text = strings.TrimLeft(rest, " \t\r\n")
	}
	tags := [...]string{
		"!doctype html", "html", "head", "body", "table", "meta", "style", "title", "div", "center", "font", "script",
	}
	for _, tag := range tags {
		rest, found := strings.CutPrefix(text, "<"+tag)
		if found && (rest == "" || strings.ContainsRune(" \t\r\n>/", rune(rest[0]))) {
			return true
		}
	}
	return false
}
