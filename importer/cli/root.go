package cli

import (
	"github.com/spf13/cobra"

	"posimport/importer/codes"
	"posimport/importer/ledger"
)

// globalFlags are taken by every command.
type globalFlags struct {
	state   string
	lang    string
	quiet   bool
	verbose bool
}

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "posimport",
		Short: "Create positions in COR or Aptly from a spreadsheet, row by row",
		Long: `posimport reads a spreadsheet (CSV or Excel), creates one position for each row
in COR or Aptly, and writes a results workbook that says for every row what
happened. The results workbook can be corrected and run again.`,
		Example: `  posimport demo                                     see the whole story, without an account
  posimport template cor -o positions.xlsx           a blank workbook to fill in
  posimport import positions.xlsx -m mapping.yaml --dry-run
  posimport import positions.xlsx -m mapping.yaml
  posimport retry positions-results-20261121-183012.xlsx`,
		SilenceErrors: true, SilenceUsage: true,
		Version: version(),
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{plainFlag(err)} })
	flags := root.PersistentFlags()
	flags.StringVar(&a.global.state, "state", "", "`folder` that holds the ledger (default $POSIMPORT_STATE, else the user's state folder)")
	flags.StringVar(&a.global.lang, "lang", "", "language of messages and results: `en|es` (default from the environment)")
	flags.BoolVarP(&a.global.quiet, "quiet", "q", false, "say only what is wrong")
	flags.BoolVarP(&a.global.verbose, "verbose", "v", false, "say more about what is read and done")
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		_, err := codes.Language(a.global.lang, a.getenv)
		if err != nil {
			return &usageError{err}
		}
		return nil
	}
	root.AddCommand(
		a.importCommand(), a.retryCommand(), a.resumeCommand(), a.resultsCommand(), a.runsCommand(),
		a.mapCommand(), a.templateCommand(), a.sandboxCommand(), a.demoCommand(),
	)
	a.addCompletion(root)
	for _, cmd := range root.Commands() {
		cmd.Args = usageArgs(cmd.Args)
	}
	return root
}

// usageArgs makes a wrong number of arguments a usage error.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if check == nil {
			return nil
		}
		if err := check(cmd, args); err != nil {
			return usage("%d arguments were given; write: %s", len(args), cmd.UseLine())
		}
		return nil
	}
}

// lang is the language of messages; a wrong --lang was refused before.
func (a *app) lang() string {
	lang, err := codes.Language(a.global.lang, a.getenv)
	if err != nil {
		return "en"
	}
	return lang
}

func (a *app) store() (*ledger.Store, error) {
	dir := a.global.state
	if dir == "" {
		var err error
		if dir, err = ledger.DefaultDir(a.getenv); err != nil {
			return nil, err
		}
	}
	return ledger.OpenStore(dir)
}
