// Writes the workbooks of cases.json with SheetJS and exceljs, and what each must be read as.
// Usage: node write.js OUT, with both packages to be found in NODE_PATH.
const fs = require("fs");
const path = require("path");
const XLSX = require("xlsx");
const ExcelJS = require("exceljs");

const out = process.argv[2];
const cases = JSON.parse(fs.readFileSync(path.join(__dirname, "cases.json"), "utf8"));

function* cells(one) {
  for (let times = 0; times < (one.repeat || 1); times++) {
    for (const cell of one.cells) {
      const at = XLSX.utils.decode_cell(cell.at);
      yield [at.r + times, at.c, cell];
    }
  }
}

function expected(one, writer) {
  const want = {};
  for (const [row, column, cell] of cells(one)) {
    let kind = cell.type;
    let value = cell.want !== undefined ? cell.want : String(cell.value);
    if (kind === "date") kind = "number";
    if (kind === "rich") [kind, value] = ["text", cell.value.join("")];
    if (kind === "bool") value = value.toUpperCase();
    if (kind === "formula") kind = typeof cell.value === "string" ? "text" : "number";
    const entry = { kind, value };
    if (cell.shown !== undefined && kind === "number") entry.shown = cell.shown;
    want[XLSX.utils.encode_cell({ r: row, c: column })] = entry;
  }
  return {
    writer, cells: want, hiddenRows: one.hiddenRows || [], hiddenColumns: one.hiddenColumns || [], merged: one.merged || [],
  };
}

function save(name, want) {
  fs.writeFileSync(path.join(out, name + ".json"), JSON.stringify(want) + "\n");
}

// serial is the number of a date in the workbook's date system.
function serial(cell) {
  return Number(cell.want);
}

const errorNumbers = { "#DIV/0!": 0x07, "#N/A": 0x2a };

function withSheetJS(one, name, shared) {
  const sheet = {};
  const range = { s: { r: 0, c: 0 }, e: { r: 0, c: 0 } };
  for (const [row, column, cell] of cells(one)) {
    const types = { text: "s", number: "n", bool: "b", date: "n", error: "e", formula: typeof cell.value === "string" ? "s" : "n" };
    const to = { t: types[cell.type], v: cell.value };
    if (cell.type === "date") to.v = serial(cell);
    if (cell.type === "error") to.v = errorNumbers[cell.value];
    if (cell.formula) to.f = cell.formula;
    if (cell.format) to.z = cell.format;
    sheet[XLSX.utils.encode_cell({ r: row, c: column })] = to;
    range.e.r = Math.max(range.e.r, row);
    range.e.c = Math.max(range.e.c, column);
  }
  sheet["!ref"] = XLSX.utils.encode_range(range);
  if (one.merged) sheet["!merges"] = one.merged.map(XLSX.utils.decode_range);
  for (const row of one.hiddenRows || []) (sheet["!rows"] = sheet["!rows"] || [])[row - 1] = { hidden: true };
  for (const column of one.hiddenColumns || []) (sheet["!cols"] = sheet["!cols"] || [])[column] = { hidden: true };
  const book = XLSX.utils.book_new();
  if (one.before) XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([["not this one"]]), one.before);
  XLSX.utils.book_append_sheet(book, sheet, "Positions");
  book.Workbook = { WBProps: { date1904: !!one.date1904 }, Sheets: book.SheetNames.map((n) => ({ Hidden: n === one.before ? 1 : 0 })) };
  XLSX.writeFile(book, path.join(out, name + ".xlsx"), { bookSST: shared, compression: true });
  save(name, expected(one, "SheetJS"));
}

async function withExcelJS(one, name, stream) {
  const file = path.join(out, name + ".xlsx");
  const book = stream
    ? new ExcelJS.stream.xlsx.WorkbookWriter({ filename: file, useStyles: true, useSharedStrings: false })
    : new ExcelJS.Workbook();
  if (one.date1904) book.properties.date1904 = true;
  if (one.before) {
    const hidden = book.addWorksheet(one.before, { state: "veryHidden" });
    hidden.getCell("A1").value = "not this one";
    if (stream) hidden.commit();
  }
  const sheet = book.addWorksheet("Positions");
  for (const column of one.hiddenColumns || []) sheet.getColumn(column + 1).hidden = true;
  for (const row of one.hiddenRows || []) sheet.getRow(row).hidden = true;
  for (const [row, column, cell] of cells(one)) {
    const to = sheet.getCell(row + 1, column + 1);
    if (cell.type === "date") to.value = new Date(cell.value + "Z");
    else if (cell.type === "error") to.value = { error: cell.value };
    else if (cell.type === "formula") to.value = { formula: cell.formula, result: cell.value };
    else if (cell.type === "rich") to.value = { richText: cell.value.map((text, i) => ({ text, font: { bold: i === 1 } })) };
    else to.value = cell.value;
    if (cell.format) to.numFmt = cell.format;
  }
  for (const at of one.styled || []) sheet.getCell(at).font = { bold: true };
  for (const area of one.merged || []) sheet.mergeCells(area);
  if (stream) await book.commit();
  else await book.xlsx.writeFile(file);
  save(name, expected(one, "exceljs"));
}

(async () => {
  for (const one of cases) {
    if (one.name !== "rich") withSheetJS(one, "sheetjs-" + one.name, true); // its free edition writes none
    await withExcelJS(one, "exceljs-" + one.name, false);
    if (["texts", "numbers", "formats", "formulas"].includes(one.name)) {
      withSheetJS(one, "sheetjs-inline-" + one.name, false);
      await withExcelJS(one, "exceljs-stream-" + one.name, true);
    }
  }
})();
