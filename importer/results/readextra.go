package results

import (
	"context"
	"errors"
	"slices"
	"strings"

	"posimport/importer/row"
	"posimport/importer/sheet"
	"posimport/importer/sheet/cell"
)

// Fix is a line of the sheet Fixes that was filled in: in every row whose column shows Value,
// Replacement takes its place.
type Fix struct {
	Column      string // the header as the file has it
	Value       string // as a person sees it
	Replacement string
}

// readMeta reads what the workbook knows of its run from its hidden sheet.
func readMeta(ctx context.Context, path string) (Meta, error) {
	var lines [][]string
	err := readSheet(ctx, path, sheetMeta, func(r *cell.Row) {
		line := make([]string, len(r.Cells))
		for i := range r.Cells {
			line[i] = r.Cells[i].Display()
		}
		lines = append(lines, line)
	})
	if err != nil {
		return Meta{}, err
	}
	meta, err := decodeMeta(lines)
	if err != nil {
		return Meta{}, &sheet.Error{
			Code: row.FileDamaged, File: path, Sheet: sheetMeta, Problem: err.Error(), Err: err,
			Advice: "use the workbook as posimport wrote it, or save its rows as CSV and retry that with --mapping",
		}
	}
	return meta, nil
}

// readFixes reads the lines of the sheet Fixes that were filled in. Its columns are found by their
// titles in any language.
func readFixes(ctx context.Context, path string) ([]Fix, error) {
	var fixes []Fix
	var at *fixColumns
	err := readSheet(ctx, path, sheetFixes, func(r *cell.Row) {
		if at == nil {
			at = findFixColumns(r)
			return
		}
		fix := Fix{
			Column: r.At(at.column).Display(), Value: r.At(at.value).Display(),
			Replacement: strings.TrimSpace(r.At(at.replacement).Display()),
		}
		if fix.Replacement != "" {
			fixes = append(fixes, fix)
		}
	})
	if err != nil {
		return nil, err
	}
	return fixes, nil
}

// fixColumns is where the columns of Fixes stand.
type fixColumns struct{ column, value, replacement int }

func findFixColumns(r *cell.Row) *fixColumns {
	find := func(pick func(*labels) string) int {
		titles := []string{pick(english()), pick(spanish())}
		return slices.IndexFunc(r.Cells, func(c cell.Cell) bool {
			return slices.Contains(titles, strings.TrimSpace(c.Display()))
		})
	}
	at := fixColumns{
		column:      find(func(l *labels) string { return l.column }),
		value:       find(func(l *labels) string { return l.value }),
		replacement: find(func(l *labels) string { return l.replacement }),
	}
	if at.column < 0 || at.value < 0 || at.replacement < 0 {
		return nil
	}
	return &at
}

// readSheet calls each for the rows of a small sheet.
func readSheet(ctx context.Context, path, name string, each func(*cell.Row)) (err error) {
	source, err := sheet.Open(ctx, path, sheet.Options{Sheet: name})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	rows := source.Rows(ctx)
	defer rows.Close()
	for rows.Next() {
		each(rows.Row())
	}
	return rows.Err()
}
