package ledger

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

const (
	dirMode  = 0o700 // the ledger holds names and rates of real positions
	fileMode = 0o600
)

// makeDir creates a directory and those above it, and makes their names durable.
func makeDir(dir string) error {
	if st, err := os.Stat(dir); err == nil {
		if !st.IsDir() {
			return fmt.Errorf("%s is a file, where a directory is needed: move it away, or name another place with --state", dir)
		}
		return nil
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := makeDir(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, dirMode); err != nil && !errors.Is(err, os.ErrExist) {
		return explain("create the directory "+dir, err)
	}
	return syncDir(parent)
}

// WriteFile replaces a file so that after a crash it is there whole, old or new. It gets mode 0600. Where
// it fails, the error names the path.
func WriteFile(path string, data []byte) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, filepath.Base(path)+".*.tmp") // mode 0600
	if err != nil {
		return explain("write "+path, err)
	}
	defer func() {
		if err != nil {
			err = explain("write "+path, errors.Join(err, os.Remove(f.Name())))
		}
	}()
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err = rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// rename tries some more on Windows, where a file that somebody reads cannot be replaced meanwhile.
func rename(from, to string) error {
	err := os.Rename(from, to)
	for try := 0; err != nil && runtime.GOOS == "windows" && try < 20; try++ {
		time.Sleep(10 * time.Millisecond)
		err = os.Rename(from, to)
	}
	return err
}

// syncDir makes a directory's names durable. Windows does so by itself and has no call for it.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return explain("open the directory "+dir, err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return explain("sync the directory "+dir, err)
	}
	return nil
}
