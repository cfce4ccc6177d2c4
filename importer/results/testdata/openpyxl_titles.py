"""Prints the sheets of a results workbook and, one a line, each row's status, as openpyxl reads them."""
import sys

import openpyxl

for read_only in (False, True):
    book = openpyxl.load_workbook(sys.argv[1], read_only=read_only)
    sheets = [s.title + (":2" if s.sheet_state == "veryHidden" else "") for s in book.worksheets]
    rows = list(book["Results"].iter_rows(min_row=2))
    assert all(c.data_type != "f" for s in book.worksheets for r in s.iter_rows() for c in r), "a formula"
    if not read_only:
        assert book["Results"].auto_filter.ref and book["Results"].freeze_panes == "A2"
        assert book["Summary"]._charts, "no chart"
print(" ".join(sheets))
for r in rows:
    print(r[5].value)
