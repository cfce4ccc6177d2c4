package judge

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
	"posimport/importer/sandbox"
)

func corBody(id, name string) []byte {
	return fmt.Appendf(nil, `{"metadata":{"source":"SAP"},"id":%q,"name":%q,"rate":64.9}`, id, name)
}

func aptlyBody(name, status string) []byte {
	return fmt.Appendf(nil, `{"tenantId":"d66fa929-5f84-4780-9691-e9287cc3ae83","positionName":%q,"isSCIMProvisioned":false,"status":%q}`, name, status)
}

// world is a truth log in the making.
type world []sandbox.Event

func (w *world) add(kind sandbox.Kind, id string, body []byte, fault sandbox.Fault) {
	*w = append(*w, sandbox.Event{
		Seq: int64(len(*w)) + 1, Kind: kind, ID: id, ExternalID: externalID(body), Body: json.RawMessage(body), Fault: string(fault),
	})
}

func (w *world) made(id string, body []byte) { w.add(sandbox.PositionCreated, id, body, "") }

// honest is a run that says the truth: every status, on both targets, and equal rows.
func honest() Input {
	var w world
	was := corBody("old", "Old")
	w.made("old", was)
	w.made("000042", []byte(`{"name":"Dev","id":"000042","rate":6.490e1,"metadata":{"source":"SAP"}}`)) // row 2, in another spelling
	w.add(sandbox.FaultInjected, "", corBody("7", "Doubt"), "500-after")
	w.made("7", corBody("7", "Doubt")) // row 5
	w.add(sandbox.FaultInjected, "", corBody("8", "Doubt too"), "cut-before")
	w.add(sandbox.FaultInjected, "", corBody("9", "Throttled"), "429")
	w.made("u1", aptlyBody("Same", "ACTIVE")) // rows 8 and 9
	w.made("u2", aptlyBody("Same", "ACTIVE"))
	w.made("12", corBody("12", "Before it was edited"))
	return Input{
		Truth: w, Before: 1,
		Rows: []Source{
			{Row: 2, Body: corBody("000042", "Dev")},
			{Row: 3},
			{Row: 4, Body: corBody("4", "No such category"), Rejected: "CategoryNotFoundError"},
			{Row: 5, Body: corBody("7", "Doubt")},
			{Row: 6, Body: corBody("8", "Doubt too")},
			{Row: 7, Body: corBody("old", "Mine has another name")},
			{Row: 8, Body: aptlyBody("Same", "ACTIVE")},
			{Row: 9, Body: aptlyBody("Same", "ACTIVE")},
			{Row: 10, Body: corBody("10", "Not reached")},
			{Row: 11, Body: corBody("9", "Throttled")},
			{Row: 12, Body: corBody("12", "Edited"), Earlier: [][]byte{corBody("12", "Before it was edited")}},
		},
		Results: []Result{
			{2, row.Created, "000042", ""},
			{3, row.Invalid, "", row.ValRequired},
			{4, row.Failed, "", "CategoryNotFoundError"},
			{5, row.Unknown, "", row.APIServer},
			{6, row.Unknown, "", row.NetReset},
			{7, row.Exists, "", ""},
			{8, row.Created, "u2", ""},
			{9, row.Exists, "u1", ""},
			{10, row.NotRun, "", ""},
			{11, row.Failed, "", row.APIThrottled},
			{12, row.Created, "12", ""},
		},
		Exit:    new(4),
		Summary: map[row.Status]int{row.Created: 3, row.Invalid: 1, row.Failed: 2, row.Unknown: 2, row.Exists: 2, row.NotRun: 1},
	}
}

func kinds(found []Violation) (all []string) {
	for _, v := range found {
		all = append(all, fmt.Sprintf("%s %d", v.Kind, v.Row))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestHonest(t *testing.T) {
	if found := Check(honest()); found != nil {
		t.Errorf("an honest run is found guilty: %v", found)
	}
}

func TestLies(t *testing.T) {
	result := func(rowNumber int, change func(*Result)) func(*Input) {
		return func(in *Input) {
			in.Summary = nil
			for i := range in.Results {
				if in.Results[i].SourceRow == rowNumber {
					change(&in.Results[i])
				}
			}
		}
	}
	says := func(rowNumber int, s row.Status, id string) func(*Input) {
		return result(rowNumber, func(r *Result) { r.Status, r.RecordID = s, id })
	}
	made := func(id string, body []byte) func(*Input) {
		return func(in *Input) { w := world(in.Truth); w.made(id, body); in.Truth = w }
	}
	tests := map[string]struct {
		lie  func(*Input)
		want []string
	}{
		"a row left out":             {func(in *Input) { in.Results, in.Summary = in.Results[1:], nil }, []string{"lost 2"}},
		"a row twice in the results": {func(in *Input) { in.Results, in.Summary = append(in.Results, in.Results[8]), nil }, []string{"order 10", "repeated 10"}},
		"a row of another file":      {func(in *Input) { in.Results, in.Summary = append(in.Results, Result{99, row.Failed, "", "X"}), nil }, []string{"stranger 99"}},
		"two rows changed places":    {func(in *Input) { in.Results[0], in.Results[1] = in.Results[1], in.Results[0] }, []string{"order 2"}},
		"a third of two equal rows":  {made("u3", aptlyBody("Same", "ACTIVE")), []string{"twice 8"}},
		"nobody's position":          {made("u3", aptlyBody("Other", "ACTIVE")), []string{"foreign 0"}},
		"the unlike twin":            {made("u3", aptlyBody("Same", "INACTIVE")), []string{"foreign 0"}},
		"a field is lost on the way": {func(in *Input) { in.Truth[1].Body = []byte(`{"metadata":{"source":"SAP"},"id":"000042","name":"Dev"}`) }, []string{"fields 2"}},
		"a zero is lost on the way": {func(in *Input) {
			in.Truth[1].ID, in.Truth[1].ExternalID, in.Truth[1].Body = "42", "42", corBody("42", "Dev")
		}, []string{"foreign 0", "missing 2"}},
		"a decimal changes": {func(in *Input) {
			in.Truth[1].Body = []byte(`{"metadata":{"source":"SAP"},"id":"000042","name":"Dev","rate":64.90000000000001}`)
		}, []string{"fields 2"}},
		"created, and it is not there":    {says(10, row.Created, "10"), []string{"missing 10"}},
		"created without an id":           {says(2, row.Created, ""), []string{"missing 2"}},
		"created by somebody else":        {says(7, row.Created, "old"), []string{"missing 7"}},
		"exists, and it does not":         {says(10, row.Exists, ""), []string{"missing 10"}},
		"two rows share one":              {says(9, row.Created, "u2"), []string{"shared 9", "twice 8"}},
		"a name alone does not make it":   {func(in *Input) { in.Rows[7].Body = aptlyBody("Same", "INACTIVE") }, []string{"fields 9"}},
		"failed, and it is there":         {says(5, row.Failed, ""), []string{"untrue 5"}},
		"not run, and it is there":        {says(2, row.NotRun, ""), []string{"untrue 2"}},
		"invalid, and it is there":        {says(2, row.Invalid, ""), []string{"untrue 2", "verdict 2"}},
		"invalid, and it is not":          {says(10, row.Invalid, ""), []string{"verdict 10"}},
		"an invalid row was sent":         {func(in *Input) { made("3", corBody("3", "x"))(in); says(3, row.Created, "3")(in) }, []string{"fields 3", "verdict 3"}},
		"unknown without a reason":        {says(10, row.Unknown, ""), []string{"groundless 10"}},
		"unknown after a mere 429":        {says(11, row.Unknown, ""), []string{"groundless 11"}},
		"valid in a real run":             {says(10, row.Valid, ""), []string{"status 10"}},
		"exit 0 with failed rows":         {func(in *Input) { in.Exit = new(0) }, []string{"exit 0"}},
		"exit 3 after something was sent": {func(in *Input) { in.Exit = new(3) }, []string{"exit 0"}},
		"a wrong count":                   {func(in *Input) { in.Summary[row.Created] = 4 }, []string{"summary 0"}},
		"undecided after a calm run":      {func(in *Input) { in.Calm = true }, []string{"unsettled 10", "unsettled 11", "unsettled 5", "unsettled 6"}},
		"the wrong code after a calm run": {func(in *Input) {
			in.Calm, in.Results[2].Code = true, "ValidationError"
		}, []string{"unsettled 10", "unsettled 11", "unsettled 5", "unsettled 6", "verdict 4"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := honest()
			test.lie(&in)
			found := Check(in)
			if diff := cmp.Diff(test.want, kinds(found)); diff != "" {
				t.Errorf("violations (-want +got):\n%s%v", diff, found)
			}
		})
	}
}

func TestDoubtFromElsewhere(t *testing.T) {
	in := honest()
	in.Summary = nil
	in.Results[8].Status = row.Unknown
	in.Doubtful = map[int]bool{10: true}
	if found := Check(in); found != nil {
		t.Errorf("a row that a proxy cut may be UNKNOWN: %v", found)
	}
	w := world(in.Truth)
	w.add(sandbox.ClientGone, "", in.Rows[8].Body, "")
	in.Truth, in.Doubtful = w, nil
	if found := Check(in); found != nil {
		t.Errorf("a row whose client was gone may be UNKNOWN: %v", found)
	}
}

func TestExitAllGood(t *testing.T) {
	var w world
	w.made("1", corBody("1", "A"))
	in := Input{Truth: w, Rows: []Source{{Row: 2, Body: corBody("1", "A")}}, Results: []Result{{2, row.Created, "1", ""}}, Calm: true, Exit: new(0)}
	if found := Check(in); found != nil {
		t.Errorf("a perfect run is found guilty: %v", found)
	}
	in.Exit = new(4)
	if diff := cmp.Diff([]string{"exit 0"}, kinds(Check(in))); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

func TestForm(t *testing.T) {
	same := [][2]string{
		{`{"a":1,"b":"x"}`, ` {"b":"x", "a":1.0}`},
		{`{"a":64.90}`, `{"a":6.49e1}`},
		{`"\u00e9"`, `"é"`},
		{`[1,2]`, `[1, 2]`},
	}
	for _, p := range same {
		if form([]byte(p[0])) != form([]byte(p[1])) {
			t.Errorf("%s and %s are told apart", p[0], p[1])
		}
	}
	unlike := [][2]string{
		{`{"a":1}`, `{"a":"1"}`},
		{`{"a":64.99}`, `{"a":64.98999999999999}`},
		{`[1,2]`, `[2,1]`},
		{`{"a":null}`, `{}`},
		{`{"a":"é"}`, `{"a":"e\u0301"}`},
		{`{"a,b":1}`, `{"a":1,"b":1}`},
		{`not json`, `not  json`},
		{`1e999999999`, `2e999999999`},
	}
	for _, p := range unlike {
		if form([]byte(p[0])) == form([]byte(p[1])) {
			t.Errorf("%s and %s are taken for the same: %s", p[0], p[1], form([]byte(p[0])))
		}
	}
}
