package sheet

// Limits guard against files that are broken or hostile. Sizes are in bytes.
type Limits struct {
	FileSize  int64 // the file as it lies on disk; default 2 GiB
	Unzipped  int64 // all parts of a workbook that are read, unzipped; default 8 GiB
	Part      int64 // one part of a workbook, unzipped; default 4 GiB
	Strings   int64 // the shared strings of a workbook, as text; default 192 MiB
	Ratio     int64 // unzipped size over zipped size of one part larger than 1 MiB; default 300
	Entries   int   // entries of the zip archive; default 10,000
	Rows      int   // of a CSV, since what tells double ids grows with them; default 4,000,000 (a workbook's sheet has at most 1,048,576)
	Columns   int   // cells in one row; default and at most 16,384 (XFD)
	CellSize  int   // one cell's text; default 128 KiB (Excel's own limit is 32,767 characters), at most 512 KiB
	QuoteSize int   // one quoted CSV field, so that an unclosed quote is found; default 1 MiB
}

// withDefaults returns the limits with every member that is zero or less at its default.
func (l Limits) withDefaults() Limits {
	or := func(value, standard int64) int64 {
		if value <= 0 {
			return standard
		}
		return value
	}
	const mib, gib = 1 << 20, 1 << 30
	return Limits{
		FileSize:  or(l.FileSize, 2*gib),
		Unzipped:  or(l.Unzipped, 8*gib),
		Part:      or(l.Part, 4*gib),
		Strings:   or(l.Strings, 192*mib),
		Ratio:     or(l.Ratio, 300),
		Entries:   int(or(int64(l.Entries), 10_000)),
		Rows:      int(or(int64(l.Rows), 4_000_000)),
		Columns:   int(min(or(int64(l.Columns), 16_384), 16_384)),
		CellSize:  int(min(or(int64(l.CellSize), 128<<10), 512<<10)),
		QuoteSize: int(or(int64(l.QuoteSize), mib)),
	}
}
