#!/usr/bin/env bash
# Makes the README's pictures from what the program really writes. Needs LibreOffice, poppler's
# pdftoppm, ImageMagick and openpyxl; `make pictures` installs them where apt-get is there.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work/posimport" .
out=$PWD/.pictures

# page FILE PAGE WIDTH NAME: a page of a workbook, without its white margins.
page() {
  soffice --headless --convert-to pdf --outdir "$work" "$1" >/dev/null 2>&1
  pdftoppm -r 220 -f "$2" -l "$2" -png "$work/$(basename "$1" .xlsx).pdf" "$work/page"
  convert "$work"/page-*.png -trim +repage -bordercolor white -border 24 -resize "$3x>" -colors 64 -define png:exclude-chunks=date,time "$out/$4"
  rm "$work"/page-*.png
}

cd "$work"
./posimport demo --dir demo >demo.txt 2>&1
./posimport template cor -o template.xlsx >/dev/null 2>&1
/usr/bin/python3 - <<'PY'
import openpyxl
book = openpyxl.load_workbook("template.xlsx")
sheet = book.worksheets[0]
rows = [
    ("000042", "Software Developer", "external-category-1", 64.99, "Sr."),
    ("000043", "Diseñador – Jefe", "external-category-2", 1234.5, "Lead"),
    ("000044", "Ingénieure logicielle", "external-category-1", 71.25, "Jr."),
]
for i, row in enumerate(rows):
    for j, value in enumerate(row):
        sheet.cell(i + 2, j + 1).value = value
book.save("filled.xlsx")

# What a screen shows first: the input's columns and the first of ours.
book = openpyxl.load_workbook("demo/cor-results.xlsx")
sheet = book.worksheets[0]
for column in "JKLMNOPQRST":
    sheet.column_dimensions[column].hidden = column > "J"
book.save("results.xlsx")
PY
page filled.xlsx 1 900 template.png
page results.xlsx 1 1500 results.png
for n in 2 3 4 5; do
  if pdftotext -f "$n" -l "$n" "$work/results.pdf" - 2>/dev/null | grep -q 'Import of'; then page results.xlsx "$n" 1200 summary.png; break; fi
done

# The terminal, as it looks after the import of the flawed sample.
awk '/^Import it/ {on=1; next} on {print} /results: / && on {exit}' demo.txt | cut -c1-140 >terminal.txt
height=$(($(wc -l <terminal.txt) * 24 + 36))
convert -size "1290x$height" xc:'#1e1e1e' -fill '#e6e6e6' -font DejaVu-Sans-Mono -pointsize 15 \
  -annotate +18+32 "$(sed 's/\\/\\\\/g; s/%/%%/g' terminal.txt)" -colors 64 -define png:exclude-chunks=date,time "$out/terminal.png"
