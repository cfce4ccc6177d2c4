package cli

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the stories run posimport as a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"posimport": func() { os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts plays every story in testdata/script. Beside testscript's own commands they know:
//
//	sandbox [FLAGS]            starts `posimport sandbox` with these flags and sets $BASE
//	faults PLAN                gives the sandbox another plan of harm
//	truth N [TARGET]           the sandbox holds exactly N positions
//	position TARGET ID K=V…    … and one of them, by its external id, has these values
//	sent N                     the sandbox holds at least N positions by now; waits for it
//	exits CODE posimport …     the command ends with exactly this exit code
//	begin posimport …          starts a command; what it says on standard error is in said.txt
//	interrupt, kill9           sends it an interrupt, or kills it
//	ends CODE                  it ends with this exit code (-1 for one that was killed)
//	json FILE PATH=VALUE…      a JSON file, or stdout, has these values
//	jsonkeys FILE PATH KEY…    … and exactly these names at a path (. for the top)
//	runid FILE                 sets $RUN to the run of a summary in JSON
//	writesecret FILE TEXT      writes a secret into a file
//	many CSV N                 makes a CSV file of N positions
//	agrees FILE                what the results call CREATED is what the sandbox holds
//	mkxlsx BOOK CSV            makes a workbook of texts of a CSV file
//	mkbook37 BOOK              makes one of 40 rows, 37 of which say Finnance
//	mkformats BOOK             makes one whose numbers are shown otherwise than they are stored
//	cells BOOK SHEET A1=V…     cells show this
//	setcell BOOK SHEET A1=V…   types texts into cells
//	hiderow BOOK SHEET ROW     hides a row
//	delrow BOOK SHEET ROW      deletes a row
//	swapcolumns BOOK SHEET A B lets two columns change places
//	sample FILE                copies one of the samples
//	edit BOOK ROW HEADER=V…    types texts into the results row of an input row
//	row BOOK ROW HEADER=V…     the results of an input row say this; HEADER~V matches a pattern
//	statuses FILE STATUS=N…    the results hold exactly these statuses
//	found PATTERN              exactly one file matches, and $FOUND names it
//	secretfree DIR TEXT        no file below, and no part of a workbook below, holds the text
func TestScripts(t *testing.T) {
	testscript.Run(t, stories("testdata/script"))
}

// stories are the stories of a folder, and what they know.
func stories(dir string) testscript.Params {
	return testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("POSIMPORT_STATE", env.WorkDir+"/.state")
			env.Setenv("COR_TOKEN", "practice")
			env.Setenv("APTLY_TOKEN", "practice")
			env.Setenv("LANG", "en_US.UTF-8")
			env.Setenv(noRaceSleep())
			env.Values[begunKey{}] = &begun{}
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"sandbox":     plain(scriptSandbox),
			"faults":      plain(scriptFaults),
			"truth":       plain(scriptTruth),
			"position":    plain(scriptPosition),
			"sent":        plain(scriptSent),
			"exits":       plain(scriptExits),
			"begin":       plain(scriptBegin),
			"interrupt":   plain(scriptInterrupt),
			"kill9":       plain(scriptKill),
			"ends":        plain(scriptEnds),
			"json":        plain(scriptJSON),
			"jsonkeys":    plain(scriptJSONKeys),
			"runid":       plain(scriptRunID),
			"writesecret": plain(scriptWriteSecret),
			"many":        plain(scriptMany),
			"agrees":      plain(scriptAgrees),
			"mkxlsx":      plain(scriptMakeBook),
			"mkbook37":    plain(scriptMakeBook37),
			"mkformats":   plain(scriptMakeFormats),
			"cells":       plain(scriptCells),
			"setcell":     plain(scriptSetCell),
			"hiderow":     plain(scriptHideRow),
			"delrow":      plain(scriptDeleteRow),
			"swapcolumns": plain(scriptSwapColumns),
			"swaprows":    plain(scriptSwapRows),
			"sample":      plain(scriptSample),
			"edit":        plain(scriptEdit),
			"row":         plain(scriptRow),
			"statuses":    plain(scriptStatuses),
			"found":       plain(scriptFound),
			"secretfree":  plain(scriptSecretFree),
		},
	}
}

// noRaceSleep is the setting without which every process under the race detector ends a second late.
func noRaceSleep() (name, value string) { return "GORACE", "atexit_sleep_ms=0" }

// plain refuses a ! before a command that has no opposite.
func plain(run func(ts *testscript.TestScript, args []string)) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg {
			ts.Fatalf("this command takes no !")
		}
		run(ts, args)
	}
}

// need stops a story whose command has too few arguments.
func need(ts *testscript.TestScript, args []string, least int) {
	if len(args) < least {
		ts.Fatalf("needs at least %d arguments, not %d", least, len(args))
	}
}
