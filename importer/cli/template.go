package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/importer/target/schema"
	"posimport/templates"
)

func (a *app) templateCommand() *cobra.Command {
	var out string
	var columns, values []string
	cmd := &cobra.Command{
		Use:   "template TARGET",
		Short: "Write a blank workbook to fill in, and its mapping",
		Long: `Template writes a workbook with a column for each field of the target: its meaning,
an example, drop-downs for allowed values, and checks while typing. A filled template
is imported without a mapping; the mapping beside it is for those who change it.`,
		Example: `  posimport template cor -o positions.xlsx
  posimport template aptly --lang es
  posimport template cor --columns id,name,category_id --values category_id=categories.csv`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			t, err := importer.TargetByName(args[0])
			if err != nil {
				return &usageError{err}
			}
			if out == "" {
				out = t.Schema().Target + "-positions.xlsx"
			}
			return a.writeTemplate(t.Schema(), out, columns, values)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&out, "output", "o", "", "workbook `file` to write; never replaces one (default TARGET-positions.xlsx)")
	flags.StringSliceVar(&columns, "columns", nil, "`fields` that get a column, in this order (default: all but the account's)")
	flags.StringArrayVar(&values, "values", nil, "`FIELD=FILE`: the values that a field's drop-down offers, one a line (repeatable)")
	return cmd
}

func (a *app) writeTemplate(s *schema.Schema, out string, columns, values []string) error {
	if !strings.EqualFold(filepath.Ext(out), ".xlsx") {
		return usage("--output %q: a template is an Excel workbook; let the name end in .xlsx", out)
	}
	offered, err := readValues(s, values)
	if err != nil {
		return err
	}
	o := templates.Options{Lang: a.lang(), Columns: columns, Values: offered}
	var book bytes.Buffer
	if err := templates.Write(&book, s, o); err != nil {
		return &usageError{err}
	}
	m, err := templates.Mapping(s, o)
	if err != nil {
		return &usageError{err}
	}
	mappingFile := strings.TrimSuffix(out, filepath.Ext(out)) + ".yaml"
	if err := errors.Join(writeNew(out, book.Bytes()), writeNew(mappingFile, m)); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, out)
	words := codes.For(a.lang())
	next := fmt.Sprintf("posimport import %s%s --dry-run", importer.Quoted(out), accountFlag(s, a.lang()))
	a.say("%s", words.Say(codes.FillIn, out, next))
	a.say("%s", words.Say(codes.ItsMapping, mappingFile))
	return nil
}

// accountFlag shows the constant that every import into a target needs, with words to replace where its
// value cannot be known.
func accountFlag(s *schema.Schema, lang string) string {
	at := s.Account()
	if at < 0 {
		return ""
	}
	f := &s.Fields[at]
	return fmt.Sprintf(" --set %s=%s", f.Name, templates.Placeholder(f, lang))
}

func readValues(s *schema.Schema, given []string) (map[string][]string, error) {
	all := map[string][]string{}
	for _, one := range given {
		name, file, ok := strings.Cut(one, "=")
		at := s.Index(name)
		if !ok || at < 0 {
			return nil, usage("--values %q: write FIELD=FILE, with a field of %s", one, s.Title)
		}
		in, err := os.Open(file)
		if err != nil {
			return nil, usage("--values %s: %s cannot be read: %w", name, file, pathCause(err))
		}
		all[name], err = templates.ReadValues(file, in, &s.Fields[at])
		if err = errors.Join(err, in.Close()); err != nil {
			return nil, &usageError{err}
		}
	}
	return all, nil
}

// writeNew writes a file that must not be there yet: it may hold somebody's work.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return usage("%s is there already and is not replaced: choose another name with -o", path)
	}
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, pathCause(err))
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, pathCause(err))
	}
	return nil
}
