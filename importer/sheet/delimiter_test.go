package sheet

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"
)

func TestDetectDelimiter(t *testing.T) {
	const doubt = "doubt"
	tests := map[string]struct{ content, want string }{
		"few rows, one short":                 {"Position ID,Position name,Hourly rate\n1,A,5\n2\n", ","},
		"few rows, a total":                   {"Position ID;Position name\n1;A\nTotal\nof all\n", ";"},
		"few sentences, one cell":             {"Engineer, Senior\nNurse\nClerk\n", ""},
		"comma":                               {"id,name,rate\n1,Dev,12.5\n", ","},
		"semicolon":                           {"id;name;rate\n1;Dev;12.5\n", ";"},
		"tab":                                 {"id\tname\trate\n1\tDev\t12.5\n", "\t"},
		"pipe":                                {"id|name|rate\n1|Dev|12.5\n", "|"},
		"header only":                         {"id;name;rate\n", ";"},
		"decimal commas":                      {"id;name;rate\n1;Dev;12,50\n2;Ops;1.234,50\n", ";"},
		"decimal commas in every column":      {"a;b\n1,5;2,5\n3,5;4,5\n", ";"},
		"decimal comma, comma in heading":     {"id;Tarifa, EUR\n1;12,50\n2;13,50\n", ";"},
		"ragged rows, decimal commas":         {"id;name;rate;note\n1;Dev;12,50\n2;Ops;13,75\n3;QA;10,00;x\n4;PM;9,50\n", ";"},
		"names with commas":                   {"id;Apellido, Nombre;nivel\n1;Doe, John;Sr.\n2;Roe, Jane;Jr.\n", ";"},
		"tabs and commas":                     {"name, first\trate, EUR\nDoe, John\t12,50\n", "\t"},
		"groups split by semicolons":          {"tenantId,positionName,groupIds\n1,Dev,a;b\n2,Ops,c;d\n", ","},
		"groups split by pipes":               {"tenantId,positionName,groupIds\n1,Dev,a|b\n2,Ops,c|d\n", ","},
		"quoted delimiters":                   {"id,name\n1,\"a;b;c\"\n2,\"d;e;f\"\n", ","},
		"all quoted":                          {"\"id\";\"name, first\"\n\"1\";\"a, b\"\n", ";"},
		"quoted line breaks":                  {"id;name\n1;\"a,b\nc,d\ne,f\"\n", ";"},
		"title above":                         {"Positions\n\nid,name,rate\n1,Dev,2\n", ","},
		"title with a comma above":            {"Export, 19 November 2025\nid;name;rate\n1;Dev;2\n2;Ops;3\n", ";"},
		"three titles above":                  {"Positions\nACME\n2025\nid,name,rate\n1,Dev,2\n", ","},
		"trailing delimiters":                 {"id;name;;\n1;Dev;;\n", ";"},
		"short rows":                          {"id,name,rate,level\n1,Dev\n2,Ops,3\n3,QA\n", ","},
		"lone CR":                             {"id;name\r1;a,b\r2;c\r", ";"},
		"one column":                          {"name\nDev\nOps\n", ""},
		"one column of decimals":              {"rate\n12,50\n13,75\n9,00\n", ""},
		"one column with some commas":         {"name\nDev\nOps\nLead, Ops\nQA\nPM\n", ""},
		"one column, quoted commas":           {"name\n\"Lead, Ops\"\n\"Lead, Dev\"\n", ""},
		"one column, header only":             {"name\n", ""},
		"one column or two":                   {"name\nLead, Ops\nLead, Dev\n", doubt},
		"same count of both":                  {"a;b,c\n1;2,x\n", doubt},
		"same count of both, one row":         {"a;b,c\n", doubt},
		"three against two":                   {"a;b;c,d\n1;2;3,x\n", doubt},
		"figures split by both":               {"1;2,3\n4;5,6\n", doubt},
		"twice as many":                       {"a,b,c,d;e\n1,2,3,4;5\n", ","},
		"a damaged quote does not hide it":    {"id,name\n1,\"a\"b\n", ","},
		"an open quote does not hide it":      {"id;name\n1;x\n2;\"a\n", ";"},
		"quotes that only semicolons respect": {"id;name\n\"1\";\"a,b\"\n\"2\";\"c,d\"\n", ";"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := detectDelimiter([]byte(test.content), true, Limits{}.withDefaults())
			var uncertain *delimiterDoubt
			if errors.As(err, &uncertain) {
				got = doubt
			} else if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("got %q (%v), want %q", got, err, test.want)
			}
		})
	}
}

// A sample that is cut anywhere, also inside quotes, must not lead elsewhere.
func TestDetectDelimiterCut(t *testing.T) {
	text := strings.Repeat("id;name;rate\n1;\"Lead, \"\"Ops\"\"\n, x\";12,50\n", 4)
	for cut := len(text) / 4; cut <= len(text); cut++ {
		got, err := detectDelimiter([]byte(text[:cut]), false, Limits{}.withDefaults())
		if got != ";" || err != nil {
			t.Errorf("cut at %d: got %q, %v", cut, got, err)
		}
	}
}

func TestDeclaredDelimiter(t *testing.T) {
	tests := map[string]struct {
		want         string
		found, wrong bool
	}{
		"": {}, "auto": {}, "AUTO": {},
		",": {",", true, false}, ";": {";", true, false}, "|": {"|", true, false}, "\t": {"\t", true, false},
		"tab": {"\t", true, false}, "Tab": {"\t", true, false}, `\t`: {"\t", true, false}, " ": {" ", true, false},
		"semicolon": {";", true, false}, "¦": {"¦", true, false}, "^": {"^", true, false},
		";;": {wrong: true}, "\n": {wrong: true}, `"`: {wrong: true}, "\xff": {wrong: true},
	}
	for written, test := range tests {
		got, found, err := declaredDelimiter(written)
		if got != test.want || found != test.found || (err != nil) != test.wrong {
			t.Errorf("%q: got %q, %v, %v", written, got, found, err)
		}
	}
}

func TestDelimiterHint(t *testing.T) {
	tests := map[string]string{
		"sep=;\na;b": ";", "sep=,\r\n": ",", "SEP=\t\r": "\t", "\"sep=|\"\n": "|", "sep=¦\n": "¦", "sep=;": ";",
		"sep=\n": "", "sep=;;\n": "", "sep=\"\n": "", " sep=;\n": "", "\"sep=;\n": "", "separator\n": "", "": "", "\"\n": "",
	}
	for content, want := range tests {
		if got := delimiterHint([]byte(content)); got != want {
			t.Errorf("%q: got %q, want %q", content, got, want)
		}
	}
}

// Whatever cells hold, a table that was written with quotes where they are needed, under a header
// of plain words, is cut as it was written, or refused as doubtful: never cut otherwise.
func FuzzDelimiter(f *testing.F) {
	for i, seed := range []string{"12,50", "a;b;c", "a|b", "Doe, John", "x\ty", "\"q\"", "two\nlines", "", " ", "1;2,3|4\t5"} {
		f.Add(uint8(i), seed, "x", seed)
	}
	f.Fuzz(func(t *testing.T, which uint8, a, b, c string) {
		delim := []rune{',', ';', '\t', '|'}[which%4]
		var text strings.Builder
		w := csv.NewWriter(&text)
		w.Comma = delim
		for _, record := range [][]string{{"id", "name", "rate"}, {a, b, c}, {c, a, b}, {"1", b, a}} {
			if err := w.Write(record); err != nil {
				t.Fatal(err)
			}
		}
		w.Flush()
		got, err := detectDelimiter([]byte(text.String()), true, Limits{}.withDefaults())
		if err == nil && got != string(delim) {
			t.Errorf("took %q for %q in %q", got, delim, text.String())
		}
		again, errAgain := detectDelimiter([]byte(text.String()), true, Limits{}.withDefaults())
		if got != again || (err == nil) != (errAgain == nil) {
			t.Errorf("two answers for one text: %q and %q", got, again)
		}
		if _, err := detectDelimiter([]byte(a+b+c), which%2 == 0, Limits{}.withDefaults()); err != nil && !errors.As(err, new(*delimiterDoubt)) {
			t.Errorf("not a doubt: %v", err)
		}
	})
}
