package ledger

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

const ownerFile = "owner.json"

// owner says who holds an account's lock. The lock itself is the database file's: this only helps to
// name its holder, and is worth nothing once that is dead.
type owner struct {
	Run  string `json:"run"`
	PID  int    `json:"pid"`
	Host string `json:"host"`
}

func writeOwner(dir, run string) error {
	host, err := os.Hostname()
	if err != nil {
		host = "" // then it is not checked
	}
	data, err := json.Marshal(owner{Run: run, PID: os.Getpid(), Host: host})
	if err != nil {
		return err
	}
	return WriteFile(filepath.Join(dir, ownerFile), data)
}

func removeOwner(dir string) error {
	err := os.Remove(filepath.Join(dir, ownerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// readOwner returns a zero owner where the file is missing, unreadable, or left by a dead process.
func readOwner(dir string) owner {
	data, err := os.ReadFile(filepath.Join(dir, ownerFile))
	if err != nil {
		return owner{}
	}
	var o owner
	if json.Unmarshal(data, &o) != nil {
		return owner{}
	}
	if host, err := os.Hostname(); err == nil && host == o.Host && !alive(o.PID) {
		return owner{}
	}
	return o
}

func alive(pid int) bool {
	if pid <= 0 {
		return false
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer func() { _ = p.Release() }()
	if runtime.GOOS == "windows" {
		return true // it was opened; there is no signal to ask with
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, fs.ErrPermission)
}
