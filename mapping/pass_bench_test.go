package mapping

import (
	"fmt"
	"runtime"
	"strconv"
	"testing"

	"posimport/importer/sheet/cell"
)

func TestSeenTellsTheFirstRow(t *testing.T) {
	s := newSeen()
	const n = 50_000
	for i := range n {
		text := strconv.Itoa(i)
		if before, _ := s.first(s.hash([]byte(text)), text); before != 0 {
			t.Fatalf("%d was taken for row %d", i, before)
		}
		s.add(s.hash([]byte(text)), text, uint32(i+2))
	}
	for i := range n {
		if before, otherwise := s.first(s.hash([]byte(strconv.Itoa(i))), strconv.Itoa(i)); before != uint32(i+2) || otherwise {
			t.Fatalf("%d is said to be first in row %d", i, before)
		}
	}
}

// TestSeenIsSmall holds the memory for a million ids to 28 MiB.
func TestSeenIsSmall(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := newSeen()
	var buffer []byte
	for i := range 1_000_000 {
		buffer = fmt.Appendf(buffer[:0], "position-%07d", i)
		s.add(s.hash(buffer), string(buffer), uint32(i+2))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 28<<20 {
		t.Errorf("%d MiB for %d ids", grown>>20, s.count)
	}
}

// benchRows are rows of six columns, as the readers yield them.
func benchRows(n int) []cell.Row {
	rows := make([]cell.Row, n)
	levels := []string{"Senior", "Junior", "LEAD"}
	for i := range rows {
		rows[i] = *textRow(i+2, fmt.Sprintf("P%06d", i), "Développeur "+strconv.Itoa(i%50), "Engineering",
			fmt.Sprintf("%d,%02d", 20+i%80, i%100), levels[i%3], "note")
	}
	return rows
}

func TestRecordTakesNoMemory(t *testing.T) {
	p := benchPass(t)
	rows := benchRows(1000)
	at := 0
	for i := range rows { // the ids' table grows once
		p.Record(&rows[i])
	}
	if got := testing.AllocsPerRun(1000, func() {
		r := &rows[at%len(rows)]
		at++
		r.Cells[0].Value = "" // no issue of a double id
		p.Record(r)
	}); got > 3 {
		t.Errorf("%.1f allocations a row, want at most those of one issue and one number", got)
	}
}

func benchPass(t testing.TB) *Pass {
	t.Helper()
	m := parse(t, `version: 1
target: cor
fields:
  metadata.source: {const: SAP}
  id: {from: ID, pad_left: 8}
  name: Name
  category_id: {from: Family, values: {Engineering: c1, Finance: c2}}
  rate: {from: Rate, decimal: ","}
  seniority: {from: Level, values: {Senior: Sr., Junior: Jr., lead: Lead}}
ignore: [Note]
`)
	return bind(t, m, "ID", "Name", "Family", "Rate", "Level", "Note").NewPass()
}

// BenchmarkRecord converts rows of six columns; a million of them in well under two seconds.
func BenchmarkRecord(b *testing.B) {
	rows := benchRows(100_000)
	p := benchPass(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%len(rows) == 0 {
			p = p.b.NewPass()
		}
		if _, issues := p.Record(&rows[i%len(rows)]); len(issues) > 0 {
			b.Fatalf("row %d: %+v", i, issues)
		}
	}
}

// BenchmarkSuggest proposes a mapping for 24 columns and 500 rows.
func BenchmarkSuggest(b *testing.B) {
	header, rows := &cell.Row{Number: 1}, make([]cell.Row, 500)
	for i := range 24 {
		header.Cells = append(header.Cells, textCell(fmt.Sprintf("Some other column %d", i)))
	}
	for i := range rows {
		for j := range 24 {
			rows[i].Cells = append(rows[i].Cells, textCell(fmt.Sprintf("value %d of %d", j, i)))
		}
	}
	for b.Loop() {
		Suggest(aptlySchema(), header, rows, SuggestInfo{})
	}
}

// BenchmarkIDs remembers a million ids: in order, with gaps, and in none.
func BenchmarkIDs(b *testing.B) {
	for name, number := range map[string]func(i int) int{
		"sequence": func(i int) int { return i },
		"gaps":     func(i int) int { return i * 3 },
		"random":   func(i int) int { return i * 7919 % 1_000_003 },
		"swapped":  func(i int) int { return i ^ 1 },
		"stray":    func(i int) int { return (i*3 + 2_999_999) % 3_000_000 }, // the first one
	} {
		var values []string
		for i := range 1_000_000 {
			values = append(values, fmt.Sprintf("P-%07d", number(i)))
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				d := newIDs()
				for i, value := range values {
					d.first(value, uint32(i+2))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e6, "ns/id")
		})
	}
}
