package cli

import (
	"os"
	"os/exec"

	"github.com/rogpeppe/go-internal/testscript"
)

// begun is the command that a story started and has not seen the end of.
type begun struct{ cmd *exec.Cmd }

type begunKey struct{}

func begunBy(ts *testscript.TestScript) *begun {
	b, ok := ts.Value(begunKey{}).(*begun)
	if !ok {
		ts.Fatalf("the stories' setup keeps no command")
	}
	return b
}

func scriptBegin(ts *testscript.TestScript, args []string) {
	need(ts, args, 2)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = ts.Getenv("WORK")
	for _, name := range []string{"PATH", "HOME", "LANG", "POSIMPORT_STATE", "COR_TOKEN", "APTLY_TOKEN", "GORACE"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	said, err := os.Create(ts.MkAbs("said.txt"))
	ts.Check(err)
	ts.Defer(func() { ts.Check(said.Close()) })
	cmd.Stderr = said
	ts.Check(cmd.Start())
	begunBy(ts).cmd = cmd
}

func scriptInterrupt(ts *testscript.TestScript, _ []string) {
	ts.Check(begunBy(ts).cmd.Process.Signal(os.Interrupt))
}

func scriptKill(ts *testscript.TestScript, _ []string) {
	ts.Check(begunBy(ts).cmd.Process.Kill())
}

func scriptEnds(ts *testscript.TestScript, args []string) {
	need(ts, args, 1)
	cmd := begunBy(ts).cmd
	_ = cmd.Wait() // its exit code is looked at next
	if code := cmd.ProcessState.ExitCode(); code != number(ts, args[0]) {
		ts.Fatalf("it ended with %d, not %s: %s", code, args[0], ts.ReadFile("said.txt"))
	}
}
