package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// lockWait is how long Open waits for the lock: longer than a look at it by Store.Runs takes.
const lockWait = 300 * time.Millisecond

// errReplaced says that the file we have the lock of is not the one with its name any more.
var errReplaced = errors.New("the file was replaced while it was opened")

// lock opens an account's database, which takes its lock, and says so beside it.
func (s *Store) lock(dir string, account Account, runID string) (Ledger, error) {
	db, file, err := s.openDB(filepath.Join(dir, dbFile))
	if errors.Is(err, berrors.ErrTimeout) {
		o := readOwner(dir)
		return nil, &LockedError{Account: account, Run: o.Run, PID: o.PID}
	}
	if err != nil {
		return nil, explain("open "+filepath.Join(dir, dbFile), err)
	}
	d := &disk{dir: dir, run: runID, db: db, file: file, slow: s.slow}
	err = errors.Join(removeOwner(dir), writeOwner(dir, runID))
	if err == nil {
		err = d.prepare()
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// openDB opens the database, and makes it first where it is not there.
func (s *Store) openDB(path string) (*bbolt.DB, *os.File, error) {
	for try := 0; ; try++ {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			if err := createDB(path); err != nil {
				return nil, nil, err
			}
		}
		db, file, err := openBolt(path, &bbolt.Options{
			Timeout: lockWait, FreelistType: bbolt.FreelistMapType, NoStatistics: true, MaxSize: s.maxSize,
		})
		if errors.Is(err, errReplaced) && try < 3 {
			continue
		}
		return db, file, err
	}
}

// createDB makes an empty database under another name first. A crash would else leave a file under
// the right one that cannot be opened, though nothing was ever lost with it.
func createDB(path string) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), dbFile+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if e := os.Remove(f.Name()); !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}()
	if err := f.Close(); err != nil {
		return err
	}
	db, err := bbolt.Open(f.Name(), fileMode, nil) // which syncs it
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	// A link never takes the place of a file that another process made meanwhile, and has locked.
	err = os.Link(f.Name(), path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		if _, e := os.Stat(path); errors.Is(e, fs.ErrNotExist) {
			err = os.Rename(f.Name(), path) // a file system without links
		}
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// openBolt opens a database and looks whether it is whole as far as that is quickly told.
func openBolt(path string, o *bbolt.Options) (db *bbolt.DB, file *os.File, err error) {
	o.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		f, err := os.OpenFile(name, flag, mode)
		file = f
		return f, err
	}
	err = guard(func() error {
		var err error
		db, err = bbolt.Open(path, fileMode, o)
		if err != nil {
			return err
		}
		return checkSize(db, file, path)
	})
	if err != nil && file != nil {
		// Closing the file gives the lock back, also where bbolt is in no state to be closed.
		if e := file.Close(); !errors.Is(e, os.ErrClosed) {
			err = errors.Join(err, e)
		}
		return nil, nil, err
	}
	return db, file, err
}

// checkSize finds a file that was cut off: bbolt itself would find it only by a fault, later.
func checkSize(db *bbolt.DB, file *os.File, path string) error {
	st, err := file.Stat()
	if err != nil {
		return err
	}
	if named, err := os.Stat(path); err != nil || !os.SameFile(st, named) {
		return errReplaced
	}
	return db.View(func(tx *bbolt.Tx) error {
		if tx.Size() > st.Size() {
			return fmt.Errorf("%w: it has %d bytes of %d", berrors.ErrInvalid, st.Size(), tx.Size())
		}
		return nil
	})
}

// held reports whether a process has an account's lock. It takes nothing for longer than it looks.
func held(dir string) bool {
	path := filepath.Join(dir, dbFile)
	if _, err := os.Stat(path); err != nil {
		return false
	}
	db, _, err := openBolt(path, &bbolt.Options{ReadOnly: true, Timeout: time.Nanosecond, NoStatistics: true})
	if err != nil {
		return errors.Is(err, berrors.ErrTimeout)
	}
	_ = db.Close() // it was only looked at
	return false
}

// guard turns a panic of the store into an error: bbolt panics, and reading a mapped file faults,
// where its pages are damaged or the disk cannot read them.
func guard(do func() error) (err error) {
	before := debug.SetPanicOnFault(true)
	defer debug.SetPanicOnFault(before)
	defer func() {
		if p := recover(); p != nil {
			err = &panicError{p}
		}
	}()
	return do()
}

// panicError is what the store panicked with.
type panicError struct{ value any }

// Error quotes it.
func (e *panicError) Error() string {
	return fmt.Sprintf("its pages do not hold together: %v", e.value)
}

// Is makes a panic a kind of damage.
func (e *panicError) Is(target error) bool { return target == berrors.ErrInvalid }
