// Package mapping reads the mapping file, binds it to a file's headers, and makes a record and its
// issues of every row.
//
// # The mapping file
//
// A mapping is YAML. Its keys are version (1), target, source, fields and ignore:
//
//	version: 1
//	target: cor
//	source: {sheet: Positions, header_row: auto, encoding: auto, delimiter: auto}
//	fields:
//	  metadata.source: {const: SAP}
//	  id:          {from: [Position ID, "Código"], pad_left: {length: 6, with: "0"}}
//	  name:        Title                  # short for {from: Title}; [A, B] for alternatives
//	  rate:        {from: Hourly rate, decimal: ","}
//	ignore: [Notes]
//
// Headers match after trimming, folding case, Unicode form and inner spaces; a star at the end does
// not count. A field takes its value from one of
//
//	from      a header, or alternatives for the same thing: the first in the mapping that the file has
//	          is taken, and a warning says so where the file has another one, too
//	join      several columns, with their texts joined by `with` (a space); empty ones are left out
//	const     one value for every row
//
// and a cell goes through these steps, in this order:
//
//  1. What the person sees counts: 42 formatted 000000 is 000042. A date cell in a text field is an
//     issue unless `dates: true`, since a spreadsheet makes dates of ids such as 1-2.
//  2. trim takes white space off the ends (on unless `trim: false`). What is empty then gets `default`
//     as it stands (it goes through no further step), else the target's own default, else is not sent,
//     or is an issue where the field is required.
//  3. values replaces what is listed: matching ignores case, the result is what the target gets and goes
//     through no further step; a result "" makes the cell empty. Others are an issue, or pass with
//     `"*": pass`. `file: levels.csv` reads a table with the columns from and to; lines in the mapping
//     win over it. In a list, single elements are replaced.
//  4. upper, lower, pad_left {length, with}.
//  5. Type. Numbers by decimal and group (see below), signs, percent; booleans by words of six
//     languages, yes and no adding more; lists by split (`;` `,` and line breaks).
//  6. Rules: the target's, tightened by required, unique, pattern (RE2, the whole value), min, max,
//     max_length, one_of. A rule that would loosen one of the target's is an error.
//
// Allowed values match exactly: active is not ACTIVE, but the issue names it. `optional: true` lets a
// file be without the column. `form: joined` sends a list as one element, joined by ", ".
//
// # Numbers
//
// The digits that are written are the digits that are sent; leading zeros alone are dropped. Under no
// declaration only what cannot be read in two ways is a number: 1234.5, 0.125, -5. 1.234 and 1,234 are
// VAL_AMBIGUOUS_NUMBER; 1,5 and 1.234,50 are VAL_NUMBER and the issue says what to declare. Where
// decimal is declared, any other separator that is in use somewhere (point, comma, space, apostrophe)
// may stand between thousands, in its right places; `group` allows one only, `group: none` none. A
// declared group of "." makes the comma the decimal separator, any other the point. Signs are taken off
// only where `signs` lists them. 12% is an issue unless `percent: fraction` (0.12) or `percent: number`
// (12) is given. NaN, infinities, hexadecimal, exponents and brackets for negative numbers are refused.
package mapping
