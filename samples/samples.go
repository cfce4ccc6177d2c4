// Package samples holds spreadsheets to try posimport on, with their mappings: for each target a
// clean and a flawed one, as CSV and as XLSX, and what Excel writes in Spain. The sandbox knows the
// categories and groups that they name.
package samples

import (
	"embed"
	"io/fs"
)

// files holds the samples as `go test ./samples -update` wrote them, and the mappings as we did.
//
//go:embed *.csv *.xlsx *.yaml
var files embed.FS

// FS returns the samples by name: cor-clean.csv, cor-clean.xlsx, cor-flawed.csv, cor-flawed.xlsx and
// their mapping cor.yaml; the same for aptly; cor-excel-es.csv with its mapping cor-excel-es.yaml.
func FS() fs.FS { return files }

// Fix is one correction that a person makes to a flawed sample.
type Fix struct {
	Row    int    // as Excel numbers it, in the sample
	Column string // the header
	Value  string // what the cell should have said
}

// Fixes returns the corrections that leave nothing wrong in a target's flawed sample, in the order of
// its rows. After those that are found before anything is sent, COR still refuses one row, for a
// category that it does not have; its correction is among them.
func Fixes(target string) []Fix {
	switch target {
	case "cor":
		return []Fix{
			{4, "Job title", "Développeuse front-end"},
			{7, "Hourly rate", "92.75"},
			{9, "Position ID", "000308"},
			{11, "Job family", "Engineering"},
			{13, "Job family", "Finance"},
			{14, "Job family", "Finance"},
			{15, "Job family", "Finance"},
			{17, "Hourly rate", "71.2"},
			{19, "Level", "Senior"},
			{21, "Hourly rate", "58.40"},
			{23, "Position ID", "000322"},
		}
	case "aptly":
		return []Fix{
			{5, "Status", "Active"},
			{8, "Groups", "4441fa6b-c0f6-4843-8e34-1f9bb5914439"},
			{10, "Job title", "Contrôleur de gestion"},
			{12, "External ID", "00511"},
			{16, "From directory", "yes"},
			{20, "Status", "Inactive"},
			{22, "Groups", "Platform Team; Quality Team"},
		}
	default:
		return nil
	}
}
