package sheet

// Limits guard against files that are broken or hostile. Sizes are in bytes.
type Limits struct {
	FileSize  int64 // the file as it lies on disk; default 2 GiB
	Unzipped  int64 // all parts of a workbook that are read, unzipped; default 8 GiB
	Part      int64 // one part of a workbook, unzipped; default 4 GiB
	Strings   int64 // the shared strings of a workbook, as text; default 192 MiB
	Ratio     int64 // unzipped size over zipped size of one part larger than 1 MiB; default 300
	Entries   int   // entries of the zip archive; default 10,000
	Columns   int   // cells in one row; default 16,384 (XFD)
	CellSize  int   // one cell's text; default 128 KiB (Excel's own limit is 32,767 characters)
	QuoteSize int   // one quoted CSV field, so that an unclosed quote is found; default 1 MiB
}
