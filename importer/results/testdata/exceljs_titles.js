// Prints the sheets of a workbook and, one a line, the status of each row of its results, as exceljs
// reads them.
const exceljs = require("exceljs");
(async () => {
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(process.argv[2]);
  const sheets = book.worksheets.map((s) => s.name + (s.state === "veryHidden" ? ":2" : ""));
  console.log(sheets.join(" "));
  const results = book.getWorksheet("Results");
  if (!results) return;
  const status = results.getRow(1).values.indexOf("Import Status");
  results.eachRow((row, n) => {
    row.eachCell((cell) => {
      if (cell.formula) throw new Error(`${cell.address} is a formula`);
    });
    if (n > 1) console.log(row.getCell(status).value);
  });
})().catch((e) => {
  console.error(e.message);
  process.exit(1);
});
