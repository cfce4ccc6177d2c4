package importer

import (
	"context"
	"errors"

	"posimport/importer/sheet"
	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
	"posimport/mapping"
)

// Looked at for a proposal: enough to tell what a column holds, little enough to be quick.
const (
	proposalHeaders = 20
	proposalSample  = 500
)

// Propose reads the head of a file and proposes a mapping for it. A CSV that is not UTF-8 is read in
// the character set that it is likely to be in, which the proposal then names.
func Propose(ctx context.Context, s *schema.Schema, file, sheetName string, headerRow int) (*mapping.Proposal, error) {
	source, encoding, err := openLikely(ctx, file, sheetName)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	head, err := firstRows(ctx, source, headerRow, max(headerRow, proposalHeaders)+proposalSample)
	if err != nil {
		return nil, err
	}
	if len(head.rows) == 0 {
		return nil, emptySheet(file, source.Info())
	}
	found := source.Info()
	info := mapping.SuggestInfo{File: file, Encoding: encoding, Delimiter: found.Delimiter, Sheet: found.Sheet}
	return bestHeader(s, head.rows, headerRow, info), nil
}

// openLikely opens a file, with the likely character set where it is not UTF-8.
func openLikely(ctx context.Context, file, sheetName string) (source sheet.Source, encoding string, err error) {
	options := sheet.Options{Sheet: sheetName}
	source, err = sheet.Open(ctx, file, options)
	if err == nil {
		// What is not UTF-8 may come late in the file.
		err = readThrough(ctx, source)
	}
	var wrong *sheet.Error
	if !errors.As(err, &wrong) || wrong.Encoding == "" {
		return source, "", err
	}
	if source != nil {
		_ = source.Close() // it is opened anew
	}
	options.Encoding = wrong.Encoding
	source, err = sheet.Open(ctx, file, options)
	return source, wrong.Encoding, err
}

func readThrough(ctx context.Context, source sheet.Source) error {
	rows := source.Rows(ctx)
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

// bestHeader proposes with each of the first rows as the header, and takes the one that is surest.
func bestHeader(s *schema.Schema, rows []cell.Row, headerRow int, info mapping.SuggestInfo) *mapping.Proposal {
	var best *mapping.Proposal
	var most float64
	for i := range rows[:min(len(rows), max(proposalHeaders, headerRow))] {
		if headerRow > 0 && rows[i].Number != headerRow {
			continue
		}
		one := info
		if i > 0 || headerRow > 0 {
			one.HeaderRow = rows[i].Number
		}
		p := mapping.Suggest(s, &rows[i], rows[i+1:], one)
		sure := 0.0
		for _, f := range p.Fields {
			sure += f.Confidence
		}
		if best == nil || sure > most {
			best, most = p, sure
		}
	}
	if best == nil { // no such row: what is proposed says so by placing nothing
		best = mapping.Suggest(s, &cell.Row{}, nil, info)
	}
	return best
}

// CheckFile binds a mapping to a file without reading its rows, and returns the warnings and the
// header's row number.
func CheckFile(ctx context.Context, file string, m *mapping.Mapping, sheetName string, headerRow int, lang string) ([]Warning, int, error) {
	in, err := openInput(ctx, file, file, m, Shape{Sheet: sheetName, HeaderRow: headerRow, Lang: lang})
	if err != nil {
		return nil, 0, err
	}
	return in.Warnings, in.first, in.Close()
}
