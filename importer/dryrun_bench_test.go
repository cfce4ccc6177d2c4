package importer

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"posimport/importer/codes"
	"posimport/importer/memory"
	"posimport/importer/row"
	"posimport/importer/sandbox"
)

// benchRows is the size that the design's figures are given for.
const benchRows = 1_000_000

// BenchmarkDryRun compares, over the same file and in one run, a bare loop of the usual library with
// the pass that plans a run and with a whole dry run that writes its results as CSV, and that with one
// of half the rows. Peaks are what the process has from the system, above nothing. Figures are medians:
// say -benchtime 5x.
func BenchmarkDryRun(b *testing.B) {
	for _, c := range []struct {
		name string
		file func(b *testing.B, p *place, rows int) string
		bare func(path string) (int, error)
	}{
		{"csv", benchCSV, bareCSV},
		{"xlsx-shared", func(b *testing.B, p *place, rows int) string { return benchBook(b, p, rows, false) }, bareExcelize},
		{"xlsx-inline", func(b *testing.B, p *place, rows int) string { return benchBook(b, p, rows, true) }, bareExcelize},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := newPlace(b, benchMapping, sandbox.Options{})
			half := p.config(c.file(b, p, benchRows/2))
			half.DryRun, half.Shape = true, half.withDefaults()
			all := half
			all.File = c.file(b, p, benchRows)
			figures := map[string][]float64{}
			note := func(name string, figure float64) { figures[name] = append(figures[name], figure) }
			for b.Loop() {
				plan, planPeak := measure(b, func() error { return planOnly(p, all, benchRows) })
				one, halfPeak := benchDryRun(b, p, half, benchRows/2)
				two, peak := benchDryRun(b, p, all, benchRows)
				bare, _ := measure(b, func() error {
					debug.SetGCPercent(100) // as a program of its own has it
					n, err := c.bare(all.File)
					if err == nil && n != benchRows+1 {
						err = fmt.Errorf("%d rows", n)
					}
					return err
				})
				note("bare-s", bare.Seconds())
				note("dry-run-s", two.Seconds())
				note("plan/bare", plan.Seconds()/bare.Seconds())
				note("dry-run/bare", two.Seconds()/bare.Seconds())
				note("dry-run/half", two.Seconds()/one.Seconds())
				note("plan-MiB", planPeak)
				note("half-MiB", halfPeak)
				note("dry-run-MiB", peak)
			}
			reportMedians(b, figures)
		})
	}
}

// reportMedians reports figures by their names: what else the machine does changes from second to second.
func reportMedians(b *testing.B, figures map[string][]float64) {
	for name, all := range figures {
		slices.Sort(all)
		b.ReportMetric(all[len(all)/2], name)
	}
	b.ReportMetric(0, "ns/op")
}

const benchMapping = `version: 1
target: cor
fields:
  metadata.source: {const: SAP}
  id: ID
  name: Name
  category_id: Family
  rate: {from: Rate, decimal: "."}
  seniority: {from: Level, values: {Senior: Sr., Junior: Jr., Lead: Lead}}
ignore: [Notes]
`

func planOnly(p *place, cfg Config, rows int) error {
	s := &session{env: p.env(), cfg: &cfg, clock: &clock{}, words: codes.For("en")}
	if err := s.begin(); err != nil {
		return err
	}
	if err := s.prepare(context.Background(), cfg.File); err != nil {
		return err
	}
	if s.plan.valid != rows {
		return fmt.Errorf("%+v", s.plan)
	}
	return s.in.Close()
}

func benchDryRun(b *testing.B, p *place, cfg Config, rows int) (took time.Duration, peak float64) {
	b.Helper()
	took, peak = measure(b, func() error {
		report, err := Import(context.Background(), p.env(), cfg)
		if err == nil && report.Counts[row.Valid] != rows {
			err = fmt.Errorf("%v", report.Counts)
		}
		return err
	})
	if err := os.Remove(cfg.Results); err != nil {
		b.Fatal(err)
	}
	return took, peak
}

// measure returns how long something took, and the most memory that the process had meanwhile in MiB.
func measure(b testing.TB, do func() error) (time.Duration, float64) {
	b.Helper()
	defer memory.Pace()() // as main has it
	debug.FreeOSMemory()
	stop := make(chan struct{})
	most := uint64(0)
	var watching sync.WaitGroup
	watching.Go(func() {
		sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64()-sample[1].Value.Uint64())
			select {
			case <-stop:
				return
			case <-tick.C:
			}
		}
	})
	begun := time.Now()
	err := do()
	took := time.Since(begun)
	close(stop)
	watching.Wait()
	if err != nil {
		b.Fatal(err)
	}
	return took, float64(most) / (1 << 20)
}

// benchCells are the six cells of a row: an id of its own, texts that repeat, and a number.
func benchCells(n int) (id, name, family, rate, level, notes string) {
	return fmt.Sprintf("P-%07d", n), fmt.Sprintf("Senior Engineer %d, Platform & Tools", n*7%600),
		fmt.Sprintf("external-category-%d", n%40), fmt.Sprintf("%d.%d", n%900+1, n%9+1),
		[]string{"Senior", "Junior", "Lead"}[n%3], fmt.Sprintf("note %d", n%7)
}

func benchCSV(b *testing.B, p *place, rows int) string {
	b.Helper()
	path := filepath.Join(p.dir, fmt.Sprintf("bench-%d.csv", rows))
	writeBench(b, path, func(out *bufio.Writer) error {
		fmt.Fprint(out, "ID,Name,Family,Rate,Level,Notes\r\n")
		for n := range rows {
			id, name, family, rate, level, notes := benchCells(n)
			fmt.Fprintf(out, "%s,\"%s\",%s,%s,%s,%s\r\n", id, name, family, rate, level, notes)
		}
		return nil
	})
	return path
}

func writeBench(b *testing.B, path string, fill func(*bufio.Writer) error) {
	b.Helper()
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	out := bufio.NewWriterSize(f, 1<<20)
	if err := errors.Join(fill(out), out.Flush(), f.Close()); err != nil {
		b.Fatal(err)
	}
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// benchBook writes a workbook as Excel does, with shared strings, or with inline ones.
func benchBook(b *testing.B, p *place, rows int, inline bool) string {
	b.Helper()
	path := filepath.Join(p.dir, fmt.Sprintf("bench-%d.xlsx", rows))
	const (
		types = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`
		rels  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
		book  = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`
		inner = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	)
	writeBench(b, path, func(out *bufio.Writer) error {
		z := zip.NewWriter(out)
		z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 1) })
		shared := &sharedStrings{at: map[string]int{}}
		for _, part := range []struct {
			name string
			fill func(*bufio.Writer)
		}{
			{"[Content_Types].xml", func(w *bufio.Writer) { fmt.Fprint(w, xmlHead, types) }},
			{"_rels/.rels", func(w *bufio.Writer) { fmt.Fprint(w, xmlHead, rels) }},
			{"xl/workbook.xml", func(w *bufio.Writer) { fmt.Fprint(w, xmlHead, book) }},
			{"xl/_rels/workbook.xml.rels", func(w *bufio.Writer) { fmt.Fprint(w, xmlHead, inner) }},
			{"xl/worksheets/sheet1.xml", func(w *bufio.Writer) { benchSheet(w, rows, shared, inline) }},
			{"xl/sharedStrings.xml", shared.write},
		} {
			entry, err := z.Create(part.name)
			if err != nil {
				return err
			}
			w := bufio.NewWriterSize(entry, 1<<20)
			part.fill(w)
			if err := w.Flush(); err != nil {
				return err
			}
		}
		return z.Close()
	})
	return path
}

// sharedStrings gives every text its number.
type sharedStrings struct {
	at  map[string]int
	all []string
}

func (s *sharedStrings) number(text string) int {
	n, ok := s.at[text]
	if !ok {
		n = len(s.all)
		s.at[text], s.all = n, append(s.all, text)
	}
	return n
}

func (s *sharedStrings) write(w *bufio.Writer) {
	fmt.Fprint(w, xmlHead, `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	for _, text := range s.all {
		fmt.Fprintf(w, `<si><t>%s</t></si>`, text)
	}
	fmt.Fprint(w, `</sst>`)
}

func benchSheet(w *bufio.Writer, rows int, shared *sharedStrings, inline bool) {
	text := func(column byte, number int, value string) {
		if inline {
			fmt.Fprintf(w, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, column, number, value)
			return
		}
		fmt.Fprintf(w, `<c r="%c%d" t="s"><v>%d</v></c>`, column, number, shared.number(value))
	}
	fmt.Fprint(w, xmlHead, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">`)
	for i, title := range []string{"ID", "Name", "Family", "Rate", "Level", "Notes"} {
		text(byte('A'+i), 1, title)
	}
	fmt.Fprint(w, `</row>`)
	for n := range rows {
		id, name, family, rate, level, notes := benchCells(n)
		at := n + 2
		fmt.Fprintf(w, `<row r="%d" spans="1:6">`, at)
		text('A', at, id)
		text('B', at, escaped(name))
		text('C', at, family)
		fmt.Fprintf(w, `<c r="D%d"><v>%s</v></c>`, at, rate)
		text('E', at, level)
		text('F', at, notes)
		fmt.Fprint(w, `</row>`)
	}
	fmt.Fprint(w, `</sheetData></worksheet>`)
}

// escaped is for the one character of benchCells that XML does not take as it is.
func escaped(text string) string {
	for i := range len(text) {
		if text[i] == '&' {
			return text[:i] + "&amp;" + text[i+1:]
		}
	}
	return text
}

func bareCSV(path string) (rows int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.ReuseRecord = true
	for {
		_, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows++
	}
}

func bareExcelize(path string) (count int, err error) {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	rows, err := f.Rows("Sheet1")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			return count, err
		}
		count++
	}
	return count, rows.Error()
}
