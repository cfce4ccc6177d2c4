package mapping

import (
	"slices"
	"strings"

	"posimport/importer/target/schema"
)

// mostValues is how many distinct values a column may have for them to be written down.
const mostValues = 25

// values looks at what a placed column holds: number separators, and values to be replaced.
func (p *Proposal) values(f *FieldProposal) {
	field := &p.Schema.Fields[p.Schema.Index(f.Field)]
	l := &p.looks[slices.Index(p.headers, f.Column)]
	switch field.Type {
	case schema.Number:
		p.separators(f, l)
	case schema.Enum:
		p.setValues(f, replaceAllowed(field, l))
	case schema.Boolean:
		p.setValues(f, replaceWords(l))
	case schema.UUIDs:
		p.setValues(f, replaceElements(l))
	case schema.String:
		if !field.Identity && !field.Required && !l.many && len(l.distinct) <= mostValues && (l.repeated > 0 || len(l.distinct) <= 8) {
			p.setValues(f, asTheyAre(field, l))
		}
	}
}

// setValues notes replacements; where one is not known, the field asks for a check.
func (p *Proposal) setValues(f *FieldProposal, list []ValueProposal) {
	if len(list) == 0 {
		return
	}
	p.Values[f.Field] = list
	for _, v := range list {
		f.Doubt = f.Doubt || v.To == ""
	}
}

// asTheyAre lists texts with themselves, to be changed by hand. Of texts that differ only in case it
// lists the first; texts that the field cannot take are left to be issues.
func asTheyAre(f *schema.Field, l *looks) []ValueProposal {
	c := newCheck(f, &rule{})
	seen := map[string]bool{}
	var list []ValueProposal
	for _, text := range l.distinct {
		if _, bad := c.literal([]string{text}); bad.code != "" || seen[fold(text)] {
			continue
		}
		seen[fold(text)] = true
		list = append(list, ValueProposal{From: text, To: text})
	}
	return list
}

// replaceAllowed proposes an allowed value for each text that is not one.
func replaceAllowed(f *schema.Field, l *looks) []ValueProposal {
	known := allowedWords(f.Allowed)
	yesNo := booleanWords(nil, nil)
	var list []ValueProposal
	exact := true
	for _, text := range l.distinct {
		to := known[fold(text)]
		if yes, word := yesNo[fold(text)]; to == "" && word && len(f.Allowed) == 2 && known["active"] != "" {
			to = known["inactive"]
			if yes {
				to = known["active"]
			}
		}
		exact = exact && to == text
		list = append(list, ValueProposal{From: text, To: to})
	}
	if exact || len(list) > mostValues {
		return nil
	}
	return list
}

// replaceWords lists the texts that are no word for yes or no.
func replaceWords(l *looks) []ValueProposal {
	yesNo := booleanWords(nil, nil)
	var list []ValueProposal
	for _, text := range l.distinct {
		if _, known := yesNo[fold(text)]; !known && len(list) < mostValues {
			list = append(list, ValueProposal{From: text})
		}
	}
	return list
}

// replaceElements lists the elements of lists that are no UUID.
func replaceElements(l *looks) []ValueProposal {
	uuids := newCheck(&schema.Field{Type: schema.UUIDs}, &rule{})
	var list []ValueProposal
	for _, text := range l.distinct {
		for _, element := range uuids.elements(nil, text) {
			next := ValueProposal{From: element}
			if !validUUID(element) && !slices.Contains(list, next) && len(list) < mostValues {
				list = append(list, next)
			}
		}
	}
	return list
}

// separators finds how a column writes numbers. What its texts do not decide stays undeclared, so that
// such a row is an issue and never a guess.
func (p *Proposal) separators(f *FieldProposal, l *looks) {
	format := numberFormat{signs: signsOf(l.texts)}
	read := func(decimal string) (good int) {
		try := numberFormat{decimal: decimal, signs: format.signs}
		for _, text := range l.texts {
			if _, bad := try.parse(text); bad.code == "" {
				good++
			}
		}
		return good
	}
	asPoint, asComma := read("."), read(",")
	switch {
	case !slices.ContainsFunc(l.texts, func(s string) bool { return strings.ContainsAny(s, ".,' \u00a0\u202f’") }):
	case asPoint > asComma:
		format.decimal = "."
	case asComma > asPoint:
		format.decimal = ","
	default:
		p.ambiguous(f, l, format)
	}
	format.group = groupOf(l.texts, format)
	p.Decimal, p.Group = format.decimal, format.group
	p.numbers[f.Field] = format
}

// ambiguous notes the first number that can be read in two ways.
func (p *Proposal) ambiguous(f *FieldProposal, l *looks, format numberFormat) {
	for _, text := range l.texts {
		if _, bad := format.parse(text); bad.code != "" {
			p.unclear[f.Field] = text
			f.Doubt = true
			return
		}
	}
}

// signsOf returns the currency signs that texts begin or end with.
func signsOf(texts []string) []string {
	var found []string
	for _, text := range texts {
		bare := strings.Trim(text, "0123456789.,'’ -+\u2212\u00a0\u202f")
		if slices.Contains(currencySigns(), bare) && !slices.Contains(found, bare) {
			found = append(found, bare)
		}
	}
	return found
}

// groupOf returns the one separator that stands between thousands in all texts that have one.
func groupOf(texts []string, format numberFormat) string {
	if format.decimal == "" {
		return ""
	}
	group := ""
	for _, text := range texts {
		for _, candidate := range []string{".", ",", " ", "'"} {
			try, without := format, format
			try.group, without.group = candidate, "none"
			if candidate == format.decimal {
				continue
			}
			_, bad := try.parse(text)
			_, plain := without.parse(text)
			if bad.code != "" || plain.code == "" {
				continue
			}
			if group != "" && group != candidate {
				return ""
			}
			group = candidate
		}
	}
	return group
}
