package mapping

import "posimport/importer/target/schema"

// synonyms returns words that headers use for a field, beside those of its schema: English, Spanish,
// Portuguese, French and German.
func synonyms(f *schema.Field) []string {
	switch lastPart(f.Name) {
	case "id":
		return words(idWords(), externalWords())
	case "externalId":
		return words(externalWords(), idWords())
	case "name", "positionName":
		return nameWords()
	case "category_id":
		return categoryWords()
	case "rate":
		return rateWords()
	case "seniority":
		return levelWords()
	case "status":
		return statusWords()
	case "groupIds":
		return groupWords()
	case "tenantId":
		return []string{"tenant", "tenant id", "tenant uuid", "inquilino", "locatario", "locatário", "locataire", "mandant", "mandanten id"}
	case "source":
		return []string{"source", "source system", "system of record", "origen", "sistema de origen", "fuente", "origem", "sistema de origem", "système source", "quelle", "quellsystem"}
	case "instanceId":
		return []string{"instance", "instance id", "connector instance", "instancia", "instância", "instanz"}
	case "isSCIMProvisioned":
		return []string{"scim", "scim provisioned", "provisioned", "from directory", "aprovisionado", "aprovisionada", "provisionado", "provisionné", "bereitgestellt"}
	default:
		return nil
	}
}

func words(lists ...[]string) []string {
	var all []string
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

func idWords() []string {
	return []string{
		"id", "code", "position id", "position code", "position number", "position no", "position key", "job id", "job code", "role id", "role code",
		"código", "clave", "id de posición", "código de posición", "código de puesto", "código del puesto", "código de cargo", "número de puesto", "cod puesto", "cod cargo",
		"código da posição", "código do cargo", "código da função", "matrícula do cargo",
		"code poste", "code du poste", "code de poste", "identifiant", "identifiant du poste", "numéro de poste", "référence du poste",
		"kennung", "schlüssel", "positionsnummer", "positionscode", "stellennummer", "stellencode", "stellen id", "stellen nr", "positions nr", "planstellennummer", "positions id",
	}
}

func externalWords() []string {
	return []string{
		"external id", "external code", "external key", "source id", "reference", "id externo", "código externo", "referencia",
		"referência", "identifiant externe", "id externe", "code externe", "référence", "externe id", "externe kennung", "referenz",
	}
}

func nameWords() []string {
	return []string{
		"name", "position", "position name", "position title", "title", "job title", "job name", "job", "role", "role name", "designation",
		"puesto", "puesto de trabajo", "cargo", "posición", "nombre", "nombre del puesto", "nombre del cargo", "nombre de la posición", "título del puesto", "denominación del puesto",
		"nome", "posição", "função", "nome do cargo", "nome da posição", "título do cargo",
		"poste", "nom", "nom du poste", "intitulé", "intitulé du poste", "intitulé de poste", "titre du poste", "fonction", "emploi", "libellé du poste",
		"stelle", "bezeichnung", "stellenbezeichnung", "positionsbezeichnung", "stellentitel", "stellenname", "positionsname", "jobtitel", "berufsbezeichnung", "funktion", "planstelle",
	}
}

func categoryWords() []string {
	return []string{
		"category", "category id", "category code", "family", "job family", "position category", "job category",
		"categoría", "familia", "familia de puestos", "id de categoría", "código de categoría",
		"categoria", "família", "família de cargos", "categoria do cargo", "código da categoria",
		"catégorie", "famille", "famille de métiers", "famille d'emplois", "famille professionnelle", "code catégorie",
		"kategorie", "familie", "jobfamilie", "stellenfamilie", "berufsfamilie", "berufsgruppe", "kategorie id",
	}
}

func rateWords() []string {
	return []string{
		"rate", "hourly rate", "pay rate", "rate per hour", "price per hour", "cost per hour", "billing rate", "hourly cost", "rate h",
		"tarifa", "tarifa hora", "tarifa horaria", "tarifa por hora", "costo por hora", "coste por hora", "precio por hora", "valor hora",
		"taxa", "taxa horária", "taxa por hora", "valor por hora", "valor da hora", "custo por hora", "preço por hora",
		"taux", "taux horaire", "tarif", "tarif horaire", "coût horaire", "prix horaire",
		"satz", "stundensatz", "stundenlohn", "stundenpreis", "kosten pro stunde", "satz pro stunde",
	}
}

func levelWords() []string {
	return []string{
		"level", "seniority", "seniority level", "job level", "grade", "career level", "experience level",
		"nivel", "nivel de seniority", "nivel de experiencia", "nivel del puesto", "antigüedad",
		"nível", "senioridade", "nível de senioridade", "nível de experiência", "nível do cargo",
		"niveau", "niveau d'expérience", "niveau du poste", "séniorité", "échelon",
		"stufe", "karrierestufe", "erfahrungsstufe", "erfahrungslevel", "senioritätsstufe",
	}
}

func statusWords() []string {
	return []string{
		"status", "state", "active", "enabled", "position status", "estado", "estatus", "situación", "activo", "activa", "estado del puesto",
		"situação", "ativo", "ativa", "status do cargo", "statut", "état", "actif", "statut du poste", "zustand", "aktiv", "stellenstatus",
	}
}

func groupWords() []string {
	return []string{
		"group", "groups", "group id", "group ids", "group uuid", "grupo", "grupos", "id de grupo", "ids de grupo", "ids de grupos", "id do grupo", "ids dos grupos",
		"groupe", "groupes", "identifiant du groupe", "identifiants des groupes", "gruppe", "gruppen", "gruppen id", "gruppen ids",
	}
}

// allowedWords returns what people write for allowed values, by folded word.
func allowedWords(allowed []string) map[string]string {
	table := map[string][]string{
		"ACTIVE":   {"active", "activo", "activa", "ativo", "ativa", "actif", "active", "aktiv", "open", "vigente", "habilitado", "enabled"},
		"INACTIVE": {"inactive", "inactivo", "inactiva", "inativo", "inativa", "inactif", "inactive", "inaktiv", "closed", "disabled", "deshabilitado"},
	}
	known := map[string]string{}
	for _, value := range allowed {
		for _, word := range table[value] {
			known[word] = value
		}
	}
	for _, value := range allowed {
		known[fold(value)] = value
	}
	return known
}

// vagueWords returns words, without marks, that name a position in one file and a person in another.
func vagueWords() []string { return []string{"name", "nombre", "nom", "nome", "id", "code", "codigo"} }

// peopleWords returns words, without marks, that show that a file lists people.
func peopleWords() []string {
	return []string{
		"surname", "firstname", "lastname", "email", "employee", "apellido", "empleado", "sobrenome", "funcionario", "prenom",
		"employe", "vorname", "nachname", "mitarbeiter",
	}
}

// foreignWords returns words, without marks, that show that a header is about a person, a time or a
// place and not about the position itself.
func foreignWords() []string {
	return []string{
		"employee", "manager", "person", "first", "last", "surname", "email", "mail", "phone", "date", "start", "end", "city", "country", "company", "salary", "tax", "cost", "birth",
		"empleado", "jefe", "apellido", "correo", "telefono", "fecha", "inicio", "fin", "ciudad", "pais", "empresa", "salario", "sueldo", "impuesto",
		"funcionario", "gestor", "sobrenome", "data", "cidade", "imposto", "employe", "salarie", "prenom", "ville", "pays", "naissance", "embauche",
		"mitarbeiter", "vorgesetzter", "vorname", "nachname", "datum", "stadt", "land", "firma", "gehalt", "steuer",
	}
}
