package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// scanAll cuts a text into rows, blank ones left out.
func scanAll(in io.Reader, delim string, limits Limits) ([]csvLine, error) {
	return scanned(newCSVScanner(newTextReader(in, textEncoding{kind: kindUTF8}, 0), delim, limits))
}

// scanCarefully does the same with nothing done the quick way.
func scanCarefully(in io.Reader, delim string, limits Limits) ([]csvLine, error) {
	scan := newCSVScanner(newTextReader(in, textEncoding{kind: kindUTF8}, 0), delim, limits)
	scan.careful = true
	return scanned(scan)
}

func scanned(scan *csvScanner) ([]csvLine, error) {
	var lines []csvLine
	for scan.next() {
		line := csvLine{Number: scan.row.Number, Line: scan.row.Line}
		for i := range scan.row.Cells {
			line.Cells = append(line.Cells, scan.row.Cells[i].Value)
		}
		lines = append(lines, line)
	}
	return lines, scan.err
}

// standardRows reads by encoding/csv, strictly. It reports false for what that refuses, and for a
// lone CR or a NUL, which it takes for data.
func standardRows(text string, delim rune) ([]csvLine, bool) {
	if !utf8.ValidString(text) || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") || strings.Contains(text, "\x00") {
		return nil, false
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = delim, -1
	var lines []csvLine
	for {
		record, err := r.Read()
		if err == io.EOF {
			return lines, true
		}
		if err != nil {
			return nil, false
		}
		if strings.TrimSpace(strings.Join(record, "")) == "" {
			continue
		}
		line, _ := r.FieldPos(0)
		lines = append(lines, csvLine{Line: line, Cells: append([]string(nil), record...)})
	}
}

// FuzzCSV: what encoding/csv accepts gives the same fields on the same lines, but for CRLF inside
// quotes, which we keep; whatever comes, the size of the reads makes no difference; numbers and
// lines grow; and what is written again by encoding/csv reads the same. Nor does it make a difference what is done
// the quick way.
func FuzzCSV(f *testing.F) {
	for i, seed := range []string{
		"a,b\r\n1,2\r\n", "a;b\n\"x\"\"y\";z", "\"two\nlines\",x\ny", "a,b\r1,2\r\r", "\n\n a\n", "\"unclosed\n", "\"a\"b,c\n",
		"a, \"b\"\n", "\"a\" ,b\n", "5\" x,\"\"\n", "sep=;\n", "\"\r\n\",\"\"\"\"\r\n", "\xffa", "a\x00", ",,,\n;;\n", "\u00a0,\n",
		"\"a\r\"\r\n", "a\r\n\"", "\r", "\"\"\"", "a\nb\rc\n", "a\n\"b\"\rc\n", "a\r\r\nb\r\r\n", "a\rb\nc\r", ",b\n1\r(2", "é,\"ü\"\n", strings.Repeat("x,\"y\"\n", 20),
	} {
		f.Add(uint8(i), seed)
	}
	limits := Limits{CellSize: 1 << 16, QuoteSize: 1 << 16, Columns: 1 << 14}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		delim := []string{",", ";", "\t", "|", "§"}[which%5]
		got, err := scanAll(strings.NewReader(text), delim, limits)
		again, errAgain := scanAll(iotest.HalfReader(iotest.OneByteReader(strings.NewReader(text))), delim, limits)
		if diff := cmp.Diff(got, again); diff != "" || errorText(err) != errorText(errAgain) {
			t.Fatalf("%q by single bytes: %v, %v\n%s", text, err, errAgain, diff)
		}
		for _, l := range []Limits{limits, {CellSize: 5, QuoteSize: 3, Columns: 3}} {
			quick, err := scanAll(strings.NewReader(text), delim, l)
			careful, errCareful := scanCarefully(strings.NewReader(text), delim, l)
			if diff := cmp.Diff(careful, quick); diff != "" || errorText(err) != errorText(errCareful) {
				t.Fatalf("%q: carefully %v, quickly %v (-carefully +quickly)\n%s", text, errCareful, err, diff)
			}
		}
		checkPlaces(t, text, got)
		want, standard := standardRows(text, []rune(delim)[0])
		if !standard {
			return
		}
		if err != nil {
			t.Fatalf("%q: encoding/csv reads it, we say %v", text, err)
		}
		if diff := cmp.Diff(want, likeStandard(got)); diff != "" {
			t.Fatalf("%q (-encoding/csv +ours):\n%s", text, diff)
		}
		rewritten, err := scanAll(writeStandard(t, got, []rune(delim)[0]), delim, limits)
		if diff := cmp.Diff(likeStandard(got), likeStandard(rewritten), cmp.Comparer(sameCells)); diff != "" || err != nil {
			t.Fatalf("%q written again: %v\n%s", text, err, diff)
		}
	})
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func checkPlaces(t *testing.T, text string, lines []csvLine) {
	t.Helper()
	number, physical := 0, 0
	for _, line := range lines {
		if line.Number <= number || line.Line <= physical || line.Number > line.Line || line.Line > 1+lineEnds([]byte(text)) {
			t.Fatalf("%q: row %d on line %d after row %d on line %d", text, line.Number, line.Line, number, physical)
		}
		number, physical = line.Number, line.Line
	}
}

// likeStandard makes rows comparable with encoding/csv's.
func likeStandard(lines []csvLine) []csvLine {
	var out []csvLine
	for _, line := range lines {
		like := csvLine{Line: line.Line}
		for _, value := range line.Cells {
			like.Cells = append(like.Cells, strings.ReplaceAll(value, "\r\n", "\n"))
		}
		out = append(out, like)
	}
	return out
}

func sameCells(a, b csvLine) bool { return cmp.Equal(a.Cells, b.Cells) }

func writeStandard(t *testing.T, lines []csvLine, delim rune) io.Reader {
	t.Helper()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma = delim
	for _, line := range lines {
		if err := w.Write(line.Cells); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return &out
}

// Every way in which the buffer's end can fall into a record gives the same rows.
func TestScanAtBufferEnds(t *testing.T) {
	const crlf = "id,\"a \"\"q\"\"\r\nb\",c\r\n\"x\" ,\"\",\"\"\"\"\n1,2,3\r\r\n\"é\",§,\u00a0\r\n"
	const cr = "id,\"a \"\"q\"\"\rb\",c\r\"x\" ,\"\",\"\"\"\"\r1,2,3\n\r\r\"é\",§,\u00a0\r"
	for records, end := range map[string]string{crlf: "\n", cr: "\r"} {
		want, err := scanAll(strings.NewReader(end+records), ",", Limits{}.withDefaults())
		if err != nil {
			t.Fatal(err)
		}
		for shift := scanChunk - len(records) - 2; shift <= scanChunk+2; shift++ {
			text := strings.Repeat("f", shift-1) + end + records
			got, err := scanAll(strings.NewReader(text), ",", Limits{CellSize: 1 << 20, QuoteSize: 1 << 20, Columns: 10})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got[1:]); diff != "" {
				t.Fatalf("shifted by %d:\n%s", shift, diff)
			}
		}
	}
}

// An error of the disk is passed on, not taken for the end.
func TestScanReadError(t *testing.T) {
	broken := errors.New("disk on fire")
	rows, err := scanAll(io.MultiReader(strings.NewReader("a,b\n1,2\n3,"), iotest.ErrReader(broken)), ",", Limits{}.withDefaults())
	if !errors.Is(err, broken) || len(rows) != 2 {
		t.Errorf("got %v after %d rows", err, len(rows))
	}
}
