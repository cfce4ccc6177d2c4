package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/importer/target/schema"
	"posimport/mapping"
	"posimport/templates"
)

// mapFlags are the flags of map.
type mapFlags struct {
	target, output, sheet, check string
	headerRow                    int
	set                          []string
	schema, noAsk                bool
	reads                        []string
}

func (a *app) mapCommand() *cobra.Command {
	var f mapFlags
	cmd := &cobra.Command{
		Use:   "map [FILE]",
		Short: "Propose a mapping from a file's headers, or check one",
		Long: `Map looks at a file's headers and values and writes a mapping for it, with a comment
on each line that says why. On a terminal it asks about each doubt. --check reads a
mapping, and FILE with it, and says all that is wrong.`,
		Example: `  posimport map positions.xlsx --target cor
  posimport map positions.csv --target aptly -o aptly.yaml
  posimport map --check mapping.yaml positions.csv
  posimport map --schema > posimport.schema.json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runMap(cmd.Context(), &f, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.target, "target", "", "where positions are to be created: `cor|aptly`")
	flags.StringVarP(&f.output, "output", "o", "", "mapping `file` to write; never replaces one (default: FILE with .yaml)")
	flags.StringVar(&f.sheet, "sheet", "", "`name` of the sheet to read")
	flags.IntVar(&f.headerRow, "header-row", 0, "row `number` of the header (default: found by itself)")
	flags.StringArrayVar(&f.set, "set", nil, "`FIELD=VALUE` that is the same for every row (repeatable)")
	flags.StringVar(&f.check, "check", "", "check this mapping `file` instead of proposing one")
	flags.BoolVar(&f.schema, "schema", false, "print the JSON Schema of mapping files, for editors")
	flags.BoolVar(&f.noAsk, "no-ask", false, "do not ask, also on a terminal")
	return cmd
}

func (a *app) runMap(ctx context.Context, f *mapFlags, args []string) error {
	switch {
	case f.schema:
		_, err := a.stdout.Write(mapping.JSONSchema(allSchemas()))
		return err
	case f.check != "":
		return a.checkMapping(ctx, f, args)
	case len(args) == 0:
		return usage("map: say which FILE to propose a mapping for")
	case f.target == "":
		return usage("map: say --target, one of %s", strings.Join(names(), ", "))
	}
	t, err := importer.TargetByName(f.target)
	if err != nil {
		return usage("--target: %w", err)
	}
	return a.propose(ctx, f, args[0], t.Schema())
}

func allSchemas() []*schema.Schema {
	var all []*schema.Schema
	for _, t := range importer.Targets() {
		all = append(all, t.Schema())
	}
	return all
}

func names() []string {
	_, known := importer.Schemas("")
	return known
}

// propose writes a mapping for a file and says what is doubtful or missing in it.
func (a *app) propose(ctx context.Context, f *mapFlags, file string, s *schema.Schema) error {
	out := f.output
	if out == "" {
		out = strings.TrimSuffix(file, filepath.Ext(file)) + ".yaml"
	}
	if _, err := os.Stat(out); err == nil {
		return usage("%s is there already and is not replaced: choose another name with -o", out)
	}
	p, err := importer.Propose(ctx, s, file, f.sheet, f.headerRow)
	if err != nil {
		return err
	}
	for _, set := range f.set {
		name, value, ok := strings.Cut(set, "=")
		if !ok {
			return usage("--set %q: write FIELD=VALUE", set)
		}
		if err := p.SetConst(name, value); err != nil {
			return usage("--set %s: %w", set, err)
		}
	}
	if isTerminal(a.stdin) && isTerminal(a.stderr) && !f.noAsk {
		if err := a.askDoubts(ctx, p); err != nil {
			return err
		}
	}
	if err := writeNew(out, p.YAML()); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, out)
	a.sayProposal(p, file, out)
	return nil
}

// sayProposal tells what was placed, what was not, and what to type next.
func (a *app) sayProposal(p *mapping.Proposal, file, out string) {
	words := codes.For(a.lang())
	for _, field := range p.Fields {
		from := field.Column
		if from == "" {
			from = "always " + field.Const
		}
		mark := ""
		if field.Doubt {
			mark = "  ← " + words.Say(codes.PleaseCheck)
		}
		a.say("  %-20s %s (%s)%s", field.Field, from, field.Reason, mark)
	}
	if len(p.Unplaced) > 0 {
		a.say("%s", words.Say(codes.NotPlaced, strings.Join(p.Unplaced, ", ")))
	}
	if len(p.Missing) > 0 {
		a.say("%s", words.Say(codes.StillMissing, strings.Join(p.Missing, ", "), out))
	}
	set, column := missing(p, a.lang())
	next := fmt.Sprintf("posimport import %s -m %s%s --dry-run", importer.Quoted(file), importer.Quoted(out), set)
	if column {
		a.say("%s", words.Say(codes.FillFirst, out, next))
		return
	}
	a.say("%s", words.Say(codes.Next, next))
}

// missing returns the flags that give what is missing and is the same in every row, and whether a field
// that differs from row to row is missing, too: only the mapping can say where that comes from.
func missing(p *mapping.Proposal, lang string) (set string, column bool) {
	for _, name := range p.Missing {
		at := p.Schema.Index(name)
		if at < 0 || !p.Schema.Fields[at].PerRun {
			column = true
			continue
		}
		set += fmt.Sprintf(" --set %s=%s", name, templates.Placeholder(&p.Schema.Fields[at], lang))
	}
	return set, column
}

// askDoubts asks about each doubt and each missing field, with the best guess as the default.
func (a *app) askDoubts(ctx context.Context, p *mapping.Proposal) error {
	in := bufio.NewReader(a.stdin)
	ask := func(format string, args ...any) (string, error) {
		fmt.Fprintf(a.stderr, format, args...)
		line, err := readLine(ctx, in)
		return strings.TrimSpace(line), err
	}
	for _, field := range p.Fields {
		if !field.Doubt || field.Column == "" {
			continue
		}
		others := ""
		if len(field.Alternatives) > 0 {
			others = "; or " + strings.Join(field.Alternatives, ", ")
		}
		for {
			answer, err := ask("%s: from the column %q (%s)%s? [Enter for yes, - for none, or a header] ", field.Field, field.Column, field.Reason, others)
			if err != nil {
				return err
			}
			if answer == "" {
				answer = field.Column
			}
			if answer == "-" {
				answer = ""
			}
			if p.Place(field.Field, answer) {
				break
			}
			fmt.Fprintf(a.stderr, "The file has no column %q.\n", answer)
		}
	}
	for _, name := range append([]string(nil), p.Missing...) {
		at := p.Schema.Index(name)
		if at < 0 || !p.Schema.Fields[at].PerRun {
			continue
		}
		for {
			answer, err := ask("%s, the same for every row, such as %s: ", name, p.Schema.Fields[at].Example)
			if err != nil {
				return err
			}
			if answer == "" {
				break
			}
			wrong := p.SetConst(name, answer)
			if wrong == nil {
				break
			}
			fmt.Fprintln(a.stderr, wrong)
		}
	}
	return nil
}

// checkMapping says all that is wrong with a mapping, and with a file read through it.
func (a *app) checkMapping(ctx context.Context, f *mapFlags, args []string) error {
	data, err := os.ReadFile(f.check)
	if err != nil {
		return usage("the mapping %s cannot be read: %w", f.check, pathCause(err))
	}
	m, err := mapping.Parse(f.check, data, mapping.Options{
		Schemas: importer.Schemas, Target: f.target, Set: f.set, ReadFile: besideMapping(f.check, &f.reads),
	})
	if err != nil {
		return err
	}
	if len(args) == 0 {
		a.say("%s", codes.For(a.lang()).Say(codes.MappingRight, f.check))
		return nil
	}
	warnings, header, err := importer.CheckFile(ctx, args[0], m, f.sheet, f.headerRow, a.lang())
	if err != nil {
		return err
	}
	words := codes.For(a.lang())
	for _, w := range warnings {
		fmt.Fprintln(a.stderr, words.Say(codes.Warning, w.Words(words.Message)))
	}
	next := fmt.Sprintf("posimport import %s -m %s --dry-run", importer.Quoted(args[0]), importer.Quoted(f.check))
	a.say("%s", words.Say(codes.MappingFits, f.check, args[0], header, next))
	return nil
}
