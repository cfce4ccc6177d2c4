package samples

import (
	"context"
	"strings"
	"testing"

	"posimport/importer/sheet"
	"posimport/importer/sheet/cell"
)

// Every sample, read as an import reads it, must say what its table says.
func TestSamplesReadAsTheyWereMeant(t *testing.T) {
	tests := map[string]struct {
		table table
		o     sheet.Options
	}{
		"cor-clean.csv":     {corClean(), sheet.Options{}},
		"cor-clean.xlsx":    {corClean(), sheet.Options{}},
		"cor-flawed.csv":    {corFlawed(), sheet.Options{}},
		"cor-flawed.xlsx":   {corFlawed(), sheet.Options{}},
		"cor-excel-es.csv":  {corSpanish(), sheet.Options{Encoding: "windows-1252", Delimiter: ";"}},
		"aptly-clean.csv":   {aptlyClean(), sheet.Options{}},
		"aptly-clean.xlsx":  {aptlyClean(), sheet.Options{}},
		"aptly-flawed.csv":  {aptlyFlawed(), sheet.Options{}},
		"aptly-flawed.xlsx": {aptlyFlawed(), sheet.Options{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			src, err := sheet.Open(context.Background(), name, test.o)
			if err != nil {
				t.Fatal(err)
			}
			defer src.Close()
			rows := src.Rows(context.Background())
			defer rows.Close()
			count := 0
			for rows.Next() {
				r := rows.Row()
				want := test.table.headers
				if count > 0 {
					want = test.table.rows[count-1]
				}
				for column, text := range want {
					checkCell(t, cell.Name(column, count+1), r.At(column), text, src.Info().Format == sheet.XLSX)
				}
				count++
			}
			if err := rows.Err(); err != nil || count != len(test.table.rows)+1 {
				t.Errorf("%d rows, %v; want %d", count, err, len(test.table.rows)+1)
			}
		})
	}
}

// checkCell compares what a person sees. Ids that lost their zeros in the CSV are numbers shown with
// them in the workbook; rates are compared by what is stored, since they are shown with two decimals.
func checkCell(t *testing.T, at string, got *cell.Cell, want string, workbook bool) {
	t.Helper()
	switch {
	case got.Kind == cell.Number && got.Class == cell.Padded:
		if strings.TrimLeft(got.Display(), "0") != strings.TrimLeft(want, "0") || len(got.Display()) != 6 {
			t.Errorf("%s shows %q, want %q", at, got.Display(), want)
		}
	case got.Value != want:
		t.Errorf("%s is %q, want %q", at, got.Value, want)
	case want == "#N/A" && (got.Kind == cell.Error) != workbook:
		t.Errorf("%s is of kind %d", at, got.Kind)
	}
}
