package importer

import (
	"context"

	"posimport/importer/sheet"
	"posimport/importer/target"
	"posimport/mapping"
)

// Detected is a target whose built-in mapping fits a file.
type Detected struct {
	Target  target.Target
	Mapping *mapping.Mapping
}

// Detect finds the one target whose field names or template headers a file has; nil where none fits,
// or more than one does.
func Detect(ctx context.Context, file, sheetName string, headerRow int, set []string) (*Detected, error) {
	source, err := sheet.Open(ctx, file, sheet.Options{Sheet: sheetName})
	if err != nil {
		return nil, err
	}
	defer source.Close()
	head, err := readHead(ctx, source, max(headerSearch, headerRow))
	if err != nil {
		return nil, err
	}
	var found []*Detected
	for _, t := range Targets() {
		m, err := mapping.Builtin(t.Schema(), set)
		if err != nil {
			continue // --set names a field that this target does not have, or leaves one without a value
		}
		m.Source.HeaderRow = headerRow
		at, ok := m.FindHeader(head)
		if !ok {
			continue
		}
		if _, _, err := m.Bind(&head[at]); err == nil {
			found = append(found, &Detected{Target: t, Mapping: m})
		}
	}
	if len(found) != 1 {
		return nil, nil
	}
	return found[0], nil
}
