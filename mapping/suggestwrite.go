package mapping

import (
	"fmt"
	"slices"
	"strings"
)

// YAML writes the proposal as a mapping file with a comment on each line that says why. Parse accepts it
// as it is, unless Missing names fields: they stand in it as comments with what to fill in.
func (p *Proposal) YAML() []byte {
	var b strings.Builder
	b.WriteString("# A mapping")
	if p.Info.File != "" {
		b.WriteString(" for " + quoted(p.Info.File))
	}
	b.WriteString(", proposed from its headers and values. Lines that say \"please check\" are guesses.\n")
	fmt.Fprintf(&b, "version: %d\ntarget: %s\n", Version, plain(p.Schema.Target))
	source := Source{Sheet: p.Info.Sheet, Encoding: p.Info.Encoding, Delimiter: p.Info.Delimiter}
	if p.Info.HeaderRow > 1 {
		source.HeaderRow = p.Info.HeaderRow
	}
	if source.Delimiter == "\t" {
		source.Delimiter = "tab"
	}
	if text := source.flow(); text != "" {
		fmt.Fprintf(&b, "source: %s # as it was found in the file\n", text)
	}
	b.WriteString("fields:\n")
	for i := range p.Schema.Fields {
		name := p.Schema.Fields[i].Name
		switch f := p.proposed(name); {
		case f != nil:
			p.writeField(&b, f)
		case slices.Contains(p.Missing, name):
			p.writeMissing(&b, i)
		default:
			fmt.Fprintf(&b, "  # %s: HEADER OF ITS COLUMN # not required; no column was found for it\n", name)
		}
	}
	p.writeIgnore(&b)
	return []byte(b.String())
}

// writeMissing writes a required field as a comment, since nothing is known to fill it.
func (p *Proposal) writeMissing(b *strings.Builder, field int) {
	f := &p.Schema.Fields[field]
	if !f.PerRun {
		fmt.Fprintf(b, "  # %s: HEADER OF ITS COLUMN # required; no column was found for it\n", f.Name)
		return
	}
	want := f.Meaning.EN
	if len(f.Allowed) > 0 {
		want = "one of " + strings.Join(f.Allowed, ", ")
	}
	if want != "" {
		want = ": " + want
	}
	fmt.Fprintf(b, "  # %s: {const: VALUE} # required, one value for the whole run%s; or give --set %s=VALUE\n", f.Name, want, f.Name)
}

func (p *Proposal) writeField(b *strings.Builder, f *FieldProposal) {
	comment := p.comment(f)
	format, values := p.numbers[f.Field], p.Values[f.Field]
	switch {
	case f.Const != "":
		fmt.Fprintf(b, "  %s: {const: %s} # %s\n", f.Field, plain(f.Const), comment)
	case len(values) > 0:
		fmt.Fprintf(b, "  %s: # %s\n    from: %s\n", f.Field, comment, plain(f.Column))
		p.writeValues(b, f.Field, values)
	default:
		keys := []string{"from: " + plain(f.Column)}
		for _, name := range []string{"decimal", "group", "signs"} {
			if text := format.say(name); text != "" {
				keys = append(keys, name+": "+text)
			}
		}
		if len(keys) == 1 {
			fmt.Fprintf(b, "  %s: %s # %s\n", f.Field, plain(f.Column), comment)
			return
		}
		fmt.Fprintf(b, "  %s: {%s} # %s; its numbers are written so\n", f.Field, strings.Join(keys, ", "), comment)
	}
}

// comment says why, and whether to check.
func (p *Proposal) comment(f *FieldProposal) string {
	var b strings.Builder
	if f.Doubt {
		b.WriteString("please check: ")
	}
	b.WriteString(f.Reason)
	if len(f.Alternatives) > 0 {
		b.WriteString("; it may be " + strings.ReplaceAll(quotedList(f.Alternatives, 3), ", ", " or ") + " instead")
	}
	if text, unclear := p.unclear[f.Field]; unclear {
		fmt.Fprintf(&b, "; %s can be read in two ways: add decimal: \",\" or decimal: \".\"", quoted(text))
	}
	return b.String()
}

// writeValues writes the skeleton of values. Where the target is not known, the line is a comment.
func (p *Proposal) writeValues(b *strings.Builder, field string, values []ValueProposal) {
	known := slices.ContainsFunc(values, func(v ValueProposal) bool { return v.To != "" })
	if !known {
		fmt.Fprintf(b, "    # values: # %s takes none of these as they are: write behind each what it shall get\n", p.Schema.Title)
	} else {
		fmt.Fprintf(b, "    values: # on the left what the file says, on the right what %s gets\n", p.Schema.Title)
	}
	if known && p.passes(field) {
		b.WriteString("      \"*\": pass # what is not listed goes as it is\n")
	}
	seen := map[string]bool{}
	for _, v := range values {
		folded := fold(v.From)
		if v.From == "*" || seen[folded] {
			continue // a star is no text that can be listed; case does not count
		}
		if seen[folded] = true; v.From == "file" {
			v.From = "File" // the same cells, and no key of the mapping
		}
		if v.To == "" {
			fmt.Fprintf(b, "      # %s: # please check: what shall it be?\n", plain(v.From))
			continue
		}
		fmt.Fprintf(b, "      %s: %s\n", plain(v.From), plain(v.To))
	}
}

// passes reports whether values that the sample did not show may go as they are: not where the field
// allows only some.
func (p *Proposal) passes(field string) bool {
	return len(p.Schema.Fields[p.Schema.Index(field)].Allowed) == 0
}

// writeIgnore lists the columns that no field takes, so that they are known and not warned of.
func (p *Proposal) writeIgnore(b *strings.Builder) {
	all := append(slices.Clone(p.Unplaced), p.taken...)
	if len(all) > 0 {
		fmt.Fprintf(b, "ignore: %s # no field takes these columns\n", flow(all))
	}
	if len(p.skipped) > 0 {
		fmt.Fprintf(b, "# These headers stand in the file more than once and were left out: %s\n", quotedList(p.skipped, 30))
	}
}
