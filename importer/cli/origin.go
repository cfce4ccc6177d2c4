package cli

import (
	"context"
	"errors"

	"posimport/importer"
	"posimport/importer/ledger"
	"posimport/importer/results"
	"posimport/importer/row"
	"posimport/importer/target"
)

// origin returns what is known of the run that results come from, and what to call the place where it
// is known: the workbook itself, else the ledger, by the run that the rows name.
func (a *app) origin(ctx context.Context, f *runFlags, book *results.Workbook, file string) (results.Meta, string, error) {
	if book.Meta.Target != "" {
		return book.Meta, file, nil
	}
	named, err := runsIn(ctx, book)
	if err != nil {
		return results.Meta{}, "", err
	}
	run, err := a.newestOf(ctx, named, file)
	if err != nil {
		return results.Meta{}, "", err
	}
	if run.ID != "" {
		return results.Meta{
			RunID: run.ID, Target: run.Account.Target, BaseURL: run.Account.BaseURL, Account: run.Account.Value,
			Mapping: string(run.Mapping), Options: string(run.Options), Started: run.Started,
		}, "run " + run.ID, nil
	}
	if f.baseURL == "" && !f.dryRun {
		return results.Meta{}, "", usage("%s does not say which server its rows were sent to, and their run is not known on this computer: say --base-url URL", file)
	}
	return book.Meta, file, nil
}

// mostRuns is how many runs a results file is believed to name.
const mostRuns = 1000

// runsIn lists the runs that a results file's rows name.
func runsIn(ctx context.Context, book *results.Workbook) (map[string]bool, error) {
	named := map[string]bool{}
	rows := book.Rows(ctx)
	for rows.Next() && len(named) < mostRuns {
		if run := rows.Previous().RunID; run != "" {
			named[run] = true
		}
	}
	return named, errors.Join(rows.Err(), rows.Close())
}

// newestOf returns the newest of some runs; a zero one where the ledger has none of them. Runs of
// several accounts in one file are refused: each row's status would be right in one of them only.
func (a *app) newestOf(ctx context.Context, named map[string]bool, file string) (ledger.Run, error) {
	var newest ledger.Run
	store, err := a.store()
	if err != nil {
		return newest, err
	}
	runs, err := a.allRuns(ctx, store)
	if err != nil {
		return newest, err
	}
	for _, run := range runs {
		if !named[run.ID] {
			continue
		}
		if newest.ID != "" && normal(newest.Account) != normal(run.Account) {
			return newest, usage("the rows of %s come from runs of several accounts (runs %s and %s): retry each account's rows in a file of their own", file, newest.ID, run.ID)
		}
		newest = run
	}
	return newest, nil
}

// normal is an account as it is compared; one that has no such form is itself.
func normal(account ledger.Account) ledger.Account {
	if one, err := account.Normal(); err == nil {
		return one
	}
	return account
}

// sameAccount refuses to run a results file into another account than its own: its statuses would be
// wrong there. To another server it may go as long as no row of it may stand on the first.
func sameAccount(ctx context.Context, cfg *importer.Config, meta results.Meta, book *results.Workbook, file string) error {
	if meta.Target == "" {
		return nil
	}
	field, account := cfg.Account()
	theirs := normal(ledger.Account{Target: meta.Target, BaseURL: meta.BaseURL, Value: meta.Account})
	baseURL := cfg.BaseURL
	if baseURL == "" {
		baseURL = cfg.Target.BaseURL()
	}
	if _, err := target.ParseBaseURL(baseURL); err != nil {
		return err
	}
	ours := normal(ledger.Account{Target: cfg.Target.Schema().Target, BaseURL: baseURL, Value: account})
	if ours.Target != theirs.Target || ours.Value != theirs.Value {
		return usage("%s belongs to %s %s, not to %s %s=%s: its statuses say nothing there; import the input instead",
			file, meta.Target, meta.Account, ours.Target, field, account)
	}
	if ours.BaseURL == theirs.BaseURL {
		return nil
	}
	sent, err := anySent(ctx, book)
	if err == nil && sent {
		err = usage("%s belongs to %s, not to %s: its statuses say nothing there; import the input instead", file, theirs.BaseURL, ours.BaseURL)
	}
	return err
}

// anySent reports whether a position may stand for any row of a results file.
func anySent(ctx context.Context, book *results.Workbook) (bool, error) {
	rows := book.Rows(ctx)
	sent := false
	for !sent && rows.Next() {
		switch rows.Previous().Status {
		case row.Created, row.Exists, row.Unknown:
			sent = true
		}
	}
	return sent, errors.Join(rows.Err(), rows.Close())
}
