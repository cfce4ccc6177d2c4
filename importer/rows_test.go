package importer

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseRows(t *testing.T) {
	for text, want := range map[string][]int{
		"":                   {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
		"  ":                 {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
		"2-4":                {2, 3, 4},
		"7":                  {7},
		"8-":                 {8, 9, 10},
		" 2 - 3 , 5 , 9 - ":  {2, 3, 5, 9, 10},
		"9,2-3":              {2, 3, 9},
		"2-5,4-6":            {2, 3, 4, 5, 6},
		"3-3":                {3},
		"11-":                nil,
		"1-9223372036854775": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
	} {
		r, err := ParseRows(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		var got []int
		for n := 1; n <= 10; n++ {
			if r.Has(n) {
				got = append(got, n)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
		if r.String() != strings.TrimSpace(text) || r.IsZero() != (strings.TrimSpace(text) == "") {
			t.Errorf("%q: String %q, IsZero %v", text, r.String(), r.IsZero())
		}
	}
}

func TestParseRowsRefuses(t *testing.T) {
	for _, text := range []string{
		"0", "0-3", "-3", "3-2", "a", "2-b", "2--3", "2,,3", ",", "2-3-4", "1.5", "+", "2;3", "99999999999999999999", "2–3",
	} {
		_, err := ParseRows(text)
		if err == nil {
			t.Errorf("%q is taken", text)
			continue
		}
		if !strings.Contains(err.Error(), "2-50") {
			t.Errorf("%q: %v: does not show the form", text, err)
		}
	}
	if _, err := ParseRows("2-5,x7"); err == nil || !strings.Contains(err.Error(), `"x7"`) {
		t.Errorf("%v: does not quote what is wrong", err)
	}
}

func TestRowsSurviveTheLedger(t *testing.T) {
	for _, text := range []string{"", "2-50", "7, 9-"} {
		chosen, err := ParseRows(text)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decodeShape(Shape{Rows: chosen}.encode())
		if err != nil || !slices.Equal(again.Rows.ranges, chosen.ranges) || again.Rows.String() != chosen.String() {
			t.Errorf("%q: %+v, %v", text, again.Rows, err)
		}
	}
	for _, data := range []string{`{"rows":"x"}`, `{"rows":7}`} {
		if s, err := decodeShape([]byte(data)); err == nil {
			t.Errorf("%s is read as %+v", data, s.Rows)
		}
	}
}

func FuzzParseRows(f *testing.F) {
	for _, text := range []string{"", "2-50", "7", "100-", "2-50,60,70-", " 2 - 3 ,5", "0", "3-2", "a", "--", ",", "9999999999999999999-"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRows(text)
		if err != nil {
			if !r.IsZero() || !strings.Contains(err.Error(), "2-50") {
				t.Errorf("%q: %+v, %v", text, r, err)
			}
			return
		}
		if r.Has(0) && !r.IsZero() {
			t.Errorf("%q chooses row 0", text)
		}
		for _, one := range r.ranges {
			last := one.to
			if last == 0 {
				last = math.MaxInt
			}
			if one.from < 1 || last < one.from || !r.Has(one.from) || !r.Has(last) {
				t.Errorf("%q: range %+v", text, one)
			}
		}
		data, err := json.Marshal(r)
		var again Rows
		if err == nil {
			err = json.Unmarshal(data, &again)
		}
		// JSON replaces what is not UTF-8, and only in white space at that could it stand.
		if err != nil || !slices.Equal(r.ranges, again.ranges) {
			t.Errorf("%q: %s is read as %+v, %v", text, data, again, err)
		}
	})
}
