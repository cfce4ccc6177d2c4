package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/importer/target"
	"posimport/mapping"
)

func (a *app) importCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Create a position for each row of a spreadsheet",
		Long: `Import reads a CSV file or an Excel workbook, checks every row, creates one
position for each valid row, and writes a results workbook with a status for
every row. Importing the same file again creates nothing twice.`,
		Example: `  posimport import positions.xlsx -m mapping.yaml --dry-run
  posimport import positions.csv -m mapping.yaml -o results.xlsx
  posimport import positions.xlsx --target cor --set metadata.source=SAP --rows 2-50`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runImport(cmd, &f, args[0])
		},
	}
	f.addInput(cmd.Flags())
	f.addChoice(cmd.Flags())
	f.addAddress(cmd.Flags())
	f.addSending(cmd.Flags())
	return cmd
}

func (a *app) runImport(cmd *cobra.Command, f *runFlags, file string) error {
	ctx := cmd.Context()
	cfg, err := f.config(cmd, file)
	if err != nil {
		return err
	}
	cfg.Lang = a.lang()
	if cfg.Mapping, cfg.Target, err = a.chooseMapping(ctx, f, file); err != nil {
		return err
	}
	return a.execute(ctx, f, cfg, importer.Import)
}

// config makes a run's settings of the flags.
func (f *runFlags) config(cmd *cobra.Command, file string) (importer.Config, error) {
	rows, err := f.check(cmd)
	if err != nil {
		return importer.Config{}, err
	}
	return importer.Config{
		Shape: importer.Shape{
			Rows: rows, Limit: f.limit, SkipHidden: f.skipHidden, OnDuplicate: importer.OnDuplicate(f.onDuplicate),
			NoHistory: f.noHistory, Timeout: f.timeout, MaxAttempts: f.maxAttempts, Settle: f.settle,
			Workers: f.workers, Rate: f.rate, HeaderRow: f.headerRow, Sheet: f.sheet,
			Strict: f.strict, Canary: f.canary,
		},
		File: file, BaseURL: f.baseURL, SignIn: f.signInURL, DryRun: f.dryRun,
		Results: f.results, MapFile: f.mapping,
	}, nil
}

// chooseMapping reads the mapping file, or takes the built-in mapping that fits the file's headers.
func (a *app) chooseMapping(ctx context.Context, f *runFlags, file string) (*mapping.Mapping, target.Target, error) {
	if f.target != "" {
		if _, err := importer.TargetByName(f.target); err != nil {
			return nil, nil, usage("--target: %w", err)
		}
	}
	if f.mapping == "" {
		return a.builtinMapping(ctx, f, file)
	}
	data, err := os.ReadFile(f.mapping)
	if err != nil {
		return nil, nil, usage("the mapping %s cannot be read: %w", f.mapping, pathCause(err))
	}
	m, err := mapping.Parse(f.mapping, data, mapping.Options{
		Schemas: importer.Schemas, Target: f.target, Set: f.set, ReadFile: besideMapping(f.mapping, &f.reads),
	})
	if err != nil {
		return nil, nil, err
	}
	t, err := importer.TargetByName(m.Schema.Target)
	return m, t, err
}

// besideMapping reads value tables relative to the mapping's folder, and notes which files were read.
func besideMapping(mappingFile string, reads *[]string) func(string) ([]byte, error) {
	*reads = append(*reads, mappingFile)
	return func(name string) ([]byte, error) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(mappingFile), name)
		}
		*reads = append(*reads, name)
		return os.ReadFile(name)
	}
}

// spare refuses results that would replace a file that the mapping is made of.
func (f *runFlags) spare() error {
	if f.results == "" {
		return nil
	}
	results, err := os.Stat(f.results)
	if err != nil {
		return nil // nothing is there yet
	}
	for _, name := range f.reads {
		if info, err := os.Stat(name); err == nil && os.SameFile(info, results) {
			return usage("-o %s: that file belongs to the mapping and is not replaced; choose another name", f.results)
		}
	}
	return nil
}

// builtinMapping takes the target that --target names, else the one whose field names or template
// headers the file has.
func (a *app) builtinMapping(ctx context.Context, f *runFlags, file string) (*mapping.Mapping, target.Target, error) {
	if f.target != "" {
		t, err := importer.TargetByName(f.target)
		if err != nil {
			return nil, nil, usage("--target: %w", err)
		}
		m, err := mapping.Builtin(t.Schema(), f.set)
		return m, t, err
	}
	if t := a.stamped(file); t != nil {
		m, err := mapping.Builtin(t.Schema(), f.set)
		return m, t, err
	}
	found, err := importer.Detect(ctx, file, f.sheet, f.headerRow, f.set)
	if err != nil {
		return nil, nil, err
	}
	a.say("%s", codes.For(a.lang()).Say(codes.BuiltIn, file, found.Target.Schema().Title))
	return found.Mapping, found.Target, nil
}

// pathCause is an error without its path, which the message names already.
func pathCause(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
