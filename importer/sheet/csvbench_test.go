package sheet

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// benchRows is the size that the project's figures are given for: 1,000,000 rows of 6 cells.
const benchRows = 1_000_000

// benchFile writes a table of rows by 6 cells; quoted puts every cell in quotes.
func benchFile(b *testing.B, rows int, quoted bool) (string, int64) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "bench.csv")
	var text strings.Builder
	format := "%06d,Ingeniero de Datos %d,external-category-%d,%d.50,Sr.,SAP\r\n"
	if quoted {
		format = "\"%06d\",\"Ingeniero de Datos %d\",\"external-category-%d\",\"%d.50\",\"Sr.\",\"SAP\"\r\n"
	}
	text.WriteString("id,name,category_id,rate,seniority,metadata.source\r\n")
	for i := range rows - 1 {
		fmt.Fprintf(&text, format, i, i, i%7, i%97)
	}
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	return path, int64(text.Len())
}

// BenchmarkCSV compares a pass with the bare loop of encoding/csv over the same file in one run.
func BenchmarkCSV(b *testing.B) {
	for _, quoted := range []bool{false, true} {
		path, size := benchFile(b, benchRows, quoted)
		name := map[bool]string{false: "plain", true: "quoted"}[quoted]
		b.Run(name+"/ours", func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				if n := passOurs(b, path, size); n != benchRows {
					b.Fatalf("%d rows", n)
				}
			}
		})
		b.Run(name+"/encoding-csv", func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				if n := passStandard(b, path); n != benchRows {
					b.Fatalf("%d rows", n)
				}
			}
		})
	}
}

func passOurs(b *testing.B, path string, size int64) int {
	file, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	source, err := openCSV(context.Background(), file, size, path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	rows := source.Rows(context.Background())
	n := 0
	for rows.Next() {
		n++
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	if err := source.Close(); err != nil {
		b.Fatal(err)
	}
	return n
}

func passStandard(b *testing.B, path string) int {
	file, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	r := csv.NewReader(file)
	r.ReuseRecord = true
	n := 0
	for {
		_, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
	return n
}
