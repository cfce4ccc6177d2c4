package importer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"posimport/importer/row"
	"posimport/importer/sheet"
	"posimport/importer/sheet/cell"
	"posimport/importer/target"
	"posimport/mapping"
)

// Detected is a target whose built-in mapping fits a file.
type Detected struct {
	Target  target.Target
	Mapping *mapping.Mapping
}

// Detect finds the one target whose field names or template headers a file has. Where none fits, or more
// than one does, the error says what is in the way: that the file is empty, that headers are there twice,
// what is wrong with --set, or that it is not such a file.
func Detect(ctx context.Context, file, sheetName string, headerRow int, set []string) (*Detected, error) {
	source, err := sheet.Open(ctx, file, sheet.Options{Sheet: sheetName})
	if err != nil {
		return nil, err
	}
	defer source.Close()
	head, err := readHead(ctx, source, headerRow)
	if err != nil {
		return nil, err
	}
	if err := notResults(file, head.rows); err != nil {
		return nil, err
	}
	if err := headThere(file, source.Info(), head, headerRow); err != nil {
		return nil, err
	}
	var found []*Detected
	var wrong, twice error
	best := 0
	for _, t := range Targets() {
		m, badSet := mapping.Builtin(t.Schema(), set)
		if badSet != nil { // it names a field that this target does not have, or leaves one without a value
			m = anyAccount(t)
		}
		n, err := columns(m, headerRow, head.rows)
		switch {
		case headersTwice(err):
			twice = err
		case n == 0:
		case badSet == nil:
			found = append(found, &Detected{Target: t, Mapping: m})
		case n > best:
			best, wrong = n, badSet
		case n == best:
			wrong = nil
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && twice != nil:
		return nil, twice
	case len(found) == 0 && wrong != nil:
		return nil, wrong
	default:
		return nil, undetected(file, source.Info())
	}
}

// headThere says that a file has no rows, or not the one that should be the header.
func headThere(file string, info sheet.Info, h head, headerRow int) error {
	switch {
	case len(h.rows) == 0:
		return emptySheet(file, info)
	case headerRow > 0 && h.rows[len(h.rows)-1].Number != headerRow:
		return noHeaderRow(file, info, headerRow)
	}
	return nil
}

func emptySheet(file string, info sheet.Info) error {
	e := &sheet.Error{Code: row.FileEmpty, File: file, Sheet: info.Sheet, Problem: "there are no rows in it"}
	if others := otherSheets(info); others != "" {
		e.Advice = "name the sheet with --sheet; there are also " + others
	}
	return e
}

func noHeaderRow(file string, info sheet.Info, headerRow int) *sheet.Error {
	return &sheet.Error{
		Code: row.FileHeader, File: file, Sheet: info.Sheet,
		Problem: fmt.Sprintf("row %d, which should be the header, is empty or not there", headerRow),
	}
}

// undetected says that a file is no template of ours, and where else its rows may be.
func undetected(file string, info sheet.Info) error {
	where := file
	if others := otherSheets(info); others != "" {
		where = fmt.Sprintf("%s, sheet %q (--sheet takes another: %s)", file, info.Sheet, others)
	}
	return &UsageError{fmt.Sprintf("%s: its headers are not the template's nor field names; say --mapping FILE, or --target; `posimport map %s --target cor` proposes a mapping",
		where, Quoted(file))}
}

// otherSheets lists the sheets of a workbook that were not read; empty where there are none.
func otherSheets(info sheet.Info) string {
	var names []string
	for _, name := range info.Sheets {
		if name != info.Sheet {
			names = append(names, strconv.Quote(name))
		}
	}
	return strings.Join(names, ", ")
}

// headersTwice reports whether a mapping does not fit since headers that it reads are there more than once.
func headersTwice(err error) bool {
	var all *mapping.Errors
	return errors.As(err, &all) && slices.ContainsFunc(all.Problems, func(p mapping.Problem) bool { return p.Code == row.MapAmbiguous })
}

// columns counts how many columns of a file a mapping reads; where it does not fit it reads none, and the
// error says why it cannot be bound.
func columns(m *mapping.Mapping, headerRow int, head []cell.Row) (int, error) {
	if m == nil {
		return 0, nil
	}
	m.Source.HeaderRow = headerRow
	at, ok := m.FindHeader(head)
	if !ok {
		return 0, nil
	}
	binding, _, err := m.Bind(&head[at])
	if err != nil {
		return 0, err
	}
	return len(binding.Mapped()), nil
}

// anyAccount is a target's built-in mapping with the example of an account; nil where it needs more.
func anyAccount(t target.Target) *mapping.Mapping {
	s := t.Schema()
	account := s.Account()
	if account < 0 {
		return nil
	}
	m, err := mapping.Builtin(s, []string{s.Fields[account].Name + "=" + s.Fields[account].Example})
	if err != nil {
		return nil
	}
	return m
}
