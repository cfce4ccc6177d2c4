package ledger

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLocked(t *testing.T) {
	s := storeTest(t)
	cmd, in, out := helper(t, "hold", s.Dir())
	if line := readLine(t, out); line != "held\n" {
		t.Fatalf("the helper says %q", line)
	}
	_, err := s.Open(t.Context(), account(), runB)
	var locked *LockedError
	if !errors.As(err, &locked) {
		t.Fatalf("a locked account gives %v", err)
	}
	if locked.Run != runA || locked.PID != cmd.Process.Pid || locked.Account != account() {
		t.Errorf("the error names %+v, want run %s of process %d", locked, runA, cmd.Process.Pid)
	}
	if !strings.Contains(err.Error(), runA) {
		t.Errorf("the message does not name the run: %v", err)
	}
	if got := stateOf(t, s, runA); got != Running {
		t.Errorf("a run whose process lives is %s", got)
	}
	// Other accounts are free.
	openTest(t, s, Account{"cor", account().BaseURL, "OKTA"}, runB)

	must(t, in.Close())
	must(t, cmd.Wait())
	if got := stateOf(t, s, runA); got != Interrupted {
		t.Errorf("a run whose process is gone is %s", got)
	}
	openTest(t, s, account(), runB)
}

func stateOf(t *testing.T, s *Store, id string) State {
	t.Helper()
	r, err := s.Find(t.Context(), id)
	must(t, err)
	return r.State
}

// TestKilledHolder leaves an owner file behind: it must neither lock nor mislead.
func TestKilledHolder(t *testing.T) {
	s := storeTest(t)
	cmd, in, out := helper(t, "hold", s.Dir())
	readLine(t, out)
	must(t, cmd.Process.Kill())
	if err := cmd.Wait(); err == nil {
		t.Fatal("the helper ended by itself")
	}
	_ = in.Close() // its reader is dead
	owner := filepath.Join(s.accountDir(account()), ownerFile)
	left, err := os.ReadFile(owner)
	must(t, err)
	if got := stateOf(t, s, runA); got != Interrupted {
		t.Errorf("a killed run is %s", got)
	}

	l := openTest(t, s, account(), runB)
	// As if the present holder had not yet written its name over the dead one's.
	must(t, os.WriteFile(owner, left, fileMode))
	_, err = s.Open(t.Context(), account(), runC)
	var locked *LockedError
	if !errors.As(err, &locked) || locked.Run != "" || locked.PID != 0 {
		t.Errorf("beside a dead one's owner file: %+v, want nobody named", err)
	}
	must(t, l.Close())
	if _, err := os.Stat(owner); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the owner file is still there after Close: %v", err)
	}
}

func TestOwnerFile(t *testing.T) {
	host, err := os.Hostname()
	must(t, err)
	tests := map[string]struct {
		text string
		want owner
	}{
		"alive":        {mustJSON(t, owner{runA, os.Getpid(), host}), owner{runA, os.Getpid(), host}},
		"no process":   {mustJSON(t, owner{runA, -1, host}), owner{}},
		"another host": {mustJSON(t, owner{runA, -1, host + "-2"}), owner{runA, -1, host + "-2"}},
		"cut off":      {`{"run":"2026`, owner{}},
		"empty":        {"", owner{}},
	}
	for name, test := range tests {
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, ownerFile), []byte(test.text), fileMode))
		if got := readOwner(dir); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
	if got := readOwner(t.TempDir()); got != (owner{}) {
		t.Errorf("no file: %+v", got)
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	must(t, err)
	return string(data)
}

// TestLockedInOneProcess: two runs in one process do not share an account either.
func TestLockedInOneProcess(t *testing.T) {
	s := storeTest(t)
	l := openTest(t, s, account(), runA)
	must(t, l.PutRun(t.Context(), Run{ID: runA, State: Running, Started: at(1)}))
	var locked *LockedError
	if _, err := s.Open(t.Context(), account(), runB); !errors.As(err, &locked) || locked.Run != runA {
		t.Fatalf("a second Open gives %v", err)
	}
	if got := stateOf(t, s, runA); got != Running {
		t.Errorf("our own run is %s", got)
	}
	if err := l.Prune(t.Context(), runA); err == nil {
		t.Error("the open run was dropped")
	}
}
