package cli

import (
	"context"

	"github.com/spf13/cobra"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/importer/ledger"
)

func (a *app) resumeCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "resume [RUN]",
		Short: "Go on with a run that was interrupted",
		Long: `Resume goes on with a run that was interrupted, by Ctrl-C, a crash or the target.
It first finds out what became of the requests that were on their way. Without
RUN it takes the newest run that is not finished.`,
		Example: `  posimport resume
  posimport resume 20261121-183012-k3f9`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runResume(cmd, &f, args)
		},
	}
	f.addSending(cmd.Flags())
	return cmd
}

func (a *app) runResume(cmd *cobra.Command, f *runFlags, args []string) error {
	ctx := cmd.Context()
	if _, err := f.check(cmd); err != nil {
		return err
	}
	run, found, err := a.unfinished(ctx, args)
	if err != nil || !found {
		return err
	}
	a.say("%s", codes.For(a.lang()).Say(codes.GoingOn, run.ID, importer.Base(run)))
	cfg := importer.Config{BaseURL: run.Account.BaseURL}
	return a.execute(ctx, f, cfg, func(ctx context.Context, env *importer.Env, _ importer.Config) (importer.Report, error) {
		return importer.Resume(ctx, env, run, f.overrides(cmd))
	})
}

// said tells which flags stand on the command line.
func said(cmd *cobra.Command) func(string) bool {
	return func(name string) bool {
		flag := cmd.Flags().Lookup(name)
		return flag != nil && flag.Changed
	}
}

// overrides puts what was said on this command line in place of what the run began with.
func (f *runFlags) overrides(cmd *cobra.Command) func(*importer.Config) {
	said := said(cmd)
	return func(cfg *importer.Config) {
		cfg.SignIn = f.signInURL
		if said("workers") {
			cfg.Workers = f.workers
		}
		if said("rate") {
			cfg.Rate = f.rate
		}
		if said("timeout") {
			cfg.Timeout = f.timeout
		}
		if said("max-attempts") {
			cfg.MaxAttempts = f.maxAttempts
		}
		if said("settle") {
			cfg.Settle = f.settle
		}
		if said("on-duplicate") {
			cfg.OnDuplicate = importer.OnDuplicate(f.onDuplicate)
		}
		if said("results") {
			cfg.Results = f.results
		}
	}
}

// unfinished finds the run to go on with: the one that is named, else the newest that was
// interrupted, else the newest with rows in doubt.
func (a *app) unfinished(ctx context.Context, args []string) (run ledger.Run, found bool, err error) {
	store, err := a.store()
	if err != nil {
		return run, false, err
	}
	if len(args) == 1 {
		if run, err = store.Find(ctx, args[0]); err != nil {
			return run, false, err
		}
		if !importer.Unfinished(run) {
			a.say("%s", codes.For(a.lang()).Say(codes.RunFinished, run.ID))
			return run, false, nil
		}
		return run, true, nil
	}
	runs, err := a.allRuns(ctx, store)
	if err != nil {
		return run, false, err
	}
	for _, chosen := range []func(ledger.Run) bool{
		func(r ledger.Run) bool { return r.State == ledger.Interrupted || r.State == ledger.Stopped },
		importer.Unfinished,
	} {
		for i := len(runs) - 1; i >= 0; i-- {
			if chosen(runs[i]) && runs[i].State != ledger.Running && canGoOn(ctx, store, runs[i]) {
				return runs[i], true, nil
			}
		}
	}
	a.say("%s", codes.For(a.lang()).Say(codes.NothingToResume))
	return run, false, nil
}

// canGoOn leaves out a run that ended before it had a copy of its source: it has sent nothing. One whose
// account is in use says so itself.
func canGoOn(ctx context.Context, store *ledger.Store, run ledger.Run) bool {
	has, err := importer.HasCopy(ctx, store, run)
	return has || err != nil
}
