// Prints the sheets of a results workbook and, one a line, each row's status, as SheetJS reads them.
const xlsx = require("xlsx");
const book = xlsx.readFile(process.argv[2], { cellFormula: true, sheetStubs: false });
const sheets = book.Workbook.Sheets.map((s) => s.name + (s.Hidden === 2 ? ":2" : ""));
console.log(sheets.join(" "));
for (const name of book.SheetNames) {
  for (const [at, cell] of Object.entries(book.Sheets[name])) {
    if (!at.startsWith("!") && cell.f) throw new Error(`${name}!${at} is a formula`);
  }
}
const rows = xlsx.utils.sheet_to_json(book.Sheets.Results);
for (const r of rows) console.log(r["Import Status"]);
