package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"posimport/importer/sandbox"
)

// scriptSandbox starts the real command, on a free port, until the story ends.
func scriptSandbox(ts *testscript.TestScript, args []string) {
	cmd := exec.Command("posimport", append([]string{"sandbox", "--addr", "127.0.0.1:0"}, args...)...)
	cmd.Dir = ts.Getenv("WORK")
	race, value := noRaceSleep()
	cmd.Env = append(os.Environ(), race+"="+value)
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Defer(func() {
		ts.Check(cmd.Process.Signal(os.Interrupt))
		ts.Check(cmd.Wait())
	})
	base, err := bufio.NewReader(out).ReadString('\n')
	ts.Check(err)
	ts.Setenv("BASE", strings.TrimSpace(base))
}

func scriptFaults(ts *testscript.TestScript, args []string) {
	need(ts, args, 1)
	answer, err := http.Post(ts.Getenv("BASE")+"/__sandbox/faults", "text/plain", strings.NewReader(args[0]))
	ts.Check(err)
	body, err := io.ReadAll(answer.Body)
	ts.Check(errors.Join(err, answer.Body.Close()))
	if answer.StatusCode != http.StatusOK {
		ts.Fatalf("faults: %s", body)
	}
}

// positions asks the sandbox what it really holds.
func positions(ts *testscript.TestScript) []sandbox.Position {
	answer, err := http.Get(ts.Getenv("BASE") + "/__sandbox/positions")
	ts.Check(err)
	var all []sandbox.Position
	err = json.NewDecoder(answer.Body).Decode(&all)
	ts.Check(errors.Join(err, answer.Body.Close()))
	return all
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}

func scriptTruth(ts *testscript.TestScript, args []string) {
	need(ts, args, 1)
	var there []string
	for _, p := range positions(ts) {
		if len(args) < 2 || p.Target == args[1] {
			there = append(there, p.ExternalID+" "+p.Name)
		}
	}
	if len(there) != number(ts, args[0]) {
		ts.Fatalf("the sandbox holds %d positions, not %s: %q", len(there), args[0], there)
	}
}

func scriptPosition(ts *testscript.TestScript, args []string) {
	need(ts, args, 3)
	for _, p := range positions(ts) {
		if p.Target != args[0] || p.ExternalID != args[1] {
			continue
		}
		var data any
		decoder := json.NewDecoder(strings.NewReader(string(p.Data)))
		decoder.UseNumber()
		ts.Check(decoder.Decode(&data))
		compare(ts, data, args[2:])
		return
	}
	ts.Fatalf("the sandbox holds no position %s of %s", args[1], args[0])
}

// scriptSent waits until something was sent: an interrupt is to hit a run under way.
func scriptSent(ts *testscript.TestScript, args []string) {
	need(ts, args, 1)
	least := number(ts, args[0])
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for begun := time.Now(); len(positions(ts)) < least; <-tick.C {
		if time.Since(begun) > time.Minute {
			ts.Fatalf("the sandbox never held %d positions", least)
		}
	}
}

// scriptExits runs a command that must end with exactly one exit code.
func scriptExits(ts *testscript.TestScript, args []string) {
	need(ts, args, 2)
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != number(ts, args[0]) {
		ts.Fatalf("%s ended with %d, not %s", strings.Join(args[1:], " "), code, args[0])
	}
}
