package sheet

import (
	"fmt"
	"strconv"
)

const (
	maxStyles  = 100_000 // Excel allows 64,000
	maxFormats = 100_000
)

// readStyles returns the number format of every cell style, by the style's number
// (ECMA-376 part 1, 18.8.10). Styles with the same format share it.
func (w *workbook) readStyles() ([]*numberFormat, error) {
	if w.styles == "" {
		return nil, nil
	}
	codes := map[int]string{}
	var ids []int
	inside := "" // the second level's element
	err := w.archive.scanPart(w.styles, func(s *xmlScanner, depth int) error {
		switch {
		case depth == 1:
			return root(s, spaceMain, "styleSheet")
		case depth == 2:
			inside = ""
			if s.space == spaceMain {
				inside = string(s.name)
			}
			return nil
		case depth > 3 || s.space != spaceMain:
			return nil
		}
		switch {
		case inside == "numFmts" && string(s.name) == "numFmt":
			return addFormatCode(s, codes)
		case inside == "cellXfs" && string(s.name) == "xf":
			id, err := intAttr(s, "numFmtId")
			if len(ids) == maxStyles {
				err = &limitError{fmt.Sprintf("there are more than %d cell styles", maxStyles)}
			}
			ids = append(ids, id)
			return err
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return compileFormats(ids, codes), nil
}

func addFormatCode(s *xmlScanner, codes map[int]string) error {
	id, err := intAttr(s, "numFmtId")
	if err != nil {
		return err
	}
	if len(codes) == maxFormats {
		return &limitError{fmt.Sprintf("there are more than %d number formats", maxFormats)}
	}
	codes[id] = string(unescapeX(nil, s.attr("formatCode")))
	return nil
}

func compileFormats(ids []int, codes map[int]string) []*numberFormat {
	byID := map[int]*numberFormat{}
	formats := make([]*numberFormat, len(ids))
	for i, id := range ids {
		format, known := byID[id]
		if !known {
			code, custom := codes[id]
			if !custom {
				code = builtInFormat(id)
			}
			format = parseNumberFormat(code)
			byID[id] = format
		}
		formats[i] = format
	}
	return formats
}

// intAttr reads a whole number; 0 where it is not there.
func intAttr(s *xmlScanner, name string) (int, error) {
	value := s.attr(name)
	if value == nil {
		return 0, nil
	}
	n, err := strconv.Atoi(string(value))
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%s is %q, not a whole number", name, clip(value))
	}
	return n, nil
}

// builtInFormat returns the code of a format that a workbook may use without declaring it
// (ECMA-376 part 1, 18.8.30). Those that differ between languages are dates and times in all of
// them: they stand as the ISO form that they are shown in.
func builtInFormat(id int) string {
	switch {
	case id <= 49:
		return commonFormat(id)
	case id == 55, id == 56: // a date in Japanese, a time in Chinese
		return "yyyy-mm-dd hh:mm:ss"
	case id <= 58:
		return "yyyy-mm-dd"
	case id >= 59 && id <= 62: // Thai numerals
		return commonFormat(id - 58)
	case id >= 67 && id <= 68:
		return commonFormat(id - 58)
	case id >= 69 && id <= 70:
		return commonFormat(id - 57)
	case id >= 71 && id <= 74, id == 81:
		return "yyyy-mm-dd"
	case id >= 75 && id <= 76, id >= 78 && id <= 80:
		return "hh:mm:ss"
	case id == 77:
		return "yyyy-mm-dd hh:mm:ss"
	}
	return ""
}

func commonFormat(id int) string {
	codes := [...]string{
		0: "", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
		5: `"$"#,##0_);\("$"#,##0\)`, 6: `"$"#,##0_);[Red]\("$"#,##0\)`,
		7: `"$"#,##0.00_);\("$"#,##0.00\)`, 8: `"$"#,##0.00_);[Red]\("$"#,##0.00\)`,
		9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
		14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
		18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
		27: "yyyy-mm-dd", 28: "yyyy-mm-dd", 29: "yyyy-mm-dd", 30: "yyyy-mm-dd", 31: "yyyy-mm-dd",
		32: "h:mm", 33: "h:mm:ss", 34: "yyyy-mm-dd hh:mm:ss", 35: "yyyy-mm-dd hh:mm:ss", 36: "yyyy-mm-dd",
		37: `#,##0_);\(#,##0\)`, 38: `#,##0_);[Red]\(#,##0\)`,
		39: `#,##0.00_);\(#,##0.00\)`, 40: `#,##0.00_);[Red]\(#,##0.00\)`,
		41: `_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)`, 42: `_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)`,
		43: `_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)`,
		44: `_("$"* #,##0.00_);_("$"* \(#,##0.00\);_("$"* "-"??_);_(@_)`,
		45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
	}
	if id < 0 || id >= len(codes) {
		return ""
	}
	return codes[id]
}

// formatOf returns the number format of a style; a style that is not there is General, as every
// program reads it.
func formatOf(formats []*numberFormat, style int) *numberFormat {
	if style >= 0 && style < len(formats) {
		return formats[style]
	}
	return nil
}
