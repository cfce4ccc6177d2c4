package samples

// table is a sample before it is written: its headers and its cells as a person sees them.
type table struct {
	headers []string
	rows    [][]string
}

func corHeaders() []string {
	return []string{"Position ID", "Job title", "Job family", "Hourly rate", "Level", "Notes"}
}

// corClean has ids that lost their zeros on the way (57), which pad_left gives back.
func corClean() table {
	return table{corHeaders(), [][]string{
		{"000042", "Software Developer", "Engineering", "64.99", "Senior", ""},
		{"000043", "Diseñador – Jefe", "Design", "1234.5", "Lead", "freelance, per day"},
		{"000044", "Ingénieure logicielle", "Engineering", "71.25", "Senior", ""},
		{"000045", "Qualitätsmanager (m/w/d)", "Engineering", "68", "Senior", ""},
		{"000046", "ソフトウェアエンジニア", "Engineering", "59.5", "Junior", ""},
		{"000047", "Analista de Recursos Humanos", "People", "38.4", "Junior", ""},
		{"000048", "Gerente de Produção", "Marketing", "80.1", "Lead", ""},
		{"000049", "Community Manager", "Marketing", "29.95", "Junior", ""},
		{"000050", "Jefa de Diseño", "Design", "75", "Lead", ""},
		{"000051", "Controller", "Finance", "66.66", "Senior", ""},
		{"57", "Técnico de Soporte", "Engineering", "24.3", "Junior", ""},
		{"58", "Rédacteur, contenu", "Marketing", "33.33", "Junior", ""},
		{"59", "Buchhalter", "Finance", "41.07", "Senior", ""},
		{"000060", "営業部長", "Marketing", "88.8", "Lead", ""},
		{"000061", "Especialista em Folha de Pagamento", "People", "36.5", "Senior", ""},
		{"000062", "Data Engineer", "Engineering", "90.01", "Senior", ""},
		{"000063", "Diseñadora UX", "Design", "47.2", "Junior", ""},
		{"000064", "Responsable paie", "People", "44", "Senior", ""},
		{"000065", "Office Manager", "", "27.5", "", "no family: the mapping's default"},
		{"000066", "Art Director \"Digital\"", "Design", "70.7", "Lead", ""},
		{"000067", "Praktikant", "Engineering", "", "Junior", "rate not agreed yet"},
		{"000068", "Tesorero", "Finance", "52.15", "Senior", ""},
		{"000069", "人事担当", "People", "39.9", "Junior", ""},
		{"000070", "Líder de Atenção ao Cliente", "People", "31", "Lead", ""},
		{"001000", "Chief Technology Officer", "Engineering", "150", "Lead", ""},
	}}
}

// corFlawed has the mistakes that Fixes corrects, and one that only COR can see: Research is a
// category that it does not have.
func corFlawed() table {
	return table{corHeaders(), [][]string{
		{"000301", "Software Developer", "Engineering", "64.99", "Senior", ""},
		{"000302", "Diseñador – Jefe", "Design", "1234.5", "Lead", ""},
		{"000303", "", "Engineering", "55", "Junior", "title to be decided"}, // 4: no name
		{"000304", "Qualitätsmanager (m/w/d)", "Engineering", "68", "Senior", ""},
		{"000305", "ソフトウェアエンジニア", "Engineering", "59.5", "Junior", ""},
		{"000306", "Data Engineer", "Engineering", "abc", "Senior", ""}, // 7: not a number
		{"000307", "Gerente de Produção", "Marketing", "80.1", "Lead", ""},
		{"000301", "Community Manager", "Marketing", "29.95", "Junior", ""}, // 9: id of row 2
		{"000309", "Jefa de Diseño", "Design", "75", "Lead", ""},
		{"000310", "Research Scientist", "Research", "95.5", "Senior", "new category"}, // 11: COR refuses it
		{"000311", "Controller", "Finance", "66.66", "Senior", ""},
		{"000312", "Buchhalter", "Finnance", "41.07", "Senior", ""}, // 13 to 15: one slip, three rows
		{"000313", "Tesorero", "Finnance", "52.15", "Senior", ""},
		{"000314", "Auditor", "Finnance", "49.9", "Junior", ""},
		{"000315", "Rédacteur, contenu", "Marketing", "33.33", "Junior", ""},
		{"000316", "Ingénieure logicielle", "Engineering", "#N/A", "Senior", ""}, // 17: an Excel error
		{"000317", "Especialista em Folha de Pagamento", "People", "36.5", "Senior", ""},
		{"000318", "Responsable paie", "People", "44", "Senoir", ""}, // 19: a slip in the level
		{"000319", "営業部長", "Marketing", "88.8", "Lead", ""},
		{"000320", "Analista de Nómina", "People", "58,40 €", "Junior", ""}, // 21: comma and sign
		{"000321", "Diseñadora UX", "Design", "47.2", "Junior", ""},
		{"000\u200b322", "Técnico de Soporte", "Engineering", "24.3", "Junior", "id copied from a web page"}, // 23
		{"000323", "Office Manager", "", "27.5", "", ""},
		{"000324", "Art Director \"Digital\"", "Design", "70.7", "Lead", ""},
		{"000325", "人事担当", "People", "39.9", "Junior", ""},
	}}
}

// corSpanish is what Excel in Spain writes: semicolons, decimal commas, Windows-1252.
func corSpanish() table {
	return table{[]string{"Código", "Puesto", "Familia", "Tarifa por hora", "Nivel", "Observaciones"}, [][]string{
		{"000501", "Diseñador – Jefe", "Diseño", "1.234,50", "Jefe", "por día; autónomo"},
		{"000502", "Analista de Recursos Humanos", "Personas", "38,40", "Júnior", ""},
		{"000503", "Programadora Sénior", "Ingeniería", "64,99", "Sénior", ""},
		{"000504", "Técnico de Soporte", "Ingeniería", "24,30", "Júnior", ""},
		{"000505", "Jefa de Diseño", "Diseño", "75", "Jefe", ""},
		{"000506", "Tesorero", "Finanzas", "52,15", "Sénior", ""},
		{"507", "Auditora", "Finanzas", "49,90", "Júnior", "el cero se perdió"},
		{"000508", "Responsable de Nóminas", "Personas", "44,00", "Sénior", ""},
		{"000509", "Gestor de Comunidades", "Marketing", "29,95", "Júnior", ""},
		{"000510", "Directora de Arte «Digital»", "Diseño", "70,70", "Jefe", ""},
		{"000511", "Becario", "Ingeniería", "", "Júnior", "tarifa pendiente"},
		{"000512", "Jefe de Administración", "", "27,50", "", ""},
		{"000513", "Señalización: Técnico nº 1", "Ingeniería", "33,33", "Sénior", "3 €/día de dieta"},
		{"000514", "Coordinador de Logística", "Marketing", "31,00", "Sénior", ""},
		{"000515", "Director de Tecnología", "Ingeniería", "1.500", "Jefe", ""},
	}}
}

func aptlyHeaders() []string {
	return []string{"External ID", "Job title", "Status", "Groups", "From directory", "Comment"}
}

func aptlyClean() table {
	return table{aptlyHeaders(), [][]string{
		{"00417", "Senior Developer", "Active", "Platform Team; Engineering Team", "no", ""},
		{"00418", "Diseñador – Jefe", "Active", "Quality Team", "no", ""},
		{"00419", "Ingénieure logicielle", "ACTIVE", "Engineering Team", "yes", ""},
		{"00420", "Qualitätsmanager (m/w/d)", "Active", "Quality Team", "no", ""},
		{"00421", "ソフトウェアエンジニア", "Active", "Engineering Team\nPlatform Team", "sí", "groups on two lines"},
		{"00422", "Analista de Recursos Humanos", "Inactive", "", "no", ""},
		{"00423", "Gerente de Produção", "Active", "", "", "not from the directory"},
		{"00424", "Community Manager", "", "", "no", "no status: the mapping's default"},
		{"00425", "Jefa de Diseño", "Active", "4441fa6b-c0f6-4843-8e34-1f9bb5914439", "no", "the group by its id"},
		{"00426", "Contrôleur de gestion", "Active", "", "oui", ""},
		{"427", "Técnico de Soporte", "Active", "Platform Team", "no", ""},
		{"428", "Rédacteur, contenu", "inactive", "", "non", ""},
		{"00429", "Buchhalter", "Active", "", "nein", ""},
		{"00430", "営業部長", "Active", "", "no", ""},
		{"00431", "Especialista em Folha de Pagamento", "Active", "", "não", ""},
		{"00432", "Data Engineer", "Active", "Engineering Team; Quality Team", "yes", ""},
		{"00433", "Diseñadora UX", "Active", "", "no", ""},
		{"00434", "Responsable paie", "Inactive", "", "no", ""},
		{"00435", "Office Manager", "Active", "", "no", ""},
		{"00436", "Art Director \"Digital\"", "Active", "", "no", ""},
		{"00437", "Praktikant", "Active", "Engineering Team", "ja", ""},
		{"00438", "Tesorero", "Active", "", "no", ""},
		{"00439", "人事担当", "Active", "", "no", ""},
		{"00440", "Líder de Atenção ao Cliente", "Active", "", "no", ""},
		{"00440-B", "Líder de Atenção ao Cliente", "Active", "", "no", "a second one of the same name"},
	}}
}

// aptlyFlawed has the mistakes that Fixes corrects.
func aptlyFlawed() table {
	return table{aptlyHeaders(), [][]string{
		{"00501", "Senior Developer", "Active", "Platform Team; Engineering Team", "no", ""},
		{"00502", "Diseñador – Jefe", "Active", "Quality Team", "no", ""},
		{"00503", "Ingénieure logicielle", "ACTIVE", "Engineering Team", "yes", ""},
		{"00504", "Qualitätsmanager (m/w/d)", "Activ", "Quality Team", "no", ""}, // 5: a slip
		{"00505", "ソフトウェアエンジニア", "Active", "Engineering Team", "no", ""},
		{"00506", "Analista de Recursos Humanos", "Inactive", "", "no", ""},
		{"00507", "Jefa de Diseño", "Active", "4441fa6b-c0f6-4843-8e34", "no", ""}, // 8: an id cut short
		{"00508", "Gerente de Produção", "Active", "", "", ""},
		{"00509", "", "Active", "", "no", "title to be decided"}, // 10: no name
		{"00510", "Community Manager", "", "", "no", ""},
		{"00501", "Técnico de Soporte", "Active", "Platform Team", "no", ""}, // 12: id of row 2
		{"00512", "Rédacteur, contenu", "inactive", "", "non", ""},
		{"00513", "Buchhalter", "Active", "", "nein", ""},
		{"00514", "営業部長", "Active", "", "no", ""},
		{"00515", "Data Engineer", "Active", "Engineering Team; Quality Team", "maybe", ""}, // 16: neither yes nor no
		{"00516", "Diseñadora UX", "Active", "", "no", ""},
		{"00517", "Responsable paie", "Inactive", "", "no", ""},
		{"00518", "Office Manager", "Active", "", "no", ""},
		{"00519", "Tesorero", "#N/A", "", "no", ""}, // 20: an Excel error
		{"00520", "人事担当", "Active", "", "no", ""},
		{"00521", "Praktikant", "Active", "Platform Taem; Quality Team", "ja", ""}, // 22: no such group
		{"00522", "Especialista em Folha de Pagamento", "Active", "", "não", ""},
		{"00523", "Art Director \"Digital\"", "Active", "", "no", ""},
		{"00524", "Líder de Atenção ao Cliente", "Active", "", "no", ""},
		{"00525", "Líder de Atenção ao Cliente", "Active", "", "no", "a second one of the same name"},
	}}
}
