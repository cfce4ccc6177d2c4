package templates

import "embed"

// files holds the templates as `go test ./templates -update` wrote them.
//
//go:embed *.xlsx *.yaml
var files embed.FS

// Embedded returns the template of a target in a language, as a workbook and as its starter mapping,
// for every column and without values of the person's own. It reports false for another target.
func Embedded(target, lang string) (workbook, mapping []byte, ok bool) {
	name := fileName(target, lang)
	workbook, err := files.ReadFile(name + ".xlsx")
	if err != nil {
		return nil, nil, false
	}
	mapping, err = files.ReadFile(name + ".yaml")
	return workbook, mapping, err == nil
}

// fileName is the name of an embedded template, without its ending: cor, cor.es.
func fileName(target, lang string) string {
	if lang == "es" {
		return target + ".es"
	}
	return target
}
