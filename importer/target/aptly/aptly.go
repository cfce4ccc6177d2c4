// Package aptly is Aptly's settings API: what a position takes, how it is sent, what the answers
// mean, and how positions are looked up. The facts come from Aptly's public developer documentation;
// where it is silent, this package is liberal in what it accepts and strict in what it takes as proof.
package aptly

import (
	"posimport/importer/target"
	"posimport/importer/target/schema"
)

const positionsPath = "/settings/v1/positions"

// New returns Aptly. What it returns is a target.Finder, too.
func New() target.Target { return aptly{fields: fields()} }

type aptly struct{ fields *schema.Schema }

// Schema returns the fields of a position.
func (a aptly) Schema() *schema.Schema { return a.fields }

// BaseURL is production in the United States. The documentation also names
// https://api.eu.aptlydone.com, and for trials https://staging.api.us.aptlydone.com.
func (aptly) BaseURL() string { return "https://api.us.aptlydone.com" }

// CreatePath is the path of "create a position".
func (aptly) CreatePath() string { return positionsPath }

// Body encodes a record in the order of the documentation.
func (a aptly) Body(rec schema.Record) []byte { return a.fields.JSON(rec) }

// Repeatable is false: a create that is sent twice makes two positions.
func (aptly) Repeatable() bool { return false }

// Read decides what an answer means. No error names are documented, so that none at a 5xx proves
// that nothing was created.
func (aptly) Read(status int, body []byte) target.Outcome {
	return target.Answers{Duplicate: "DuplicateExternalIdError", CreatedAt: "createdOn"}.Read(status, body)
}
