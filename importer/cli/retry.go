package cli

import (
	"errors"
	"os"

	"github.com/spf13/cobra"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/importer/results"
	"posimport/mapping"
)

func (a *app) retryCommand() *cobra.Command {
	var f runFlags
	var saveFixes string
	cmd := &cobra.Command{
		Use:   "retry RESULTS",
		Short: "Run the rows of a results file again that did not succeed",
		Long: `Retry reads a results workbook and runs the rows that did not succeed, as they
now stand in it: correct them in place first. Rows that are CREATED or EXISTS are
carried over. The workbook knows its mapping and its account; of a CSV results file
they are known on the computer that wrote it, and elsewhere it needs --mapping and
--base-url.`,
		Example: `  posimport retry positions-results-20261121-183012.xlsx
  posimport retry results.csv -o results-2.csv`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runRetry(cmd, &f, args[0], saveFixes)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.mapping, "mapping", "m", "", "mapping `file` (default: the one in the workbook)")
	flags.StringArrayVar(&f.set, "set", nil, "`FIELD=VALUE` for every row; wins over the mapping (repeatable)")
	flags.BoolVar(&f.noHistory, "no-history", false, "send rows that an earlier run created, too")
	flags.StringVar(&saveFixes, "save-fixes", "", "write what the sheet Fixes says into the values: of this mapping `file`")
	f.addChoice(flags)
	f.addAddress(flags)
	f.addSending(flags)
	return cmd
}

func (a *app) runRetry(cmd *cobra.Command, f *runFlags, file, saveFixes string) error {
	ctx := cmd.Context()
	cfg, err := f.config(cmd, file)
	if err != nil {
		return err
	}
	book, err := results.Open(ctx, file)
	if err != nil {
		return err
	}
	meta, source, err := a.origin(ctx, f, book, file)
	if err != nil {
		return errors.Join(err, book.Close())
	}
	fixes, err := book.Fixes()
	if err == nil {
		err = a.fromMeta(cmd, f, &cfg, meta, source)
	}
	if err == nil {
		err = sameAccount(ctx, &cfg, meta, book, file)
	}
	if err = errors.Join(err, book.Close()); err != nil {
		return err
	}
	cfg.Replace = replacements(fixes)
	if len(cfg.Replace) > 0 {
		a.say("%s", codes.For(a.lang()).Say(codes.FixesPut, countFixes(fixes)))
	}
	if err := a.saveFixes(&cfg, meta.Columns, saveFixes); err != nil {
		return err
	}
	if meta.DryRun && !cfg.DryRun {
		a.say("%s", codes.For(a.lang()).Say(codes.FromDryRun, file))
	}
	if err := a.execute(ctx, f, cfg, importer.Import); err != nil {
		return err
	}
	if len(cfg.Replace) > 0 && saveFixes == "" {
		a.say("%s", codes.For(a.lang()).Say(codes.FixesOnce, importer.Quoted(file)))
	}
	return nil
}

// fromMeta takes the target, the account and the mapping from what is known of the results, where no
// flag says otherwise. source names what holds the mapping.
func (a *app) fromMeta(cmd *cobra.Command, f *runFlags, cfg *importer.Config, meta results.Meta, source string) error {
	if err := cfg.Inherit(meta.Options, said(cmd)); err != nil {
		return err
	}
	cfg.Retry, cfg.Parent = true, meta.RunID
	cfg.Lang = a.langOr(meta.Lang)
	if cfg.BaseURL == "" {
		cfg.BaseURL = meta.BaseURL
	}
	name, data := "the mapping in "+source, []byte(meta.Mapping)
	if f.mapping != "" {
		var err error
		name = f.mapping
		if data, err = os.ReadFile(f.mapping); err != nil {
			return usage("the mapping %s cannot be read: %w", f.mapping, pathCause(err))
		}
	} else if meta.Mapping == "" {
		return usage("%s does not hold its mapping (a CSV cannot), and its run is not known on this computer: say --mapping FILE", source)
	}
	m, err := mapping.Parse(name, data, mapping.Options{
		Schemas: importer.Schemas, Set: f.set, ReadFile: besideMapping(f.mapping, &f.reads),
	})
	if err != nil {
		return err
	}
	cfg.Mapping = m
	cfg.Target, err = importer.TargetByName(m.Schema.Target)
	return err
}

func (a *app) langOr(lang string) string {
	if a.global.lang == "" && lang != "" {
		return lang
	}
	return a.lang()
}

func replacements(fixes []results.Fix) map[string]map[string]string {
	var all map[string]map[string]string
	for _, fix := range fixes {
		if fix.Replacement == "" {
			continue
		}
		if all == nil {
			all = map[string]map[string]string{}
		}
		if all[fix.Column] == nil {
			all[fix.Column] = map[string]string{}
		}
		all[fix.Column][fix.Value] = fix.Replacement
	}
	return all
}

func countFixes(fixes []results.Fix) int {
	n := 0
	for _, fix := range fixes {
		if fix.Replacement != "" {
			n++
		}
	}
	return n
}
