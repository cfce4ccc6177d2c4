package templates

import (
	"posimport/importer/target/aptly"
	"posimport/importer/target/cor"
	"posimport/importer/target/schema"
)

func corSchema() *schema.Schema { return cor.New().Schema() }

func aptlySchema() *schema.Schema { return aptly.New().Schema() }
