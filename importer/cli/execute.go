package cli

import (
	"context"
	"fmt"
	"net/url"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/importer/target"
)

// runner is importer.Import, or what goes on with a run.
type runner func(ctx context.Context, env *importer.Env, cfg importer.Config) (importer.Report, error)

// execute runs, shows the progress meanwhile, and says what came of it.
func (a *app) execute(ctx context.Context, f *runFlags, cfg importer.Config, run runner) error {
	if err := f.spare(); err != nil {
		return err
	}
	env, err := a.env(f, cfg.DryRun)
	if err != nil {
		return err
	}
	if !cfg.DryRun {
		if env.Confirm, err = a.confirming(f, cfg); err != nil {
			return err
		}
	}
	bar := a.startProgress(env.Tally, f.noProgress || a.global.quiet)
	ask := env.Confirm
	if ask != nil {
		env.Confirm = func(ctx context.Context, q importer.Question) (bool, error) {
			bar.pause()
			defer bar.resume()
			return ask(ctx, q)
		}
	}
	report, err := run(ctx, env, cfg)
	bar.stop()
	a.report = report
	if report.Results != "" || err == nil {
		if err := a.conclude(f, &report, err); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	a.exit = report.ExitCode()
	return nil
}

// env is what a run works with; a dry run touches no ledger.
func (a *app) env(f *runFlags, dryRun bool) (*importer.Env, error) {
	words := codes.For(a.lang())
	env := &importer.Env{
		Getenv: a.getenv, Tally: &importer.Tally{}, Version: version(), Opened: a.describeOpened,
		Warn: func(w importer.Warning) {
			if !a.global.quiet {
				fmt.Fprintln(a.stderr, words.Say(codes.Warning, w.Words(words.Message)))
			}
		},
	}
	if dryRun {
		return env, nil
	}
	var err error
	if env.Store, err = a.store(); err != nil {
		return nil, err
	}
	a.detail("Ledger:   %s", env.Store.Dir())
	return env, nil
}

// say prints a line for people, unless --quiet.
func (a *app) say(format string, args ...any) {
	if !a.global.quiet {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}

// detail prints a line for people who asked for more.
func (a *app) detail(format string, args ...any) {
	if a.global.verbose && !a.global.quiet {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}

// loopback reports whether a URL leads to this computer, where nothing can be done that matters.
func loopback(baseURL string) bool {
	u, err := url.Parse(baseURL)
	return err == nil && target.Loopback(u)
}
