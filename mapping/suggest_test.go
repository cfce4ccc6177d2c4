package mapping

import (
	"encoding/csv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
)

// proposalCase is one file of testdata/suggest with what is expected of it.
type proposalCase struct {
	name, target string
	header       *cell.Row
	rows         []cell.Row
	want         map[string]string // field: header, or the constant
	decimal      string
}

func readCase(t *testing.T, path string) proposalCase {
	t.Helper()
	c := proposalCase{name: filepath.Base(path), want: map[string]string{}}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	reader := csv.NewReader(strings.NewReader(string(data)))
	first, _, _ := strings.Cut(string(data), "\n")
	for _, comma := range ";\t" {
		if strings.ContainsRune(first, comma) {
			reader.Comma = comma
		}
	}
	records, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	c.header = textRow(1, records[0]...)
	for i, record := range records[1:] {
		c.rows = append(c.rows, *textRow(i+2, record...))
	}
	want, err := os.ReadFile(strings.TrimSuffix(path, ".csv") + ".want")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(want)), "\n")
	c.target = lines[0]
	for _, line := range lines[1:] {
		key, value, _ := strings.Cut(line, " = ")
		if key == "decimal" {
			c.decimal = value
		} else {
			c.want[key] = value
		}
	}
	return c
}

func propose(t *testing.T, c proposalCase) *Proposal {
	t.Helper()
	s, _ := testSchemas(c.target)
	return Suggest(s, c.header, c.rows, SuggestInfo{File: c.name, Encoding: "utf-8", Delimiter: ";", HeaderRow: 1})
}

// TestSuggestTenFiles holds the promise: at least nine of ten columns right, none wrong silently.
func TestSuggestTenFiles(t *testing.T) {
	paths, err := filepath.Glob("testdata/suggest/*.csv")
	if err != nil || len(paths) != 10 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	right, all := 0, 0
	for _, path := range paths {
		c := readCase(t, path)
		p := propose(t, c)
		got := map[string]bool{}
		for _, f := range p.Fields {
			got[f.Field] = true
			if f.Column+f.Const == c.want[f.Field] {
				right++
			} else if !f.Doubt {
				t.Errorf("%s: %s = %q silently, want %q", c.name, f.Field, f.Column+f.Const, c.want[f.Field])
			} else {
				t.Logf("%s: %s = %q (a doubt: %s), want %q", c.name, f.Field, f.Column, f.Reason, c.want[f.Field])
			}
		}
		for field := range c.want {
			all++
			if !got[field] {
				t.Logf("%s: %s was not placed", c.name, field)
			}
		}
		if p.Decimal != c.decimal {
			t.Errorf("%s: decimal %q, want %q", c.name, p.Decimal, c.decimal)
		}
		accepted(t, p)
	}
	t.Logf("%d of %d columns right", right, all)
	if right*10 < all*9 {
		t.Errorf("%d of %d columns right, want nine of ten", right, all)
	}
}

// accepted reads a proposal's YAML, with the account set where it is missing, and binds it.
func accepted(t *testing.T, p *Proposal) *Mapping {
	t.Helper()
	var set []string
	if slices.Contains(p.Missing, "metadata.source") {
		set = append(set, "metadata.source=SAP")
	}
	if slices.Contains(p.Missing, "tenantId") {
		set = append(set, "tenantId="+uuidA)
	}
	text := p.YAML()
	m, err := Parse("proposal.yaml", text, Options{Schemas: testSchemas, Set: set})
	if err != nil {
		t.Fatalf("Parse: %v\n%s", err, text)
	}
	var headers []string
	for _, f := range p.Fields {
		if f.Column != "" {
			headers = append(headers, f.Column)
		}
	}
	bind(t, m, headers...)
	return m
}

func TestProposalYAML(t *testing.T) {
	p := propose(t, readCase(t, "testdata/suggest/07-aptly-spanish.csv"))
	const want = `# A mapping for "07-aptly-spanish.csv", proposed from its headers and values. Lines that say "please check" are guesses.
version: 1
target: aptly
source: {encoding: utf-8, delimiter: ";"} # as it was found in the file
fields:
  tenantId: {const: "0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d"} # every row that was looked at says so in column "Tenant"
  positionName: Puesto # "puesto" is a word for it
  # isSCIMProvisioned: HEADER OF ITS COLUMN # not required; no column was found for it
  status: # "activo" is a word for it
    from: "¿Activo?"
    values: # on the left what the file says, on the right what Aptly gets
      Sí: ACTIVE
      "No": INACTIVE
  groupIds: Grupos # the header is the field's own
  externalId: ID externo # the header is the field's own
  # instanceId: HEADER OF ITS COLUMN # not required; no column was found for it
ignore: [Tenant] # no field takes these columns
`
	if diff := cmp.Diff(want, string(p.YAML())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// table is a header and rows, cells separated by bars.
func table(lines ...string) (*cell.Row, []cell.Row) {
	var rows []cell.Row
	for i, line := range lines {
		rows = append(rows, *textRow(i+1, strings.Split(line, "|")...))
	}
	return &rows[0], rows[1:]
}

func TestSuggestDoubts(t *testing.T) {
	for _, c := range []struct {
		name, target string
		lines        []string
		want         map[string]string // field: header, with ? for a doubt
		unplaced     []string
	}{
		{
			"values that are no numbers", "cor",
			[]string{"ID|Name|Rate", "1|a|high", "2|b|low"},
			map[string]string{"id": "ID", "name": "Name", "rate": "Rate?"},
			nil,
		},
		{
			"two of a kind", "cor",
			[]string{"ID|Title|Position|Rate", "1|a|x|1", "2|b|y|2"},
			map[string]string{"id": "ID", "name": "Title?", "rate": "Rate"},
			[]string{"Position"},
		},
		{
			"people", "cor",
			[]string{"ID|Nombre|Apellido", "1|Ana|Paz", "2|Eva|Gil"},
			map[string]string{"id": "ID?", "name": "Nombre?"},
			[]string{"Apellido"},
		},
		{
			"nothing alike", "cor",
			[]string{"Employee name|Headcount|Start date", "Ann|3|2020", "Bob|4|2021"},
			map[string]string{},
			[]string{"Employee name", "Headcount", "Start date"},
		},
		{
			"by values", "aptly",
			[]string{"Name|X|Y", "a|ACTIVE|" + uuidA + ";" + uuidB, "b|INACTIVE|" + uuidB},
			map[string]string{"positionName": "Name", "status": "X?", "groupIds": "Y?"},
			nil,
		},
		{
			"the same header twice", "cor",
			[]string{"ID|Name|name|Import Status", "1|a|b|CREATED"},
			map[string]string{"id": "ID"},
			nil,
		},
		{
			"an id twice", "cor",
			[]string{"Code|Name", "7|a", "7|b", "8|c"},
			map[string]string{"id": "Code?", "name": "Name"},
			nil,
		},
		{
			"several accounts", "cor",
			[]string{"ID|Name|Source", "1|a|SAP", "2|b|JIRA"},
			map[string]string{"id": "ID", "name": "Name"},
			[]string{"Source"},
		},
	} {
		s, _ := testSchemas(c.target)
		header, rows := table(c.lines...)
		p := Suggest(s, header, rows, SuggestInfo{})
		got := map[string]string{}
		for _, f := range p.Fields {
			got[f.Field] = f.Column
			if f.Doubt {
				got[f.Field] += "?"
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		if diff := cmp.Diff(c.unplaced, p.Unplaced); diff != "" {
			t.Errorf("%s: unplaced (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestSuggestNumbers(t *testing.T) {
	for _, c := range []struct {
		values                  string
		decimal, group, unclear string
		signs                   []string
	}{
		{"1|25|300", "", "", "", nil},
		{"1.5|25.25", ".", "", "", nil},
		{"1,5|1.250", ",", ".", "", nil},
		{"1 250,50|7", ",", " ", "", nil},
		{"1'250.50|7.5", ".", "'", "", nil},
		{"1,250.50|7.5", ".", ",", "", nil},
		{"1.250|7", "", "", "1.250", nil},
		{"$ 1.50|$7", ".", "", "", []string{"$"}},
		{"1,50 €|7", ",", "", "", []string{"€"}},
	} {
		lines := []string{"ID;Name;Rate"}
		for i, value := range strings.Split(c.values, "|") {
			lines = append(lines, string(rune('a'+i))+";n;"+value)
		}
		for i := range lines {
			lines[i] = strings.ReplaceAll(lines[i], ";", "|")
		}
		header, rows := table(lines...)
		p := Suggest(corSchema(), header, rows, SuggestInfo{})
		if p.Decimal != c.decimal || p.Group != c.group || p.unclear["rate"] != c.unclear {
			t.Errorf("%s: decimal %q, group %q, unclear %q", c.values, p.Decimal, p.Group, p.unclear["rate"])
		}
		if diff := cmp.Diff(c.signs, p.numbers["rate"].signs); diff != "" {
			t.Errorf("%s: signs (-want +got):\n%s", c.values, diff)
		}
		pass := bind(t, accepted(t, p), "ID", "Name", "Rate").NewPass()
		for i := range rows {
			if _, issues := pass.Record(&rows[i]); len(issues) > 0 && c.unclear == "" {
				t.Errorf("%s: %+v", c.values, issues)
			}
		}
	}
}

func TestAnswersChangeAProposal(t *testing.T) {
	header, rows := table("ID|Title|Position|Level|Odd", "1|a|x|Senior|*", "2|b|y|SENIOR|file", "3|c|z|Junior|x\u200b")
	p := Suggest(corSchema(), header, rows, SuggestInfo{})
	if !p.Place("name", "Position") || p.Place("name", "Nowhere") || p.Place("nme", "ID") || p.Place("metadata.source", "ID") {
		t.Error("Place takes what is there, and nothing else")
	}
	if !p.Place("seniority", "") || !p.Place("category_id", "Odd") {
		t.Error("Place clears and fills")
	}
	if err := p.SetConst("metadata.source", "sap"); err == nil || err.Error() != `metadata.source: "sap" is not one of JIRA, SALESFORCE, MICROSOFT_DYNAMICS, MICROSOFT_TEAMS, SAP` {
		t.Errorf("SetConst of a wrong value: %v", err)
	}
	if err := p.SetConst("metadata.source", "SAP"); err != nil {
		t.Error(err)
	}
	if len(p.Missing) != 0 || !slices.Equal(p.Unplaced, []string{"Title", "Level"}) {
		t.Errorf("missing %v, unplaced %v", p.Missing, p.Unplaced)
	}
	m := accepted(t, p)
	if got, _ := m.Constant("metadata.source"); got != "SAP" {
		t.Errorf("metadata.source = %q", got)
	}
	if got := bind(t, m, "ID", "Position", "Odd").FieldsOf(1); !slices.Equal(got, []string{"name"}) {
		t.Errorf("Position fills %v", got)
	}
	if !p.Place("seniority", "Level") || len(p.Values["seniority"]) != 2 {
		t.Errorf("values %v", p.Values["seniority"])
	}
	accepted(t, p)
}

// TestAnyProposalIsAccepted proposes for headers and values of every nasty kind.
func TestAnyProposalIsAccepted(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	pieces := strings.Split("ID|Name|Rate|Status|Grupos|Código|a| |\n|\"|'|: |#|*|file|é|\u0301|\u200b|1,5|1.250|$|%|ACTIVE|activo|yes|no|null|~|-|[|{|&|"+uuidA+"|;|😀", "|")
	text := func() string {
		var b strings.Builder
		for range random.IntN(4) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		return b.String()
	}
	for range 150 {
		s := corSchema()
		if random.IntN(2) == 0 {
			s = aptlySchema()
		}
		rows := make([]cell.Row, 6)
		for i := range rows {
			rows[i] = *textRow(i+1, text(), text(), text(), text(), text())
		}
		p := Suggest(s, &rows[0], rows[1:], SuggestInfo{File: text(), Sheet: text(), HeaderRow: 1})
		for _, f := range s.Fields {
			if len(p.headers) > 0 {
				p.Place(f.Name, p.headers[random.IntN(len(p.headers))])
			}
		}
		for _, name := range p.Missing {
			if s.Index(name) > 0 { // all but the account, which accepted sets
				s.Fields[s.Index(name)].Required = false
			}
		}
		data := p.YAML()
		set := []string{"metadata.source=SAP"}
		if s.Target == "aptly" {
			set[0] = "tenantId=" + uuidA
		}
		m, err := Parse("p.yaml", data, Options{Set: set, Schemas: func(string) (*schema.Schema, []string) { return s, nil }})
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if _, _, err := m.Bind(&rows[0]); err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
	}
}
