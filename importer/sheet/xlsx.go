package sheet

import (
	"context"
	"io"
	"slices"
	"sync"
)

// xlsx is an opened workbook, of which one sheet is read. Several passes may run at once.
type xlsx struct {
	file    io.Closer
	name    string
	options Options
	book    *workbook
	tab     tab
	formats []*numberFormat

	mu     sync.Mutex
	info   Info
	texts  *textTable // nil until a cell needs it
	merges []mergedRange
	widest int  // the most columns of any row of a complete pass
	known  bool // a pass was complete: merges and widest are known
}

// openXLSX opens a workbook whose parts are listed in file. It reads the small parts; the sheet and
// the shared strings are read by the passes.
func openXLSX(ctx context.Context, file readerAtCloser, size int64, name string, o Options) (Source, error) {
	archive, err := openArchive(file, size, o.Limits)
	if err != nil {
		return nil, err
	}
	book, err := readWorkbook(archive)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	chosen, err := book.choose(o.Sheet)
	if err != nil {
		return nil, err
	}
	if !archive.has(chosen.part) {
		e := damaged("the workbook is damaged: the part of this sheet is missing", nil)
		e.Sheet = chosen.name
		return nil, e
	}
	formats, err := book.readStyles()
	if err != nil {
		return nil, err
	}
	return &xlsx{
		file: file, name: name, options: o, book: book, tab: chosen, formats: formats,
		info: Info{Format: XLSX, Sheet: chosen.name, Sheets: book.names()},
	}, nil
}

type readerAtCloser interface {
	io.ReaderAt
	io.Closer
}

// Info returns what is known so far.
func (x *xlsx) Info() Info {
	x.mu.Lock()
	defer x.mu.Unlock()
	info := x.info
	info.Sheets = slices.Clone(info.Sheets)
	info.HiddenColumns = slices.Clone(info.HiddenColumns)
	info.MergedRanges = slices.Clone(info.MergedRanges)
	return info
}

// Rows begins a pass.
func (x *xlsx) Rows(ctx context.Context) Rows {
	x.mu.Lock()
	defer x.mu.Unlock()
	p := &xlsxRows{source: x, ctx: ctx, texts: x.texts}
	if x.known {
		p.merges = newMergeWalk(x.merges, x.widest)
	}
	return p
}

// Close closes the file. Passes that are still open fail.
func (x *xlsx) Close() error { return x.file.Close() }

// sharedTexts reads the shared strings the first time that they are needed.
func (x *xlsx) sharedTexts(ctx context.Context) (*textTable, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.texts == nil {
		texts, err := x.book.readTexts(ctx)
		if err != nil {
			return nil, err
		}
		x.texts = texts
	}
	return x.texts, nil
}

// complete keeps what only the end of a pass tells.
func (x *xlsx) complete(hidden []int, merges []mergedRange, widest int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.info.HiddenColumns = hidden
	if x.known {
		return
	}
	x.merges, x.widest, x.known = merges, widest, true
	for _, m := range merges {
		x.info.MergedRanges = append(x.info.MergedRanges, m.String())
	}
}
