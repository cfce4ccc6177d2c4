package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/importer/row"
)

// summary is what --json prints: one object, with names that stay.
type summary struct {
	Run         string         `json:"run"`
	DryRun      bool           `json:"dry_run"`
	Target      string         `json:"target"`
	BaseURL     string         `json:"base_url"`
	Account     string         `json:"account"`
	File        string         `json:"file"`
	Results     string         `json:"results"`
	Rows        int            `json:"rows"`
	Counts      map[string]int `json:"counts"`
	Codes       []summaryCode  `json:"codes"`
	Interrupted bool           `json:"interrupted"`
	StopCode    string         `json:"stop_code,omitempty"`
	StopText    string         `json:"stop_text,omitempty"`
	Started     time.Time      `json:"started"`
	Ended       time.Time      `json:"ended"`
	Seconds     float64        `json:"seconds"`
	ExitCode    int            `json:"exit_code"`
	Next        string         `json:"next,omitempty"`
	Error       string         `json:"error,omitempty"`
}

type summaryCode struct {
	Code    string `json:"code"`
	Rows    int    `json:"rows"`
	Message string `json:"message"`
}

// conclude says what came of a run: on standard error for people, on standard output as JSON.
func (a *app) conclude(f *runFlags, r *importer.Report, failed error) error {
	next := a.next(f, r)
	a.printReport(r, next)
	if !f.json {
		return nil
	}
	exit := r.ExitCode()
	if failed != nil {
		exit = exitCode(failed)
	}
	return a.printSummary(r, failed, exit, next)
}

// sumUp prints the summary of a run that failed before it had results, for a program that waits for
// one object whatever happens.
func (a *app) sumUp(cmd *cobra.Command, failed error, exit int) {
	said := func(name string) bool {
		flag := cmd.Flags().Lookup(name)
		return flag != nil && flag.Changed && flag.Value.String() == "true"
	}
	if a.summed || !said("json") || said("help") || cmd.Name() == "runs" {
		return
	}
	r := a.report
	if r.File == "" {
		r.File = cmd.Flags().Arg(0)
	}
	if r.Started.IsZero() {
		r.Started = time.Now().UTC().Round(0)
	}
	if r.Ended.IsZero() {
		r.Ended = time.Now().UTC().Round(0)
	}
	r.Interrupted = exit == importer.ExitInterrupted
	if err := a.printSummary(&r, failed, exit, ""); err != nil {
		fmt.Fprintln(a.stderr, "posimport: "+err.Error())
	}
}

// printSummary prints the one object of --json.
func (a *app) printSummary(r *importer.Report, failed error, exit int, next string) error {
	a.summed = true
	s := summary{
		Run: r.RunID, DryRun: r.DryRun, Target: r.Target, BaseURL: r.BaseURL, Account: r.Account,
		File: r.File, Results: r.Results, Rows: r.Rows, Counts: map[string]int{}, Codes: []summaryCode{},
		Interrupted: r.Interrupted, Started: r.Started, Ended: r.Ended,
		Seconds: r.Ended.Sub(r.Started).Seconds(), ExitCode: exit, Next: next,
	}
	for _, status := range row.Statuses() {
		s.Counts[string(status)] = r.Counts[status]
	}
	for _, c := range r.Codes {
		s.Codes = append(s.Codes, summaryCode{string(c.Code), c.Rows, c.Message})
	}
	if r.Stopped != nil {
		s.StopCode, s.StopText = string(r.Stopped.Code), r.Stopped.Text
	}
	if failed != nil {
		s.Error = failed.Error()
	}
	return printJSON(a.stdout, s)
}

// next is the command to type next, as it works from here: the CSV of a dry run does not know its
// mapping, and no file knows where the ledger is.
func (a *app) next(f *runFlags, r *importer.Report) string {
	next := r.Next()
	if next == "" {
		return ""
	}
	if r.DryRun && strings.EqualFold(filepath.Ext(r.Results), ".csv") {
		if f.mapping == "" {
			return "" // a CSV cannot hold its mapping, and no ledger knows a dry run
		}
		next += " -m " + importer.Quoted(f.mapping)
		for _, set := range f.set {
			next += " --set " + importer.Quoted(set)
		}
		if !strings.HasSuffix(r.Next(), " --dry-run") {
			next += " --base-url " + importer.Quoted(r.BaseURL)
		}
	}
	if a.global.state != "" {
		next += " --state " + importer.Quoted(a.global.state)
	}
	return next
}

// commonest is how many codes the terminal names.
const commonest = 3

// printReport says the counts, the commonest errors, where the results are and what to type next.
func (a *app) printReport(r *importer.Report, next string) {
	words := codes.For(a.lang())
	c := a.colours()
	if r.Stopped != nil {
		fmt.Fprintln(a.stderr, c.bad(words.Say(codes.Stopped, r.Stopped.Text)))
		if remedy := words.Remedy(r.Stopped.Code); remedy != "" && r.Stopped.Code != "" {
			fmt.Fprintln(a.stderr, "  "+remedy)
		}
	}
	if !a.global.quiet {
		for i, code := range r.Codes {
			if i == commonest {
				fmt.Fprintln(a.stderr, "  "+words.Say(codes.MoreCodes, len(r.Codes)-commonest))
				break
			}
			fmt.Fprintf(a.stderr, "  %d × %s: %s\n", code.Rows, code.Code, code.Message)
		}
		if r.Changed > 0 {
			fmt.Fprintln(a.stderr, "  "+words.Say(codes.ChangedRows, r.Changed))
		}
		if r.DryRun {
			fmt.Fprintln(a.stderr, words.Say(codes.NothingSent))
		}
		if next != "" {
			fmt.Fprintln(a.stderr, words.Say(codes.Next, next))
		}
	}
	if a.global.quiet && r.ExitCode() == importer.ExitOK {
		return
	}
	rows := words.Say(codes.RowsWord, r.Rows, c.counts(r))
	if r.Rows == 1 {
		rows = words.Say(codes.OneRow, c.counts(r))
	}
	fmt.Fprintln(a.stderr, rows+where(words, r))
}

func where(words *codes.Words, r *importer.Report) string {
	if r.Results == "" {
		return ""
	}
	return "; " + words.Say(codes.ResultsAt, r.Results)
}

// colours are used on a terminal only, and not where NO_COLOR is set (https://no-color.org).
type colours struct{ on bool }

func (a *app) colours() colours {
	_, dumb := os.LookupEnv("NO_COLOR")
	if a.getenv("NO_COLOR") == "" {
		dumb = false
	}
	return colours{on: isTerminal(a.stderr) && !dumb && a.getenv("TERM") != "dumb"}
}

func (c colours) paint(code, text string) string {
	if !c.on {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (c colours) bad(text string) string { return c.paint("31", text) }

// counts is the end of the last line: 296 CREATED, 3 INVALID, 1 FAILED.
func (c colours) counts(r *importer.Report) string {
	var parts []string
	for _, status := range row.Statuses() {
		n := r.Counts[status]
		if n == 0 {
			continue
		}
		text := fmt.Sprintf("%d %s", n, status)
		switch {
		case status.Succeeded():
			text = c.paint("32", text)
		case status == row.Unknown || status == row.NotRun:
			text = c.paint("33", text)
		default:
			text = c.bad(text)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}
