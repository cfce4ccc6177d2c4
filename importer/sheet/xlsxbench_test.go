package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"
)

const sheetRows = 1_000_000

// benchBook writes a workbook of rows with an id, two texts that repeat, a number, a whole number
// and a text of its own, as Excel writes it.
func benchBook(b *testing.B, rows int, inline bool) string {
	b.Helper()
	file, err := os.Create(filepath.Join(b.TempDir(), "bench.xlsx"))
	if err != nil {
		b.Fatal(err)
	}
	fillBenchBook(zip.NewWriter(file), rows, inline)
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
	return file.Name()
}

func fillBenchBook(w *zip.Writer, rows int, inline bool) {
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, 1) })
	all := book("").with("xl/styles.xml", styleSheet("0.00"))
	delete(all, "xl/worksheets/sheet1.xml")
	delete(all, "xl/sharedStrings.xml")
	for name, content := range all {
		entry, _ := w.Create(name)
		_, _ = entry.Write([]byte(content))
	}
	entry, _ := w.Create("xl/worksheets/sheet1.xml")
	benchSheet(entry, rows, inline)
	if !inline {
		entry, _ = w.Create("xl/sharedStrings.xml")
		benchStrings(entry, rows)
	}
	_ = w.Close()
}

func benchSheet(to io.Writer, rows int, inline bool) {
	out := bufio.NewWriterSize(to, 1<<20)
	defer func() { _ = out.Flush() }()
	fmt.Fprint(out, xmlHead, `<worksheet `, mainSpace, `><sheetData>`)
	text := func(column string, row, number int) {
		if inline {
			fmt.Fprintf(out, `<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>`, column, row, benchText(number))
			return
		}
		fmt.Fprintf(out, `<c r="%s%d" t="s"><v>%d</v></c>`, column, row, number)
	}
	for r := 1; r <= rows; r++ {
		fmt.Fprintf(out, `<row r="%d" spans="1:6">`, r)
		text("A", r, 1000+r)
		text("B", r, r*7%600)
		text("C", r, r%40)
		fmt.Fprintf(out, `<c r="D%d" s="1"><v>%d.%d</v></c>`, r, r%900, r%9+1)
		fmt.Fprintf(out, `<c r="E%d"><v>%d</v></c>`, r, r)
		text("F", r, r%7)
		fmt.Fprint(out, `</row>`)
	}
	fmt.Fprint(out, `</sheetData></worksheet>`)
}

func benchText(number int) string {
	if number > 1000 {
		return fmt.Sprintf("P-%07d", number)
	}
	return fmt.Sprintf("Senior Engineer %d, Platform &amp; Tools", number)
}

func benchStrings(to io.Writer, rows int) {
	out := bufio.NewWriterSize(to, 1<<20)
	defer func() { _ = out.Flush() }()
	fmt.Fprint(out, xmlHead, `<sst `, mainSpace, `>`)
	for i := range rows + 1001 {
		fmt.Fprintf(out, `<si><t>%s</t></si>`, benchText(i))
	}
	fmt.Fprint(out, `</sst>`)
}

// BenchmarkXLSX compares a pass over a workbook with what unzipping its two large parts and
// counting the cells takes, and with excelize's own loop over the same file.
func BenchmarkXLSX(b *testing.B) {
	for _, kind := range []struct {
		name   string
		rows   int
		inline bool
	}{{"shared", sheetRows, false}, {"inline", sheetRows, true}, {"half", sheetRows / 2, false}} {
		path := sync.OnceValue(func() string { return benchBook(b, kind.rows, kind.inline) })
		run := func(name string, read func(path string) (int, error)) {
			b.Run(kind.name+"/"+name, func(b *testing.B) {
				file := path()
				for b.Loop() {
					debug.FreeOSMemory()
					peak := watchMemory()
					count, err := read(file)
					b.ReportMetric(peak(), "peak-MiB")
					if err != nil || count != kind.rows {
						b.Fatalf("%d rows, %v", count, err)
					}
				}
			})
		}
		run("floor", readFloor)
		run("ours", readOurs)
		if kind.rows == sheetRows {
			run("excelize", readExcelize)
		}
	}
}

// watchMemory samples what the program has from the system until the result is called, which
// returns the most that it saw above the beginning.
func watchMemory() func() float64 {
	held := func() float64 {
		samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		metrics.Read(samples)
		return float64(samples[0].Value.Uint64()-samples[1].Value.Uint64()) / (1 << 20)
	}
	stop := make(chan struct{})
	var most float64
	var watching sync.WaitGroup
	watching.Go(func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			most = max(most, held())
			select {
			case <-stop:
				return
			case <-tick.C:
			}
		}
	})
	return func() float64 {
		close(stop)
		watching.Wait()
		return most
	}
}

func readFloor(path string) (int, error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = archive.Close() }()
	archive.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return flate.NewReader(r) })
	rows := 0
	buf := make([]byte, 256<<10)
	for _, entry := range archive.File {
		if entry.UncompressedSize64 == 0 && entry.Flags&8 == 0 {
			continue
		}
		part, err := entry.Open()
		if err != nil {
			return 0, err
		}
		for {
			n, err := part.Read(buf)
			rows += bytes.Count(buf[:n], []byte("</row"))
			if err == io.EOF {
				break
			}
			if err != nil {
				return 0, err
			}
		}
		_ = part.Close()
	}
	return benchRound(rows), nil
}

// benchRound makes up for the few end tags that lie across two reads.
func benchRound(rows int) int { return (rows + 5000) / 10000 * 10000 }

func readOurs(path string) (int, error) {
	source, err := Open(context.Background(), path, Options{})
	if err != nil {
		return 0, err
	}
	defer func() { _ = source.Close() }()
	rows := source.Rows(context.Background())
	defer func() { _ = rows.Close() }()
	count := 0
	for rows.Next() {
		count++
	}
	return count, rows.Err()
}

func readExcelize(path string) (int, error) {
	file, err := excelize.OpenFile(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = file.Close() }()
	rows, err := file.Rows("Positions")
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	count := 0
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			return 0, err
		}
		count++
	}
	return count, rows.Error()
}

// TestReadWritesNothing reads a workbook with the folder for temporary files out of reach.
func TestReadWritesNothing(t *testing.T) {
	path := book(sheetOf(`<row><c t="s"><v>1</v></c></row>`)).write(t)
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder)
	if _, _, err := readAll(path, Options{}); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("%v in the temporary folder, %v", left, err)
	}
}
