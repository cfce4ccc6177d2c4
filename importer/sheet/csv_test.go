package sheet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
	"posimport/importer/sheet/cell"
)

// csvLine is a row as tests write it down.
type csvLine struct {
	Number, Line int
	Cells        []string
}

// openCSVText opens content as a file named in.csv.
func openCSVText(t testing.TB, content string, o Options) (Source, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	source, err := openCSV(context.Background(), file, int64(len(content)), "in.csv", o)
	if err != nil {
		if closing := file.Close(); closing != nil {
			t.Fatal(closing)
		}
		return nil, err
	}
	t.Cleanup(func() { _ = source.Close() })
	return source, nil
}

// readCSV makes a pass over a source.
func readCSV(t testing.TB, source Source) ([]csvLine, error) {
	t.Helper()
	rows := source.Rows(context.Background())
	var lines []csvLine
	for rows.Next() {
		r := rows.Row()
		line := csvLine{Number: r.Number, Line: r.Line}
		for i := range r.Cells {
			c := r.Cells[i]
			if want := map[bool]cell.Kind{true: cell.Blank, false: cell.Text}[c.Value == ""]; c.Kind != want {
				t.Errorf("%s: kind %d for value %q", cell.Name(i, r.Number), c.Kind, c.Value)
			}
			line.Cells = append(line.Cells, c.Value)
		}
		lines = append(lines, line)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	return lines, rows.Err()
}

// allCSV opens and reads, whichever fails first.
func allCSV(t testing.TB, content string, o Options) ([]csvLine, error) {
	t.Helper()
	source, err := openCSVText(t, content, o)
	if err != nil {
		return nil, err
	}
	return readCSV(t, source)
}

func utf16Text(text string, big bool) string {
	var out strings.Builder
	for _, char := range text {
		for _, unit := range utf16Units(char) {
			if big {
				out.WriteByte(byte(unit >> 8))
				out.WriteByte(byte(unit))
			} else {
				out.WriteByte(byte(unit))
				out.WriteByte(byte(unit >> 8))
			}
		}
	}
	return out.String()
}

func utf16Units(char rune) []uint16 {
	if char < 0x10000 {
		return []uint16{uint16(char)}
	}
	char -= 0x10000
	return []uint16{uint16(0xD800 + char>>10), uint16(0xDC00 + char&0x3FF)}
}

func TestCSVRows(t *testing.T) {
	tests := map[string]struct {
		content string
		o       Options
		want    []csvLine
	}{
		"excel, comma, CRLF": {
			content: "\xef\xbb\xbfid,name,rate\r\n00042,Diseñador,64.99\r\n",
			want:    []csvLine{{1, 1, []string{"id", "name", "rate"}}, {2, 2, []string{"00042", "Diseñador", "64.99"}}},
		},
		"excel, semicolon, Windows-1252": {
			content: "C\xf3digo;T\xedtulo;Tarifa\r\n007;Dise\xf1ador \x96 Jefe;1234,5\r\n",
			o:       Options{Encoding: "windows-1252"},
			want:    []csvLine{{1, 1, []string{"Código", "Título", "Tarifa"}}, {2, 2, []string{"007", "Diseñador – Jefe", "1234,5"}}},
		},
		"excel, Unicode Text": {
			content: "\xff\xfe" + utf16Text("id\tname\tnote\r\n007\tDiseñador 🚀\t\"a \"\"b\"\", c\"\r\n", false),
			want:    []csvLine{{1, 1, []string{"id", "name", "note"}}, {2, 2, []string{"007", "Diseñador 🚀", `a "b", c`}}},
		},
		"UTF-16BE": {
			content: "\xfe\xff" + utf16Text("id,name\n1,é\n", true),
			want:    []csvLine{{1, 1, []string{"id", "name"}}, {2, 2, []string{"1", "é"}}},
		},
		"libreoffice, all text quoted, LF": {
			content: "\"id\",\"name\",\"rate\"\n\"1\",\"Jefe, de \"\"Área\"\"\",12.5\n",
			want:    []csvLine{{1, 1, []string{"id", "name", "rate"}}, {2, 2, []string{"1", `Jefe, de "Área"`, "12.5"}}},
		},
		"google sheets, CRLF, LF inside quotes, no last line end": {
			content: "id,name\r\n1,\"two\nlines\"\r\n2,x",
			want:    []csvLine{{1, 1, []string{"id", "name"}}, {2, 2, []string{"1", "two\nlines"}}, {3, 4, []string{"2", "x"}}},
		},
		"CRLF and lone CR stay inside quotes and count as lines": {
			content: "a,b\r\n\"1\r\n2\r3\n4\",x\r\ny,z\r\n",
			want:    []csvLine{{1, 1, []string{"a", "b"}}, {2, 2, []string{"1\r\n2\r3\n4", "x"}}, {3, 6, []string{"y", "z"}}},
		},
		"CR before CRLF is a blank line": {
			content: "a,b\r\r\n1,2\r\r\n\"3\",4\r",
			want:    []csvLine{{1, 1, []string{"a", "b"}}, {3, 3, []string{"1", "2"}}, {5, 5, []string{"3", "4"}}},
		},
		"every line end, whole rows": {
			content: "a,b\r\n1,2\n3,4\r5,\"6,\r\n7\"\r\"8\",9\r\n",
			want:    []csvLine{{1, 1, []string{"a", "b"}}, {2, 2, []string{"1", "2"}}, {3, 3, []string{"3", "4"}}, {4, 4, []string{"5", "6,\r\n7"}}, {5, 6, []string{"8", "9"}}},
		},
		"lone CR, a short row": {
			content: "a,b\r1\r2,3\r",
			want:    []csvLine{{1, 1, []string{"a", "b"}}, {2, 2, []string{"1"}}, {3, 3, []string{"2", "3"}}},
		},
		"LF after lone CR": {
			content: "a,b\r1,2\n3,4\r5,6",
			want:    []csvLine{{1, 1, []string{"a", "b"}}, {2, 2, []string{"1", "2"}}, {3, 3, []string{"3", "4"}}, {4, 4, []string{"5", "6"}}},
		},
		"lone CR ends a line": {
			content: "a,b\r1,2\r\r3,4",
			want:    []csvLine{{1, 1, []string{"a", "b"}}, {2, 2, []string{"1", "2"}}, {4, 4, []string{"3", "4"}}},
		},
		"blank rows count": {
			content: "\n a,b\n\n  \t\n;,\n,,\n\u00a0,\n\"\",\" \"\n1,2\n\n",
			want:    []csvLine{{2, 2, []string{" a", "b"}}, {5, 5, []string{";", ""}}, {9, 9, []string{"1", "2"}}},
		},
		"sep= is a line but not a row": {
			content: "sep=;\r\na;b,c\r\n1;2,5\r\n",
			want:    []csvLine{{1, 2, []string{"a", "b,c"}}, {2, 3, []string{"1", "2,5"}}},
		},
		"quoted sep= with a byte-order mark and an odd sign": {
			content: "\xef\xbb\xbf\"SEP=^\"\na^b\n",
			want:    []csvLine{{1, 2, []string{"a", "b"}}},
		},
		"sep= yields to the declaration": {
			content: "sep=;\na;b|c\n",
			o:       Options{Delimiter: "|"},
			want:    []csvLine{{1, 2, []string{"a;b", "c"}}},
		},
		"a header that begins with sep= is a row": {
			content: "sep=mark,b\n1,2\n",
			want:    []csvLine{{1, 1, []string{"sep=mark", "b"}}, {2, 2, []string{"1", "2"}}},
		},
		"nothing is trimmed or read as a number": {
			content: "a,b,c\n 1 ,+0.10,=1+1\n'x,-0,1e5\n",
			want:    []csvLine{{1, 1, []string{"a", "b", "c"}}, {2, 2, []string{" 1 ", "+0.10", "=1+1"}}, {3, 3, []string{"'x", "-0", "1e5"}}},
		},
		"ragged rows": {
			content: "a,b,c\n1\n1,2,3,4,\n1,2,3\n1,2,3\n1,2,3\n",
			want: []csvLine{
				{1, 1, []string{"a", "b", "c"}},
				{2, 2, []string{"1"}},
				{3, 3, []string{"1", "2", "3", "4", ""}},
				{4, 4, []string{"1", "2", "3"}},
				{5, 5, []string{"1", "2", "3"}},
				{6, 6, []string{"1", "2", "3"}},
			},
		},
		"bare quotes are text": {
			content: "a,b\n5\" pipe,=\"007\"\nx\"\",y\"z\n",
			want:    []csvLine{{1, 1, []string{"a", "b"}}, {2, 2, []string{`5" pipe`, `="007"`}}, {3, 3, []string{`x""`, `y"z`}}},
		},
		"white space behind a closing quote is kept": {
			content: "a,b,c\n\"x\" ,\"y \"\"z\"\"\"\t ,1\n",
			want:    []csvLine{{1, 1, []string{"a", "b", "c"}}, {2, 2, []string{"x ", "y \"z\"\t ", "1"}}},
		},
		"quoted blanks and quotes": {
			content: "a,b,c\n\"\",\"\"\"\",\"\"\"\"\"\"\n",
			want:    []csvLine{{1, 1, []string{"a", "b", "c"}}, {2, 2, []string{"", `"`, `""`}}},
		},
		"one column": {
			content: "name\nEngineer\n\"Engineer, Senior\"\nx; y, z\n",
			want:    []csvLine{{1, 1, []string{"name"}}, {2, 2, []string{"Engineer"}}, {3, 3, []string{"Engineer, Senior"}}, {4, 4, []string{"x; y, z"}}},
		},
		"wide delimiter": {
			content: "a¦b¦\"c¦\"\"\"\n1§¦2¦3\n",
			o:       Options{Delimiter: "¦"},
			want:    []csvLine{{1, 1, []string{"a", "b", `c¦"`}}, {2, 2, []string{"1§", "2", "3"}}},
		},
		"declared tab": {
			content: "a\tb,c\n1\t\"2\"\n",
			o:       Options{Delimiter: "tab"},
			want:    []csvLine{{1, 1, []string{"a", "b,c"}}, {2, 2, []string{"1", "2"}}},
		},
		"macintosh with lone CR": {
			content: "id;name\r1;Dise\x96ador\r",
			o:       Options{Encoding: "macintosh"},
			want:    []csvLine{{1, 1, []string{"id", "name"}}, {2, 2, []string{"1", "Diseñador"}}},
		},
		"shift_jis": {
			content: "id,name\n1,\x83\x47\x83\x93\n",
			o:       Options{Encoding: "Shift_JIS"},
			want:    []csvLine{{1, 1, []string{"id", "name"}}, {2, 2, []string{"1", "エン"}}},
		},
		"a byte-order mark inside is text": {
			content: "a,b\n\xef\xbb\xbfx,y\n",
			want:    []csvLine{{1, 1, []string{"a", "b"}}, {2, 2, []string{"\uFEFFx", "y"}}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			source, err := openCSVText(t, test.content, test.o)
			if err != nil {
				t.Fatal(err)
			}
			for pass := range 2 {
				got, err := readCSV(t, source)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("pass %d (-want +got):\n%s", pass, diff)
				}
			}
		})
	}
}

func TestCSVInfo(t *testing.T) {
	tests := []struct {
		content string
		o       Options
		want    Info
	}{
		{"a,b\n", Options{}, Info{Encoding: "utf-8", Delimiter: ","}},
		{"a\n1\n", Options{Encoding: "auto", Delimiter: "auto"}, Info{Encoding: "utf-8"}},
		{"a;b\n", Options{Encoding: "CP1252"}, Info{Encoding: "windows-1252", Delimiter: ";"}},
		{"\xff\xfe" + utf16Text("a\tb\n", false), Options{Encoding: "utf-16"}, Info{Encoding: "utf-16le", Delimiter: "\t"}},
	}
	for _, test := range tests {
		source, err := openCSVText(t, test.content, test.o)
		if err != nil {
			t.Fatalf("%q: %v", test.content, err)
		}
		test.want.Format = CSV
		if diff := cmp.Diff(test.want, source.Info()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.content, diff)
		}
	}
}

// A refusal names its place, and its advice can be acted on.
func TestCSVRefused(t *testing.T) {
	small := Limits{CellSize: 20, QuoteSize: 40, Columns: 4}
	tests := map[string]struct {
		content string
		o       Options
		code    row.Code
		line    int
		cell    string
		says    []string
	}{
		"only blank lines":        {content: "\n \r\n\t\n", code: row.FileEmpty, says: []string{"blank"}},
		"only a byte-order mark":  {content: "\xef\xbb\xbf", code: row.FileEmpty},
		"NUL":                     {content: "a,b\n1,x\x00y\n", code: row.FileDamaged, line: 2, says: []string{"NUL", `"1,x"`}},
		"NUL in quotes":           {content: "a,b\n\"1\n2\x00\",x\n", code: row.FileDamaged, line: 3},
		"unclosed quote":          {content: "a,b\n1,x\n2,\"y\n3,z\n", code: row.FileDamaged, line: 3, cell: "B3", says: []string{`"y`, "never closed"}},
		"stray CR":                {content: "a,b,c\n1,x\ry,z\n", code: row.FileDamaged, line: 2, says: []string{"carriage return", `before "y,z"`, "quotes"}},
		"stray CR, last cell":     {content: "a,b\n1,x\ry\n", code: row.FileDamaged, line: 2, says: []string{"carriage return"}},
		"stray CR, first cell":    {content: "a,b\n1\rx,y\n", code: row.FileDamaged, line: 2, says: []string{"carriage return"}},
		"stray CR before quotes":  {content: "a,b\n1,2\r\"x,y\"\n", code: row.FileDamaged, line: 2, says: []string{"carriage return"}},
		"stray CR, quotes":        {content: "a,b\r\n\"1\",\"x\"\ry\r\n", code: row.FileDamaged, line: 2, says: []string{"carriage return"}},
		"unclosed, later line":    {content: "a,b\n\"1\r\n1\",\"y\n", code: row.FileDamaged, line: 3, cell: "B2"},
		"unclosed within bounds":  {content: "a,b\n1,\"" + strings.Repeat("x\n", 30) + "\",2\n", o: Options{Limits: small}, code: row.FileDamaged, line: 2, cell: "B2", says: []string{"40 bytes"}},
		"text after a quote":      {content: "a,b\n1,\"x\"y\n", code: row.FileDamaged, line: 2, cell: "B2", says: []string{`"y"`, "closing quote"}},
		"text after quote, space": {content: "a,b\n1,\"x\" y\n", code: row.FileDamaged, line: 2, cell: "B2"},
		"backslash escape":        {content: "a,b\n1,\"x \\\"y\\\" z\"\n", code: row.FileDamaged, line: 2, cell: "B2"},
		"undoubled quotes":        {content: "a,b\n1,\"the \"A\" team\"\n", code: row.FileDamaged, line: 2, cell: "B2"},
		"space before a quote":    {content: "a,b\n1, \"Doe, John\"\n", code: row.FileDamaged, line: 2, cell: "B2", says: []string{"white space"}},
		"cell too long":           {content: "a,b\n1," + strings.Repeat("x", 21) + "\n", o: Options{Limits: small}, code: row.FileLimit, line: 2, cell: "B2", says: []string{"21"}},
		"quoted cell too long":    {content: "a,b\n1,\"" + strings.Repeat("x", 21) + "\"\n", o: Options{Limits: small}, code: row.FileLimit, line: 2, cell: "B2"},
		"too many rows":           {content: "a,b\n1,2\n\n3,4\n5,6\n", o: Options{Limits: Limits{Rows: 4}}, code: row.FileLimit, line: 5, says: []string{"more than 4 rows"}},
		"too many cells":          {content: "a,b\n1,2,3,4,5\n", o: Options{Limits: small}, code: row.FileLimit, line: 2, says: []string{"more than 4"}},
		"too many quoted cells":   {content: "a,b\n\"1\",2,3,4,5,6,7\n", o: Options{Limits: small}, code: row.FileLimit, line: 2},
		"too many blank cells":    {content: "a,b\n,,,,,,\n", o: Options{Limits: small}, code: row.FileLimit, line: 2},
		"file too large":          {content: "a,b\n1,2\n", o: Options{Limits: Limits{FileSize: 7}}, code: row.FileLimit},
		"a row without an end":    {content: strings.Repeat("x", 17<<20), code: row.FileLimit, line: 1},
		"Windows-1252":            {content: "C\xf3digo;T\xedtulo\r\n1;Dise\xf1ador \x96 Jefe\r\n", code: row.FileEncoding, line: 1, says: []string{"0xF3", "windows-1252", `"Código;Título"`, "source: {encoding: windows-1252}"}},
		"Windows-1252 in line 3":  {content: "id;name\n1;x\n2;Dise\xf1ador \x96 Jefe\n", code: row.FileEncoding, line: 3, says: []string{`"2;Diseñador – Jefe"`, "source: {encoding: windows-1252}"}},
		"macintosh":               {content: "id;name\r1;Dise\x96ador\r2;Jos\x8e Mar\x92a\r", code: row.FileEncoding, line: 2, says: []string{`"1;Diseñador"`, "source: {encoding: macintosh}"}},
		"mixed, one of each":      {content: "id,name\n1,A\u00f1o\n2,A\xf1o\n", code: row.FileEncoding, line: 3, says: []string{"put together", "CSV UTF-8"}},
		"mixed encodings":         {content: "id,name\n1,Diseñador é í\n2,Dise\xf1ador\n", code: row.FileEncoding, line: 3, says: []string{"put together", "CSV UTF-8"}},
		"cut inside a character":  {content: "id,name\n1,Diseñador é\xc3", code: row.FileEncoding, line: 2, says: []string{"cut off"}},
		"overlong UTF-8":          {content: "a,b\n\xc0\xafx,1\n", code: row.FileEncoding, line: 2},
		"surrogate in UTF-8":      {content: "a,b\n\xed\xa0\x80x,1\n", code: row.FileEncoding, line: 2},
		"undefined in 1252":       {content: "a,b\n1,x\x81y\n", o: Options{Encoding: "windows-1252"}, code: row.FileEncoding, line: 2, says: []string{"0x81", "windows-1252"}},
		"C1 in ISO-8859-1":        {content: "a,b\n1,Dise\xf1ador \x96 Jefe\n", o: Options{Encoding: "latin1"}, code: row.FileEncoding, line: 2, says: []string{"0x96", "iso-8859-1", "source: {encoding: windows-1252}"}},
		"beyond ASCII":            {content: "a,b\n1,Dise\xf1ador\n", o: Options{Encoding: "ascii"}, code: row.FileEncoding, line: 2},
		"UTF-8 declared 1252":     {content: "a,b\n1,Diseñador\n", o: Options{Encoding: "windows-1252"}, code: row.FileEncoding, says: []string{"Ã±", "utf-8"}},
		"1252 declared UTF-8":     {content: "a,b\n1,Dise\xf1ador\n", o: Options{Encoding: "utf-8"}, code: row.FileEncoding, line: 2},
		"shift_jis, cut":          {content: "id,name\n1,\x83\x47\x83", o: Options{Encoding: "shift_jis"}, code: row.FileEncoding, line: 2},
		"mark against setting":    {content: "\xef\xbb\xbfa,b\n", o: Options{Encoding: "windows-1252"}, code: row.FileEncoding, says: []string{"byte-order mark", "utf-8"}},
		"mark, other order":       {content: "\xff\xfea\x00", o: Options{Encoding: "utf-16be"}, code: row.FileEncoding},
		"UTF-32":                  {content: "\xff\xfe\x00\x00a\x00\x00\x00", code: row.FileEncoding, says: []string{"UTF-32"}},
		"UTF-16LE, no mark":       {content: utf16Text("id,name\n1,Diseñador\n", false), code: row.FileEncoding, says: []string{"source: {encoding: utf-16le}"}},
		"UTF-16BE, no mark":       {content: utf16Text("id,name\n1,Diseñador\n", true), o: Options{Encoding: "windows-1252"}, code: row.FileEncoding, says: []string{"source: {encoding: utf-16be}"}},
		"utf-16, no mark":         {content: utf16Text("id,name\n1,x\n", false), o: Options{Encoding: "utf-16"}, code: row.FileEncoding, says: []string{"utf-16le"}},
		"not UTF-16":              {content: "id,name\n1,x\n", o: Options{Encoding: "utf-16le"}, code: row.FileEncoding, says: []string{"zero bytes"}},
		"UTF-16, odd end":         {content: "\xff\xfe" + utf16Text("id,name\n1,x", false) + "y", code: row.FileEncoding, line: 2, says: []string{"cut off"}},
		"UTF-16, half a pair":     {content: "\xff\xfe" + utf16Text("id,name\n1,x", false) + "\x00\xd8a\x00b\x00", code: row.FileEncoding, line: 2},
		"UTF-16, NUL":             {content: "\xff\xfe" + utf16Text("id,name\n1,\x00x\n", false), code: row.FileDamaged, line: 2},
		"unknown encoding":        {content: "a\n", o: Options{Encoding: "windows-1525"}, code: row.FileEncoding, says: []string{`"windows-1525"`, "did you mean windows-1252?"}},
		"ansi":                    {content: "a\n", o: Options{Encoding: "ANSI"}, code: row.FileEncoding, says: []string{"windows-1252"}},
		"bad delimiter":           {content: "a\n", o: Options{Delimiter: "::"}, code: row.FileDelimiter, says: []string{`"::"`}},
		"quote as delimiter":      {content: "a\n", o: Options{Delimiter: `"`}, code: row.FileDelimiter},
		"ambiguous delimiter":     {content: "a;b,c\n1;2,x\n", code: row.FileDelimiter, says: []string{`source: {delimiter: ","}`, `source: {delimiter: ";"}`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := allCSV(t, test.content, test.o)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if e.Code != test.code || e.Line != test.line || e.Cell != test.cell || e.File != "in.csv" {
				t.Errorf("got %s line %d cell %q file %q, want %s line %d cell %q: %v",
					e.Code, e.Line, e.Cell, e.File, test.code, test.line, test.cell, err)
			}
			for _, word := range test.says {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%q lacks %q", err, word)
				}
			}
			if e.Advice == "" {
				t.Error("no advice")
			}
		})
	}
}

// What is wrong far behind the first 128 KiB is found by the pass, with its line.
func TestCSVRefusedLate(t *testing.T) {
	var text strings.Builder
	text.WriteString("id,name\r\n")
	for i := range 30_000 {
		fmt.Fprintf(&text, "%d,\"two\nlines\"\r\n", i)
	}
	for bad, code := range map[string]row.Code{
		"9,Dise\xf1ador\r\n": row.FileEncoding, "9,\x00\r\n": row.FileDamaged, "9,\"x\"y\r\n": row.FileDamaged,
	} {
		source, err := openCSVText(t, text.String()+bad, Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := readCSV(t, source)
		var e *Error
		if !errors.As(err, &e) || e.Code != code || e.Line != 60_002 {
			t.Errorf("%q: got %v, want %s on line 60002", bad, err, code)
		}
		if len(rows) != 30_001 {
			t.Errorf("%q: %d rows before it, want 30001", bad, len(rows))
		}
	}
}

func TestCSVCancelled(t *testing.T) {
	source, err := openCSVText(t, "a,b\n1,2\n3,4\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	rows := source.Rows(ctx)
	if !rows.Next() {
		t.Fatal(rows.Err())
	}
	cancel()
	if rows.Next() || !errors.Is(rows.Err(), context.Canceled) {
		t.Errorf("got %v after cancelling", rows.Err())
	}
}

func TestCSVPassesAtOnce(t *testing.T) {
	source, err := openCSVText(t, "a,b\n1,2\n3,4\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	one, two := source.Rows(context.Background()), source.Rows(context.Background())
	for one.Next() {
		if !two.Next() || cmp.Diff(one.Row(), two.Row()) != "" {
			t.Fatalf("passes differ: %v and %v", one.Row(), two.Row())
		}
	}
	if two.Next() || one.Err() != nil || two.Err() != nil {
		t.Error("one pass is longer than the other")
	}
	if err := one.Close(); err != nil || one.Next() {
		t.Errorf("after Close: %v", err)
	}
}

// A file that is cut while it is read must not look like one that ended.
func TestCSVShrinks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "in.csv")
	content := "a,b\n" + strings.Repeat("1,2\n", 200_000)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	source, err := openCSV(context.Background(), file, int64(len(content)), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 400_000); err != nil {
		t.Fatal(err)
	}
	_, err = readCSV(t, source)
	if code, _ := CodeOf(err); code != row.FileUnread {
		t.Errorf("got %v, want %s", err, row.FileUnread)
	}
	if err := source.Close(); err != nil {
		t.Fatal(err)
	}
}

// Cells may be kept: no later row changes them.
func TestCSVCellsStay(t *testing.T) {
	source, err := openCSVText(t, "a,b\n\"x\"\"y\",1\n\"zzzz\",2\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := source.Rows(context.Background())
	var kept []string
	for rows.Next() {
		kept = append(kept, rows.Row().Cells[0].Value)
	}
	if diff := cmp.Diff([]string{"a", `x"y`, "zzzz"}, kept); diff != "" {
		t.Error(diff)
	}
}

// A pass allocates one string a row and nothing that grows.
func TestCSVAllocations(t *testing.T) {
	const rows = 20_000
	for name, text := range map[string]string{
		"plain": "id,name,rate\n" + strings.Repeat("1,Engineer,2.5\n", rows), "quoted": "id,name,rate\n" + strings.Repeat("\"1\",\"an \"\"Engineer\"\"\",2.5\n", rows),
		"blank": "id,name,rate\n" + strings.Repeat("1,Engineer,2.5\n\n ,,\t\n\n", rows),
	} {
		source, err := openCSVText(t, text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		pass := testing.AllocsPerRun(3, func() {
			rows := source.Rows(context.Background())
			for rows.Next() {
			}
			if rows.Err() != nil {
				t.Error(rows.Err())
			}
		})
		if pass > rows+100 {
			t.Errorf("%s: %v allocations for %d rows", name, pass, rows)
		}
	}
}

// Memory stays bounded, whatever the file: a file of one line, or of commas only, is refused early.
func TestCSVEndlessRow(t *testing.T) {
	for name, part := range map[string]string{"text": "x", "commas": "x,", "quotes": "\"x\",", "open quote": "\"x\n\"\"", "blanks": ",", "spaces": " "} {
		in := &repeatReader{part: part, left: 256 << 20}
		_, err := scanAll(in, ",", Limits{}.withDefaults())
		if code, ok := CodeOf(err); !ok || code != row.FileLimit && code != row.FileDamaged {
			t.Errorf("%s: %v", name, err)
		}
		if read := 256<<20 - in.left; read > 20<<20 {
			t.Errorf("%s: refused after %d MiB only", name, read>>20)
		}
	}
}

// repeatReader yields the same text again and again.
type repeatReader struct {
	part string
	left int
}

func (r *repeatReader) Read(out []byte) (int, error) {
	n := 0
	for n+len(r.part) <= len(out) {
		n += copy(out[n:], r.part)
	}
	r.left -= n
	if r.left < 0 {
		return 0, errors.New("read too far")
	}
	return n, nil
}

// TestWhatIsNotQuickIsNotDear: the quick way must not cost much where it does not lead anywhere.
func TestWhatIsNotQuickIsNotDear(t *testing.T) {
	for name, line := range map[string]string{
		"lone CR":        "P-1,Developer,external-category-1,1.5\r",
		"doubled quotes": "P-1,\"a \"\"big\"\" one\",external-category-1,1.5\n",
		"broken cells":   "P-1,\"two\nlines\",external-category-1,1.5\n",
		"quick":          "P-1,Developer,external-category-1,1.5\n",
	} {
		text := strings.Repeat(line, 20_000)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		scan := newCSVScanner(newTextReader(strings.NewReader(text), textEncoding{kind: kindUTF8}, 0), ",", Limits{}.withDefaults())
		rows := 0
		for scan.next() {
			rows++
		}
		runtime.ReadMemStats(&after)
		if used := int(after.TotalAlloc - before.TotalAlloc); scan.err != nil || rows != 20_000 || used > 4*len(text)+1<<20 {
			t.Errorf("%s: %d rows of %d bytes took %d bytes, %v", name, rows, len(text), used, scan.err)
		}
	}
}
