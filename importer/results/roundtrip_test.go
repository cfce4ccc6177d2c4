package results

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// nasty are texts that programs like to change.
func nasty() []string {
	return append(awkward(),
		"=1+1", "+49 170 1234", "-5", "@x", "'quoted", "'=x", "''", "000042", "1E5", "TRUE", "2025-11-19", "12.50",
		"a\nb", "\nb", "trailing ", " leading", "\u00a0nbsp\u00a0", "\u200bzero width", "😀👩‍💻", "日本語", "«ñ»", `"quoted", and;more|`,
		"<b>&amp;</b>", "]]>", strings.Repeat("x", cellChars), strings.Repeat("é", 20000), "#hash", "a\tb",
	)
}

// stored is what was read back of one row.
type stored struct {
	Cells    []cell.Cell
	Previous Previous
}

func readBack(t *testing.T, path string) (*Workbook, []stored) {
	t.Helper()
	book, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	})
	return book, readAll(t, book)
}

func readAll(t *testing.T, book *Workbook) []stored {
	t.Helper()
	rows := book.Rows(context.Background())
	var all []stored
	for rows.Next() {
		s := stored{Previous: *rows.Previous()}
		s.Cells = append(s.Cells, rows.Row().Cells...)
		for len(s.Cells) > 0 && s.Cells[len(s.Cells)-1].Kind == cell.Blank {
			s.Cells = s.Cells[:len(s.Cells)-1]
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	return all
}

func writeAll(t *testing.T, path string, o Options, c caps, list []Result) string {
	t.Helper()
	w, err := create(path, o, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		if err := w.Write(&r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.Close(sampleSummary())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func created(n int, cells ...cell.Cell) Result {
	return Result{Source: n, Row: &cell.Row{Number: n, Cells: cells}, Outcome: row.Outcome{Status: row.Created, RunID: "run-1"}}
}

func TestTextsComeBackAsTheyWere(t *testing.T) {
	for _, ext := range []string{".xlsx", ".csv"} {
		for _, line := range []int{0, 1} { // of a workbook, of a CSV
			t.Run(fmt.Sprint(ext, line), func(t *testing.T) {
				var list []Result
				want := nasty()
				if ext == ".csv" {
					want = csvSafe(want)
				}
				for i, value := range want {
					r := created(i+2, text(fmt.Sprint("id", i)), text(value), text("end"))
					r.Row.Line = line
					list = append(list, r)
				}
				o := sampleOptions()
				o.Header = texts("=Id", "Text", "End")
				path := writeAll(t, filepath.Join(t.TempDir(), "r"+ext), o, standardCaps(), list)
				book, got := readBack(t, path)
				if h := book.Header(); len(h) != 3 || h[0].Value != "=Id" {
					t.Errorf("header %+v", h)
				}
				if len(got) != len(want) {
					t.Fatalf("%d rows, want %d", len(got), len(want))
				}
				for i := range want {
					c := &got[i].Cells[1]
					if c.Value != want[i] || c.Kind != text(want[i]).Kind || c.Shown != "" {
						t.Errorf("%.40q came back as %v %.40q", want[i], c.Kind, c.Value)
					}
				}
			})
		}
	}
}

// csvSafe leaves out what no CSV reader keeps: a CR before a line break or at the end, and what it
// refuses.
func csvSafe(list []string) []string {
	var safe []string
	for _, s := range list {
		if !strings.ContainsAny(s, "\r\x00") {
			safe = append(safe, s)
		}
	}
	return safe
}

func TestCellsComeBackAsTheyWere(t *testing.T) {
	want := []cell.Cell{
		formatted("42", "000042", "000000", cell.Padded),
		{Kind: cell.Number, Value: "64.99"},
		{Kind: cell.Number, Value: "-0.1"},
		{Kind: cell.Number, Value: "123456789012345"},
		{Kind: cell.Number, Value: "0"},
		formatted("45980", "2025-11-19", "yyyy-mm-dd", cell.Date),
		{Kind: cell.Bool, Value: "TRUE"},
		{Kind: cell.Bool, Value: "FALSE"},
		{Kind: cell.Error, Value: "#N/A"},
		{Kind: cell.Error, Value: "#DIV/0!"},
		{},
		{Kind: cell.Text, Value: "007", Format: "@", Class: cell.AsText},
		{Kind: cell.Number, Value: "7", Format: "@", Class: cell.AsText},
	}
	o := sampleOptions()
	o.Header = nil
	for i := range want {
		o.Header = append(o.Header, text(fmt.Sprint("c", i)))
	}
	path := writeAll(t, filepath.Join(t.TempDir(), "r.xlsx"), o, standardCaps(), []Result{created(2, want...)})
	_, got := readBack(t, path)
	if diff := cmp.Diff(want, got[0].Cells); diff != "" {
		t.Error(diff)
	}
}

func TestOutcomesComeBackAsTheyWere(t *testing.T) {
	at := time.Date(2026, 3, 14, 9, 15, 7, 0, time.UTC)
	want := Previous{
		Status: row.Failed, Code: "=Cmd|x", Message: "=1+1 \x02 the server said", Cell: "B7", RecordID: "000123",
		HTTPStatus: 404, Attempts: 3, SourceRow: 7, RunID: "run-1", Time: at,
	}
	r := Result{Source: 7, Row: &cell.Row{Number: 7, Cells: texts("1", "x")}, Outcome: row.Outcome{
		Status: want.Status, Code: want.Code, Message: want.Message, Cell: want.Cell, RecordID: want.RecordID,
		HTTPStatus: 404, Attempts: 3, RunID: "run-1", Time: at.Add(400 * time.Millisecond).In(time.FixedZone("", 3600)),
	}}
	for _, ext := range []string{".xlsx", ".csv"} {
		path := writeAll(t, filepath.Join(t.TempDir(), "r"+ext), sampleOptions(), standardCaps(), []Result{r})
		_, got := readBack(t, path)
		if diff := cmp.Diff(want, got[0].Previous); diff != "" {
			t.Errorf("%s: %s", ext, diff)
		}
	}
}

func TestWhatAWorkbookCannotHoldStaysInvalid(t *testing.T) {
	long := strings.Repeat("é", cellChars+1)
	cells := []cell.Cell{
		text("a"),
		{Kind: cell.Formula},
		{Kind: cell.Blank, Merged: true},
		text(long),
		{Kind: cell.Formula},
		{Kind: cell.Blank, Merged: true},
	}
	r := created(2, cells...)
	r.Outcome = row.Outcome{Status: row.Invalid, Code: row.ValFormula, Cell: "B2"}
	r.Issues = []row.Issue{{Code: row.ValFormula, Cell: "B2"}, {Code: row.ValMerged, Cell: "C2"}}
	o := sampleOptions()
	o.Header = texts("a", "b", "c", "d", "e", "f")
	path := writeAll(t, filepath.Join(t.TempDir(), "r.xlsx"), o, standardCaps(), []Result{r})
	_, got := readBack(t, path)
	want := []cell.Cell{
		text("a"),
		{Kind: cell.Error, Value: markFormula},
		{Kind: cell.Error, Value: markMerged},
		{Kind: cell.Error, Value: "#CUT!"},
	}
	// The last two are in columns that no field reads: they are left blank.
	if diff := cmp.Diff(want, got[0].Cells); diff != "" {
		t.Error(diff)
	}
}

func TestDatesOf1904AreMoved(t *testing.T) {
	for _, c := range []struct{ value, shown, want string }{
		{"45980", "2025-11-19", "45980"},
		{"44518", "2025-11-19", "45980"},
		{"44518.5", "2025-11-19 12:00:00", "45980.5"},
		{"1", "1900-01-01", "1"},
		{"44518.999999", "2025-11-20", "45980.999999"},
		{"0.5", "12:00:00", "0.5"},
	} {
		in := formatted(c.value, c.shown, "yyyy-mm-dd", cell.DateTime)
		got, ok := number(&in)
		if text := fmt.Sprint(got); !ok || text != c.want {
			t.Errorf("number(%s shown %s) = %s, want %s", c.value, c.shown, text, c.want)
		}
	}
}

func TestCellsBeyondTheHeaderComeBack(t *testing.T) {
	for _, ext := range []string{".xlsx", ".csv"} {
		o := sampleOptions()
		o.Header = append(texts("a", "", "c"), cell.Cell{}, cell.Cell{})
		want := texts("1", "2", "3", "4", "", "6")
		path := writeAll(t, filepath.Join(t.TempDir(), "r"+ext), o, standardCaps(), []Result{created(2, want...), created(3, text("1"))})
		book, got := readBack(t, path)
		for i := range want {
			if g := got[0].Cells[i].Value; g != want[i].Value {
				t.Errorf("%s: column %d is %q, want %q", ext, i, g, want[i].Value)
			}
		}
		if h := book.Header(); len(h) != 3 || h[0].Value != "a" || h[1].Value != "" || h[2].Value != "c" {
			t.Errorf("%s: header %+v", ext, h)
		}
	}
}

func TestAResultsFileImportedAgainHasItsColumnsOnce(t *testing.T) {
	o := sampleOptions()
	o.Header = texts("import status", "Title", "Import Run ID", "Note")
	r := created(2, texts("FAILED", "Dev", "run-0", "x")...)
	r.Outcome = row.Outcome{Status: row.Invalid, Code: row.ValRequired, Cell: "D2", RunID: "run-1"}
	r.Issues = []row.Issue{{Code: row.ValRequired, Cell: "D2"}}
	path := writeAll(t, filepath.Join(t.TempDir(), "r.xlsx"), o, standardCaps(), []Result{r})
	book, got := readBack(t, path)
	if h := book.Header(); len(h) != 2 || h[0].Value != "Title" || h[1].Value != "Note" {
		t.Errorf("header %+v", h)
	}
	if p := got[0].Previous; p.Status != row.Invalid || p.RunID != "run-1" {
		t.Errorf("previous %+v", p)
	}
	f := openExcel(t, path)
	if comments, err := f.GetComments(sheetResults); err != nil || len(comments) != 1 || comments[0].Cell != "B2" {
		t.Errorf("notes %+v, %v", comments, err)
	}
}

func TestNumberFormatsAreKept(t *testing.T) {
	codes := []string{
		"0", "0.00", "#,##0", "#,##0.00", "0%", "0.00%", "0.00E+00", "mm-dd-yy", "d-mmm-yy", "h:mm", "h:mm:ss", "m/d/yy h:mm",
		"[h]:mm:ss", "@", "000000", "[$-409]d-mmm-yy;@", `#,##0.00\ "€"`, "[Red]-0.0;[Blue]0.0", `"ID-"0000`, "# ?/?", "mm:ss.0",
		`_-* #,##0.00\ _€_-;\-* #,##0.00\ _€_-`, "dd/mm/yyyy", "General\" h\"",
	}
	var cells, header []cell.Cell
	for _, code := range codes {
		cells = append(cells, cell.Cell{Kind: cell.Number, Value: "42", Format: code})
		header = append(header, text(code))
	}
	bad := created(3, append([]cell.Cell(nil), cells...)...)
	bad.Outcome = row.Outcome{Status: row.Invalid, Code: row.ValRange, RunID: "run-1"}
	for i := range codes {
		bad.Issues = append(bad.Issues, row.Issue{Code: row.ValRange, Cell: cell.Name(i, 3)})
	}
	o := sampleOptions()
	o.Header = header
	path := writeAll(t, filepath.Join(t.TempDir(), "r.xlsx"), o, standardCaps(), []Result{created(2, cells...), bad})
	_, got := readBack(t, path)
	for line := range got {
		for i, code := range codes {
			if c := got[line].Cells[i]; c.Format != code || c.Value != "42" {
				t.Errorf("%q came back as %q on line %d", code, c.Format, line+2)
			}
		}
	}
}

func TestTooManyColumnsAreRefused(t *testing.T) {
	o := sampleOptions()
	o.Header = make([]cell.Cell, cell.MaxColumns-9)
	for i := range o.Header {
		o.Header[i] = text("c")
	}
	w, err := Create(filepath.Join(t.TempDir(), "r.xlsx"), o)
	if err == nil {
		err = w.Write(new(created(2, text("1"))))
		_, closing := w.Close(Summary{})
		err = errors.Join(err, closing)
	}
	if err == nil || !strings.Contains(err.Error(), "needs 16385 columns") {
		t.Errorf("error %v", err)
	}
}
