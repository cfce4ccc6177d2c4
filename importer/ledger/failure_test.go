package ledger

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"posimport/importer/row"
)

// TestDiskFull lets the database grow no further: the write fails, every later one fails alike, what
// was returned before is there, and the ledger can be opened and used again.
func TestDiskFull(t *testing.T) {
	s := storeTest(t)
	s.maxSize = 256 << 10
	l := openTest(t, s, account(), runA)
	body := strings.Repeat("x", 400)
	var first error
	n := 1
	for ; first == nil; n++ {
		if n > 10_000 {
			t.Fatal("the disk does not get full")
		}
		first = l.Intend(t.Context(), runA, []Intent{intentOf(n, keyOf(n), body, 1)})
	}
	if !strings.Contains(first.Error(), "the disk is full") || !strings.Contains(first.Error(), dbFile) {
		t.Errorf("the error is %q, want one that says what and why", first)
	}
	written := n - 2 // the last one failed
	sameError(t, l, first)
	if got := entriesOf(t, l, runA, 0); len(got) != written {
		t.Errorf("%d rows, want the %d that were written", len(got), written)
	}
	must(t, l.Close())

	s.maxSize = 0 // somebody made room
	again := openTest(t, s, account(), runB)
	if got := entriesOf(t, again, runA, 0); len(got) != written {
		t.Errorf("%d rows after opening again, want %d", len(got), written)
	}
	must(t, again.Intend(t.Context(), runA, []Intent{intentOf(n, keyOf(n), body, 1)}))
}

// sameError checks that nothing can be written any more, and why.
func sameError(t *testing.T, l Ledger, first error) {
	t.Helper()
	for i, err := range []error{
		l.Settle(t.Context(), runA, []Entry{entryOf(1, keyOf(1), row.Created, 2)}),
		l.Intend(t.Context(), runA, []Intent{intentOf(1, "small", "", 1)}),
		l.PutRun(t.Context(), Run{ID: runA, Started: at(1)}),
	} {
		if !errors.Is(err, first) {
			t.Errorf("later write %d gives %v, want the first error", i, err)
		}
	}
}

// TestLostFile takes the file away under bbolt, so that its writes and syncs fail.
func TestLostFile(t *testing.T) {
	l, err := storeTest(t).Open(t.Context(), account(), runA)
	must(t, err)
	must(t, l.Intend(t.Context(), runA, []Intent{intentOf(1, keyOf(1), "body", 1)}))
	must(t, l.(*disk).file.Close())
	first := l.Settle(t.Context(), runA, []Entry{entryOf(1, keyOf(1), row.Created, 2)})
	if first == nil || !errors.Is(first, os.ErrClosed) {
		t.Fatalf("a write to a closed file gives %v", first)
	}
	sameError(t, l, first)
	if err := l.Close(); err == nil {
		t.Error("closing what is broken says nothing")
	}
}

// TestRunFileFails: a run that cannot be written is a failed write as any other.
func TestRunFileFails(t *testing.T) {
	s := storeTest(t)
	l := openTest(t, s, account(), runA)
	dir, err := l.Dir(runA)
	must(t, err)
	must(t, os.MkdirAll(filepath.Join(dir, runFile, "in the way"), dirMode))
	first := l.PutRun(t.Context(), Run{ID: runA, Started: at(1)})
	if first == nil || !strings.Contains(first.Error(), runFile) {
		t.Fatalf("the error is %v, want one that names the file", first)
	}
	sameError(t, l, first)
	left, err := filepath.Glob(filepath.Join(dir, "*.tmp"))
	must(t, err)
	if len(left) > 0 {
		t.Errorf("temporary files are left behind: %v", left)
	}
}

// TestNotALedger: whatever lies in the database's place, the message says what to do.
func TestNotALedger(t *testing.T) {
	for name, data := range map[string][]byte{
		"text": []byte(strings.Repeat("not a database\n", 2000)), "zeros": make([]byte, 32<<10), "short": []byte("x"),
	} {
		s := storeTest(t)
		dir := s.accountDir(account())
		must(t, makeDir(dir))
		must(t, os.WriteFile(filepath.Join(dir, dbFile), data, fileMode))
		for range 2 { // a failed Open must not leave the lock behind
			_, err := s.Open(t.Context(), account(), runA)
			if err == nil || !strings.Contains(err.Error(), "damaged or not a ledger") || !strings.Contains(err.Error(), dbFile) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestNewerFormat(t *testing.T) {
	s := storeTest(t)
	l, err := s.Open(t.Context(), account(), runA)
	must(t, err)
	d := l.(*disk)
	must(t, d.write(&call{check: pass, apply: setFormat(formatVersion + 1)}))
	must(t, l.Close())
	if _, err := s.Open(t.Context(), account(), runA); err == nil || !strings.Contains(err.Error(), "use the newer one") {
		t.Errorf("a newer format gives %v", err)
	}
}

func setFormat(version byte) func(*bbolt.Tx) error {
	return func(tx *bbolt.Tx) error { return metaBucket.in(tx).Put([]byte("format"), []byte{version}) }
}
