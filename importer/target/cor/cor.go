// Package cor is COR's Integrations API: what a position takes, how it is sent, and what the answers
// mean. The facts come from COR's public developer documentation; where it is silent, this package is
// liberal in what it accepts and strict in what it takes as proof.
package cor

import (
	"posimport/importer/target"
	"posimport/importer/target/schema"
)

// New returns COR.
func New() target.Target { return cor{fields: fields()} }

type cor struct{ fields *schema.Schema }

// Schema returns the fields of a user position.
func (c cor) Schema() *schema.Schema { return c.fields }

// BaseURL is the only one that is documented.
func (cor) BaseURL() string { return "https://integrations.projectcor.com" }

// CreatePath is the path of "create a user position".
func (cor) CreatePath() string { return "/v2/integrations/user-position" }

// Body encodes a record in the order of the documentation.
func (c cor) Body(rec schema.Record) []byte { return c.fields.JSON(rec) }

// Repeatable is true: a repeated id is answered with DuplicateExternalIdError.
func (cor) Repeatable() bool { return true }

// Read decides what an answer means. The documentation gives neither the status nor the shape of an
// error, so a name that it knows refuses the row at whatever status it comes, also at a 5xx.
func (cor) Read(status int, body []byte) target.Outcome {
	return target.Answers{
		Known: []string{
			"ValidationError", "CategoryNotFoundError", "InvalidSourceError",
			"PositionNotFoundError", "DeletionError",
		},
		Duplicate: "DuplicateExternalIdError",
		CreatedAt: "created_at",
	}.Read(status, body)
}
