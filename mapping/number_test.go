package mapping

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"posimport/importer/row"
)

func TestNumbers(t *testing.T) {
	plainF := numberFormat{}
	comma := numberFormat{decimal: ","}
	point := numberFormat{decimal: "."}
	for _, c := range []struct {
		format numberFormat
		text   string
		want   string
		code   row.Code
		advice string
	}{
		{plainF, "1234.5", "1234.5", "", ""},
		{plainF, "64.90", "64.90", "", ""},
		{plainF, "007", "7", "", ""},
		{plainF, "-5", "-5", "", ""},
		{plainF, "\u22125", "-5", "", ""},
		{plainF, "+5.50", "5.50", "", ""},
		{plainF, ".5", "0.5", "", ""},
		{plainF, "-0", "0", "", ""},
		{plainF, "-0.00", "0.00", "", ""},
		{plainF, "0.125", "0.125", "", ""},
		{plainF, "1234.567", "1234.567", "", ""},
		{plainF, "12.3456", "12.3456", "", ""},
		{plainF, "1.234", "", row.ValAmbiguous, `decimal: "." (1.234) or decimal: "," (1234)`},
		{plainF, "-12,345", "", row.ValAmbiguous, `decimal: "," (12.345) or decimal: "." (12345)`},
		{plainF, "1,5", "", row.ValNumber, `decimal: ","`},
		{plainF, "0,125", "", row.ValNumber, `decimal: ","`},
		{plainF, "1.234,50", "", row.ValNumber, `decimal: ",", group: "."`},
		{plainF, "1,234.50", "", row.ValNumber, `decimal: ".", group: ","`},
		{plainF, "1 234,50", "", row.ValNumber, `decimal: ",", group: " "`},
		{plainF, "1'234.50", "", row.ValNumber, `decimal: ".", group: "'"`},
		{plainF, "1 234", "", row.ValNumber, `group: " "`},
		{plainF, "1.234.567", "", row.ValNumber, `group: "."`},
		{plainF, "1.23.4", "", row.ValNumber, "1234.5"},
		{comma, "1234,5", "1234.5", "", ""},
		{comma, "1.234,50", "1234.50", "", ""},
		{comma, "1 234,50", "1234.50", "", ""},
		{comma, "1\u202f234\u00a0567,50", "1234567.50", "", ""},
		{comma, "1'234,5", "1234.5", "", ""},
		{comma, "1.234", "1234", "", ""},
		{comma, "0.750", "", row.ValNumber, "1234,5"},
		{comma, "-0.123.456", "", row.ValNumber, "1234,5"},
		{comma, "00.750", "", row.ValNumber, "1234,5"},
		{comma, "0,750", "0.750", "", ""},
		{point, "0,750", "", row.ValNumber, "1234.5"},
		{numberFormat{group: " "}, "0 750", "", row.ValNumber, "1234.5"},
		{plainF, "0.123.456", "", row.ValNumber, "1234.5"},
		{comma, "12.5", "", row.ValNumber, "1234,5"},
		{comma, "1.234 567", "", row.ValNumber, "1234,5"},
		{comma, "1,2,3", "", row.ValNumber, "1234,5"},
		{point, "1'234.50", "1234.50", "", ""},
		{point, "1’234.50", "1234.50", "", ""},
		{point, "1,234", "1234", "", ""},
		{point, "1.234", "1.234", "", ""},
		{point, "1,5", "", row.ValNumber, "1234.5"},
		{numberFormat{group: "."}, "1.234,50", "1234.50", "", ""},
		{numberFormat{group: ","}, "1,234.50", "1234.50", "", ""},
		{numberFormat{group: ","}, "1.234", "1.234", "", ""},
		{numberFormat{group: " "}, "1 234.5", "1234.5", "", ""},
		{numberFormat{group: " "}, "1 234,5", "", row.ValNumber, `decimal: ","`},
		{numberFormat{group: "none"}, "1.234", "1.234", "", ""},
		{numberFormat{group: "none"}, "1,234", "", row.ValNumber, `decimal: ","`},
		{numberFormat{decimal: ",", group: "none"}, "1.234,5", "", row.ValNumber, "1234,5"},
		{numberFormat{decimal: ",", group: " "}, "1.234,5", "", row.ValNumber, "1234,5"},
		{plainF, "$5", "", row.ValNumber, `signs: ["$"]`},
		{plainF, "-$ 5.5", "", row.ValNumber, `signs: ["$"]`},
		{comma, "1.234,50 €", "", row.ValNumber, `signs: ["€"]`},
		{plainF, "£x", "", row.ValNumber, "1234.5"},
		{plainF, "£", "", row.ValNumber, "1234.5"},
		{numberFormat{signs: []string{"$", "R$"}}, "R$ 5.5", "5.5", "", ""},
		{numberFormat{signs: []string{"$", "R$"}}, "-$5", "-5", "", ""},
		{numberFormat{signs: []string{"$", "R$"}}, "$-5", "-5", "", ""},
		{numberFormat{signs: []string{"€"}, decimal: ","}, "1.234,50\u00a0€", "1234.50", "", ""},
		{numberFormat{signs: []string{"€"}}, "€5€", "", row.ValNumber, "1234.5"},
		{numberFormat{signs: []string{"€"}}, "£5", "", row.ValNumber, `signs: ["£"]`},
		{plainF, "12%", "", row.ValPercent, "1234.5"},
		{numberFormat{percent: "fraction"}, "12.5 %", "0.125", "", ""},
		{numberFormat{percent: "fraction"}, "-7%", "-0.07", "", ""},
		{numberFormat{percent: "fraction"}, "120%", "1.20", "", ""},
		{numberFormat{percent: "fraction"}, "0.12", "0.12", "", ""},
		{numberFormat{percent: "number"}, "12.50%", "12.50", "", ""},
	} {
		got, bad := c.format.parse(c.text)
		if got != c.want || bad.code != c.code || bad.want != c.advice {
			t.Errorf("%+v: %q = %q, %s %q; want %q, %s %q", c.format, c.text, got, bad.code, bad.want, c.want, c.code, c.advice)
		}
	}
	for _, text := range []string{
		"NaN", "nan", "Inf", "-inf", "0x10", "1e3", "1E3", "1_000", "5.", ",", "-", "--5", "+-5", "5-", "(5)", "1..5", "١٢", "1/2", "½", "1 2", "12a",
		strings.Repeat("9", longestNumber+1), "", " ", "%", "e",
	} {
		for _, format := range []numberFormat{plainF, comma, point} {
			if got, bad := format.parse(text); bad.code == "" {
				t.Errorf("%+v: %q = %q, want it refused", format, text, got)
			}
		}
	}
}

// reference reads a number under declared separators in another way: by a pattern, into a ratio.
func reference(pattern *regexp.Regexp, decimal, group, text string) (*big.Rat, bool) {
	if !pattern.MatchString(text) || !strings.ContainsAny(text, "0123456789") {
		return nil, false
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, group, ""), decimal, ".")
	return new(big.Rat).SetString(text)
}

func TestNumbersAgainstAReference(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	accepted := 0
	all := [][2]string{{".", ","}, {",", "."}, {",", " "}, {".", "'"}, {".", " "}}
	patterns := make([]*regexp.Regexp, len(all))
	for i, separators := range all {
		patterns[i] = regexp.MustCompile(fmt.Sprintf(`^[-+]?(\d+|[1-9]\d{0,2}(%s\d{3})+)?(%s\d+)?$`,
			regexp.QuoteMeta(separators[1]), regexp.QuoteMeta(separators[0])))
	}
	for range 100_000 {
		kind := random.IntN(len(all))
		separators := all[kind]
		text := trimmed(randomNumber(random, separators))
		format := numberFormat{decimal: separators[0], group: separators[1]}
		want, ok := reference(patterns[kind], separators[0], separators[1], text)
		got, bad := format.parse(text)
		if ok != (bad.code == "") {
			t.Fatalf("%v: %q = %q %s, reference %v %v", separators, text, got, bad.code, want, ok)
		}
		if !ok {
			continue
		}
		accepted++
		if value, _ := new(big.Rat).SetString(got); value == nil || value.Cmp(want) != 0 || !json.Valid([]byte(got)) {
			t.Fatalf("%v: %q = %q, reference %v", separators, text, got, want)
		}
	}
	if accepted < 10_000 {
		t.Errorf("only %d of the texts were numbers", accepted)
	}
}

func randomNumber(random *rand.Rand, separators [2]string) string {
	var b strings.Builder
	if random.IntN(6) == 0 {
		b.WriteString("-")
	}
	for range 1 + random.IntN(4) {
		for range []int{1, 2, 3, 3, 3, 3, 4}[random.IntN(7)] {
			b.WriteByte(byte('0' + random.IntN(10)))
		}
		switch random.IntN(5) {
		case 0:
			b.WriteString(separators[0])
		case 1, 2:
			b.WriteString(separators[1])
		}
	}
	return b.String()
}

// FuzzNumber holds every reading to what is true of all of them.
func FuzzNumber(f *testing.F) {
	for _, text := range []string{"1.234,50", "1 234,5", "-0.5", "$12%", "1e3", "007", ".5", "1’234"} {
		f.Add(text, "", "")
		f.Add(text, ",", ".")
		f.Add(text, ".", "")
	}
	f.Fuzz(func(t *testing.T, text, decimal, group string) {
		if decimal != "." && decimal != "," {
			decimal = ""
		}
		if !strings.Contains("., 'none", group) || decimal == group {
			group = ""
		}
		if len(group) != 1 && group != "none" {
			group = ""
		}
		format := numberFormat{decimal: decimal, group: group, signs: []string{"$"}, percent: "fraction"}
		got, bad := format.parse(text)
		if (got == "") != (bad.code != "") {
			t.Fatalf("%q = %q, %s", text, got, bad.code)
		}
		if bad.code != "" {
			return
		}
		if !json.Valid([]byte(got)) || strings.ContainsAny(got, "eE") {
			t.Fatalf("%q = %q, which is no JSON number", text, got)
		}
		if digits(got) != digits(text) {
			t.Fatalf("%q = %q has other digits", text, got)
		}
		stored := numberFormat{decimal: ".", group: "none"}
		if again, bad := stored.parse(got); again != got || bad.code != "" {
			t.Fatalf("%q = %q, read again %q %s", text, got, again, bad.code)
		}
	})
}

// digits returns the digits of a number without leading zeros.
func digits(s string) string {
	return strings.TrimLeft(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s), "0")
}

func TestDecimalsAgainstRatios(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	decimal := func() string {
		text := fmt.Sprintf("%d", random.IntN(1000))
		if random.IntN(2) == 0 {
			text += fmt.Sprintf(".%0*d", 1+random.IntN(3), random.IntN(10))
		}
		if random.IntN(3) == 0 {
			text = "-" + text
		}
		return text
	}
	ratio := func(s string) *big.Rat { r, _ := new(big.Rat).SetString(s); return r }
	hundred := big.NewRat(100, 1)
	for range 50_000 {
		a, b := decimal(), decimal()
		if got, want := compareDecimals(a, b), ratio(a).Cmp(ratio(b)); got != want {
			t.Fatalf("compare %s with %s = %d, want %d", a, b, got, want)
		}
		if got := ratio(shift(a, 2)); got.Cmp(new(big.Rat).Mul(ratio(a), hundred)) != 0 {
			t.Fatalf("shift(%s, 2) = %s", a, shift(a, 2))
		}
		if got := ratio(shift(a, -2)); got.Cmp(new(big.Rat).Quo(ratio(a), hundred)) != 0 {
			t.Fatalf("shift(%s, -2) = %s", a, shift(a, -2))
		}
	}
}
