package samples

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"posimport/importer/results/props"
	"posimport/importer/sheet/cell"
)

// csvBytes writes a table as CSV in UTF-8.
func csvBytes(t *testing.T, tab table, delimiter rune, crlf bool) []byte {
	t.Helper()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma, w.UseCRLF = delimiter, crlf
	if err := w.WriteAll(append([][]string{tab.headers}, tab.rows...)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// windows1252 writes a table as Excel in Spain does.
func windows1252(t *testing.T, tab table) []byte {
	t.Helper()
	out, err := charmap.Windows1252.NewEncoder().Bytes(csvBytes(t, tab, ';', true))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// look says how a workbook holds its columns: as numbers, and in which format.
type look struct {
	numbers map[string]string // header to number format code
}

// xlsxBytes writes a table as a workbook: text as text, the columns of look as numbers where they are.
func xlsxBytes(t *testing.T, tab table, l look) []byte {
	t.Helper()
	file := excelize.NewFile()
	defer file.Close()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	const sheet = "Positions"
	check(file.SetSheetName("Sheet1", sheet))
	textStyle, err := file.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	check(err)
	headStyle, err := file.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true, Size: 11, Family: "Calibri", Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"17496E"}},
	})
	check(err)
	for column, header := range tab.headers {
		check(file.SetCellStr(sheet, cell.Name(column, 1), header))
		style := textStyle
		format, numeric := l.numbers[header]
		if numeric {
			style, err = file.NewStyle(&excelize.Style{CustomNumFmt: &format})
			check(err)
		}
		for i, values := range tab.rows {
			at := cell.Name(column, i+2)
			check(file.SetCellStyle(sheet, at, at, style))
			number, notNumber := strconv.ParseFloat(values[column], 64)
			switch {
			case values[column] == "":
			case numeric && notNumber == nil:
				check(file.SetCellFloat(sheet, at, number, -1, 64))
			default:
				check(file.SetCellStr(sheet, at, values[column]))
			}
		}
	}
	check(file.SetCellStyle(sheet, "A1", cell.Name(len(tab.headers)-1, 1), headStyle))
	check(file.SetColWidth(sheet, "A", "F", 18))
	check(file.SetColWidth(sheet, "B", "B", 36))
	check(file.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	check(file.SetDocProps(&excelize.DocProperties{
		Title: "posimport sample", Creator: "posimport", Created: "2025-01-01T00:00:00Z", Modified: "2025-01-01T00:00:00Z",
	}))
	file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return props.New(zip.NewWriter(w)) })
	var out bytes.Buffer
	_, err = file.WriteTo(&out)
	check(err)
	return errorCells(t, out.Bytes())
}

// errorCells makes error cells of those that say #N/A, which excelize cannot write.
func errorCells(t *testing.T, workbook []byte) []byte {
	t.Helper()
	place := ""
	if at := sharedIndex(part(t, workbook, "xl/sharedStrings.xml"), "#N/A"); at >= 0 {
		place = strconv.Itoa(at)
	}
	pattern := regexp.MustCompile(`(<c r="[A-Z]+\d+"(?: s="\d+")?) t="s"><v>` + place + `</v></c>`)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range partNames(t, workbook) {
		content := part(t, workbook, name)
		if place != "" && strings.HasPrefix(name, "xl/worksheets/sheet") {
			content = pattern.ReplaceAllString(content, `$1 t="e"><f>NA()</f><v>#N/A</v></c>`)
		}
		to, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(to, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sharedIndex returns the place of a shared string, or -1.
func sharedIndex(shared, text string) int {
	for i, item := range regexp.MustCompile(`(?s)<si>.*?</si>`).FindAllString(shared, -1) {
		if strings.Contains(item, ">"+text+"<") {
			return i
		}
	}
	return -1
}

func partNames(t *testing.T, workbook []byte) []string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
	}
	return names
}

func part(t *testing.T, workbook []byte, name string) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	from, err := archive.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	content, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
