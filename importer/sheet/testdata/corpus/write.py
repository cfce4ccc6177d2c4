"""Writes the workbooks of cases.json with openpyxl and XlsxWriter, and what each must be read as."""

import datetime
import json
import pathlib
import sys

import openpyxl
import xlsxwriter
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.cell import coordinate_from_string, column_index_from_string
from xlsxwriter.utility import xl_cell_to_rowcol

here = pathlib.Path(__file__).parent
out = pathlib.Path(sys.argv[1])


def cells(case):
    """Yields row, column (from 1) and the cell, repeated where the case says so."""
    for times in range(case.get("repeat", 1)):
        for cell in case["cells"]:
            letters, row = coordinate_from_string(cell["at"])
            yield row + times, column_index_from_string(letters), cell


def expected(case, writer, results):
    """What the file must be read as. results: the writer stores the results of formulas."""
    want = {}
    for row, column, cell in cells(case):
        kind, value = cell["type"], cell.get("want", cell["value"])
        if kind == "date":
            kind = "number"
        elif kind == "rich":
            kind, value = "text", "".join(value)
        elif kind == "bool":
            value = str(value).upper()
        elif kind == "formula":
            kind = "text" if isinstance(cell["value"], str) else "number"
            if not results:
                kind, value = "formula", ""
        one = {"kind": kind, "value": value}
        if "shown" in cell and kind == "number":
            one["shown"] = cell["shown"]
        want[openpyxl.utils.get_column_letter(column) + str(row)] = one
    return {
        "writer": writer, "cells": want, "hiddenRows": case.get("hiddenRows", []),
        "hiddenColumns": case.get("hiddenColumns", []), "merged": case.get("merged", []),
    }


def save(name, want):
    (out / (name + ".json")).write_text(json.dumps(want, ensure_ascii=False, separators=(",", ":")) + "\n")


def moment(text):
    return datetime.datetime.fromisoformat(text)


def with_openpyxl(case, name):
    book = openpyxl.Workbook()
    if case.get("date1904"):
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "Positions"
    for row, column, cell in cells(case):
        to = sheet.cell(row, column)
        if cell["type"] == "date":
            to.value = moment(cell["value"])
        elif cell["type"] == "formula":
            to.value = "=" + cell["formula"]
        elif cell["type"] == "error":
            to.value = cell["value"]
        else:
            to.value = cell["value"]
            if cell["type"] == "text":
                to.data_type = "s"
        if "format" in cell:
            to.number_format = cell["format"]
    for at in case.get("styled", []):
        sheet[at].font = Font(bold=True)
    for row in case.get("hiddenRows", []):
        sheet.row_dimensions[row].hidden = True
    for column in case.get("hiddenColumns", []):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column + 1)].hidden = True
    for area in case.get("merged", []):
        sheet.merge_cells(area)
    if "before" in case:
        hidden = book.create_sheet(case["before"], 0)
        hidden["A1"] = "not this one"
        hidden.sheet_state = "hidden"
        book.create_chartsheet("Chart", 1)
        book.active = 2
    book.save(out / (name + ".xlsx"))
    save(name, expected(case, "openpyxl", results=False))


def with_xlsxwriter(case, name, constant=False):
    options = {"constant_memory": constant, "strings_to_numbers": False, "strings_to_formulas": False}
    if case.get("date1904"):
        options["date_1904"] = True
    book = xlsxwriter.Workbook(str(out / (name + ".xlsx")), options)
    if "before" in case:
        book.add_worksheet(case["before"]).hide()
    sheet = book.add_worksheet("Positions")
    if "before" in case:
        sheet.activate()
        sheet.set_first_sheet()
    for area in case.get("merged", []):
        sheet.merge_range(area, "")
    for row, column, cell in sorted(cells(case), key=lambda c: c[:2]):
        style = book.add_format({"num_format": cell["format"]}) if "format" in cell else None
        at = (row - 1, column - 1)
        if cell["type"] == "date":
            sheet.write_datetime(*at, moment(cell["value"]), style)
        elif cell["type"] in ("formula", "error"):
            sheet.write_formula(*at, "=" + cell["formula"], style, cell["value"])
        elif cell["type"] == "rich":
            bold = book.add_format({"bold": True})
            first, second, third = cell["value"]
            sheet.write_rich_string(*at, first, bold, second, third)
        elif cell["type"] == "bool":
            sheet.write_boolean(*at, cell["value"], style)
        elif cell["type"] == "number":
            sheet.write_number(*at, cell["value"], style)
        else:
            sheet.write_string(*at, cell["value"], style)
    for at in case.get("styled", []):
        if not constant:
            sheet.write_blank(*xl_cell_to_rowcol(at), None, book.add_format({"bold": True}))
    for row in case.get("hiddenRows", []):
        sheet.set_row(row - 1, None, None, {"hidden": True})
    for column in case.get("hiddenColumns", []):
        sheet.set_column(column, column, None, None, {"hidden": True})
    book.close()
    save(name, expected(case, "XlsxWriter", results=True))


for case in json.loads((here / "cases.json").read_text()):
    if case["name"] != "rich":  # openpyxl before 3.1 writes none
        with_openpyxl(case, "openpyxl-" + case["name"])
    with_xlsxwriter(case, "xlsxwriter-" + case["name"])
    if case["name"] in ("texts", "numbers", "formats", "long"):
        with_xlsxwriter(case, "xlsxwriter-constant-" + case["name"], constant=True)
