package mapping

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
)

func testTables(name string) ([]byte, error) {
	switch name {
	case "levels.csv":
		return []byte("from,to\nSenior,Sr.\n\"Junior\",Jr.\nfile,F\n"), nil
	case "semicolon.csv":
		return []byte("\ufeffAnfänger;Jr.\nErfahren;Sr.\n"), nil
	case "columns.csv":
		return []byte("note,to,from\nx,Sr.,Senior\n"), nil
	case "status.csv":
		return []byte("from,to\nan,ACTIVE\naus,INAKTIV\n"), nil
	case "short.csv":
		return []byte("from,to\nSenior\n"), nil
	case "quotes.csv":
		return []byte("from,to\nSen\"ior,x\n"), nil
	case "latin.csv":
		return []byte("from,to\nJ\xfcnger,x\n"), nil
	}
	return nil, fmt.Errorf("open %s: %w", name, os.ErrNotExist)
}

// refused returns what Parse says of a mapping that must be wrong.
func refused(t *testing.T, text string, set ...string) *Errors {
	t.Helper()
	_, err := Parse("m.yaml", []byte(text), Options{Schemas: testSchemas, Set: set, ReadFile: testTables})
	var all *Errors
	if !errors.As(err, &all) {
		t.Fatalf("Parse accepted it (%v):\n%s", err, text)
	}
	return all
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	fields := cor()
	for _, c := range []struct {
		name, text, want string
		code             row.Code
		set              []string
	}{
		{"empty", "", "m.yaml:1:1: the mapping file is empty; write one with: posimport map FILE --target TARGET", row.MapSyntax, nil},
		{"tab", "version: 1\n\ttarget: cor\n", "indent with spaces, not tabs", row.MapSyntax, nil},
		{"tab after a key", "version: 1\nfields:\n\tid: ID\n", "m.yaml:3:1: a tab stands where YAML allows only spaces; indent with spaces, not tabs", row.MapSyntax, nil},
		{"tab after spaces", "version: 1\nfields:\n  id:\n  \tfrom: Ü\n", "m.yaml:4:3: a tab stands where YAML allows only spaces; indent with spaces, not tabs", row.MapSyntax, nil},
		{"at sign", "version: 1\nfields:\n  id: @x\t\n", "m.yaml:3:7: found character that cannot start any token; put a text that starts with @", row.MapSyntax, nil},
		{"latin 1", "version: 1\ntarget: c\xf3r\n", "m.yaml:2:10: byte 0xf3 is not allowed in a mapping file; save the file as UTF-8 text", row.MapSyntax, nil},
		{"control", "version: 1\ntarget: \"c\x01r\"\n", "m.yaml:2:11: byte 0x01", row.MapSyntax, nil},
		{"colon", "a: b: c", "m.yaml:1:5: a colon stands where none can be", row.MapSyntax, nil},
		{"two documents", "version: 1\n---\nversion: 1\n", "more than one document", row.MapSyntax, nil},
		{"list", "- a\n", "m.yaml:1:1: the mapping must be a list of", row.MapValue, nil},
		{"no version", strings.TrimPrefix(fields, "version: 1\n"), "m.yaml:1:1: the mapping does not say its version; write: version: 1", row.MapVersion, nil},
		{"version 2", strings.Replace(fields, "version: 1", "version: 2", 1), "m.yaml:1:10: version must be 1, not \"2\"", row.MapVersion, nil},
		{"no target", "version: 1\nfields: {}\n", "write target: and one of: aptly, cor", row.MapMissing, nil},
		{"target", "version: 1\ntarget: core\n", `m.yaml:2:9: there is no target "core"; did you mean "cor"?`, row.MapValue, nil},
		{"unknown top key", cor() + "fileds: {}\n", `m.yaml:8:1: unknown key "fileds" in the mapping; did you mean "fields"?`, row.MapKey, nil},
		{"key twice", cor() + "target: cor\n", `m.yaml:8:1: "target" stands twice in the mapping, first in line 2`, row.MapConflict, nil},
		{"field twice", cor("name: Title"), `m.yaml:7:3: "name" stands twice in fields, first in line 6`, row.MapConflict, nil},
		{"field name", cor("ratee: Rate"), `m.yaml:7:3: COR has no field "ratee"; did you mean "rate"?`, row.MapField, nil},
		{"field by part", cor("source: {const: SAP}"), `did you mean "metadata.source"?`, row.MapField, nil},
		{"field by title", cor("hourly_rate: X"), `did you mean "rate"?`, row.MapField, nil},
		{"option name", cor("rate: {form: Rate}"), `m.yaml:7:10: form is not for rate, which is a number field`, row.MapConflict, nil},
		{"option slip", cor("rate: {fron: Rate}"), `m.yaml:7:10: unknown key "fron" in field rate; did you mean "from"?`, row.MapKey, nil},
		{"source key", cor() + "source: {shet: A}\n", `unknown key "shet" in source; did you mean "sheet"?`, row.MapKey, nil},
		{"header row", cor() + "source: {header_row: 0}\n", `header_row must be auto or a row number from 1, not "0"`, row.MapValue, nil},
		{"delimiter", cor() + "source: {delimiter: x}\n", `delimiter must be auto, tab, or one of`, row.MapValue, nil},
		{"nothing said", cor("rate:"), "m.yaml:7:3: nothing is said of rate; name its column, or remove the line", row.MapValue, nil},
		{"no source", cor("rate: {decimal: \",\"}"), "nothing says where rate comes from; add from: HEADER", row.MapMissing, nil},
		{"default alone", cor("rate: {default: 5}"), "write const where every row has the same value", row.MapMissing, nil},
		{"const with from", cor("rate: {const: 5, from: Rate}"), "from, join and const exclude each other in field rate", row.MapConflict, nil},
		{"const with values", cor("rate: {const: 5, decimal: \",\"}"), "decimal has no effect beside const", row.MapConflict, nil},
		{"const of id", "version: 1\ntarget: cor\nfields: {metadata.source: {const: SAP}, name: A, id: {const: x}}", "id must differ from row to row", row.MapConflict, nil},
		{"per run from", "version: 1\ntarget: cor\nfields: {metadata.source: Src, name: A, id: B}", "metadata.source names the account: it has one value for the whole run and cannot come from a column; write metadata.source: {const: VALUE}, or give --set metadata.source=VALUE", row.MapConflict, nil},
		{"enum const", strings.Replace(fields, "SAP", "sap", 1), `m.yaml:4:28: metadata.source: "sap" is not one of JIRA, SALESFORCE, MICROSOFT_DYNAMICS, MICROSOFT_TEAMS, SAP; did you mean "SAP"?`, row.MapValue, nil},
		{"enum near", strings.Replace(fields, "SAP", "Microsoft Teams", 1), `did you mean "MICROSOFT_TEAMS"?`, row.MapValue, nil},
		{"number const", cor("rate: {const: \"1,5\"}"), `rate: "1,5" is not a number such as 1234.5`, row.MapValue, nil},
		{"uuid const", aptly("instanceId: {const: 123}"), `instanceId: "123" is not a UUID`, row.MapValue, nil},
		{"default value", aptly("status: {from: S, default: active}"), `default of status: "active" is not one of ACTIVE, INACTIVE`, row.MapValue, nil},
		{"values result", aptly("status: {from: S, values: {an: ACTIVE, aus: OFF}}"), `m.yaml:6:47: values of status: "OFF" is not one of ACTIVE, INACTIVE`, row.MapValue, nil},
		{"values length", aptly("externalId: {from: E, values: {a: " + strings.Repeat("x", 101) + "}}"), "is longer than 100 characters", row.MapValue, nil},
		{"values folded twice", cor("seniority: {from: S, values: {senior: Sr., SENIOR: Lead}}"), `"SENIOR" in values of seniority is listed twice, as "Sr." and as "Lead"`, row.MapConflict, nil},
		{"values star", cor("seniority: {from: S, values: {a: b, \"*\": Sr.}}"), `"*" in values of seniority must be refuse or pass, not "Sr."`, row.MapValue, nil},
		{"values empty", cor("seniority: {from: S, values: {}}"), `values of seniority lists nothing`, row.MapValue, nil},
		{"values to empty", strings.Replace(fields, "name: Name", "name: {from: Name, values: {x: \"\", \"*\": pass}}", 1), `"x" becomes empty, and the field is required`, row.MapValue, nil},
		{"loosened required", strings.Replace(fields, "name: Name", "name: {from: Name, required: false}", 1), "required of name would loosen a rule of the target", row.MapConflict, nil},
		{"loosened unique", strings.Replace(fields, "id: ID", "id: {from: ID, unique: false}", 1), "unique of id would loosen", row.MapConflict, nil},
		{"loosened length", aptly("externalId: {from: E, max_length: 200}"), "max_length of externalId would loosen a rule of the target: at most 100 characters", row.MapConflict, nil},
		{"loosened one_of", aptly("status: {from: S, one_of: [ACTIVE, PAUSED]}"), `one_of of status: "PAUSED" is not one of ACTIVE, INACTIVE`, row.MapValue, nil},
		{"required and default", cor("seniority: {from: S, default: Sr., required: true}"), "an empty cell cannot be both an issue and the default", row.MapConflict, nil},
		{"same separators", cor("rate: {from: R, decimal: \",\", group: \",\"}"), "decimal and group are the same separator", row.MapConflict, nil},
		{"min over max", cor("rate: {from: R, min: 10, max: 9.5}"), "max is less than min", row.MapConflict, nil},
		{"decimal choice", cor("rate: {from: R, decimal: \";\"}"), `decimal of rate must be one of ".", ",", not ";"`, row.MapValue, nil},
		{"percent true", cor("rate: {from: R, percent: true}"), `percent of rate must be one of "refuse", "fraction", "number", not "true"`, row.MapValue, nil},
		{"pattern", cor("seniority: {from: S, pattern: \"[a\"}"), "the pattern of seniority cannot be read", row.MapValue, nil},
		{"pad", cor("seniority: {from: S, pad_left: {length: 0}}"), "must be a whole number from 1 to 255", row.MapValue, nil},
		{"pad without length", cor("seniority: {from: S, pad_left: {with: x}}"), "does not say its length", row.MapValue, nil},
		{"pad too long", aptly("externalId: {from: E, pad_left: 101}"), "pad_left makes it longer than 100 characters", row.MapConflict, nil},
		{"upper lower", cor("seniority: {from: S, upper: true, lower: true}"), "upper and lower exclude each other", row.MapConflict, nil},
		{"quoted bool", cor("seniority: {from: S, upper: \"true\"}"), `upper of seniority must be true or false, not "true"`, row.MapValue, nil},
		{"with alone", cor("seniority: {from: S, with: x}"), "with is for join", row.MapConflict, nil},
		{"yes and no", aptly("isSCIMProvisioned: {from: S, yes: [x], no: [X]}"), `"X" means both yes and no`, row.MapConflict, nil},
		{"yes is no", aptly("isSCIMProvisioned: {from: S, yes: [nein]}"), `"nein" means both yes and no`, row.MapConflict, nil},
		{"blank header", cor("rate: {from: \"  \"}"), "from of rate names an empty header", row.MapValue, nil},
		{"same header", cor("rate: {from: [Rate, \" RATE *\"]}"), `names " RATE *" twice`, row.MapConflict, nil},
		{"no table", cor("seniority: {from: S, values: {file: x.csv}}"), `the value table "x.csv" cannot be read: open x.csv`, row.MapValue, nil},
		{"table result", aptly("status: {from: S, values: {file: status.csv}}"), `values of status: "INAKTIV" is not one of`, row.MapValue, nil},
		{"short table line", cor("seniority: {from: S, values: {file: short.csv}}"), "short.csv:2:1: this is not CSV: the line has no second column", row.MapValue, nil},
		{"table quotes", cor("seniority: {from: S, values: {file: quotes.csv}}"), "quotes.csv:2:", row.MapValue, nil},
		{"table encoding", cor("seniority: {from: S, values: {file: latin.csv}}"), "it is not UTF-8; save it as CSV UTF-8", row.MapValue, nil},
		{"set field", cor(), `--set: COR has no field "nam"; did you mean "name"?`, row.MapField, []string{"nam=x"}},
		{"set form", cor(), `--set: "name" is not FIELD=VALUE`, row.MapValue, []string{"name"}},
		{"set value", cor(), `--set: rate: "x" is not a number`, row.MapValue, []string{"rate=x"}},
		{"set empty", cor(), `--set: rate: "" is empty`, row.MapValue, []string{"rate="}},
		{"set id", cor(), `--set: id must differ from row to row`, row.MapConflict, []string{"id=x"}},
		{"set twice", cor(), `--set: rate is set twice`, row.MapConflict, []string{"rate=1", "rate=2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := refused(t, c.text, c.set...)
			if len(all.Problems) != 1 {
				t.Errorf("%d problems, want 1:\n%v", len(all.Problems), all)
			}
			if !strings.Contains(all.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", all, c.want)
			}
			if all.Problems[0].Code != c.code {
				t.Errorf("code %s, want %s", all.Problems[0].Code, c.code)
			}
		})
	}
}

func TestParseSaysAllAtOnce(t *testing.T) {
	all := refused(t, `version: 1
target: cor
fields:
  nmae: Title
  rate: {from: Rate, decimal: ";", colour: red}
  seniority: {const: x, from: y}
sorce: {}
`, "raet=5")
	var got []string
	for _, p := range all.Problems {
		got = append(got, fmt.Sprintf("%s:%d:%d %s", p.File, p.Line, p.Column, p.Code))
	}
	want := []string{
		"m.yaml:3:1 MAP_MISSING_FIELD", "m.yaml:3:1 MAP_MISSING_FIELD", "m.yaml:3:1 MAP_MISSING_FIELD",
		"m.yaml:4:3 MAP_UNKNOWN_FIELD", "m.yaml:5:31 MAP_BAD_VALUE", "m.yaml:5:36 MAP_UNKNOWN_KEY",
		"m.yaml:6:3 MAP_CONFLICT", "m.yaml:7:1 MAP_UNKNOWN_KEY", "--set:0:0 MAP_UNKNOWN_FIELD",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s\n%v", diff, all)
	}
}

func TestParseSaysWhatItCanWithoutATarget(t *testing.T) {
	const text = `version: 2
target: workday
source: {shet: A}
fields:
  id: {fro: ID}
  name: {from: Title, from: Name}
  colour: Colour
  colour: Paint
ignore: {a: b}
sorce: {}
`
	all := refused(t, text, "rate", "name=x", "name=y")
	want := []string{
		`m.yaml:1:10: version must be 1, not "2"; write: version: 1`,
		`m.yaml:2:9: there is no target "workday"; the targets are: aptly, cor`,
		`m.yaml:3:10: unknown key "shet" in source; did you mean "sheet"?`,
		`m.yaml:5:8: unknown key "fro" in field id; did you mean "from"?`,
		`m.yaml:6:23: "from" stands twice in field name, first in line 6; remove one of them`,
		`m.yaml:8:3: "colour" stands twice in fields, first in line 7; remove one of them`,
		`m.yaml:9:9: ignore must be a text or a list of texts, not a list of keys`,
		`m.yaml:10:1: unknown key "sorce" in the mapping; did you mean "source"?`,
		`--set: "rate" is not FIELD=VALUE; for example --set FIELD=VALUE`,
		`--set: name is set twice; give it once`,
	}
	if diff := cmp.Diff(want, strings.Split(all.Error(), "\n")); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	_, err := Parse("m.yaml", []byte(strings.Replace(cor("ratee: R"), "target: cor", "target: core", 1)), Options{Schemas: testSchemas, Target: "cor"})
	if err == nil || !strings.Contains(err.Error(), `no target "core"`) || !strings.Contains(err.Error(), `did you mean "rate"?`) {
		t.Errorf("a wrong target in the file and a right one in --target: %v", err)
	}
}

func TestTargetFromFlag(t *testing.T) {
	fields := strings.Replace(cor(), "target: cor\n", "", 1)
	if _, err := Parse("m.yaml", []byte(fields), Options{Schemas: testSchemas, Target: "cor"}); err != nil {
		t.Errorf("--target with a mapping that names none: %v", err)
	}
	_, err := Parse("m.yaml", []byte(cor()), Options{Schemas: testSchemas, Target: "aptly"})
	if err == nil || !strings.Contains(err.Error(), `m.yaml:2:9: the mapping is for "cor", --target says "aptly"`) {
		t.Errorf("--target aptly with a mapping for cor: %v", err)
	}
	_, err = Parse("m.yaml", []byte(fields), Options{Schemas: testSchemas, Target: "core"})
	if err == nil || !strings.Contains(err.Error(), `--target: there is no target "core"; did you mean "cor"?`) {
		t.Errorf("--target core: %v", err)
	}
}

func TestSetWinsOverTheFile(t *testing.T) {
	m := parse(t, "version: 1\ntarget: cor\nfields: {metadata.source: Sistema, id: A, name: B, seniority: C}",
		"metadata.source=JIRA", "seniority= Lead ")
	for field, want := range map[string]string{"metadata.source": "JIRA", "seniority": "Lead"} {
		if got, ok := m.Constant(field); got != want || !ok {
			t.Errorf("Constant(%q) = %q, %v, want %q", field, got, ok, want)
		}
	}
	if got, ok := m.Constant("name"); ok {
		t.Errorf("Constant(name) = %q, true for a field from a column", got)
	}
}

func TestValueTables(t *testing.T) {
	for _, c := range []struct {
		name, rule string
		want       []pair
	}{
		{"from,to", "{file: levels.csv}", []pair{{"Senior", "Sr."}, {"Junior", "Jr."}, {"File", "F"}}},
		{"mapping wins", "{senior: Boss, file: levels.csv}", []pair{{"senior", "Boss"}, {"Junior", "Jr."}, {"File", "F"}}},
		{"no header", "{file: semicolon.csv}", []pair{{"Anfänger", "Jr."}, {"Erfahren", "Sr."}}},
		{"named columns", "{file: columns.csv}", []pair{{"Senior", "Sr."}}},
	} {
		m := parse(t, cor("seniority: {from: S, values: "+c.rule+"}"))
		got := m.rules[m.Schema.Index("seniority")].values.pairs
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(pair{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
