package ledger

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"posimport/importer/row"
)

// helperProcess is what the test binary does in place of tests when it is started as a second process.
func helperProcess(role string) int {
	s, err := OpenStore(os.Getenv("LEDGER_TEST_DIR"))
	if err == nil {
		err = map[string]func(*Store) error{"hold": helperHold, "write": helperWrite}[role](s)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// helperHold takes the lock and keeps it until its standard input ends.
func helperHold(s *Store) error {
	l, err := s.Open(context.Background(), account(), runA)
	if err != nil {
		return err
	}
	err = l.PutRun(context.Background(), Run{ID: runA, State: Running, Account: account(), Started: at(1)})
	if err != nil {
		return err
	}
	fmt.Println("held")
	_, err = io.Copy(io.Discard, os.Stdin)
	return errors.Join(err, l.Close())
}

// helperWrite goes on where the last one was killed, again with what is in doubt: it writes a window of intents and says so, then
// their outcomes and says so, for ever.
func helperWrite(s *Store) error {
	ctx := context.Background()
	l, err := s.Open(ctx, account(), runA)
	if err != nil {
		return err
	}
	next := 1
	err = l.Entries(ctx, runA, 0, func(e Entry) bool {
		if e.Doubt {
			next = e.Row
			return false
		}
		next = e.Row + 1
		return true
	})
	if err != nil {
		return err
	}
	for ; ; next += helperWindow {
		var intents []Intent
		var entries []Entry
		for n := next; n < next+helperWindow; n++ {
			intents = append(intents, intentOf(n, keyOf(n), fmt.Sprintf("body %d", n), 1))
			entries = append(entries, entryOf(n, keyOf(n), row.Created, 2))
		}
		if err := l.Intend(ctx, runA, intents); err != nil {
			return err
		}
		fmt.Println("intent", next)
		if err := l.Settle(ctx, runA, entries); err != nil {
			return err
		}
		fmt.Println("outcome", next)
		if err := l.PutRun(ctx, Run{ID: runA, State: Running, Started: at(1), Rows: next}); err != nil {
			return err
		}
		fmt.Println("run", next)
	}
}

const helperWindow = 5

// helper starts the test binary again in a role.
func helper(t *testing.T, role, dir string) (cmd *exec.Cmd, in io.WriteCloser, out *bufio.Reader) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LEDGER_TEST_ROLE="+role, "LEDGER_TEST_DIR="+dir)
	var errText bytes.Buffer
	cmd.Stderr = &errText
	in, err := cmd.StdinPipe()
	must(t, err)
	pipe, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		if errText.Len() > 0 {
			t.Errorf("the helper says: %s", &errText)
		}
	})
	return cmd, in, bufio.NewReader(pipe)
}

// TestKill kills a writer at random moments, the lock's included, and looks after each time whether
// all that it had been told to be written is there.
func TestKill(t *testing.T) {
	const kills = 25
	dir := t.TempDir()
	s, err := OpenStore(dir)
	must(t, err)
	told := map[string]int{} // the last window of which a kind was reported
	for range kills {
		cmd, in, out := helper(t, "write", dir)
		for lines := rand.IntN(60); lines > 0; lines-- {
			note(t, told, readLine(t, out))
		}
		must(t, cmd.Process.Kill())
		rest, err := io.ReadAll(out) // what it had said by then counts, too
		must(t, err)
		for line := range strings.Lines(string(rest)) {
			if strings.HasSuffix(line, "\n") {
				note(t, told, line)
			}
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the helper ended by itself")
		}
		_ = in.Close() // its reader is dead
		checkTold(t, s, told)
	}
	if told["outcome"] == 0 {
		t.Fatal("no helper lived long enough to write anything")
	}
	t.Logf("%d kills, %d rows", kills, told["outcome"])
}

func readLine(t *testing.T, out *bufio.Reader) string {
	t.Helper()
	line, err := out.ReadString('\n')
	must(t, err)
	return line
}

func note(t *testing.T, told map[string]int, line string) {
	t.Helper()
	var kind string
	var n int
	if _, err := fmt.Sscanf(line, "%s %d", &kind, &n); err != nil {
		t.Fatalf("the helper said %q: %v", line, err)
	}
	told[kind] = n
}

func checkTold(t *testing.T, s *Store, told map[string]int) {
	t.Helper()
	l, err := s.Open(t.Context(), account(), runB)
	must(t, err)
	defer func() { must(t, l.Close()) }()
	intents, outcomes := told["intent"]+helperWindow, told["outcome"]+helperWindow
	if told["intent"] == 0 {
		intents = 1
	}
	if told["outcome"] == 0 {
		outcomes = 1
	}
	next := 1
	for _, e := range entriesOf(t, l, runA, 0) {
		c := claimOf(t, l, e.Key)
		switch {
		case e.Row != next || e.Key != keyOf(next):
			t.Fatalf("row %d, key %q came where row %d was due", e.Row, e.Key, next)
		case e.Row < outcomes && (e.Outcome.Status != row.Created || c.State != Made || c.RecordID != e.Outcome.RecordID):
			t.Fatalf("row %d was reported settled and is %+v, %+v", e.Row, e, c)
		case c.State == Doubt && string(c.Body) != fmt.Sprintf("body %d", e.Row):
			t.Fatalf("row %d is in doubt without its body: %+v", e.Row, c)
		case c.State == Free:
			t.Fatalf("row %d has an entry and no claim", e.Row)
		}
		next++
	}
	if next < intents {
		t.Fatalf("%d rows are there; intents up to %d were reported", next-1, intents-1)
	}
	if told["run"] > 0 {
		r, err := l.Run(t.Context(), runA)
		must(t, err)
		if r.Rows < told["run"] {
			t.Fatalf("the run's file says %d, reported was %d", r.Rows, told["run"])
		}
	}
}
