package importer

import (
	"context"

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

// Detect finds the one target whose field names or template headers a file has; nil where none fits,
// or more than one does. Where the headers fit and --set does not, the error says what is wrong with it.
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
	var found []*Detected
	var wrong error
	best := 0
	for _, t := range Targets() {
		m, err := mapping.Builtin(t.Schema(), set)
		if err == nil {
			if columns(m, headerRow, head.rows) > 0 {
				found = append(found, &Detected{Target: t, Mapping: m})
			}
			continue
		}
		// --set names a field that this target does not have, or leaves one without a value.
		switch n := columnsOtherwise(t, headerRow, head.rows); {
		case n > best:
			best, wrong = n, err
		case n == best:
			wrong = nil
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0:
		return nil, wrong
	default:
		return nil, nil
	}
}

// columns counts how many columns of a file a mapping reads; 0 where it does not fit.
func columns(m *mapping.Mapping, headerRow int, head []cell.Row) int {
	m.Source.HeaderRow = headerRow
	at, ok := m.FindHeader(head)
	if !ok {
		return 0
	}
	binding, _, err := m.Bind(&head[at])
	if err != nil {
		return 0
	}
	return len(binding.Mapped())
}

// columnsOtherwise counts how many columns would be read if the account were set as it should be.
func columnsOtherwise(t target.Target, headerRow int, head []cell.Row) int {
	s := t.Schema()
	account := s.Account()
	if account < 0 {
		return 0
	}
	m, err := mapping.Builtin(s, []string{s.Fields[account].Name + "=" + s.Fields[account].Example})
	if err != nil {
		return 0
	}
	return columns(m, headerRow, head)
}
