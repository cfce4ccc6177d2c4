package cor

import "posimport/importer/target/schema"

const page = "POST /v2/integrations/user-position"

// fields are those of the documentation, in its order.
func fields() *schema.Schema {
	return &schema.Schema{
		Target: "cor",
		Title:  "COR",
		Fields: []schema.Field{source(), id(), name(), category(), rate(), seniority()},
	}
}

func source() schema.Field {
	return schema.Field{
		Name: "metadata.source", Type: schema.Enum, Required: true, PerRun: true,
		Allowed: []string{
			"JIRA", "SALESFORCE", "ADVERTMIND", "QUICKBOOKS", "ZAPIER", "OKTA",
			"MICROSOFT_DYNAMICS", "GITHUB", "MICROSOFT_TEAMS", "VBS", "SAP", "GLOBANT",
		},
		Title: schema.Text{EN: "Source system", ES: "Sistema de origen"},
		Meaning: schema.Text{
			EN: "The external system that the position ids belong to. It is the same for the whole import.",
			ES: "El sistema externo al que pertenecen los códigos de posición. Es el mismo para toda la importación.",
		},
		Example: "SAP",
		Source:  page + " (seed; values: docs)",
		Faults:  []string{"InvalidSourceError"},
		Synonyms: []string{
			"source", "source system", "system", "external system", "origin", "integration",
			"origen", "fuente", "sistema", "sistema externo", "sistema fuente", "integración",
			"origem", "fonte", "sistema de origem", "integração",
			"système", "système source", "origine", "système externe",
			"quelle", "quellsystem", "herkunft", "externes system",
		},
	}
}

func id() schema.Field {
	return schema.Field{
		Name: "id", Type: schema.String, Required: true, Identity: true,
		Title: schema.Text{EN: "Position ID", ES: "Código de posición"},
		Meaning: schema.Text{
			EN: "The id of the position in your own system. No two positions of one source system may have the same.",
			ES: "El código de la posición en su propio sistema. No puede repetirse dentro de un mismo sistema de origen.",
		},
		Example: "000042",
		Source:  page + " (seed)",
		Faults:  []string{"DuplicateExternalIdError"},
		Synonyms: []string{
			"position id", "position code", "position number", "external id", "external position id", "id", "code", "job code", "job id", "role id", "role code", "position no", "key",
			"código", "codigo", "código de puesto", "código del puesto", "código de cargo", "id de posición", "id posición", "id del puesto", "id externo", "número de posición", "número de puesto", "clave",
			"código da posição", "código do cargo", "código da vaga", "id da posição", "id do cargo", "número da posição", "matrícula da posição",
			"code poste", "code du poste", "identifiant", "identifiant du poste", "identifiant externe", "numéro de poste", "n° de poste", "id poste",
			"positionsnummer", "stellennummer", "stellen-id", "positions-id", "stellencode", "planstellennummer", "externe id", "kennung", "schlüssel",
		},
	}
}

func name() schema.Field {
	return schema.Field{
		Name: "name", Type: schema.String, Required: true,
		Title: schema.Text{EN: "Position name", ES: "Nombre de la posición"},
		Meaning: schema.Text{
			EN: "The name of the position, as people will see it in COR.",
			ES: "El nombre de la posición, tal como se verá en COR.",
		},
		Example: "Software Developer",
		Source:  page + " (seed)",
		Synonyms: []string{
			"name", "position", "position name", "position title", "title", "job title", "job", "job name", "role", "role name", "designation",
			"nombre", "posición", "posicion", "puesto", "nombre del puesto", "nombre de puesto", "cargo", "nombre del cargo", "título", "título del puesto", "denominación", "rol",
			"nome", "posição", "nome da posição", "nome do cargo", "título do cargo", "função", "vaga", "denominação",
			"nom", "poste", "nom du poste", "intitulé", "intitulé du poste", "intitulé de poste", "titre", "titre du poste", "fonction", "emploi", "libellé",
			"stelle", "stellenbezeichnung", "positionsbezeichnung", "positionsname", "bezeichnung", "berufsbezeichnung", "jobtitel", "titel", "rolle", "funktion", "planstelle",
		},
	}
}

func category() schema.Field {
	return schema.Field{
		Name: "category_id", Type: schema.String,
		Title: schema.Text{EN: "Category ID", ES: "Código de categoría"},
		Meaning: schema.Text{
			EN: "The external id of a category that was created earlier through the same API. COR's web interface does not show a position without one.",
			ES: "El código externo de una categoría creada antes por la misma API. La interfaz web de COR no muestra una posición sin categoría.",
		},
		Example: "external-category-1",
		Source:  page + " (seed)",
		Faults:  []string{"CategoryNotFoundError"},
		Synonyms: []string{
			"category", "category id", "category code", "external category id", "family", "job family", "department", "area",
			"categoría", "categoria", "id de categoría", "código de categoría", "familia", "familia de puestos", "familia profesional", "área", "departamento",
			"código da categoria", "id da categoria", "família", "família de cargos", "setor",
			"catégorie", "categorie", "code catégorie", "identifiant de catégorie", "famille", "famille de métiers", "famille d'emplois", "département", "service",
			"kategorie", "kategorie-id", "kategoriecode", "kategorienummer", "familie", "jobfamilie", "stellenfamilie", "berufsgruppe", "abteilung", "bereich",
		},
	}
}

func rate() schema.Field {
	return schema.Field{
		Name: "rate", Type: schema.Number,
		Title: schema.Text{EN: "Hourly rate", ES: "Tarifa por hora"},
		Meaning: schema.Text{
			EN: "The hourly rate of the position: a number without a currency sign.",
			ES: "La tarifa por hora de la posición: un número sin signo de moneda.",
		},
		Example: "64.99",
		Source:  page + " (seed)",
		Synonyms: []string{
			"rate", "hourly rate", "rate per hour", "hour rate", "cost per hour", "hourly cost", "billing rate", "price per hour", "hourly wage",
			"tarifa", "tarifa horaria", "tarifa por hora", "tarifa hora", "costo por hora", "coste por hora", "costo hora", "precio por hora", "valor hora",
			"taxa", "taxa horária", "taxa por hora", "valor por hora", "valor/hora", "custo por hora", "custo hora", "preço por hora",
			"taux", "taux horaire", "tarif", "tarif horaire", "coût horaire", "prix horaire", "prix par heure",
			"stundensatz", "satz", "stundenlohn", "stundenkosten", "kosten pro stunde", "preis pro stunde", "tarif pro stunde",
		},
	}
}

func seniority() schema.Field {
	return schema.Field{
		Name: "seniority", Type: schema.String,
		Title: schema.Text{EN: "Seniority", ES: "Seniority (nivel)"},
		Meaning: schema.Text{
			EN: "The level of seniority, for example Jr., Sr. or Lead.",
			ES: "El nivel de experiencia, por ejemplo Jr., Sr. o Lead.",
		},
		Example: "Sr.",
		Source:  page + " (seed)",
		Synonyms: []string{
			"seniority", "seniority level", "level", "job level", "grade", "rank", "experience", "experience level", "band",
			"nivel", "nivel de experiencia", "nivel de seniority", "antigüedad", "grado", "rango", "experiencia", "jerarquía",
			"senioridade", "nível", "nivel de senioridade", "nível de senioridade", "nível de experiência", "grau", "experiência",
			"niveau", "niveau d'expérience", "niveau de séniorité", "séniorité", "ancienneté", "échelon", "expérience",
			"stufe", "karrierestufe", "erfahrung", "erfahrungsstufe", "senioritätsstufe", "seniorität", "rang", "ebene",
		},
	}
}
