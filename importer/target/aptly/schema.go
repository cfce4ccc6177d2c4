package aptly

import "posimport/importer/target/schema"

const page = "POST /settings/v1/positions"

// fields are those of the documentation, in its order; the newer two come last.
func fields() *schema.Schema {
	return &schema.Schema{
		Target: "aptly",
		Title:  "Aptly",
		Fields: []schema.Field{tenant(), name(), provisioned(), status(), groups(), external(), instance()},
	}
}

func tenant() schema.Field {
	return schema.Field{
		Name: "tenantId", Type: schema.UUID, Required: true, PerRun: true,
		Title: schema.Text{EN: "Tenant ID", ES: "ID del tenant"},
		Meaning: schema.Text{
			EN: "The tenant, your organisation's account in Aptly, that the positions are created in. It is the same for the whole import.",
			ES: "El tenant, la cuenta de su organización en Aptly, en el que se crean las posiciones. Es el mismo para toda la importación.",
		},
		Example: "d66fa929-5f84-4780-9691-e9287cc3ae83",
		Source:  page + " (seed)",
		Synonyms: []string{
			"tenant", "tenant id", "tenant uuid", "account", "account id", "organization id", "organisation id", "company id",
			"inquilino", "id de inquilino", "id de tenant", "id del tenant", "cuenta", "id de cuenta", "id de organización",
			"locatário", "id do locatário", "id do tenant", "conta", "id da conta", "id da organização",
			"locataire", "id du locataire", "identifiant du locataire", "compte", "identifiant du compte", "id organisation",
			"mandant", "mandanten-id", "mandantennummer", "konto", "konto-id", "organisations-id",
		},
	}
}

func name() schema.Field {
	return schema.Field{
		Name: "positionName", Type: schema.String, Required: true,
		Title: schema.Text{EN: "Position name", ES: "Nombre de la posición"},
		Meaning: schema.Text{
			EN: "The name of the position, as people will see it in Aptly.",
			ES: "El nombre de la posición, tal como se verá en Aptly.",
		},
		Example: "Senior Developer",
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

func provisioned() schema.Field {
	return schema.Field{
		Name: "isSCIMProvisioned", Type: schema.Boolean, Default: "false",
		Title: schema.Text{EN: "SCIM provisioned", ES: "Aprovisionada por SCIM"},
		Meaning: schema.Text{
			EN: "Whether the position is provisioned from a directory by SCIM: yes or no. Without it, no.",
			ES: "Si la posición se aprovisiona desde un directorio por SCIM: sí o no. Si falta, no.",
		},
		Example: "false",
		Source:  page + " (seed)",
		Synonyms: []string{
			"scim", "scim provisioned", "is scim provisioned", "provisioned", "directory", "from directory", "directory synced",
			"aprovisionada", "aprovisionado", "aprovisionada por scim", "provisto por scim", "desde directorio", "sincronizada",
			"provisionada", "provisionado", "provisionado por scim", "provisionada por scim", "do diretório",
			"provisionné", "provisionné par scim", "provisionnement scim", "issu de l'annuaire", "synchronisé",
			"bereitgestellt", "per scim bereitgestellt", "scim-bereitstellung", "aus verzeichnis", "synchronisiert",
		},
	}
}

func status() schema.Field {
	return schema.Field{
		Name: "status", Type: schema.Enum, Default: "ACTIVE",
		Allowed: []string{"ACTIVE", "INACTIVE"},
		Title:   schema.Text{EN: "Status", ES: "Estado"},
		Meaning: schema.Text{
			EN: "Whether the position is in use: ACTIVE or INACTIVE. Without it, ACTIVE.",
			ES: "Si la posición está en uso: ACTIVE (activa) o INACTIVE (inactiva). Si falta, ACTIVE.",
		},
		Example: "ACTIVE",
		Source:  page + " (seed)",
		Synonyms: []string{
			"status", "state", "active", "position status", "is active", "enabled",
			"estado", "estatus", "activo", "activa", "estado de la posición", "situación", "habilitado",
			"situação", "ativo", "ativa", "estado da posição", "status da posição",
			"statut", "état", "actif", "statut du poste", "activé",
			"zustand", "aktiv", "positionsstatus", "stellenstatus", "aktiviert",
		},
	}
}

func groups() schema.Field {
	return schema.Field{
		Name: "groupIds", Type: schema.UUIDs,
		Title: schema.Text{EN: "Group IDs", ES: "ID de grupos"},
		Meaning: schema.Text{
			EN: "The groups that the position belongs to, by their UUIDs, separated by commas, semicolons or line breaks.",
			ES: "Los grupos a los que pertenece la posición, por sus UUID, separados por comas, punto y coma o saltos de línea.",
		},
		Example: "4441fa6b-c0f6-4843-8e34-1f9bb5914439; d0929e58-72de-41c7-889e-c0621c773958",
		Source:  page + " (seed)",
		Synonyms: []string{
			"group", "groups", "group id", "group ids", "team", "teams", "unit", "org unit", "organization", "department",
			"grupo", "grupos", "id de grupo", "id de grupos", "ids de grupo", "equipo", "equipos", "unidad", "departamento", "organización",
			"id do grupo", "ids dos grupos", "equipe", "equipes", "time", "unidade", "organização",
			"groupe", "groupes", "id groupe", "identifiant de groupe", "identifiants des groupes", "équipe", "équipes", "unité", "service", "organisation",
			"gruppe", "gruppen", "gruppen-id", "gruppen-ids", "team-id", "einheit", "abteilung", "organisationseinheit",
		},
	}
}

func external() schema.Field {
	return schema.Field{
		Name: "externalId", Type: schema.String, MaxLen: 100, Identity: true,
		Title: schema.Text{EN: "External ID", ES: "ID externo"},
		Meaning: schema.Text{
			EN: "The id of the position in your own system, at most 100 characters. It is what tells two positions of one name apart.",
			ES: "El código de la posición en su propio sistema, de 100 caracteres como máximo. Es lo que distingue dos posiciones del mismo nombre.",
		},
		Example: "000042",
		Source:  page + " (docs)",
		Synonyms: []string{
			"external id", "position id", "position code", "position number", "source id", "id", "code", "job code", "job id", "reference", "key",
			"código", "codigo", "código de puesto", "código del puesto", "código de cargo", "código de posición", "id externo", "id de posición", "número de posición", "referencia", "clave",
			"código da posição", "código do cargo", "id da posição", "id do cargo", "número da posição", "referência",
			"code poste", "code du poste", "identifiant", "identifiant externe", "identifiant du poste", "numéro de poste", "référence", "id externe",
			"externe id", "positionsnummer", "stellennummer", "stellen-id", "positions-id", "planstellennummer", "kennung", "schlüssel", "referenz",
		},
	}
}

func instance() schema.Field {
	return schema.Field{
		Name: "instanceId", Type: schema.UUID,
		Title: schema.Text{EN: "Instance ID", ES: "ID de la instancia"},
		Meaning: schema.Text{
			EN: "The connector instance that the external id comes from, by its UUID.",
			ES: "La instancia del conector de la que proviene el ID externo, por su UUID.",
		},
		Example: "7b0f3c86-2d4e-4f0a-9a51-6f2f3f6f8a10",
		Source:  page + " (docs)",
		Synonyms: []string{
			"instance", "instance id", "connector", "connector id", "connector instance", "connection id",
			"instancia", "id de instancia", "id de la instancia", "conector", "id de conector", "instancia del conector",
			"instância", "id da instância", "id do conector", "instância do conector",
			"id instance", "identifiant d'instance", "connecteur", "identifiant du connecteur", "instance du connecteur",
			"instanz", "instanz-id", "konnektor", "konnektor-id", "konnektorinstanz",
		},
	}
}
