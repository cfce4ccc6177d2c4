package torture

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"testing"
)

const (
	tenant   = "d66fa929-5f84-4780-9691-e9287cc3ae83"
	groupOne = "52fb829d-da34-427e-a528-4d3baf5968ca"
	groupTwo = "4441fa6b-c0f6-4843-8e34-1f9bb5914439"
)

// inputRow is one row of an input: its cells, and the request that it asks for.
type inputRow struct {
	number int // that Excel shows
	cells  []string
	want   map[string]any // the body, decoded with numbers as text
}

// input is a spreadsheet of one target.
type input struct {
	target  string
	header  []string
	mapping string
	rows    []inputRow
}

func (in *input) add(cells []string, want map[string]any) {
	in.rows = append(in.rows, inputRow{number: len(in.rows) + 2, cells: cells, want: want})
}

const corMapping = `version: 1
target: cor
fields:
  metadata.source: {const: SAP}
  id: ID
  name: Name
  category_id: Category
  rate: Rate
  seniority: Level
`

const aptlyMapping = `version: 1
target: aptly
fields:
  tenantId: {const: ` + tenant + `}
  positionName: Name
  isSCIMProvisioned: {const: "false"}
  status: {from: Status, default: ACTIVE}
  groupIds: {from: Groups, split: ";"}
  externalId: External ID
`

// corInput makes n rows for COR, each with its own id.
func corInput(n int) *input {
	in := &input{target: "cor", header: []string{"ID", "Name", "Category", "Rate", "Level"}, mapping: corMapping}
	for i := range n {
		id, name := fmt.Sprintf("%06d", i+1), fmt.Sprintf("Developer %d", i%7)
		category, rate := fmt.Sprintf("external-category-%d", i%5+1), fmt.Sprintf("%d.5", 20+i%30)
		in.add([]string{id, name, category, rate, "Sr."}, map[string]any{
			"metadata": map[string]any{"source": "SAP"}, "id": id, "name": name, "category_id": category,
			"rate": json.Number(rate), "seniority": "Sr.",
		})
	}
	return in
}

// aptlyInput makes n rows for Aptly: with external ids, or without, and then in pairs of equal rows.
func aptlyInput(n int, ids bool) *input {
	in := &input{target: "aptly", header: []string{"External ID", "Name", "Status", "Groups"}, mapping: aptlyMapping}
	pattern := "Position %d" // one's name is the beginning of another's, which a search finds as well
	if n > 1000 {
		pattern = "Position %05d"
	}
	for i := range n {
		name := fmt.Sprintf(pattern, i/2)
		body := map[string]any{
			"tenantId": tenant, "positionName": name, "isSCIMProvisioned": false, "status": "ACTIVE",
			"groupIds": []any{groupOne, groupTwo},
		}
		id := ""
		if ids {
			id = fmt.Sprintf("E%05d", i+1)
			body["externalId"] = id
		}
		in.add([]string{id, name, "ACTIVE", groupOne + ";" + groupTwo}, body)
	}
	return in
}

// kinds are the inputs that everything is tried with.
func kinds() map[string]func(n int) *input {
	return map[string]func(n int) *input{
		"cor":       corInput,
		"aptly-ids": func(n int) *input { return aptlyInput(n, true) },
		"aptly":     func(n int) *input { return aptlyInput(n, false) },
	}
}

func (in *input) write(t testing.TB, path string) {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	must(t, w.Write(in.header))
	for _, r := range in.rows {
		must(t, w.Write(r.cells))
	}
	w.Flush()
	must(t, w.Error())
	must(t, os.WriteFile(path, b.Bytes(), 0o600))
}

// canonical is one text for equal JSON objects.
func canonical(t testing.TB, body any) string {
	t.Helper()
	if raw, ok := body.(json.RawMessage); ok {
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.UseNumber()
		var v any
		must(t, dec.Decode(&v))
		body = v
	}
	text, err := json.Marshal(body) // maps in the order of their keys
	must(t, err)
	return string(text)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
