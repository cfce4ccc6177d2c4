package results

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"posimport/importer/row"
	"posimport/importer/sheet"
	"posimport/importer/sheet/cell"
)

// ErrNotResults is the cause of the error that Open returns for a file that can be read but has no
// added columns.
var ErrNotResults = errors.New("not a results file")

// Workbook is a results file, workbook or CSV, opened to run its rows again.
type Workbook struct {
	// Meta is what the workbook knows of its run; it is zero for a CSV and for a workbook whose
	// hidden sheet is gone, as when its rows were copied into a new one.
	Meta   Meta
	path   string
	sheets []dataSheet
	header []cell.Cell
	fixes  []Fix
	csv    bool
}

// Previous is what a results file says of one of its rows. A row that was added by hand has an empty
// Status.
type Previous struct {
	Status     row.Status
	Code       row.Code
	Message    string
	Cell       string
	RecordID   string
	HTTPStatus int
	Attempts   int
	SourceRow  int // 0 where it has none
	RunID      string
	Time       time.Time // to the second; zero where it has none
}

// dataSheet is a sheet with results: where its header stands and which of its columns were added.
type dataSheet struct {
	source sheet.Source
	name   string // empty for a CSV
	first  int    // the header's row number
	header []cell.Cell
	added  map[Column]int
	skip   []bool // by column: an added one
}

// Open opens a results file. The rows are on the sheet Results, or, where it was renamed, on the
// first that has the added columns, and on those that go on from it. An error is a *sheet.Error: the
// file cannot be read, it is not a results file (ErrNotResults), a column that is needed is gone, or
// the hidden sheet was changed.
func Open(ctx context.Context, path string) (*Workbook, error) {
	w := &Workbook{path: path}
	if err := w.open(ctx); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// FromCSV reports whether the rows were those of a CSV when they were imported first, as far as the file
// knows.
func (w *Workbook) FromCSV() bool { return w.csv || w.Meta.CSV }

func (w *Workbook) open(ctx context.Context) error {
	source, err := sheet.Open(ctx, w.path, sheet.Options{})
	if err != nil {
		return err
	}
	info := source.Info()
	w.csv = info.Format == sheet.CSV
	if w.csv {
		return w.take(ctx, source, "")
	}
	if err := source.Close(); err != nil {
		return err
	}
	if slices.Contains(info.Sheets, sheetMeta) {
		if w.Meta, err = readMeta(ctx, w.path); err != nil {
			return err
		}
	}
	if slices.Contains(info.Sheets, sheetFixes) {
		if w.fixes, err = readFixes(ctx, w.path); err != nil {
			return err
		}
	}
	return w.find(ctx, info.Sheets)
}

// find looks for the sheets with results.
func (w *Workbook) find(ctx context.Context, names []string) error {
	candidates := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == sheetMeta })
	if at := slices.Index(candidates, sheetResults); at > 0 {
		candidates = slices.Concat(candidates[at:at+1], candidates[:at], candidates[at+1:])
	}
	for _, name := range candidates {
		// A copy that someone keeps in the workbook has another name, such as Results (2).
		if len(w.sheets) > 0 && !continues(w.sheets[0].name, name) {
			continue
		}
		source, err := sheet.Open(ctx, w.path, sheet.Options{Sheet: name})
		if err != nil {
			return err
		}
		err = w.take(ctx, source, name)
		if err != nil && !errors.Is(err, ErrNotResults) {
			return err
		}
	}
	if len(w.sheets) == 0 {
		return w.notResults("")
	}
	return nil
}

// continues reports whether a sheet's name says that it goes on from the first: "Results 2".
func continues(first, name string) bool {
	for _, base := range []string{first, sheetResults} {
		if rest, ok := strings.CutPrefix(name, base+" "); ok && regexp.MustCompile(`^[1-9][0-9]*$`).MatchString(rest) {
			return true
		}
	}
	return false
}

// take makes a sheet one of those with results, or closes it.
func (w *Workbook) take(ctx context.Context, source sheet.Source, name string) error {
	d := dataSheet{source: source, name: name}
	err := d.findHeader(ctx, w.csv)
	if err == nil && d.first == 0 {
		err = w.notResults(name)
	}
	if err == nil {
		err = w.check(&d)
	}
	if err != nil {
		return errors.Join(err, source.Close())
	}
	if len(w.sheets) == 0 {
		w.header = d.header
	}
	w.sheets = append(w.sheets, d)
	return nil
}

func (w *Workbook) notResults(name string) error {
	return &sheet.Error{
		Code: row.FileHeader, File: w.path, Sheet: name, Err: ErrNotResults,
		Problem: fmt.Sprintf("it is not a results file: it has no columns such as %q and %q", Status, RunID),
		Advice:  "give the results that posimport wrote, or use posimport import for this file",
	}
}

// check refuses a sheet without the columns that tell which row is which, and a second sheet whose
// columns are not those of the first.
func (w *Workbook) check(d *dataSheet) error {
	for _, needed := range []Column{Status, SourceRow, RunID} {
		if _, ok := d.added[needed]; !ok {
			return &sheet.Error{
				Code: row.FileHeader, File: w.path, Sheet: d.name,
				Problem: fmt.Sprintf("the column %q is missing, without which it cannot be told what became of a row", needed),
				Advice:  "put the column back, or write the results again with posimport results RUN",
			}
		}
	}
	if len(w.sheets) == 0 {
		return nil
	}
	same := func(a, b cell.Cell) bool { return a.Display() == b.Display() }
	if !slices.EqualFunc(w.header, d.header, same) {
		return &sheet.Error{
			Code: row.FileHeader, File: w.path, Sheet: d.name,
			Problem: fmt.Sprintf("its columns are not those of the sheet %q, whose rows it goes on with", w.sheets[0].name),
			Advice:  "put the columns of both sheets into the same order",
		}
	}
	return nil
}

// headerSearch is how many rows are looked at for the header: someone may have put a title above it.
const headerSearch = 50

// findHeader looks for the row with the added columns; first stays 0 where there is none.
func (d *dataSheet) findHeader(ctx context.Context, csv bool) error {
	rows := d.source.Rows(ctx)
	defer rows.Close()
	for n := 0; n < headerSearch && rows.Next(); n++ {
		if d.readHeader(rows.Row(), csv); d.first > 0 {
			return rows.Close()
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

func (d *dataSheet) readHeader(r *cell.Row, csv bool) {
	const enough = 2 // one such name might be chance
	d.added = map[Column]int{}
	d.skip = make([]bool, len(r.Cells))
	d.header = nil
	whole := 0 // of these columns; blank ones behind are none
	for i := range r.Cells {
		c := r.Cells[i]
		if csv {
			c.Value = unguard(c.Value)
		}
		if column, ok := addedColumn(c.Display()); ok {
			d.skip[i] = true
			whole = len(d.header)
			if _, again := d.added[column]; !again {
				d.added[column] = i
			}
			continue
		}
		d.header = append(d.header, c)
		if strings.TrimSpace(c.Display()) != "" {
			whole = len(d.header)
		}
	}
	d.header = d.header[:whole]
	if len(d.added) >= enough {
		d.first = r.Number
	}
}

// Header returns the input's own header cells, without the added columns.
func (w *Workbook) Header() []cell.Cell { return w.header }

// HeaderRow returns the number of the header's row.
func (w *Workbook) HeaderRow() int {
	if len(w.sheets) == 0 {
		return 0
	}
	return w.sheets[0].first
}

// Info says what is known of the file, as a sheet.Source does.
func (w *Workbook) Info() sheet.Info {
	if len(w.sheets) == 0 {
		return sheet.Info{}
	}
	return w.sheets[0].source.Info()
}

// Fixes returns the lines of the sheet Fixes in which a replacement was filled in.
func (w *Workbook) Fixes() ([]Fix, error) { return slices.Clone(w.fixes), nil }

// Close closes the file.
func (w *Workbook) Close() error {
	var err error
	for i := range w.sheets {
		err = errors.Join(err, w.sheets[i].source.Close())
	}
	w.sheets = nil
	return err
}
