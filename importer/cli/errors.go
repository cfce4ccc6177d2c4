package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/importer/sheet"
	"posimport/importer/target"
	"posimport/mapping"
)

// usageError is a wrong flag or argument.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usage(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// plainFlag says what a flag takes in place of what the program's own parser has against a value.
func plainFlag(err error) error {
	var wrong *pflag.InvalidValueError
	if !errors.As(err, &wrong) {
		return err
	}
	takes := map[string]string{"int": "a whole number", "float64": "a number", "duration": "a time such as 30s or 2m", "bool": "true or false"}
	if what := takes[wrong.GetFlag().Value.Type()]; what != "" {
		return fmt.Errorf("--%s %q: it takes %s", wrong.GetFlag().Name, wrong.GetValue(), what)
	}
	return err
}

// unknownCommand names the command that may have been meant.
func unknownCommand(root *cobra.Command, args []string) error {
	for _, arg := range args {
		if strings.HasPrefix(arg, "-") {
			continue
		}
		root.SuggestionsMinimumDistance = 2
		if near := root.SuggestionsFor(arg); len(near) > 0 {
			return usage("there is no command %q; did you mean %q?", arg, near[0])
		}
		return usage("there is no command %q", arg)
	}
	return usage("there is no such command")
}

// fail says what went wrong and what to do next, and returns the exit code. cmd is the command that
// was typed.
func (a *app) fail(cmd *cobra.Command, err error) int {
	code := exitCode(err)
	if code == importer.ExitInterrupted {
		fmt.Fprintln(a.stderr, "Interrupted.")
		return code
	}
	var maps *mapping.Errors
	if errors.As(err, &maps) {
		fmt.Fprintln(a.stderr, maps.Error())
		return code
	}
	fmt.Fprintln(a.stderr, "posimport: "+err.Error())
	var file *sheet.Error
	if errors.As(err, &file) && file.Advice == "" {
		if remedy := codes.For(a.lang()).Remedy(file.Code); remedy != "" {
			fmt.Fprintln(a.stderr, remedy)
		}
	}
	var wrong *usageError
	if errors.As(err, &wrong) {
		fmt.Fprintf(a.stderr, "See: %s --help\n", cmd.CommandPath())
	}
	return code
}

// exitCode is what an error comes to.
func exitCode(err error) int {
	var (
		wrong *usageError
		maps  *mapping.Errors
		auth  *target.AuthError
		addr  *target.URLError
		stop  *importer.StopError
		asked *importer.UsageError
	)
	switch {
	case err == nil:
		return importer.ExitOK
	case errors.Is(err, context.Canceled):
		return importer.ExitInterrupted
	case errors.As(err, &wrong), errors.As(err, &maps), errors.As(err, &auth), errors.As(err, &addr), errors.As(err, &asked):
		return importer.ExitUsage
	case errors.As(err, &stop):
		return importer.ExitStopped
	default:
		return importer.ExitBroken
	}
}
