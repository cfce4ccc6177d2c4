package results

import "github.com/xuri/excelize/v2"

// writeFixes writes the Fixes sheet, if many rows fail for one value anywhere. Only the column that
// is filled in can be edited; the protection has no password.
func (b *book) writeFixes(list []group, dropped bool) ([]*page, error) {
	if len(list) == 0 {
		return nil, nil
	}
	l := b.labels
	p := &page{book: b, name: sheetFixes, tab: "D9B84A", help: l.fixesHelp, widest: []float64{32, 40, 10, 32, 36, 36, 60}, wraps: []int{6}}
	if dropped {
		p.help += " " + l.fixesCut
	}
	for _, title := range []string{l.column, l.value, l.rows, l.code, l.suggestion, l.replacement, l.remedy} {
		p.header = append(p.header, b.styled(lookAddedHeader, title))
	}
	if err := p.start(); err != nil {
		return nil, err
	}
	p.width[fixReplacement] = 30
	for i := range list {
		g := &list[i]
		_, _, err := p.add([]excelize.Cell{
			b.styled(lookText, g.Column), b.styled(lookText, g.Value), b.styled(lookCount, g.Rows),
			b.styled(lookText, string(g.Code)), b.styled(lookText, g.Suggest), b.styled(lookInput, ""),
			b.styled(lookWrap, b.o.Words.Remedy(g.Code)),
		})
		if err != nil {
			return nil, err
		}
	}
	return []*page{p}, b.file.ProtectSheet(sheetFixes, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatCells: true, FormatColumns: true,
		FormatRows: true, AutoFilter: true, Sort: true,
	})
}

// fixReplacement is the column of Fixes that is filled in.
const fixReplacement = 5
