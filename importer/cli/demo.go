package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/xuri/excelize/v2"

	"posimport/importer"
	"posimport/importer/sandbox"
	"posimport/samples"
)

func (a *app) demoCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "See the whole story in one command, without an account",
		Long: `Demo starts the sandbox, takes a sample with a few honest mistakes in it for each
target, checks it, imports it, corrects the results workbook as a person would, and
retries it. Nothing leaves this computer. The files stay in a folder, to look at.`,
		Example: `  posimport demo
  posimport demo --dir try-it`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.runDemo(cmd.Context(), dir)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "posimport-demo", "`folder` for the demo's files; what a demo left there before is replaced")
	return cmd
}

// demo is one telling of the story.
type demo struct {
	app    *app
	dir    string
	base   string
	target string
}

// demoMark is the file that tells a demo's folder from one that holds somebody's work.
const demoMark = ".posimport-demo"

func (a *app) runDemo(ctx context.Context, dir string) error {
	if err := prepareDemo(dir); err != nil {
		return err
	}
	server := sandbox.New(sandbox.Options{})
	base, err := server.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return err
	}
	a.say("A practice server for COR and Aptly, built from the vendors' documents, runs at %s.", base)
	for _, t := range importer.Targets() {
		d := &demo{app: a, dir: dir, base: base, target: t.Schema().Target}
		a.say("\n== %s ==", t.Schema().Title)
		if err := d.tell(ctx); err != nil {
			return errors.Join(err, server.Close())
		}
	}
	a.say("\nThe practice server holds %d positions now. Look at the workbooks in %s:", len(server.Created()), dir)
	a.say("  cor-results.xlsx and aptly-results.xlsx say for every row what happened; sheet Errors lists each mistake")
	a.say("  cor-corrected.xlsx is what a person made of it; cor-again.xlsx is what retry made of that")
	return server.Close()
}

// prepareDemo makes the folder, and clears it where an earlier demo made it.
func prepareDemo(dir string) error {
	old, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the folder %s cannot be used: %w", dir, pathCause(err))
	}
	if len(old) > 0 {
		if _, err := os.Stat(filepath.Join(dir, demoMark)); err != nil {
			return usage("the folder %s holds files that are not a demo's: choose another with --dir", dir)
		}
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("the folder %s cannot be cleared: %w", dir, pathCause(err))
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("the folder %s cannot be made: %w", dir, pathCause(err))
	}
	return os.WriteFile(filepath.Join(dir, demoMark), nil, 0o644)
}

// tell runs the commands that a person would type, and stops where one does not end as it should.
func (d *demo) tell(ctx context.Context) error {
	input, mapping := d.target+"-flawed.xlsx", d.target+".yaml"
	for _, name := range []string{input, mapping} {
		data, err := fs.ReadFile(samples.FS(), name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(d.path(name), data, 0o644); err != nil {
			return fmt.Errorf("%s cannot be written: %w", d.path(name), pathCause(err))
		}
	}
	check, first := d.path(d.target+"-check.xlsx"), d.path(d.target+"-results.xlsx")
	corrected, again := d.path(d.target+"-corrected.xlsx"), d.path(d.target+"-again.xlsx")
	for _, one := range []struct {
		say  string
		exit int
		args []string
	}{
		{"Check the sample without sending anything:", importer.ExitInvalid, []string{"import", d.path(input), "-m", d.path(mapping), "--dry-run", "-o", check}},
		{"Import it; what is wrong is left out:", importer.ExitSomeFailed, []string{"import", d.path(input), "-m", d.path(mapping), "--base-url", d.base, "-o", first}},
	} {
		if err := d.step(ctx, one.say, one.exit, one.args); err != nil {
			return err
		}
	}
	if err := correct(first, corrected, samples.Fixes(d.target)); err != nil {
		return err
	}
	d.app.say("\nCorrect the cells that it marked, in the workbook itself (done for you in %s).", corrected)
	if err := d.step(ctx, "Retry it; only those rows are sent:", importer.ExitOK, []string{"retry", corrected, "-o", again}); err != nil {
		return err
	}
	return d.step(ctx, "Import the sample once more; nothing is created twice:", importer.ExitSomeFailed,
		[]string{"import", d.path(input), "-m", d.path(mapping), "--base-url", d.base, "-o", d.path(d.target + "-twice.xlsx")})
}

func (d *demo) path(name string) string { return filepath.Join(d.dir, name) }

// step runs one command in this process, with the practice server's credentials and a ledger of the
// demo's own.
func (d *demo) step(ctx context.Context, say string, exit int, args []string) error {
	d.app.say("\n%s\n$ posimport %s", say, strings.Join(args, " "))
	env := map[string]string{"COR_TOKEN": "practice", "APTLY_TOKEN": "practice"}
	sub := &app{
		stdin: strings.NewReader(""), stdout: d.app.stdout, stderr: d.app.stderr,
		getenv: func(name string) string {
			if value, ok := env[name]; ok {
				return value
			}
			return d.app.getenv(name)
		},
	}
	args = append(args, "--state", d.path("state"), "--lang", d.app.lang())
	if d.app.global.quiet {
		args = append(args, "--quiet")
	}
	if got := sub.run(ctx, args); got != exit {
		if err := ctx.Err(); err != nil {
			return err
		}
		return fmt.Errorf("the demo did not go as it should: posimport %s ended with %d instead of %d", args[0], got, exit)
	}
	return nil
}

// correct writes the results workbook again with the corrections that a person would type into it.
func correct(from, to string, fixes []samples.Fix) error {
	book, err := excelize.OpenFile(from)
	if err != nil {
		return fmt.Errorf("%s cannot be opened: %w", from, err)
	}
	name := book.GetSheetName(book.GetActiveSheetIndex())
	rows, err := book.GetRows(name)
	if err != nil || len(rows) == 0 {
		return errors.Join(fmt.Errorf("%s has no rows to correct", from), err, book.Close())
	}
	for _, fix := range fixes {
		column, line := find(rows, fix)
		if column == 0 || line == 0 {
			return errors.Join(fmt.Errorf("%s has no row %d with a column %q", from, fix.Row, fix.Column), book.Close())
		}
		at, err := excelize.CoordinatesToCellName(column, line)
		if err == nil {
			err = book.SetCellStr(name, at, fix.Value)
		}
		if err != nil {
			return errors.Join(err, book.Close())
		}
	}
	return errors.Join(book.SaveAs(to), book.Close())
}

// find returns where a correction goes, by the header and the number in Import Source Row.
func find(rows [][]string, fix samples.Fix) (column, line int) {
	source := 0
	for i, title := range rows[0] {
		switch title {
		case fix.Column:
			column = i + 1
		case "Import Source Row":
			source = i
		}
	}
	for i, r := range rows {
		if source > 0 && source < len(r) && r[source] == fmt.Sprint(fix.Row) {
			line = i + 1
		}
	}
	return column, line
}
