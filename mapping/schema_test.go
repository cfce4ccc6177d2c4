package mapping

import (
	"strings"
	"testing"

	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
)

// The schemas here have the shape of the API pages; the real ones live with their targets.

func corSchema() *schema.Schema {
	return &schema.Schema{Target: "cor", Title: "COR", Fields: []schema.Field{
		{
			Name: "metadata.source", Type: schema.Enum, Required: true, PerRun: true,
			Allowed: []string{"JIRA", "SALESFORCE", "MICROSOFT_DYNAMICS", "MICROSOFT_TEAMS", "SAP"},
			Title:   schema.Text{EN: "Source system", ES: "Sistema de origen"},
		},
		{
			Name: "id", Type: schema.String, Required: true, Identity: true,
			Title: schema.Text{EN: "Position ID", ES: "Código de posición"},
		},
		{Name: "name", Type: schema.String, Required: true, Title: schema.Text{EN: "Position name", ES: "Nombre de la posición"}},
		{Name: "category_id", Type: schema.String, Title: schema.Text{EN: "Category ID", ES: "Código de categoría"}},
		{Name: "rate", Type: schema.Number, Title: schema.Text{EN: "Hourly rate", ES: "Tarifa por hora"}},
		{Name: "seniority", Type: schema.String, Title: schema.Text{EN: "Seniority", ES: "Seniority (nivel)"}},
	}}
}

func aptlySchema() *schema.Schema {
	return &schema.Schema{Target: "aptly", Title: "Aptly", Fields: []schema.Field{
		{Name: "tenantId", Type: schema.UUID, Required: true, PerRun: true, Title: schema.Text{EN: "Tenant ID", ES: "ID del tenant"}},
		{Name: "positionName", Type: schema.String, Required: true, Title: schema.Text{EN: "Position name", ES: "Nombre de la posición"}},
		{Name: "isSCIMProvisioned", Type: schema.Boolean, Default: "false", Title: schema.Text{EN: "SCIM provisioned", ES: "Aprovisionada por SCIM"}},
		{
			Name: "status", Type: schema.Enum, Default: "ACTIVE", Allowed: []string{"ACTIVE", "INACTIVE"},
			Title: schema.Text{EN: "Status", ES: "Estado"},
		},
		{Name: "groupIds", Type: schema.UUIDs, Title: schema.Text{EN: "Group IDs", ES: "Grupos"}},
		{Name: "externalId", Type: schema.String, MaxLen: 100, Identity: true, Title: schema.Text{EN: "External ID", ES: "ID externo"}},
		{Name: "instanceId", Type: schema.UUID, Title: schema.Text{EN: "Instance ID", ES: "ID de instancia"}},
	}}
}

func testSchemas(target string) (*schema.Schema, []string) {
	known := []string{"aptly", "cor"}
	switch target {
	case "cor":
		return corSchema(), known
	case "aptly":
		return aptlySchema(), known
	}
	return nil, known
}

const (
	uuidA = "d66fa929-5f84-4780-9691-e9287cc3ae83"
	uuidB = "0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d"
)

// parse reads a mapping that must be right.
func parse(t testing.TB, text string, set ...string) *Mapping {
	t.Helper()
	m, err := Parse("m.yaml", []byte(text), Options{Schemas: testSchemas, Set: set, ReadFile: testTables})
	if err != nil {
		t.Fatalf("Parse: %v\n%s", err, text)
	}
	return m
}

// cor is a COR mapping with fields below id and name.
func cor(fields ...string) string {
	return "version: 1\ntarget: cor\nfields:\n  metadata.source: {const: SAP}\n  id: ID\n  name: Name\n  " +
		strings.Join(fields, "\n  ") + "\n"
}

// aptly is an Aptly mapping with fields below positionName.
func aptly(fields ...string) string {
	return "version: 1\ntarget: aptly\nfields:\n  tenantId: {const: " + uuidA + "}\n  positionName: Name\n  " +
		strings.Join(fields, "\n  ") + "\n"
}

// bind binds a mapping to headers that must fit.
func bind(t testing.TB, m *Mapping, headers ...string) *Binding {
	t.Helper()
	b, _, err := m.Bind(textRow(1, headers...))
	if err != nil {
		t.Fatalf("Bind: %v", err)
	}
	return b
}

// textRow is a CSV row.
func textRow(number int, texts ...string) *cell.Row {
	r := &cell.Row{Number: number, Line: number}
	for _, text := range texts {
		r.Cells = append(r.Cells, textCell(text))
	}
	return r
}

func textCell(text string) cell.Cell {
	if text == "" {
		return cell.Cell{}
	}
	return cell.Cell{Kind: cell.Text, Value: text}
}
