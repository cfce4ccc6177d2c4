package cell

import "testing"

func TestNames(t *testing.T) {
	for _, tt := range []struct {
		name        string
		column, row int
	}{
		{"A1", 0, 1},
		{"Z9", 25, 9},
		{"AA10", 26, 10},
		{"AZ1", 51, 1},
		{"BA1", 52, 1},
		{"ZZ702", 701, 702},
		{"AAA1", 702, 1},
		{"XFD1048576", MaxColumns - 1, MaxRows},
	} {
		if got := Name(tt.column, tt.row); got != tt.name {
			t.Errorf("Name(%d, %d) is %s, want %s", tt.column, tt.row, got, tt.name)
		}
		if column, row, ok := ParseName(tt.name); !ok || column != tt.column || row != tt.row {
			t.Errorf("ParseName(%s) is %d, %d, %v", tt.name, column, row, ok)
		}
	}
	for _, name := range []string{
		"", "A", "1", "a1", "A0", "A01", "$A$1", "A1B", "XFE1", "AAAA1", "A1048577", "A99999999999999999999", "A-1", "A1:B2", "É1",
	} {
		if column, row, ok := ParseName(name); ok {
			t.Errorf("ParseName(%q) is %d, %d", name, column, row)
		}
	}
}

func TestRow(t *testing.T) {
	r := Row{Cells: []Cell{{Kind: Text, Value: " \u00a0\t"}, {}, {Kind: Formula}}}
	if r.Blank() || r.At(2).Kind != Formula || r.At(3).Kind != Blank || r.At(-1).Kind != Blank {
		t.Errorf("%+v", r)
	}
	if r.Cells = r.Cells[:2]; !r.Blank() {
		t.Errorf("%+v is not blank", r)
	}
	c := Cell{Kind: Number, Value: "42", Shown: "0042"}
	if c.Display() != "0042" {
		t.Error(c.Display())
	}
	if c.Shown = ""; c.Display() != "42" {
		t.Error(c.Display())
	}
}
