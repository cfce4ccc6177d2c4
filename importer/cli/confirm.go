package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/importer/row"
	"posimport/importer/target"
)

// confirming returns who is asked before rows are sent: nobody on loopback or with --yes, a person on
// a terminal; without one --yes is needed. Canary rows are always looked at.
func (a *app) confirming(f *runFlags, cfg importer.Config) (func(context.Context, importer.Question) (bool, error), error) {
	baseURL := cfg.BaseURL
	if baseURL == "" && cfg.Target != nil {
		baseURL = cfg.Target.BaseURL()
	}
	if _, err := target.ParseBaseURL(baseURL); err != nil {
		return nil, err
	}
	harmless := f.yes || loopback(baseURL)
	terminal := isTerminal(a.stdin)
	if !harmless && !terminal {
		return nil, usage("this would create positions at %s: say --yes to send without being asked, or --dry-run to check only", baseURL)
	}
	if f.canary > 0 && !f.yes && !terminal {
		return nil, usage("--canary asks before going on, and nobody can answer here: say --yes to go on where all of the first rows succeed")
	}
	return func(ctx context.Context, q importer.Question) (bool, error) {
		switch {
		case q.Canary == nil && harmless:
			return true, nil
		case q.Canary == nil:
			a.askBefore(q)
		default:
			a.showCanary(q)
			if f.yes {
				return allSucceeded(q.Canary), nil
			}
		}
		return a.yes(ctx)
	}, nil
}

func (a *app) askBefore(q importer.Question) {
	words := codes.For(a.lang())
	fmt.Fprintln(a.stderr, words.Say(codes.AskBefore, q.Rows, q.Target, q.Account, q.BaseURL))
	if q.Invalid > 0 {
		fmt.Fprintln(a.stderr, words.Say(codes.AskInvalid, q.Invalid))
	}
	fmt.Fprint(a.stderr, words.Say(codes.AskGoOn))
}

func (a *app) showCanary(q importer.Question) {
	words := codes.For(a.lang())
	fmt.Fprintln(a.stderr, words.Say(codes.CanaryShown, len(q.Canary)))
	for _, o := range q.Canary {
		fmt.Fprintf(a.stderr, "  %-8s %s %s %s\n", o.Status, o.RecordID, o.Code, o.Message)
	}
	if allSucceeded(q.Canary) {
		fmt.Fprint(a.stderr, words.Say(codes.CanaryGood))
		return
	}
	fmt.Fprint(a.stderr, words.Say(codes.CanaryBad))
}

func allSucceeded(outcomes []row.Outcome) bool {
	for _, o := range outcomes {
		if !o.Status.Succeeded() {
			return false
		}
	}
	return true
}

// yes reads one line; anything but y, yes, s or sí is a no.
func (a *app) yes(ctx context.Context) (bool, error) {
	line, err := readLine(ctx, a.stdin)
	if err != nil {
		return false, err
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes", "s", "si", "sí":
		return true, nil
	default:
		return false, nil
	}
}

// readLine reads a line, and gives up waiting when the run is interrupted.
func readLine(ctx context.Context, in io.Reader) (string, error) {
	type answer struct {
		line string
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		line, err := bufio.NewReader(in).ReadString('\n')
		if err == io.EOF {
			err = nil
		}
		got <- answer{line, err}
	}()
	select {
	case a := <-got:
		return a.line, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// isTerminal reports whether a person sits at a stream.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
