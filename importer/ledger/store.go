package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// The state directory:
//
//	accounts/ACCOUNT/account.json    what account it is
//	accounts/ACCOUNT/ledger.db       claims and entries; its lock is the account's
//	accounts/ACCOUNT/owner.json      who holds the lock, for people
//	accounts/ACCOUNT/runs/RUN/       run.json, the run's copy of its source, and what else it keeps
const (
	accountsDir = "accounts"
	accountFile = "account.json"
	dbFile      = "ledger.db"
	runsDir     = "runs"
	runFile     = "run.json"
)

// Store is a state directory: the ledgers of all accounts.
type Store struct {
	dir     string
	slow    time.Duration
	maxSize int // of a database file, for tests of a full disk; 0 for no limit
}

// Option changes a Store.
type Option func(*Store)

// SlowDisk adds d to each of the two syncs of every transaction, to measure what a slow disk costs.
func SlowDisk(d time.Duration) Option { return func(s *Store) { s.slow = d } }

// OpenStore opens a state directory and creates it, with mode 0700, where it is not there. It fails
// where a file is in the way or the place cannot be written.
func OpenStore(dir string, options ...Option) (*Store, error) {
	if dir == "" {
		return nil, errors.New("ledger: the state directory has no name")
	}
	full, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("ledger: state directory %q: %w", dir, err)
	}
	if err := makeDir(filepath.Join(full, accountsDir)); err != nil {
		return nil, err
	}
	s := &Store{dir: full}
	for _, o := range options {
		o(s)
	}
	return s, nil
}

// Dir is the state directory's absolute path.
func (s *Store) Dir() string { return s.dir }

// Open opens an account's ledger for a run and takes the account's lock, waiting for it at most a
// third of a second. It fails with a *LockedError where another process, or another Open in this
// one, has it. The run need not exist yet.
func (s *Store) Open(ctx context.Context, account Account, runID string) (Ledger, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := checkRunID(runID); err != nil {
		return nil, err
	}
	account, err := account.Normal()
	if err != nil {
		return nil, err
	}
	dir := s.accountDir(account)
	if err := makeDir(filepath.Join(dir, runsDir)); err != nil {
		return nil, err
	}
	if err := putAccount(dir, account); err != nil {
		return nil, err
	}
	return s.lock(dir, account, runID)
}

// Accounts returns the accounts that the store has ledgers of, in the order of their folders. It
// returns what can be read also when it fails for some.
func (s *Store) Accounts() ([]Account, error) {
	found, err := os.ReadDir(filepath.Join(s.dir, accountsDir))
	if err != nil {
		return nil, explain("list the accounts", err)
	}
	var accounts []Account
	var errs []error
	for _, e := range found {
		if !e.IsDir() {
			continue
		}
		a, err := readAccount(filepath.Join(s.dir, accountsDir, e.Name()))
		switch {
		case errors.Is(err, fs.ErrNotExist): // a crash while it was made: it has nothing
		case err != nil:
			errs = append(errs, err)
		default:
			accounts = append(accounts, a)
		}
	}
	return accounts, errors.Join(errs...)
}

func (s *Store) accountDir(normal Account) string {
	return filepath.Join(s.dir, accountsDir, normal.folder())
}

func putAccount(dir string, account Account) error {
	have, err := readAccount(dir)
	if err == nil {
		if have != account {
			return fmt.Errorf("ledger: %s belongs to %s %s at %s: it was changed by hand; name another place with --state", dir, have.Target, have.Value, have.BaseURL)
		}
		return nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	data, err := json.MarshalIndent(account, "", "  ")
	if err != nil {
		return err
	}
	return WriteFile(filepath.Join(dir, accountFile), data)
}

func readAccount(dir string) (Account, error) {
	path := filepath.Join(dir, accountFile)
	data, err := os.ReadFile(path)
	if err != nil {
		return Account{}, explain("read "+path, err)
	}
	var a Account
	if err := json.Unmarshal(data, &a); err != nil {
		return a, fmt.Errorf("ledger: %s is damaged: %w", path, err)
	}
	return a, nil
}
