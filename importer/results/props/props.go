// Package props writes a workbook's properties (docProps/core.xml) as Excel does. excelize puts their
// elements into a default namespace, which is the same to a reader of XML but not to those that go by
// the prefixes, such as exceljs, which refuses the whole workbook.
package props

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Part is where a workbook keeps its properties.
const Part = "docProps/core.xml"

const (
	coreSpace = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
	instance  = "http://www.w3.org/2001/XMLSchema-instance"
)

// prefixOf is the prefix under which Excel writes a namespace of the properties (ECMA-376 part 2,
// 8.3.4); empty for another.
func prefixOf(space string) string {
	switch space {
	case coreSpace:
		return "cp:"
	case "http://purl.org/dc/elements/1.1/":
		return "dc:"
	case "http://purl.org/dc/terms/":
		return "dcterms:"
	case instance:
		return "xsi:"
	}
	return ""
}

// Prefix writes properties anew with the usual prefixes. An error is XML that is not properties.
func Prefix(core []byte) ([]byte, error) {
	out := bytes.NewBufferString(xml.Header)
	in := xml.NewDecoder(bytes.NewReader(core))
	for depth := 0; ; {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return out.Bytes(), nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if prefixOf(token.Name.Space) == "" {
				return nil, fmt.Errorf("%s has an element %q of the namespace %q", Part, token.Name.Local, token.Name.Space)
			}
			out.WriteString("<" + prefixOf(token.Name.Space) + token.Name.Local)
			if depth == 0 {
				out.WriteString(` xmlns:cp="` + coreSpace + `" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="` + instance + `"`)
			}
			for _, a := range token.Attr {
				if a.Name.Space == instance {
					out.WriteString(` xsi:` + a.Name.Local + `="`)
					if err := xml.EscapeText(out, []byte(a.Value)); err != nil {
						return nil, err
					}
					out.WriteByte('"')
				}
			}
			out.WriteByte('>')
			depth++
		case xml.EndElement:
			out.WriteString("</" + prefixOf(token.Name.Space) + token.Name.Local + ">")
			depth--
		case xml.CharData:
			if depth > 0 {
				if err := xml.EscapeText(out, token); err != nil {
					return nil, err
				}
			}
		}
	}
}

// ZipWriter is a zip writer for excelize.File.SetZipWriter that passes everything on to another one,
// the properties with their prefixes.
type ZipWriter struct {
	excelize.ZipWriter
	core *bytes.Buffer // under way
}

// New returns a ZipWriter that writes to another.
func New(to excelize.ZipWriter) *ZipWriter { return &ZipWriter{ZipWriter: to} }

// Create begins the next part.
func (z *ZipWriter) Create(name string) (io.Writer, error) {
	if err := z.end(); err != nil {
		return nil, err
	}
	if name != Part {
		return z.ZipWriter.Create(name)
	}
	z.core = &bytes.Buffer{}
	return z.core, nil
}

func (z *ZipWriter) end() error {
	if z.core == nil {
		return nil
	}
	core, err := Prefix(z.core.Bytes())
	z.core = nil
	if err != nil {
		return err
	}
	to, err := z.ZipWriter.Create(Part)
	if err != nil {
		return err
	}
	_, err = to.Write(core)
	return err
}

// Close ends the archive.
func (z *ZipWriter) Close() error {
	if err := z.end(); err != nil {
		return err
	}
	return z.ZipWriter.Close()
}
