package mapping

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/gocarina/gocsv"

	"posimport/importer/row"
)

// tableLine is one line of a value table.
type tableLine struct {
	From string `csv:"from"`
	To   string `csv:"to"`
}

// table reads a value table: a CSV with the columns from and to, or, without such a header, with those
// two columns first. What stands in the mapping itself wins over it.
func (rl *ruleLoader) table(v *values, inline map[string]string, e entry, what string) {
	name, ok := rl.scalar(e.value, "file in "+what)
	if !ok {
		return
	}
	at := placeOf(e.value)
	if rl.options.ReadFile == nil {
		rl.add(at, row.MapValue, "a value table cannot be read here: "+quoted(name), "write the values into the mapping")
		return
	}
	data, err := rl.options.ReadFile(name)
	if err != nil {
		rl.add(at, row.MapValue, fmt.Sprintf("the value table %s cannot be read: %v", quoted(name), err),
			"its path is taken from the mapping's folder")
		return
	}
	lines, reader, err := readTable(data)
	if err != nil {
		rl.tableError(name, at, err)
		return
	}
	listed := map[string]string{}
	for i, line := range lines {
		p := pair{from: trimmed(line.From), to: trimmed(line.To)}
		if _, wins := inline[fold(p.from)]; wins || p.from == "" && p.to == "" {
			continue
		}
		rl.tablePair(v, listed, p, place{file: name, line: reader.lines[i], column: 1}, what)
	}
}

// tablePair adds a line of a table; a star and the word file mean in it what they mean in the mapping.
func (rl *ruleLoader) tablePair(v *values, listed map[string]string, p pair, at place, what string) {
	switch p.from {
	case "*":
		rl.add(at, row.MapValue, `a value table cannot list "*"`, `write "*" into the mapping, beside file`)
	case "file":
		p.from = "File" // the same cells, and no key of the mapping
		fallthrough
	default:
		rl.pair(v, listed, p, at, what)
	}
}

func (rl *ruleLoader) tableError(name string, at place, err error) {
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		rl.add(place{file: name, line: syntax.Line, column: syntax.Column}, row.MapValue, "this is not CSV: "+syntax.Err.Error(), "check the quotes")
		return
	}
	rl.add(at, row.MapValue, fmt.Sprintf("the value table %s cannot be read: %v", quoted(name), err), "save it as CSV UTF-8 with the columns from and to")
}

// readTable decodes a value table of text in UTF-8, separated by comma, semicolon or tab.
func readTable(data []byte) ([]tableLine, *tableReader, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	switch {
	case !utf8.Valid(data):
		return nil, nil, errors.New("it is not UTF-8")
	case bytes.IndexByte(data, 0) >= 0:
		return nil, nil, errors.New("it is not text")
	}
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = -1
	first, _, _ := bytes.Cut(data, []byte{'\n'})
	for _, delimiter := range ";\t" {
		if bytes.ContainsRune(first, delimiter) && !bytes.Contains(first, []byte{','}) {
			reader.Comma = delimiter
		}
	}
	source := &tableReader{csv: reader}
	var lines []tableLine
	err := gocsv.UnmarshalCSV(source, &lines)
	if errors.Is(err, gocsv.ErrEmptyCSVFile) || errors.Is(err, io.EOF) {
		err = errors.New("it has no lines")
	}
	if err != nil {
		return nil, nil, err
	}
	return lines, source, nil
}

// tableReader gives gocsv records of exactly two columns under the header from, to, and remembers on
// which line each began.
type tableReader struct {
	csv      *csv.Reader
	from, to int
	lines    []int
	begun    bool
	kept     []string // the first line, where it is no header
}

// Read returns the next record.
func (t *tableReader) Read() ([]string, error) {
	if !t.begun {
		return t.header()
	}
	record := t.kept
	t.kept = nil
	if record == nil {
		var err error
		if record, err = t.csv.Read(); err != nil {
			return nil, err
		}
		line, _ := t.csv.FieldPos(0)
		t.lines = append(t.lines, line)
	}
	if len(record) <= max(t.from, t.to) {
		line := t.lines[len(t.lines)-1]
		return nil, &csv.ParseError{StartLine: line, Line: line, Column: 1, Err: errors.New("the line has no second column")}
	}
	return []string{record[t.from], record[t.to]}, nil
}

// header reads the first line and decides which columns count.
func (t *tableReader) header() ([]string, error) {
	t.begun = true
	record, err := t.csv.Read()
	if err != nil {
		return nil, err
	}
	t.from, t.to = -1, -1
	for i, name := range record {
		switch strings.ToLower(trimmed(name)) {
		case "from":
			t.from = i
		case "to":
			t.to = i
		}
	}
	if t.from < 0 || t.to < 0 {
		t.from, t.to = 0, 1
		line, _ := t.csv.FieldPos(0)
		t.kept, t.lines = record, append(t.lines, line)
	}
	return []string{"from", "to"}, nil
}

// ReadAll returns all that is left.
func (t *tableReader) ReadAll() ([][]string, error) {
	var all [][]string
	for {
		record, err := t.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, record)
	}
}
