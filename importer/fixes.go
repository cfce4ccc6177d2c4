package importer

import (
	"posimport/importer/sheet/cell"
	"posimport/mapping"
)

// WithFixes returns a mapping whose values: hold what the sheet Fixes of a results workbook says:
// column → value → what takes its place. A column that no field reads is left out.
func WithFixes(m *mapping.Mapping, columns []string, replace map[string]map[string]string) (*mapping.Mapping, error) {
	header := cell.Row{Number: 1}
	for _, name := range columns {
		header.Cells = append(header.Cells, cell.Cell{Kind: cell.Text, Value: name})
	}
	binding, _, err := m.Bind(&header)
	if err != nil {
		return nil, err
	}
	for i, name := range columns {
		for _, field := range binding.FieldsOf(i) {
			if values := replace[name]; values != nil {
				m = m.WithValues(field, values)
			}
		}
	}
	return m, nil
}
