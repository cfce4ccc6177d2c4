package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/importer/ledger"
	"posimport/importer/row"
)

func (a *app) resultsCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "results RUN",
		Short: "Write a run's results again",
		Long: `Results writes the results of a run again, from its own copy of the input and the
ledger: after a crash, or when the file was lost.`,
		Example: `  posimport results 20261121-183012-k3f9 -o results.xlsx`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := f.check(cmd); err != nil {
				return err
			}
			store, err := a.store()
			if err != nil {
				return err
			}
			run, err := store.Find(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			cfg := importer.Config{BaseURL: run.Account.BaseURL}
			f.yes = true // nothing is sent
			return a.execute(cmd.Context(), &f, cfg, func(ctx context.Context, env *importer.Env, _ importer.Config) (importer.Report, error) {
				return importer.Rewrite(ctx, env, run, f.overrides(cmd))
			})
		},
	}
	f.addOutput(cmd.Flags())
	return cmd
}

func (a *app) runsCommand() *cobra.Command {
	var asJSON, prune bool
	var olderThan time.Duration
	cmd := &cobra.Command{
		Use:   "runs [RUN]",
		Short: "List the runs, or show one",
		Long: `Runs lists what was imported from this computer, or shows one run. --prune drops
old runs with their copies of the input; what they created is still known, so that
nothing is created twice.`,
		Example: `  posimport runs
  posimport runs 20261121-183012-k3f9 --json
  posimport runs --prune --older-than 2160h`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			store, err := a.store()
			if err != nil {
				return err
			}
			switch {
			case prune:
				return a.pruneRuns(cmd.Context(), store, args, olderThan)
			case len(args) == 1:
				return a.showRun(cmd.Context(), store, args[0], asJSON)
			default:
				return a.listRuns(cmd.Context(), store, asJSON)
			}
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON; with RUN, its rows too")
	cmd.Flags().BoolVar(&prune, "prune", false, "drop finished runs and their copies: RUN, or all older than --older-than")
	cmd.Flags().DurationVar(&olderThan, "older-than", 90*24*time.Hour, "how old a run must be for --prune")
	return cmd
}

// runJSON is one run as --json prints it.
type runJSON struct {
	Run      string         `json:"run"`
	State    ledger.State   `json:"state"`
	Target   string         `json:"target"`
	BaseURL  string         `json:"base_url"`
	Account  string         `json:"account"`
	File     string         `json:"file"`
	Results  string         `json:"results"`
	Parent   string         `json:"parent,omitempty"`
	Started  time.Time      `json:"started"`
	Ended    time.Time      `json:"ended,omitzero"`
	Rows     int            `json:"rows"`
	Counts   map[string]int `json:"counts"`
	StopCode string         `json:"stop_code,omitempty"`
	StopText string         `json:"stop_text,omitempty"`
	Lines    []rowJSON      `json:"lines,omitempty"`
}

type rowJSON struct {
	Row        int       `json:"row"`
	Status     string    `json:"status"`
	Code       string    `json:"code,omitempty"`
	Message    string    `json:"message,omitempty"`
	RecordID   string    `json:"record_id,omitempty"`
	HTTPStatus int       `json:"http_status,omitempty"`
	Attempts   int       `json:"attempts"`
	Time       time.Time `json:"time,omitzero"`
}

func asRunJSON(run ledger.Run) runJSON {
	out := runJSON{
		Run: run.ID, State: run.State, Target: run.Account.Target, BaseURL: run.Account.BaseURL,
		Account: run.Account.Value, File: run.File, Results: run.Results, Parent: run.Parent,
		Started: run.Started, Ended: run.Ended, Rows: run.Rows, Counts: map[string]int{},
		StopCode: string(run.StopCode), StopText: run.StopText,
	}
	for status, n := range run.Counts {
		out.Counts[string(status)] = n
	}
	return out
}

func printJSON(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func (a *app) listRuns(ctx context.Context, store *ledger.Store, asJSON bool) error {
	runs, err := a.allRuns(ctx, store)
	if err != nil {
		return err
	}
	if asJSON {
		all := []runJSON{}
		for _, run := range runs {
			all = append(all, asRunJSON(run))
		}
		return printJSON(a.stdout, all)
	}
	if len(runs) == 0 {
		a.say("%s", codes.For(a.lang()).Say(codes.NoRuns, store.Dir()))
		return nil
	}
	table := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, codes.For(a.lang()).Say(codes.RunsHeader))
	for _, run := range runs {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", run.ID, run.Started.Local().Format("2006-01-02 15:04"),
			run.State, run.Account.Target, run.Account.Value, importer.Base(run), run.Rows, counts(run))
	}
	return table.Flush()
}

// allRuns returns the runs that can be read, and warns of those that cannot.
func (a *app) allRuns(ctx context.Context, store *ledger.Store) ([]ledger.Run, error) {
	runs, err := store.Runs(ctx)
	if err == nil || len(runs) == 0 || ctx.Err() != nil {
		return runs, err
	}
	fmt.Fprintln(a.stderr, codes.For(a.lang()).Say(codes.Warning, err.Error()))
	return runs, nil
}

func counts(run ledger.Run) string {
	var parts []string
	for _, s := range row.Statuses() {
		if n := run.Counts[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	return strings.Join(parts, ", ")
}

func (a *app) showRun(ctx context.Context, store *ledger.Store, id string, asJSON bool) error {
	run, err := store.Find(ctx, id)
	if err != nil {
		return err
	}
	if asJSON {
		out := asRunJSON(run)
		if out.Lines, err = lines(ctx, store, run); err != nil {
			return err
		}
		return printJSON(a.stdout, out)
	}
	table := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	labels := strings.Split(codes.For(a.lang()).Say(codes.RunLabels), "\t")
	for i, said := range []string{
		run.ID, string(run.State), run.File, run.Account.Target, run.Account.Value, run.Account.BaseURL,
		run.Started.Local().Format(time.DateTime), ended(run), fmt.Sprint(run.Rows), counts(run),
		run.Results, run.Parent, run.StopText,
	} {
		if said != "" {
			fmt.Fprintf(table, "%s\t%s\n", labels[i], said)
		}
	}
	return table.Flush()
}

func ended(run ledger.Run) string {
	if run.Ended.IsZero() {
		return ""
	}
	return run.Ended.Local().Format(time.DateTime)
}

// lines reads a run's rows from its account's ledger, which no other run may hold meanwhile.
func lines(ctx context.Context, store *ledger.Store, run ledger.Run) ([]rowJSON, error) {
	led, err := store.Open(ctx, run.Account, run.ID)
	if err != nil {
		return nil, err
	}
	defer led.Close()
	all := []rowJSON{}
	err = led.Entries(ctx, run.ID, 0, func(e ledger.Entry) bool {
		o := e.Outcome
		status := o.Status
		if status == "" {
			status = row.Unknown
		}
		all = append(all, rowJSON{e.Row, string(status), string(o.Code), o.Message, o.RecordID, o.HTTPStatus, o.Attempts, o.Time})
		return true
	})
	return all, err
}

func (a *app) pruneRuns(ctx context.Context, store *ledger.Store, args []string, olderThan time.Duration) error {
	var runs []ledger.Run
	if len(args) == 1 {
		run, err := store.Find(ctx, args[0])
		if err != nil {
			return err
		}
		runs = append(runs, run)
	} else {
		all, err := a.allRuns(ctx, store)
		if err != nil {
			return err
		}
		for _, run := range all {
			if time.Since(run.Started) > olderThan {
				runs = append(runs, run)
			}
		}
	}
	dropped := 0
	var failed error
	for _, run := range runs {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		done, err := a.pruneRun(ctx, store, run)
		failed = errors.Join(failed, err)
		if done {
			dropped++
		}
	}
	a.say("%s", codes.For(a.lang()).Say(codes.RunsDropped, dropped))
	return failed
}

// pruneRun drops a run, unless it can go on.
func (a *app) pruneRun(ctx context.Context, store *ledger.Store, run ledger.Run) (bool, error) {
	if importer.Unfinished(run) {
		can, err := importer.HasCopy(ctx, store, run)
		var locked *ledger.LockedError
		if err != nil && !errors.As(err, &locked) {
			return false, err
		}
		if can || err != nil {
			a.say("%s", codes.For(a.lang()).Say(codes.RunKept, run.ID, run.ID))
			return false, nil
		}
	}
	err := importer.Prune(ctx, store, run)
	return err == nil, err
}
