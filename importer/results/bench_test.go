package results

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"posimport/importer/row"
)

// The benchmarks write 100,000 rows, or as many as RESULTS_ROWS says. A full sample has a tenth of
// its rows fail.
func benchRows(b *testing.B) int {
	b.Helper()
	if text := os.Getenv("RESULTS_ROWS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		return n
	}
	return 100_000
}

// benchResults are 20 rows that repeat, so that making them is not what is measured.
func benchResults() []Result {
	var list []Result
	for i := range 20 {
		list = append(list, sampleResult(i))
	}
	return list
}

func benchResult(list []Result, i int) Result {
	r := list[i%len(list)]
	r.Source = i + 4
	return r
}

// BenchmarkWrite writes a results workbook.
func BenchmarkWrite(b *testing.B) {
	list, n := benchResults(), benchRows(b)
	measured(b, n, func(path string) error {
		return benchWrite(path, n, func(i int) Result { return benchResult(list, i) })
	})
}

// BenchmarkWriteAllFailing is the worst case: every row has a line in Errors, a note or a link.
func BenchmarkWriteAllFailing(b *testing.B) {
	list, n := benchResults(), benchRows(b)
	measured(b, n, func(path string) error {
		return benchWrite(path, n, func(i int) Result {
			r := list[3]
			r.Source = i + 4
			return r
		})
	})
}

func benchWrite(path string, n int, result func(int) Result) error {
	w, err := Create(path, sampleOptions())
	if err != nil {
		return err
	}
	defer w.Abort()
	for i := range n {
		if err := w.Write(new(result(i))); err != nil {
			return err
		}
	}
	_, err = w.Close(sampleSummary())
	return err
}

// BenchmarkBareStreamWriter writes the same columns with excelize alone.
func BenchmarkBareStreamWriter(b *testing.B) {
	list, n := benchResults(), benchRows(b)
	measured(b, n, func(path string) error { return benchBare(path, n, list) })
}

func benchBare(path string, n int, list []Result) error {
	f := excelize.NewFile(excelize.Options{TmpDir: filepath.Dir(path)})
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	for i := range n {
		r := benchResult(list, i)
		o := &r.Outcome
		values := make([]any, 0, 15)
		for c := range r.Row.Cells {
			if number, ok := number(&r.Row.Cells[c]); ok {
				values = append(values, number)
			} else if text := r.Row.Cells[c].Value; text != "" {
				values = append(values, text)
			} else {
				values = append(values, nil)
			}
		}
		for _, text := range []string{string(o.Status), string(o.Code), o.Message, o.Cell, o.RecordID} {
			values = append(values, orNil(text))
		}
		for _, number := range []int{o.HTTPStatus, o.Attempts, r.Source} {
			if number == 0 {
				values = append(values, nil)
			} else {
				values = append(values, number)
			}
		}
		values = append(values, orNil(o.RunID), orNil(timestamp(o)))
		if err := w.SetRow("A"+strconv.Itoa(i+1), values); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.SaveAs(path)
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// BenchmarkWriteCSV writes a results CSV.
func BenchmarkWriteCSV(b *testing.B) {
	list, n := benchResults(), benchRows(b)
	measured(b, n, func(path string) error {
		return benchWrite(strings.TrimSuffix(path, ".xlsx")+".csv", n, func(i int) Result { return benchResult(list, i) })
	})
}

// BenchmarkRead reads a results workbook back.
func BenchmarkRead(b *testing.B) {
	list, n := benchResults(), benchRows(b)
	file := filepath.Join(b.TempDir(), "in.xlsx")
	if err := benchWrite(file, n, func(i int) Result { return benchResult(list, i) }); err != nil {
		b.Fatal(err)
	}
	measured(b, n, func(string) error {
		book, err := Open(b.Context(), file)
		if err != nil {
			return err
		}
		defer book.Close()
		rows, got := book.Rows(b.Context()), 0
		for rows.Next() {
			if rows.Previous().Status != row.Created {
				got++
			}
		}
		if got == 0 {
			return fmt.Errorf("no row failed")
		}
		return rows.Err()
	})
}

// measured runs write for each iteration and reports rows a second and the most memory that the
// process had from the system, sampled every few milliseconds.
func measured(b *testing.B, n int, write func(path string) error) {
	runtime.GC()
	peak := watchMemory()
	for b.Loop() {
		if err := write(filepath.Join(b.TempDir(), "r.xlsx")); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(peak(), "peak-MiB")
}

func watchMemory() (stop func() float64) {
	done, result := make(chan struct{}), make(chan float64, 1)
	var once sync.Once
	go func() {
		sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		most := uint64(0)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64()-sample[1].Value.Uint64())
			select {
			case <-done:
				result <- float64(most) / (1 << 20)
				return
			case <-tick.C:
			}
		}
	}()
	return func() float64 {
		once.Do(func() { close(done) })
		return <-result
	}
}
