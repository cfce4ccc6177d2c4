package results

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"posimport/importer/sheet/cell"
)

// slowFile takes its time to reach the disk: each Sync waits for its outcome.
type slowFile struct {
	bytes.Buffer
	full  error // what writing fails with
	begun chan struct{}
	ends  chan error
}

func (f *slowFile) Sync() error {
	f.begun <- struct{}{}
	return <-f.ends
}

func TestDiskSyncsMeanwhile(t *testing.T) {
	defer goleak.VerifyNone(t)
	f := &slowFile{begun: make(chan struct{}, 9), ends: make(chan error)}
	d := &disk{file: f}
	part := make([]byte, syncBytes/2)
	write := func(want error) {
		t.Helper()
		if _, err := d.Write(part); !errors.Is(err, want) {
			t.Fatalf("error %v, want %v", err, want)
		}
	}
	write(nil)
	if d.syncing != nil {
		t.Fatal("synced for little")
	}
	write(nil)
	<-f.begun
	for range 5 { // nobody waits for the disk, and no second one goes there
		write(nil)
	}
	select {
	case <-f.begun:
		t.Fatal("synced twice at a time")
	default:
	}
	f.ends <- nil
	if err := d.wait(); err != nil {
		t.Fatal(err)
	}
	write(nil)
	<-f.begun
	broken := errors.New("input/output error")
	f.ends <- broken
	for len(d.syncing) == 0 { // it is told in a moment
		runtime.Gosched()
	}
	write(nil) // so little is not asked about
	write(broken)
	if want := 10 * len(part); f.Len() != want {
		t.Errorf("%d bytes, want %d", f.Len(), want)
	}
	if err := d.wait(); err != nil {
		t.Errorf("told twice: %v", err)
	}
}

func (f *slowFile) Write(data []byte) (int, error) {
	if f.full != nil {
		return 0, f.full
	}
	return f.Buffer.Write(data)
}

func TestDiskTellsThatItIsFull(t *testing.T) {
	f := &slowFile{full: errors.New("no space left on device"), begun: make(chan struct{}, 1), ends: make(chan error, 1)}
	d := &disk{file: f, pending: syncBytes}
	if _, err := d.Write([]byte("x")); !errors.Is(err, f.full) {
		t.Errorf("error %v", err)
	}
	if d.syncing != nil {
		t.Error("synced what could not be written")
	}
}

// TestCSVGoesToTheDiskMeanwhile: a results CSV is written by way of it, and nothing is on its way any more
// when the file is closed.
func TestCSVGoesToTheDiskMeanwhile(t *testing.T) {
	for _, ends := range []func(*csvBody) error{
		func(b *csvBody) error { return b.finish(Summary{}, nil) }, (*csvBody).drop,
	} {
		file, err := os.Create(filepath.Join(t.TempDir(), "results.csv"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := newCSV(file, &Options{Header: []cell.Cell{{Kind: cell.Text, Value: "Name"}}})
		if err != nil {
			t.Fatal(err)
		}
		long := cell.Row{Number: 2, Cells: []cell.Cell{{Kind: cell.Text, Value: strings.Repeat("x", syncBytes)}}}
		if err := b.add(&Result{Row: &long}, nil); err != nil {
			t.Fatal(err)
		}
		if b.out.syncing == nil {
			t.Error("it is not on its way to the disk")
		}
		if err := errors.Join(ends(b), file.Close()); err != nil {
			t.Error(err)
		}
		if b.out.syncing != nil {
			t.Error("nobody waited for the disk")
		}
	}
}

// TestDroppedResultsNeedNoDisk: what is thrown away cannot fail any more.
func TestDroppedResultsNeedNoDisk(t *testing.T) {
	b := &csvBody{out: &disk{syncing: make(chan error, 1)}}
	b.out.syncing <- errors.New("input/output error")
	if err := b.drop(); err != nil {
		t.Error(err)
	}
	b.out.syncing = make(chan error, 1)
	b.out.file = &slowFile{}
	b.out.syncing <- errors.New("input/output error")
	if err := b.finish(Summary{}, nil); err == nil {
		t.Error("nobody was told")
	}
}

func TestDiskWaitsForTheLast(t *testing.T) {
	defer goleak.VerifyNone(t)
	f := &slowFile{begun: make(chan struct{}, 1), ends: make(chan error, 1)}
	d := &disk{file: f}
	if _, err := d.Write(make([]byte, syncBytes)); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("input/output error")
	f.ends <- broken
	if err := d.wait(); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}
