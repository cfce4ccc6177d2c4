package sheet

import (
	"bufio"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"posimport/importer/row"
)

// smallPart bounds the parts that describe a workbook: real ones have kilobytes, the styles of a
// worn workbook some megabytes.
const smallPart = 64 << 20

// link is one relationship of a part (ECMA-376 part 2, 9.3).
type link struct {
	id, kind string // kind is the last step of its type, the same in transitional and strict
	target   string // the part's name in the archive
	external bool
}

// scanPart hands the tokens of a small part to visit, which sees every element's beginning with
// its depth; the root has depth 1.
func (a *archive) scanPart(name string, visit func(s *xmlScanner, depth int) error) error {
	part, err := a.open(name, smallPart)
	if err != nil {
		return err
	}
	defer func() { _ = part.Close() }()
	s, err := newXMLScanner(bufio.NewReader(part))
	for depth := 0; err == nil; {
		var kind token
		if kind, err = s.next(); err != nil {
			break
		}
		switch kind {
		case tokenOpen:
			depth++
			err = visit(s, depth)
		case tokenClose:
			depth--
		case tokenEnd:
			return nil
		}
	}
	return inPart(err, name)
}

// inPart makes an error of the scanner one that a person can act on.
func inPart(err error, name string) error {
	var known *Error
	if errors.As(err, &known) {
		return err
	}
	refused := damaged(fmt.Sprintf("the workbook is damaged in its part %q: %s", name, err), err)
	var limit *limitError
	var encoding *encodingError
	switch {
	case errors.As(err, &limit):
		refused.Code, refused.Advice = row.FileLimit, adviceLimit
		refused.Problem = fmt.Sprintf("in its part %q %s", name, limit.problem)
	case errors.As(err, &encoding):
		refused.Code = row.FileEncoding
	}
	return refused
}

// root refuses a part whose root element is not the one that it must be.
func root(s *xmlScanner, where space, name string) error {
	if s.space != where || string(s.name) != name {
		return fmt.Errorf("its root element is <%s>, not that of a %s", clip(s.name), name)
	}
	return nil
}

// links reads the relationships of a part; "" is the package itself.
func (a *archive) links(source string) ([]link, error) {
	folder, name := path.Split(source)
	var all []link
	err := a.scanPart(folder+"_rels/"+name+".rels", func(s *xmlScanner, depth int) error {
		if depth == 1 {
			return root(s, spaceRels, "Relationships")
		}
		if s.space != spaceRels || string(s.name) != "Relationship" {
			return nil
		}
		if len(all) == 100_000 {
			return &limitError{"there are more than 100,000 relationships"}
		}
		l := link{
			id: string(s.attr("Id")), external: string(s.attr("TargetMode")) == "External",
			kind: linkKind(string(s.attr("Type"))),
		}
		if !l.external {
			l.target = resolve(folder, string(s.attr("Target")))
		}
		all = append(all, l)
		return nil
	})
	return all, err
}

// linkKind returns the last step of a relationship's type where it is one of Office's, else "".
func linkKind(uri string) string {
	for _, base := range []string{
		"http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
		"http://purl.oclc.org/ooxml/officeDocument/relationships/",
		"http://schemas.microsoft.com/office/2006/relationships/",
	} {
		if kind, found := strings.CutPrefix(uri, base); found {
			return kind
		}
	}
	return ""
}

// resolve turns a relationship's target into the name of a part; "" for one outside of the package.
func resolve(folder, target string) string {
	if plain, err := url.PathUnescape(target); err == nil {
		target = plain
	}
	target = strings.ReplaceAll(target, `\`, "/")
	if strings.HasPrefix(target, "/") {
		target = path.Clean(target)[1:]
	} else {
		target = path.Join(folder, target)
	}
	if target == "." || hasDots(target) {
		return ""
	}
	return target
}

// contentTypes reads [Content_Types].xml and returns the type of a part by its name
// (ECMA-376 part 2, 10.1.2).
func (a *archive) contentTypes() (func(part string) string, error) {
	names, endings := map[string]string{}, map[string]string{}
	err := a.scanPart("[Content_Types].xml", func(s *xmlScanner, depth int) error {
		if depth == 1 {
			return root(s, spaceTypes, "Types")
		}
		if s.space != spaceTypes {
			return nil
		}
		kind := strings.ToLower(string(s.attr("ContentType")))
		switch string(s.name) {
		case "Override":
			names[strings.ToLower(strings.TrimPrefix(string(s.attr("PartName")), "/"))] = kind
		case "Default":
			endings["."+strings.ToLower(string(s.attr("Extension")))] = kind
		}
		return nil
	})
	return func(part string) string {
		folded := strings.ToLower(part)
		if kind, found := names[folded]; found {
			return kind
		}
		return endings[path.Ext(folded)]
	}, err
}

// officePart finds the part that the package is about and refuses packages that are no workbook.
func (a *archive) officePart() (string, error) {
	if err := a.otherThanOffice(); err != nil {
		return "", err
	}
	kinds, err := a.contentTypes()
	if err != nil {
		return "", err
	}
	links, err := a.links("")
	if err != nil {
		return "", err
	}
	for _, l := range links {
		if l.kind == "officeDocument" && !l.external {
			return l.target, officeKind(kinds(l.target))
		}
	}
	return "", damaged("the workbook is damaged: its relationships do not name the workbook part", nil)
}

// officeKind refuses main parts that are not of a workbook in XML.
func officeKind(kind string) error {
	e := &Error{Code: row.FileFormat}
	has := func(part string) bool { return strings.Contains(kind, part) }
	switch {
	case has("sheet.main+xml"), has("sheet.macroenabled.main+xml"), has("spreadsheetml.template.main+xml"),
		has("excel.template.macroenabled.main+xml"), has("excel.addin.macroenabled.main+xml"):
		return nil
	case has("sheet.binary"):
		e.Problem, e.Advice = "it is a binary workbook (.xlsb), which is not read", saveAsXLSX("open it in Excel")
	case has("wordprocessingml"), has("word."):
		e.Problem, e.Advice = "it is a Word document, not a spreadsheet", adviceCopyTable
	case has("presentationml"), has("powerpoint."):
		e.Problem, e.Advice = "it is a PowerPoint presentation, not a spreadsheet", adviceCopyTable
	default:
		return damaged(fmt.Sprintf("the workbook is damaged: its main part has the content type %q", clip([]byte(kind))), nil)
	}
	return e
}

// otherThanOffice recognises zip archives that are not Office packages.
func (a *archive) otherThanOffice() error {
	if a.has("[Content_Types].xml") {
		return nil
	}
	e := &Error{Code: row.FileFormat}
	switch {
	case a.has("Index/Document.iwa"), a.has("Index.zip"), a.has("buildVersionHistory.plist"):
		e.Problem, e.Advice = problemNumbers, adviceNumbers
	case a.has("mimetype"):
		e.Problem, e.Advice = a.openDocument()
	case a.has("xl/workbook.xml"):
		return damaged(`the workbook is damaged: its part "[Content_Types].xml" is missing`, nil)
	default:
		e.Problem = "it is a zip archive, not a workbook"
		e.Advice = "unpack it and give the spreadsheet inside it"
	}
	return e
}

// openDocument reads the type of an OpenDocument file (ODF 1.3 part 2, 3.3).
func (a *archive) openDocument() (problem, advice string) {
	part, err := a.open("mimetype", smallPart)
	if err == nil {
		defer func() { _ = part.Close() }()
		kind := make([]byte, 128)
		n, _ := part.Read(kind)
		if !strings.Contains(string(kind[:n]), "opendocument.spreadsheet") {
			return "it is not a spreadsheet but another kind of document", adviceCopyTable
		}
	}
	return "it is an OpenDocument spreadsheet (.ods), which is not read",
		saveAsXLSX("open it in LibreOffice or Excel")
}
