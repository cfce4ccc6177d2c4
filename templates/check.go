package templates

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
)

// addLists writes the values of the drop-downs on the hidden sheet. A list that is written into the
// check itself ends at 255 characters; one in cells does not.
func (b *workbook) addLists() error {
	sheet := b.words.listSheet()
	b.lists = map[string]string{}
	for i, c := range b.columns {
		if len(c.values) == 0 {
			continue
		}
		column := len(b.lists)
		for j, v := range append([]string{c.title}, c.values...) {
			if err := b.file.SetCellStr(sheet, cell.Name(column, j+1), v); err != nil {
				return err
			}
		}
		name := cell.ColumnName(column)
		if err := b.file.SetCellStyle(sheet, name+"1", fmt.Sprintf("%s%d", name, len(c.values)+1), b.styles.text); err != nil {
			return err
		}
		if err := b.file.SetColWidth(sheet, name, name, width(b.columns[i])); err != nil {
			return err
		}
		b.lists[c.field.Name] = fmt.Sprintf("'%s'!$%s$2:$%s$%d", sheet, name, name, len(c.values)+1)
	}
	return nil
}

// addChecks gives every column its prompt, and checks what is typed where that can be checked.
func (b *workbook) addChecks() error {
	for i, c := range b.columns {
		first := cell.Name(i, 2)
		check := excelize.NewDataValidation(true)
		check.Sqref = first + ":" + cell.Name(i, Rows+1)
		check.SetInput(clip(c.title, 32), b.words.prompt(c))
		if err := b.restrict(check, c, first); err != nil {
			return err
		}
		if check.Type != "" {
			style := excelize.DataValidationErrorStyleStop
			if c.open {
				style = excelize.DataValidationErrorStyleWarning
			}
			check.SetError(style, clip(c.title, 32), clip(b.words.refusal(c), 255))
		}
		if err := b.file.AddDataValidation(b.words.dataSheet(), check); err != nil {
			return err
		}
	}
	return nil
}

// restrict says what a column accepts; first is its first cell.
func (b *workbook) restrict(check *excelize.DataValidation, c column, first string) error {
	if list, ok := b.lists[c.field.Name]; ok {
		check.SetSqrefDropList(list)
		return nil
	}
	switch c.field.Type {
	case schema.Number:
		// A number that is typed as text is refused by this, too.
		return check.SetRange("-999999999999999", "999999999999999",
			excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween)
	case schema.UUID:
		return custom(check, uuidFormula(first))
	case schema.UUIDs:
		return custom(check, uuidsFormula(first))
	}
	if c.field.MaxLen > 0 {
		return check.SetRange(c.field.MaxLen, "",
			excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorLessThanOrEqual)
	}
	return nil
}

func custom(check *excelize.DataValidation, formula string) error {
	// excelize writes formulas of checks as they are.
	escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(formula)
	return check.SetRange(escaped, "", excelize.DataValidationTypeCustom, excelize.DataValidationOperatorBetween)
}

// uuidFormula is true for an id in groups of 8-4-4-4-12. FIND gives an error for what is not a
// hexadecimal digit; INDIRECT keeps 1:32 as it is when rows are deleted.
func uuidFormula(at string) string {
	return strings.ReplaceAll(`AND(LEN(@)=36,LEN(SUBSTITUTE(@,"-",""))=32,`+
		`MID(@,9,1)&MID(@,14,1)&MID(@,19,1)&MID(@,24,1)="----",`+
		`ISNUMBER(SUMPRODUCT(FIND(MID(LOWER(SUBSTITUTE(@,"-","")),ROW(INDIRECT("1:32")),1),"0123456789abcdef"))))`, "@", at)
}

// uuidsFormula is true where what is left without separators is whole ids; Excel allows a check 255
// characters, too few for every digit of every id.
func uuidsFormula(at string) string {
	bare := at
	for _, separator := range []string{`"-"`, `";"`, `","`, `" "`, `CHAR(10)`} {
		bare = "SUBSTITUTE(" + bare + "," + separator + `,"")`
	}
	return "AND(LEN(" + bare + ")>0,MOD(LEN(" + bare + "),32)=0)"
}

// addMarks colours a required cell that is empty in a row that has anything, and an id that is used
// twice. COUNTIF would take 007 and 7 for the same id, so the texts are compared.
func (b *workbook) addMarks() error {
	last := cell.ColumnName(len(b.columns) - 1)
	for i, c := range b.columns {
		name := cell.ColumnName(i)
		var marks []excelize.ConditionalFormatOptions
		if c.field.Required {
			marks = append(marks, excelize.ConditionalFormatOptions{
				Type: "formula", Format: &b.styles.missing,
				Criteria: fmt.Sprintf("AND(COUNTA($A2:$%s2)>0,LEN(TRIM($%s2))=0)", last, name),
			})
		}
		if c.field.Identity {
			marks = append(marks, excelize.ConditionalFormatOptions{
				Type: "formula", Format: &b.styles.twice,
				Criteria: fmt.Sprintf("AND(LEN($%[1]s2)>0,SUMPRODUCT(--EXACT($%[1]s$2:$%[1]s$%[2]d,$%[1]s2))>1)", name, Rows+1),
			})
		}
		if len(marks) == 0 {
			continue
		}
		at := fmt.Sprintf("%s2:%s%d", name, name, Rows+1)
		if err := b.file.SetConditionalFormat(b.words.dataSheet(), at, marks); err != nil {
			return err
		}
	}
	return nil
}
