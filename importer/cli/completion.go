package cli

import (
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"posimport/importer"
	"posimport/importer/ledger"
	"posimport/importer/sandbox"
)

// addCompletion teaches every command what the shell may complete: runs, targets, files by their kind,
// and the values of flags that take a few.
func (a *app) addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "import", "map":
			cmd.ValidArgsFunction = fileEnding("csv", "xlsx")
		case "retry":
			cmd.ValidArgsFunction = fileEnding("xlsx", "csv")
		case "template":
			cmd.ValidArgsFunction = oneOf(names())
		case "runs", "results":
			cmd.ValidArgsFunction = a.completeRuns(func(ledger.Run) bool { return true })
		case "resume":
			cmd.ValidArgsFunction = a.completeRuns(importer.Unfinished)
		case "completion":
			cmd.Example = `  posimport completion bash > ~/.local/share/bash-completion/completions/posimport
  posimport completion zsh > "${fpath[1]}/_posimport"
  posimport completion fish > ~/.config/fish/completions/posimport.fish
  posimport completion powershell >> $PROFILE`
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) { completeFlag(cmd, f.Name) })
	}
	completeFlag(root, "lang")
}

// completeFlag names the values of a flag, where there are a few; a flag that cobra will not complete
// is merely not completed.
func completeFlag(cmd *cobra.Command, name string) {
	values := map[string][]string{
		"target":       names(),
		"lang":         {"en", "es"},
		"on-duplicate": {string(importer.DuplicateFails), string(importer.DuplicateSkips)},
		"error-shape":  sandbox.ErrorShapes(),
	}[name]
	switch {
	case values != nil:
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	case name == "mapping" || name == "check" || name == "save-fixes":
		_ = cmd.MarkFlagFilename(name, "yaml", "yml")
	}
}

// completer offers words for an argument.
type completer = func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective)

func fileEnding(endings ...string) completer {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return endings, cobra.ShellCompDirectiveFilterFileExt
	}
}

func oneOf(words []string) completer {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeRuns offers the runs that fit, the newest first, each with its file.
func (a *app) completeRuns(fits func(ledger.Run) bool) completer {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		store, err := a.store()
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		runs, err := store.Runs(cmd.Context())
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		var words []string
		for _, run := range slices.Backward(runs) {
			if fits(run) {
				words = append(words, run.ID+"\t"+importer.Base(run)+", "+counts(run))
			}
		}
		return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}
