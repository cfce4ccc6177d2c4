// Package cli is the command line: commands, flags, progress and exit codes.
package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"posimport/importer"
)

// Main runs one command and returns the exit code. The first interrupt ends the run in good order,
// the second ends the process.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, getenv: os.Getenv}
	interrupts := make(chan os.Signal, 2)
	signal.Notify(interrupts, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(interrupts)
	go a.watch(ctx, cancel, interrupts)
	return a.run(ctx, args)
}

// watch turns interrupts into an orderly end, and then into a hard one.
func (a *app) watch(ctx context.Context, cancel context.CancelFunc, interrupts <-chan os.Signal) {
	select {
	case <-interrupts:
	case <-ctx.Done():
		return
	}
	fmt.Fprintln(a.stderr, "\nStopping: nothing new is sent, what is on its way finishes. Interrupt again to stop at once.")
	cancel()
	<-interrupts
	fmt.Fprintln(a.stderr, "Stopped at once. What was on its way is kept in the ledger: posimport resume goes on.")
	os.Exit(importer.ExitInterrupted)
}

// app is one invocation.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	global         globalFlags
	exit           int             // what a command that ran without an error comes to
	report         importer.Report // of the run, as far as it came
	summed         bool            // the summary was printed
}

func (a *app) run(ctx context.Context, args []string) int {
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil {
		if strings.HasPrefix(err.Error(), "unknown command") {
			err = unknownCommand(root, args) // cobra has no type for it
		}
		code := a.fail(cmd, err)
		a.sumUp(cmd, err, code)
		return code
	}
	return a.exit
}
