package ledger

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.etcd.io/bbolt"
)

// disk is an account's ledger in a bbolt file. Its buckets:
//
//	claims   key → claim that is Made or Free
//	doubts   key → claim in doubt, with its body; what is settled moves to claims
//	pending  run, row → key, for intents without an outcome
//	entries  run, row → entry, for outcomes, and for intents that another run took over
//	runs     run's id → its number;  names: the other way round
//	meta     the format's version
//
// Claims are apart from doubts, which are large and short-lived, so that their pages stay full.
type disk struct {
	dir   string
	run   string
	file  *os.File // db's own
	slow  time.Duration
	queue queue

	life sync.RWMutex // db is not closed under a reader
	db   *bbolt.DB
}

// formatVersion is of the buckets; records have their own.
const formatVersion = 1

// bucket names one of the buckets.
type bucket string

const (
	claimsBucket  bucket = "claims"
	doubtsBucket  bucket = "doubts"
	pendingBucket bucket = "pending"
	entriesBucket bucket = "entries"
	runsBucket    bucket = "runs"
	namesBucket   bucket = "names"
	metaBucket    bucket = "meta"
)

func (b bucket) in(tx *bbolt.Tx) *bbolt.Bucket { return tx.Bucket([]byte(b)) }

func (d *disk) path() string { return filepath.Join(d.dir, dbFile) }

// prepare makes the buckets of a new database, and refuses one of a later format.
func (d *disk) prepare() error {
	var have []byte
	err := d.view(func(tx *bbolt.Tx) error {
		if b := metaBucket.in(tx); b != nil {
			have = append(have, b.Get([]byte("format"))...)
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case len(have) == 1 && have[0] == formatVersion:
		return nil
	case have != nil:
		return fmt.Errorf("ledger: %s has format %v; this posimport knows %d: use the newer one that made it", d.path(), have, formatVersion)
	}
	return d.write(&call{check: pass, apply: func(tx *bbolt.Tx) error {
		for _, b := range []bucket{claimsBucket, doubtsBucket, pendingBucket, entriesBucket, runsBucket, namesBucket, metaBucket} {
			if _, err := tx.CreateBucketIfNotExists([]byte(b)); err != nil {
				return err
			}
		}
		return metaBucket.in(tx).Put([]byte("format"), []byte{formatVersion})
	}})
}

func pass(*bbolt.Tx) error { return nil }

// view reads in one transaction.
func (d *disk) view(read func(tx *bbolt.Tx) error) error {
	d.life.RLock()
	defer d.life.RUnlock()
	if d.db == nil {
		return ErrClosed
	}
	err := guard(func() error { return d.db.View(read) })
	if err != nil {
		return explain("read "+d.path(), err)
	}
	return nil
}

// PutRun writes the run's own file: a run is read without the lock, too.
func (d *disk) PutRun(_ context.Context, run Run) error {
	if err := checkRunID(run.ID); err != nil {
		return err
	}
	d.queue.turn.Lock()
	defer d.queue.turn.Unlock()
	if err := d.writable(); err != nil {
		return err
	}
	if err := writeRun(d.dir, run); err != nil {
		d.queue.failed = err
		return err
	}
	return nil
}

// Run reads the run's file.
func (d *disk) Run(ctx context.Context, id string) (Run, error) {
	if err := d.usable(ctx); err != nil {
		return Run{}, err
	}
	return readRun(d.dir, id)
}

// Runs reads all runs' files.
func (d *disk) Runs(ctx context.Context) ([]Run, error) {
	if err := d.usable(ctx); err != nil {
		return nil, err
	}
	return readRuns(d.dir)
}

// Dir makes the run's directory.
func (d *disk) Dir(run string) (string, error) {
	if err := d.usable(context.Background()); err != nil {
		return "", err
	}
	if err := checkRunID(run); err != nil {
		return "", err
	}
	dir := filepath.Join(d.dir, runsDir, run)
	return dir, makeDir(dir)
}

func (d *disk) usable(ctx context.Context) error {
	d.life.RLock()
	defer d.life.RUnlock()
	if d.db == nil {
		return ErrClosed
	}
	return ctx.Err()
}

// Close waits for what is under way and gives the lock back. A second Close does nothing.
func (d *disk) Close() error {
	d.queue.turn.Lock()
	defer d.queue.turn.Unlock()
	d.life.Lock()
	defer d.life.Unlock()
	if d.db == nil {
		return nil
	}
	// The owner's name goes first: without the lock, the file would be another one's.
	err := removeOwner(d.dir)
	if d.queue.broken {
		err = errors.Join(err, d.file.Close()) // bbolt would wait for the transaction that panicked
	} else {
		err = errors.Join(err, d.db.Close())
	}
	d.db, d.queue.closed = nil, true
	if err != nil {
		return explain("close "+d.path(), err)
	}
	return nil
}

// place is a row's key in pending and entries: run and row, so that scans are in row order.
func place(run uint32, row int) []byte {
	k := binary.BigEndian.AppendUint32(make([]byte, 0, 8), run)
	return binary.BigEndian.AppendUint32(k, uint32(row))
}

func rowOf(place []byte) int { return int(binary.BigEndian.Uint32(place[4:])) }
