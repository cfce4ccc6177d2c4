package sheet

import (
	"strings"
	"testing"

	"posimport/importer/sheet/cell"
)

func TestNumberFormats(t *testing.T) {
	for _, tt := range []struct {
		code, value string
		class       cell.Class
		shown       string // empty where it does not differ from the value or is not rendered
	}{
		{"", "42", cell.General, ""},
		{"General", "0.1", cell.General, ""},
		{"[Red]General", "42", cell.General, ""},
		{`General" kg"`, "42", cell.Other, "42 kg"},
		{"@", "42", cell.AsText, ""},
		{"General;General;General;@", "7", cell.General, ""},
		{"0", "42", cell.General, ""},
		{"0", "42.5", cell.General, "43"},
		{"0", "0.4", cell.General, "0"},
		{"#", "0.4", cell.General, ""},
		{"0.00", "64.9", cell.General, "64.90"},
		{"0.00", "64.9876", cell.General, "64.99"},
		{"0.00", "64.99", cell.General, ""},
		{"0.00", "9.995", cell.General, "10.00"},
		{"0.00", "-64.9", cell.General, "-64.90"},
		{"0.0##", "1.5", cell.General, ""},
		{"0.0##", "1", cell.General, "1.0"},
		{"0.??", "1.5", cell.General, ""},
		{"#.##", "5", cell.General, "5."},
		{".00", "0.5", cell.General, ".50"},
		{".00", "12.5", cell.General, "12.50"},
		{"000000", "42", cell.Padded, "000042"},
		{"000000", "1234567", cell.Padded, ""},
		{"000000", "-42", cell.Padded, "-000042"},
		{"000000", "42.5", cell.Padded, "000043"},
		{"00000;-00000", "-42", cell.Padded, "-00042"},
		{"000-00-0000", "123456789", cell.Padded, "123-45-6789"},
		{"000-00-0000", "12", cell.Padded, "000-00-0012"},
		{"000-00-0000", "12345678901", cell.Padded, "12345-67-8901"},
		{`"ID-"0000`, "42", cell.Padded, "ID-0042"},
		{`\I\D00`, "7", cell.Padded, "ID07"},
		{`"ID-"0`, "42", cell.Other, "ID-42"},
		{"00/00", "1225", cell.Padded, "12/25"},
		{"0%", "0.12", cell.Percent, "12%"},
		{"0.0%", "0.1234", cell.Percent, "12.3%"},
		{"0.00%", "1", cell.Percent, "100.00%"},
		{"#,##0", "1234567", cell.Other, "1,234,567"},
		{"#,##0", "42", cell.Other, ""},
		{"#,##0.00", "1234.5", cell.Other, "1,234.50"},
		{"0,000", "7", cell.Other, "0,007"},
		{"#,##0,", "1234567", cell.Other, "1,235"},
		{"0.0,,", "1250000", cell.Other, "1.3"},
		{"$0.00", "9.5", cell.Other, "$9.50"},
		{`[$€-407] #,##0.00`, "1234.5", cell.Other, "€ 1,234.50"},
		{`#,##0.00 [$€-407]`, "-1234.5", cell.Other, "-1,234.50 €"},
		{`#,##0_);(#,##0)`, "-1234", cell.Other, "(1,234)"},
		{`_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)`, "1234.5", cell.Other, "1,234.50"},
		{`_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)`, "0", cell.Other, "-"},
		{`0;-0;;@`, "0", cell.General, ""},
		{`0;"minus "0`, "-5", cell.General, "minus 5"},
		{`"yes";"no"`, "1", cell.Other, "yes"},
		{`"yes";"no"`, "-1", cell.Other, "no"},
		{"[<=9999999]###-####;(###) ###-####", "5551234", cell.Other, "555-1234"},
		{"[<=9999999]###-####;(###) ###-####", "2125551234", cell.Other, "(212) 555-1234"},
		{`[=1]"one";[=2]"two";0`, "2", cell.Other, "two"},
		{`[=1]"one";[=2]"two";0`, "3", cell.Other, ""},
		{"# ?/?", "0.5", cell.Other, ""},
		{"0.00E+00", "12345", cell.Other, ""},
		{"[DBNum1]0", "5", cell.Other, ""},
		{"0x", "5", cell.Other, ""},
		{"yyyy-mm-dd", "45980", cell.Date, "2025-11-19"},
		{"mm-dd-yy", "45980.9", cell.Date, "2025-11-19"},
		{`dd\.mm\.yyyy`, "45980.9999999999", cell.Date, "2025-11-20"},
		{"[$-409]d-mmm-yy;@", "45980", cell.Date, "2025-11-19"},
		{`yyyy"年"m"月"d"日"`, "45980", cell.Date, "2025-11-19"},
		{"mmm", "60", cell.Date, "1900-02-29"},
		{"mm", "61", cell.Date, "1900-03-01"},
		{"yyyy", "1", cell.Date, "1900-01-01"},
		{"yyyy", "0", cell.Date, "1900-01-00"},
		{"yyyy", "59", cell.Date, "1900-02-28"},
		{"yyyy", "2958465", cell.Date, "9999-12-31"},
		{"yyyy", "2958466", cell.Date, ""},
		{"yyyy", "-1", cell.Date, ""},
		{"m/d/yy h:mm", "45980.3541666667", cell.DateTime, "2025-11-19T08:30:00"},
		{"m/d/yy h:mm", "45980.9999999", cell.DateTime, "2025-11-20T00:00:00"},
		{"h:mm", "0.354166666666667", cell.Time, "08:30:00"},
		{"h:mm AM/PM", "0.75", cell.Time, "18:00:00"},
		{"mm:ss", "0.5", cell.Time, "12:00:00"},
		{"mm:ss.0", "0.000005787", cell.Time, "00:00:00.500"},
		{"ss.000", "0.5", cell.Time, "12:00:00"},
		{"[h]:mm:ss", "1.5", cell.Time, "36:00:00"},
		{"[mm]:ss", "0.0625", cell.Time, "01:30:00"},
		{"h:mm", "1.5", cell.Time, "12:00:00"},
	} {
		f := parseNumberFormat(tt.code)
		if f == nil {
			if tt.class != cell.General || tt.shown != "" {
				t.Errorf("%q is General", tt.code)
			}
			continue
		}
		shown, _ := f.show(nil, []byte(tt.value), false)
		if f.class != tt.class || string(shown) != tt.shown {
			t.Errorf("%s under %q: class %d shown %q, want class %d shown %q",
				tt.value, tt.code, f.class, shown, tt.class, tt.shown)
		}
	}
}

func TestDatesSince1904(t *testing.T) {
	f := parseNumberFormat("yyyy-mm-dd")
	for value, want := range map[string]string{"0": "1904-01-01", "44518": "2025-11-19", "2957003": "9999-12-31", "2957004": ""} {
		if shown, _ := f.show(nil, []byte(value), true); string(shown) != want {
			t.Errorf("%s is %q, want %q", value, shown, want)
		}
	}
}

func TestISODates(t *testing.T) {
	for _, tt := range []struct {
		text, serial string
		since1904    bool
		early, ok    bool
	}{
		{"2025-11-19", "45980", false, false, true},
		{"2025-11-19", "44518", true, false, true},
		{"1900-01-01", "1", false, false, true},
		{"1900-02-28", "59", false, false, true},
		{"1900-03-01", "61", false, false, true},
		{"1899-12-31", "0", false, true, true},
		{"1904-01-01", "0", true, false, true},
		{"9999-12-31T12:00:00", "2958465.5", false, false, true},
		{"2025-11-19T00:00:00.500", "45980.0000057870", false, false, true},
		{"12:00", "0.5", false, false, true},
		{"2025-02-30", "", false, false, false},
		{"19.11.2025", "", false, false, false},
		{"2025-11-19T06:00:00+01:00", "", false, false, false},
	} {
		d, ok := parseISODate(tt.text, tt.since1904)
		if ok != tt.ok || d.early != tt.early {
			t.Errorf("%s: %+v, %v", tt.text, d, ok)
			continue
		}
		if got := string(appendDouble(nil, d.serial)); ok && !d.early && got != strings.TrimRight(tt.serial, "0") && got != tt.serial {
			t.Errorf("%s is day %s, want %s", tt.text, got, tt.serial)
		}
	}
}

func TestBuiltInFormats(t *testing.T) {
	dates := map[cell.Class][]int{
		cell.General:  {0, 1, 2, 23, 26, 59, 60, 100, 163},
		cell.Other:    {3, 4, 5, 8, 11, 12, 13, 37, 40, 41, 44, 48, 61, 62, 69, 70},
		cell.Percent:  {9, 10, 67, 68},
		cell.Date:     {14, 15, 16, 17, 27, 31, 36, 50, 52, 54, 57, 58, 71, 81},
		cell.Time:     {18, 19, 20, 21, 32, 33, 45, 46, 47, 75, 78},
		cell.DateTime: {22, 34, 35, 55, 56, 77},
		cell.AsText:   {49},
	}
	for class, ids := range dates {
		for _, id := range ids {
			got := cell.General
			if f := parseNumberFormat(builtInFormat(id)); f != nil {
				got = f.class
			}
			if got != class {
				t.Errorf("format %d is of class %d, want %d", id, got, class)
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, tt := range []struct {
		raw, want string
		inexact   bool
	}{
		{"0", "0", false},
		{"-0", "0", false},
		{"-0.0", "0", false},
		{"007", "7", false},
		{"+5", "5", false},
		{"5.", "5", false},
		{".5", "0.5", false},
		{"1.50", "1.5", false},
		{" 12 ", "12", false},
		{"1E3", "1000", false},
		{"1e-3", "0.001", false},
		{"-1.5E-7", "-0.00000015", false},
		{"64.98999999999999", "64.99", false},
		{"0.30000000000000004", "0.3", false},
		{"0.1", "0.1", false},
		{"123456789012345", "123456789012345", false},
		{"999999999999999", "999999999999999", false},
		{"1234567890123456", "1234567890123460", true},
		{"1.23456789012345E+17", "123456789012345000", true},
		{"1E+15", "1000000000000000", true},
		{"0.123456789012345678", "0.123456789012346", false},
		{"1.7976931348623157E308", "179769313486232" + strings.Repeat("0", 294), true},
	} {
		got, inexact, ok := appendNumber([]byte("x"), []byte(tt.raw))
		if !ok || string(got) != "x"+tt.want || inexact != tt.inexact {
			t.Errorf("%q is %q, inexact %v, %v; want %q, %v", tt.raw, got, inexact, ok, tt.want, tt.inexact)
		}
	}
	for _, raw := range []string{"", " ", "-", "NaN", "INF", "-INF", "Infinity", "0x10", "1_000", "1,5", "1e", "1e+", "1.2.3", "1E400", "--1", "1 2", ".", "e5", "١"} {
		if got, _, ok := appendNumber(nil, []byte(raw)); ok {
			t.Errorf("%q is taken as %q", raw, got)
		}
	}
}
