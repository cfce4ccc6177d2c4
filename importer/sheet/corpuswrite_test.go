//go:build corpus

package sheet

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"posimport/importer/sheet/cell"
)

// corpusCase is one workbook of cases.json.
type corpusCase struct {
	Name          string       `json:"name"`
	Cells         []corpusSpec `json:"cells"`
	Repeat        int          `json:"repeat"`
	Before        string       `json:"before"`
	Date1904      bool         `json:"date1904"`
	Styled        []string     `json:"styled"`
	HiddenRows    []int        `json:"hiddenRows"`
	HiddenColumns []int        `json:"hiddenColumns"`
	Merged        []string     `json:"merged"`
}

type corpusSpec struct {
	At      string  `json:"at"`
	Type    string  `json:"type"`
	Value   any     `json:"value"`
	Want    string  `json:"want"`
	Format  string  `json:"format"`
	Shown   *string `json:"shown"`
	Formula string  `json:"formula"`
}

// TestWriteCorpus writes the workbooks of cases.json with excelize into the folder that
// CORPUS_OUT names. generate.sh runs it.
func TestWriteCorpus(t *testing.T) {
	data, err := os.ReadFile("testdata/corpus/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []corpusCase
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for i := range cases {
		one := &cases[i]
		if one.Name == "errors" || one.Date1904 { // excelize has no call for either
			continue
		}
		name := filepath.Join(os.Getenv("CORPUS_OUT"), "excelize-"+one.Name)
		if err := one.write(name + ".xlsx"); err != nil {
			t.Fatalf("%s: %v", one.Name, err)
		}
		want, err := json.Marshal(one.expected())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name+".json", append(want, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// each visits every cell, repeated where the case says so.
func (c *corpusCase) each(visit func(name string, s *corpusSpec)) {
	for times := range max(c.Repeat, 1) {
		for i := range c.Cells {
			column, row, _ := cell.ParseName(c.Cells[i].At)
			visit(cell.Name(column, row+times), &c.Cells[i])
		}
	}
}

func (c *corpusCase) expected() corpusBook {
	book := corpusBook{
		Writer: "excelize", Cells: map[string]corpusCell{}, HiddenRows: append([]int{}, c.HiddenRows...),
		HiddenColumns: append([]int{}, c.HiddenColumns...), Merged: append([]string{}, c.Merged...),
	}
	c.each(func(name string, s *corpusSpec) {
		one := corpusCell{Kind: s.Type, Value: s.Want, Shown: s.Shown}
		switch s.Type {
		case "date":
			one.Kind = "number"
		case "text":
			one.Value = s.Value.(string)
		case "bool":
			one.Value = strings.ToUpper(fmt.Sprint(s.Value))
		case "formula":
			one = corpusCell{Kind: "formula"}
		case "rich":
			one.Kind, one.Value = "text", strings.Join(runs(s.Value), "")
		}
		book.Cells[name] = one
	})
	return book
}

func runs(value any) []string {
	var texts []string
	for _, run := range value.([]any) {
		texts = append(texts, run.(string))
	}
	return texts
}

func (c *corpusCase) write(path string) error {
	const sheet = "Positions"
	f := excelize.NewFile()
	var failed error
	check := func(err error) {
		if failed == nil {
			failed = err
		}
	}
	check(f.SetSheetName("Sheet1", sheet))
	styles := map[string]int{}
	c.each(func(name string, s *corpusSpec) {
		check(writeSpec(f, sheet, name, s))
		if s.Format == "" {
			return
		}
		if _, known := styles[s.Format]; !known {
			id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &s.Format})
			check(err)
			styles[s.Format] = id
		}
		check(f.SetCellStyle(sheet, name, name, styles[s.Format]))
	})
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	check(err)
	for _, name := range c.Styled {
		check(f.SetCellStyle(sheet, name, name, bold))
	}
	for _, row := range c.HiddenRows {
		check(f.SetRowVisible(sheet, row, false))
	}
	for _, column := range c.HiddenColumns {
		check(f.SetColVisible(sheet, cell.ColumnName(column), false))
	}
	for _, area := range c.Merged {
		first, last, _ := strings.Cut(area, ":")
		check(f.MergeCell(sheet, first, last))
	}
	if c.Before != "" {
		_, err := f.NewSheet(c.Before)
		check(err)
		check(f.MoveSheet(c.Before, sheet))
		check(f.SetSheetVisible(c.Before, false))
	}
	check(f.SaveAs(path))
	return failed
}

func writeSpec(f *excelize.File, sheet, name string, s *corpusSpec) error {
	switch s.Type {
	case "date":
		at, err := time.Parse("2006-01-02T15:04:05", s.Value.(string))
		if err != nil {
			return err
		}
		return f.SetCellValue(sheet, name, at)
	case "formula":
		return f.SetCellFormula(sheet, name, s.Formula)
	case "rich":
		var texts []excelize.RichTextRun
		for i, text := range runs(s.Value) {
			texts = append(texts, excelize.RichTextRun{Text: text, Font: &excelize.Font{Bold: i == 1}})
		}
		return f.SetCellRichText(sheet, name, texts)
	}
	return f.SetCellValue(sheet, name, s.Value)
}
