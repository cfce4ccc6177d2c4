package sheet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"posimport/importer/row"
)

// Open opens a CSV file or an XLSX workbook for reading. What a file is, its content tells, never
// its name. A file that is neither, is damaged, or is larger than a limit is refused with an
// *Error whose Code is one of the FILE family; a context that is done ends it with its error.
// Only a pass over the rows finds damage inside of a sheet.
func Open(ctx context.Context, path string, o Options) (Source, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	o.Limits = o.Limits.withDefaults()
	file, size, err := openFile(path, o.Limits.FileSize)
	if err != nil {
		return nil, err
	}
	source, err := openContent(ctx, file, size, path, o)
	if err != nil {
		_ = file.Close()
		return nil, named(err, path)
	}
	return source, nil
}

// openFile opens a plain file that is not empty and within the limit.
func openFile(path string, limit int64) (*os.File, int64, error) {
	if strings.HasPrefix(filepath.Base(path), "~$") {
		return nil, 0, &Error{
			Code: row.FileFormat, File: path,
			Problem: "it is the lock file that Excel keeps beside an open workbook, not the workbook",
			Advice:  "give the file without ~$ in front of its name",
		}
	}
	// A look before opening: opening a named pipe would wait for its writer.
	about, err := os.Stat(path)
	if err != nil {
		return nil, 0, openError(path, err)
	}
	if err := usable(path, about, limit); err != nil {
		return nil, 0, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, openError(path, err)
	}
	return file, about.Size(), nil
}

func openError(path string, err error) error {
	e := &Error{Code: row.FileUnread, File: path, Err: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Code = row.FileNotFound
		e.Problem, e.Advice = "there is no such file", "check the name and the folder"
	case errors.Is(err, fs.ErrPermission):
		e.Problem = "this user may not read it"
		e.Advice = "give yourself the right to read the file, or copy it to a folder of your own"
	default:
		e.Problem = cause(err)
	}
	return e
}

// cause is an error's text without the path that the message begins with anyway.
func cause(err error) string {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

func usable(path string, about fs.FileInfo, limit int64) error {
	e := &Error{Code: row.FileUnread, File: path}
	switch {
	case about.IsDir() && strings.EqualFold(filepath.Ext(path), ".numbers"):
		e.Code = row.FileFormat
		e.Problem, e.Advice = problemNumbers, adviceNumbers
	case about.IsDir():
		e.Problem, e.Advice = "it is a folder", "give the file inside it"
	case !about.Mode().IsRegular():
		e.Problem, e.Advice = "it is not a plain file", "save the data in a file on disk first"
	case about.Size() == 0:
		e.Code = row.FileEmpty
		e.Problem, e.Advice = "the file is empty (0 bytes)", "save or download it again"
	case about.Size() > limit:
		e.Code = row.FileLimit
		e.Problem = fmt.Sprintf("the file has %d bytes, more than the %d that are read", about.Size(), limit)
		e.Advice = "split it into smaller files"
	default:
		return nil
	}
	return e
}

// openContent looks at the first bytes and opens what they show.
func openContent(ctx context.Context, file *os.File, size int64, name string, o Options) (Source, error) {
	head := make([]byte, sniffSize)
	n, err := file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, &Error{Code: row.FileUnread, Problem: cause(err), Err: err}
	}
	kind := sniff(head[:n])
	switch kind {
	case contentText:
		return openCSV(ctx, file, size, name, o)
	case contentZip:
		return openXLSX(ctx, file, size, name, o)
	}
	problem, advice := refusal(kind, file, size)
	return nil, &Error{Code: row.FileFormat, Problem: problem, Advice: advice}
}

const (
	problemNumbers  = "it is an Apple Numbers document, which is not read"
	adviceNumbers   = "open it in Numbers, choose File > Export To > Excel, format .xlsx, and give that file"
	adviceCopyTable = "copy the table into Excel and save it as .xlsx"
)

func saveAsXLSX(open string) string {
	return open + ", choose File > Save As, type Excel Workbook (.xlsx), and give that file"
}

// refusal says what a file is that is not read, and how to get one that is.
func refusal(kind content, file io.ReaderAt, size int64) (problem, advice string) {
	switch kind {
	case contentCompound:
		return compoundKind(file, size)
	case contentOldExcel:
		return "it is a very old Excel file (.xls), which is not read", saveAsXLSX("open it in Excel")
	case contentHTML:
		return "it is a web page (HTML), whatever its name says", saveAsXLSX("open it in Excel")
	case contentMHTML:
		return "it is a web page archive (MHTML), whatever its name says", saveAsXLSX("open it in Excel")
	case contentXMLSheet:
		return "it is an XML spreadsheet of 2003, which is not read", saveAsXLSX("open it in Excel")
	case contentXML:
		return "it is an XML file, not CSV or .xlsx", saveAsXLSX("open it in Excel")
	case contentPDF:
		return "it is a PDF document, not a spreadsheet", "get the spreadsheet that it was made from"
	case contentRTF:
		return "it is a text document (RTF), not a spreadsheet", adviceCopyTable
	case contentImage:
		return "it is a picture, not a spreadsheet", "get the spreadsheet that it shows"
	case contentArchive:
		return "it is a compressed archive, not a spreadsheet", "unpack it and give the file inside it"
	}
	return "it is not a spreadsheet: its content is neither CSV nor .xlsx", saveAsXLSX("open it in Excel if it can")
}

// named puts the path into an error that does not know it yet.
func named(err error, path string) error {
	var e *Error
	if errors.As(err, &e) && e.File == "" {
		e.File = path
	}
	return err
}

// OpenElsewhere reports whether Excel (~$name) or LibreOffice (.~lock.name#) has left its mark beside a
// file that it has it open: what is edited there may not be saved yet.
func OpenElsewhere(path string) bool {
	folder, name := filepath.Split(path)
	for _, mark := range []string{"~$" + name, ".~lock." + name + "#"} {
		if about, err := os.Lstat(filepath.Join(folder, mark)); err == nil && about.Mode().IsRegular() {
			return true
		}
	}
	return false
}
