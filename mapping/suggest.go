package mapping

import (
	"fmt"
	"math"
	"slices"

	"posimport/importer/sheet/cell"
	"posimport/importer/target/schema"
)

// SuggestInfo is what was found on opening the file that a mapping is proposed for; it is written into
// the mapping.
type SuggestInfo struct {
	File      string // for the first comment
	Encoding  string // empty for a workbook
	Delimiter string // as Source.Delimiter has it, or a tab
	Sheet     string // empty for CSV
	HeaderRow int    // 0 for auto
}

// Proposal is a mapping that is proposed for a file. Place, Clear and SetConst change it by a person's
// answers; YAML writes it.
type Proposal struct {
	Schema   *schema.Schema
	Info     SuggestInfo
	Fields   []FieldProposal            // those with a column or a constant, in the schema's order
	Unplaced []string                   // the headers that no field takes, in the file's order
	Missing  []string                   // required fields that nothing fills, in the schema's order
	Values   map[string][]ValueProposal // by field: the distinct values of a column that holds few
	Decimal  string                     // the decimal separator of the number column's texts; empty where they do not tell
	Group    string                     // the separator of thousands that they use; empty for none

	headers []string
	columns map[string]int
	looks   []looks
	numbers map[string]numberFormat // by field
	unclear map[string]string       // by field: a number that can be read in two ways
	people  bool                    // the file lists people, too
	skipped []string                // headers that stand there twice
	taken   []string                // headers that became a constant
}

// FieldProposal is what is proposed for one field.
type FieldProposal struct {
	Field        string
	Column       string // the header; empty for a constant
	Const        string // of a field that has one value a run, where every row says the same
	Reason       string
	Confidence   float64  // 0 to 1
	Alternatives []string // other headers that would do nearly as well
	Doubt        bool     // a person should check it
}

// ValueProposal is one line of values: what the file says, and what the target gets; empty where that is
// not known.
type ValueProposal struct{ From, To string }

// Suggest proposes a mapping from a header row and a sample of the rows below it. Headers count first
// (field names, words for them in five languages, closeness), then what the values look like; each
// column is used once, such that all fit best together. What is not likely is not placed, and what is
// not certain is marked as a doubt.
func Suggest(s *schema.Schema, header *cell.Row, sample []cell.Row, info SuggestInfo) *Proposal {
	p := &Proposal{Schema: s, Info: info, columns: map[string]int{}}
	p.readHeader(header)
	p.readSample(sample)
	found := p.scores()
	weights := make([][]float64, len(found))
	for i := range found {
		weights[i] = make([]float64, len(p.headers))
		for j, score := range found[i] {
			// A high power, so that one certain column counts more than two that are only likely; of
			// equals the first.
			weights[i][j] = math.Pow(score.confidence, 6) * (1 - float64(j)*1e-9)
		}
	}
	assigned := assign(weights, len(p.headers))
	for i, column := range assigned {
		if column >= 0 {
			p.propose(i, column, found, assigned)
		}
	}
	p.settle()
	return p
}

// score is how well a column fits a field.
type score struct {
	confidence float64
	reason     string
	doubt      bool
}

// readHeader notes the headers that can be mapped: those that say something, stand there once, and were
// not added by a results file.
func (p *Proposal) readHeader(header *cell.Row) {
	count := map[string]int{}
	own := map[string]bool{}
	for _, name := range resultColumns() {
		own[headerKey(name)] = true
	}
	for i := range header.Cells {
		count[headerKey(header.Cells[i].Display())]++
	}
	for i := range header.Cells {
		text := trimmed(header.Cells[i].Display())
		folded := headerKey(text)
		switch {
		case folded == "" || own[folded]:
		case count[folded] > 1:
			if !slices.Contains(p.skipped, text) {
				p.skipped = append(p.skipped, text)
			}
		default:
			p.columns[text] = i
			p.headers = append(p.headers, text)
			p.people = p.people || anyOf(wordsOf(text), peopleWords())
		}
	}
}

func (p *Proposal) readSample(sample []cell.Row) {
	uuids := newCheck(&schema.Field{Type: schema.UUIDs}, &rule{})
	yesNo := booleanWords(nil, nil)
	for _, header := range p.headers {
		p.looks = append(p.looks, look(sample, p.columns[header], uuids, yesNo))
	}
}

// scores compares every field with every column.
func (p *Proposal) scores() [][]score {
	all := make([][]score, len(p.Schema.Fields))
	for i := range p.Schema.Fields {
		f := &p.Schema.Fields[i]
		v := newVocabulary(f)
		all[i] = make([]score, len(p.headers))
		for j, header := range p.headers {
			all[i][j] = p.score(f, &v, header, &p.looks[j])
		}
	}
	return all
}

func (p *Proposal) score(f *schema.Field, v *vocabulary, header string, l *looks) score {
	confidence, reason := v.match(header)
	s := score{confidence: confidence, reason: reason}
	told, why := l.tell(f)
	if p.people && vague(wordsOf(header)) {
		s.confidence, s.doubt = confidence*0.75, true
		s.reason += ", but the file has columns about people"
	}
	switch {
	case f.PerRun:
	case confidence < likely && told > 0 && !foreign(wordsOf(header)):
		s = score{confidence: told, reason: why}
	case l.fit(f) > 0:
		s.confidence = min(1, s.confidence*1.03)
	case l.fit(f) < 0:
		s.confidence, s.doubt = s.confidence*0.75, true
		s.reason += ", but its values do not look like it"
	}
	if s.confidence < likely {
		return score{}
	}
	if f.Identity && l.repeated > 0 && !s.doubt {
		s.doubt = true
		s.reason += ", but a value stands in it twice"
	}
	s.doubt = s.doubt || s.confidence < certain
	return s
}

// propose puts a column to a field, and marks it where another choice would be nearly as good.
func (p *Proposal) propose(field, column int, found [][]score, assigned []int) {
	const near = 0.05
	best := found[field][column]
	next := FieldProposal{
		Field: p.Schema.Fields[field].Name, Column: p.headers[column],
		Reason: best.reason, Confidence: best.confidence, Doubt: best.doubt,
	}
	for j := range p.headers {
		if j != column && found[field][j].confidence > best.confidence-near && !slices.Contains(assigned, j) {
			next.Alternatives = append(next.Alternatives, p.headers[j])
			next.Doubt = true
		}
	}
	for i := range found {
		if i != field && assigned[i] < 0 && found[i][column].confidence > best.confidence-near {
			next.Reason += fmt.Sprintf("; it may be %s instead", p.Schema.Fields[i].Name)
			next.Doubt = true
		}
	}
	p.Fields = append(p.Fields, next)
}

// settle derives everything else from which columns the fields have.
func (p *Proposal) settle() {
	p.accounts()
	p.Unplaced, p.Missing, p.Decimal, p.Group = nil, nil, "", ""
	p.Values = map[string][]ValueProposal{}
	p.numbers, p.unclear = map[string]numberFormat{}, map[string]string{}
	used := map[string]bool{}
	for i := range p.Fields {
		f := &p.Fields[i]
		used[f.Column] = true
		if f.Column != "" {
			p.values(f)
		}
	}
	for _, header := range p.headers {
		if !used[header] && !slices.Contains(p.taken, header) {
			p.Unplaced = append(p.Unplaced, header)
		}
	}
	for i := range p.Schema.Fields {
		f := &p.Schema.Fields[i]
		if f.Required && f.Default == "" && p.proposed(f.Name) == nil {
			p.Missing = append(p.Missing, f.Name)
		}
	}
}

// accounts turns the column of a field that has one value a run into a constant where every row says the
// same, and takes it away otherwise.
func (p *Proposal) accounts() {
	kept := p.Fields[:0]
	for _, f := range p.Fields {
		field := &p.Schema.Fields[p.Schema.Index(f.Field)]
		if !field.PerRun || f.Column == "" {
			kept = append(kept, f)
			continue
		}
		l := p.looks[slices.Index(p.headers, f.Column)]
		if len(l.distinct) != 1 {
			continue
		}
		if value, bad := newCheck(field, &rule{}).literal(l.distinct); bad.code == "" && value.Set {
			p.taken = append(p.taken, f.Column)
			f.Reason = fmt.Sprintf("every row that was looked at says so in column %s", quoted(f.Column))
			f.Const, f.Column = value.Text, ""
			kept = append(kept, f)
		}
	}
	p.Fields = kept
}

func (p *Proposal) proposed(field string) *FieldProposal {
	for i := range p.Fields {
		if p.Fields[i].Field == field {
			return &p.Fields[i]
		}
	}
	return nil
}

// Place gives a field a column, as a person has decided, and takes the column from any other field. An
// empty column leaves the field without one. It reports false where there is no such field or header, or
// the field cannot come from a column.
func (p *Proposal) Place(field, column string) bool {
	i := p.Schema.Index(field)
	if i < 0 || p.Schema.Fields[i].PerRun || column != "" && !slices.Contains(p.headers, column) {
		return false
	}
	p.put(FieldProposal{Field: field, Column: column, Reason: "chosen", Confidence: 1})
	return true
}

// SetConst gives a field one value for the whole run, as a person has decided. The error says why the
// field cannot have it.
func (p *Proposal) SetConst(field, value string) error {
	i := p.Schema.Index(field)
	if i < 0 {
		return fmt.Errorf("%s has no field %q", p.Schema.Title, field)
	}
	l := &loader{}
	l.checkConstant(&p.Schema.Fields[i], &rule{kind: fromConst, constant: []string{value}}, place{file: "-"})
	if len(l.list) > 0 {
		return fmt.Errorf("%s", l.list[0].Text)
	}
	p.put(FieldProposal{Field: field, Const: trimmed(value), Reason: "chosen", Confidence: 1})
	return nil
}

// put replaces what is proposed for a field, and settles the rest.
func (p *Proposal) put(next FieldProposal) {
	kept := make([]FieldProposal, 0, len(p.Fields)+1)
	for i := range p.Schema.Fields {
		name := p.Schema.Fields[i].Name
		old := p.proposed(name)
		switch {
		case name == next.Field:
			if next.Column != "" || next.Const != "" {
				kept = append(kept, next)
			}
		case old != nil && (old.Column == "" || old.Column != next.Column):
			kept = append(kept, *old)
		}
	}
	p.Fields = kept
	p.settle()
}
