package importer

import (
	"posimport/importer/sheet"
	"posimport/importer/sheet/cell"
)

// Opened says how a run reads its file and what it is about to do with it, for a person who wants to
// know.
type Opened struct {
	File      string
	Info      sheet.Info
	HeaderRow int
	MapFile   string // the mapping's path; empty for a built-in one, or one from the ledger or a workbook
	Columns   []OpenedColumn
	RunID     string
	Target    string
	Field     string // that identifies the account
	Account   string
	BaseURL   string
	Shape     Shape
}

// OpenedColumn is one column of the file, and the fields that read it: none where it is left out.
type OpenedColumn struct {
	Letter, Header string
	Fields         []string
}

// opened tells Env.Opened, where somebody listens.
func (s *session) opened() {
	if s.env.Opened == nil {
		return
	}
	field, account := s.cfg.Account()
	o := Opened{
		File: s.cfg.File, Info: s.in.info(), HeaderRow: s.in.first, MapFile: s.cfg.MapFile, RunID: s.run.ID,
		Target: s.run.Account.Target, Field: field, Account: account, BaseURL: s.cfg.BaseURL, Shape: s.cfg.Shape,
	}
	for i := range s.in.header {
		if header := s.in.header[i].Display(); header != "" {
			o.Columns = append(o.Columns, OpenedColumn{cell.ColumnName(i), header, s.in.binding.FieldsOf(i)})
		}
	}
	s.env.Opened(o)
}
