package results

import (
	"bytes"
	"errors"
	"runtime"
	"testing"

	"go.uber.org/goleak"
)

// slowFile takes its time to reach the disk: each Sync waits for its outcome.
type slowFile struct {
	bytes.Buffer
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
