package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	berrors "go.etcd.io/bbolt/errors"
)

// explain says in words what kept the ledger from doing something, and what to do.
func explain(doing string, err error) error {
	text := err.Error() // bbolt passes some errors on as text only
	is := func(errs ...error) bool {
		for _, e := range errs {
			if errors.Is(err, e) || strings.Contains(text, e.Error()) {
				return true
			}
		}
		return false
	}
	advice := ""
	switch {
	case diskFull(err) || is(berrors.ErrMaxSizeReached):
		advice = "the disk is full: make room and run it again"
	case is(syscall.EROFS):
		advice = "the file system is read-only: name another place with --state"
	case is(fs.ErrPermission, syscall.EACCES, syscall.EPERM):
		advice = "this user may not write there: name another place with --state"
	case is(berrors.ErrInvalid, berrors.ErrChecksum, errRecord):
		advice = "the file is damaged or not a ledger: restore it from a backup; without it nobody knows what was created"
	case is(berrors.ErrVersionMismatch):
		advice = "the file is of another version: use the posimport that made it"
	}
	if advice == "" {
		return fmt.Errorf("ledger: cannot %s: %w", doing, err)
	}
	return fmt.Errorf("ledger: cannot %s: %s (%w)", doing, advice, err)
}
