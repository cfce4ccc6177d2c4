#!/bin/sh
# Writes the workbooks that TestCorpus reads, with six programs other than ours, and beside each
# what its writer meant. Needs Go, LibreOffice, node with npm, and a python3 that has openpyxl and
# XlsxWriter (PYTHON names another one). The npm packages go to a temporary folder.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out="$work/files"
mkdir "$out"

"${PYTHON:-/usr/bin/python3}" "$here/write.py" "$out"

mkdir "$work/npm"
(cd "$work/npm" && npm init -y >/dev/null && npm install --no-audit --no-fund xlsx@0.18.5 exceljs@4.4.0 >/dev/null)
NODE_PATH="$work/npm/node_modules" node "$here/write.js" "$out"

(cd "$here/../.." && CORPUS_OUT="$out" go test -count=1 -tags corpus -run '^TestWriteCorpus$' .)

# LibreOffice reads XlsxWriter's workbooks and writes them anew.
mkdir "$work/office"
soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to xlsx:"Calc MS Excel 2007 XML" \
	--outdir "$work/office" "$out"/xlsxwriter-[!c]*.xlsx >/dev/null
for book in "$work/office"/*.xlsx; do
	name=$(basename "$book" .xlsx)
	cp "$book" "$out/libreoffice-${name#xlsxwriter-}.xlsx"
	sed 's/"writer":"XlsxWriter"/"writer":"LibreOffice"/' "$out/$name.json" >"$out/libreoffice-${name#xlsxwriter-}.json"
done

rm -rf "$here/files"
mv "$out" "$here/files"
find "$here/files" -name '*.xlsx' | wc -l
