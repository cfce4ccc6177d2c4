package sheet

import (
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"posimport/importer/row"
)

func TestOpenRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		content string
		code    row.Code
		part    string
	}{
		"empty.csv":     {"", row.FileEmpty, "empty"},
		"old.xls":       {compound("Workbook"), row.FileFormat, "old Excel file"},
		"old5.xlsx":     {compound("Book"), row.FileFormat, ".xlsx"},
		"locked.xlsx":   {compound("EncryptionInfo", "EncryptedPackage"), row.FileFormat, "password"},
		"word.doc":      {compound("WordDocument"), row.FileFormat, "Word"},
		"other.msi":     {compound("Table"), row.FileFormat, "old Office file"},
		"short.xls":     {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", row.FileFormat, "old Office file"},
		"biff2.xls":     {"\x09\x00\x04\x00\x02\x00\x10\x00", row.FileFormat, "very old"},
		"page.xlsx":     {"<html><table></table></html>", row.FileFormat, "HTML"},
		"page.xls":      {"\ufeff\r\n<!-- made by us -->\n<TABLE border=1>", row.FileFormat, "HTML"},
		"doctype.xls":   {"<!DOCTYPE html PUBLIC>", row.FileFormat, "HTML"},
		"xhtml.xls":     {"<?xml version='1.0'?><!DOCTYPE html><html/>", row.FileFormat, "HTML"},
		"utf16.xls":     {"\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", row.FileFormat, "HTML"},
		"2003.xlsx":     {"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>", row.FileFormat, "XML spreadsheet of 2003"},
		"data.xml":      {"<?xml version=\"1.0\"?><rows/>", row.FileFormat, "XML file"},
		"web.xlsx":      {"MIME-Version: 1.0\r\nContent-Type: multipart/related", row.FileFormat, "MHTML"},
		"report.xlsx":   {"%PDF-1.7\n", row.FileFormat, "PDF"},
		"letter.csv":    {"{\\rtf1}", row.FileFormat, "RTF"},
		"picture.xlsx":  {"\x89PNG\r\n\x1a\n", row.FileFormat, "picture"},
		"packed.csv.gz": {"\x1f\x8b\x08\x00", row.FileFormat, "archive"},
		"packed.7z":     {"7z\xbc\xaf\x27\x1c", row.FileFormat, "archive"},
		"program.csv":   {"\x7fELF\x02", row.FileFormat, "not a spreadsheet"},
		"~$open.xlsx":   {"\x05Admin", row.FileFormat, "lock file"},
	} {
		t.Run(name, func(t *testing.T) {
			checkRefused(t, writeFile(t, name, tt.content), Options{}, wanted{tt.code, "", tt.part}, "")
		})
	}
	folder := t.TempDir()
	checkRefused(t, filepath.Join(folder, "none.csv"), Options{}, wanted{row.FileNotFound, "", "no such file"}, "")
	checkRefused(t, folder, Options{}, wanted{row.FileUnread, "", "a folder"}, "")
	bundle := filepath.Join(folder, "staff.numbers")
	if err := os.Mkdir(bundle, 0o700); err != nil {
		t.Fatal(err)
	}
	checkRefused(t, bundle, Options{}, wanted{row.FileFormat, "", "Export To"}, "")
	if _, err := os.Stat(os.DevNull); err == nil {
		checkRefused(t, os.DevNull, Options{}, wanted{row.FileUnread, "", "not a plain file"}, "")
	}
}

// compound returns an OLE2 file of three sectors that has streams of these names.
func compound(names ...string) string {
	file := make([]byte, 512*3)
	copy(file, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	put32 := func(at int, value uint32) { binary.LittleEndian.PutUint32(file[at:], value) }
	binary.LittleEndian.PutUint16(file[30:], 9)
	put32(48, 1) // the directory begins in sector 1
	put32(76, 0) // the FAT is sector 0
	put32(512+4, 0xFFFFFFFE)
	for i, name := range append([]string{"Root Entry"}, names...) {
		at := 1024 + 128*i
		for j, unit := range utf16.Encode([]rune(name)) {
			binary.LittleEndian.PutUint16(file[at+2*j:], unit)
		}
		binary.LittleEndian.PutUint16(file[at+64:], uint16(2*len(name)+2))
	}
	return string(file)
}

// TestOpenByContent reads what a file is, whatever its name says.
func TestOpenByContent(t *testing.T) {
	workbook := book(sheetOf(goodRows)).zipped(t)
	for name, tt := range map[string]struct {
		content string
		want    Format
	}{
		"book.csv": {workbook, XLSX}, "book.xls": {workbook, XLSX}, "book": {workbook, XLSX},
		"text.xlsx": {"id,name\n1,a\n", CSV}, "text.xls": {"id,name\n1,a\n", CSV},
		"sylk.csv":  {"ID;Position\n1;a\n", CSV}, // begins like a SYLK file, and is none
		"angle.csv": {"<id>,name\n1,a\n", CSV},
	} {
		path := writeFile(t, name, tt.content)
		source, err := Open(context.Background(), path, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if info := source.Info(); info.Format != tt.want || OpenElsewhere(path) {
			t.Errorf("%s: %+v", name, info)
		}
		if err := source.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenElsewhere(t *testing.T) {
	for _, mark := range []string{"~$test.xlsx", ".~lock.test.xlsx#"} {
		path := book(sheetOf(goodRows)).write(t)
		if err := os.WriteFile(filepath.Join(filepath.Dir(path), mark), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		rows, _, err := readAll(path, Options{})
		if err != nil || !OpenElsewhere(path) || len(rows) != 1 {
			t.Errorf("%s: %d rows, %v", mark, len(rows), err)
		}
	}
}

func TestErrorsKeepNoGoNames(t *testing.T) {
	_, _, err := readAll(filepath.Join(t.TempDir(), "none.xlsx"), Options{})
	if text := err.Error(); strings.Contains(text, "open ") || strings.Contains(text, "zip:") {
		t.Error(text)
	}
}
