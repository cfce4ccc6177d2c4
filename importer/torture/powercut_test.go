package torture

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"posimport/importer"
	"posimport/importer/ledger"
	"posimport/importer/sandbox"
)

// slowSync is what each sync takes: long enough that what was written and not yet synced can be taken
// away before anybody is told that it lasts.
const slowSync = 15 * time.Millisecond

// TestPowerCut cuts the power of a whole run at the n-th commit of its ledger: the state directory is
// put aside as the disk may hold it then, with or without the commit whose syncs had not returned,
// and nothing of the run gets through any more. A resume from it loses nothing and doubles nothing.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	commits := 10
	if testing.Short() {
		commits = 2
	}
	for name, make := range kinds() {
		for commit := range commits {
			for _, drop := range []bool{false, true} {
				t.Run(fmt.Sprint(name, " at commit ", commit+1, ", it is lost: ", drop), func(t *testing.T) {
					t.Parallel()
					cutPower(t, make(200), commit+1, drop)
				})
			}
		}
	}
}

// plug is a socket between a client and a sandbox: nothing gets through while it is dark.
type plug struct {
	server *sandbox.Server
	dark   atomic.Bool
}

// ServeHTTP implements http.Handler.
func (p *plug) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.dark.Load() {
		panic(http.ErrAbortHandler)
	}
	p.server.ServeHTTP(w, r)
}

func cutPower(t *testing.T, in *input, commit int, drop bool) {
	t.Helper()
	w := newWorld(t, in, sandbox.Options{
		Latency: 4 * time.Millisecond, Seed: uint64(commit), Faults: faults(t, "rate=0.1,kinds=all,slow=200ms,late-by=50ms"),
	})
	p := &plug{server: w.server}
	front := httptest.NewUnstartedServer(p)
	front.Config.ErrorLog = log.New(io.Discard, "", 0)
	front.Start()
	defer front.Close()
	w.base = front.URL
	store, err := ledger.OpenStore(w.state, ledger.SlowDisk(slowSync))
	must(t, err)
	env := w.environment()
	env.Store = store
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := signal()
	go func() {
		defer close(done)
		w.watchCommits(ctx, commit, func() {
			p.dark.Store(true)
			cancel()
		}, drop)
	}()
	s := shape()
	s.Settle, s.Workers, s.Timeout = 400*time.Millisecond, 8, 150*time.Millisecond
	_, _ = importer.Import(ctx, env, w.config(s)) // whatever it says is lost with it
	cancel()
	<-done
	if !p.dark.Load() {
		t.Fatal("the power was never cut")
	}
	w.idle()
	p.dark.Store(false)
	w.server.SetFaults(sandbox.Faults{})
	w.state, w.results = w.state+"-disk", filepath.Join(w.dir, "after.csv")
	runs, err := w.store().Runs(t.Context())
	must(t, err)
	begun := len(runs) > 0
	if begun {
		begun, err = importer.HasCopy(t.Context(), w.store(), runs[len(runs)-1])
		must(t, err)
	}
	if !begun { // the cut came before the run had a copy of its source
		w.judge(w.importAll(t.Context(), patient()), true, true)
		return
	}
	w.judge(w.calm(), true, true)
}

// watchCommits waits for the n-th commit of the account's ledger, puts the state directory aside as
// the disk may hold it while that commit is being synced, and calls cut.
func (w *world) watchCommits(ctx context.Context, n int, cut func(), drop bool) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	last := uint64(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := lastCommit(w.database())
		if now == last {
			continue
		}
		if last = now; n > 1 {
			n--
			continue
		}
		if !w.keep(now, drop) {
			continue // the next commit came meanwhile
		}
		cut()
		return
	}
}

// database reads the account's ledger as it stands; nil where there is none yet.
func (w *world) database() []byte {
	found, _ := filepath.Glob(filepath.Join(w.state, "accounts", "*", "ledger.db"))
	if len(found) != 1 {
		return nil
	}
	data, err := os.ReadFile(found[0])
	if err != nil {
		return nil
	}
	return data
}

// Where bbolt's two meta pages keep what is looked for: a page has a header of 16 bytes, and a meta
// ends with its transaction and the FNV-1a of all before it.
const (
	metaAt  = 16
	txAt    = metaAt + 48
	sumAt   = metaAt + 56
	metaEnd = metaAt + 64
)

// meta returns the transaction of a meta page; false where it is not whole.
func meta(page []byte) (uint64, bool) {
	if len(page) < metaEnd {
		return 0, false
	}
	h := fnv.New64a()
	_, _ = h.Write(page[metaAt:sumAt])
	return binary.LittleEndian.Uint64(page[txAt:]), h.Sum64() == binary.LittleEndian.Uint64(page[sumAt:])
}

// lastCommit returns the number of the last transaction in a database; 0 where there is none.
func lastCommit(data []byte) (last uint64) {
	size := os.Getpagesize()
	for at := 0; at < 2*size && at+metaEnd <= len(data); at += size {
		if tx, whole := meta(data[at:]); whole {
			last = max(last, tx)
		}
	}
	return last
}

// keep puts the state directory aside as it is at one commit, or as it was before where that is to be
// lost. It reports false where another commit came meanwhile.
func (w *world) keep(commit uint64, drop bool) bool {
	aside := w.state + "-disk"
	if err := os.CopyFS(aside, os.DirFS(w.state)); err != nil {
		_ = os.RemoveAll(aside)
		return false // a temporary file went away meanwhile
	}
	found, _ := filepath.Glob(filepath.Join(aside, "accounts", "*", "ledger.db"))
	data, err := os.ReadFile(found[0])
	if err != nil || lastCommit(data) != commit || lastCommit(w.database()) != commit {
		_ = os.RemoveAll(aside)
		return false
	}
	if drop {
		size := os.Getpagesize()
		for at := 0; at < 2*size; at += size {
			if tx, whole := meta(data[at:]); whole && tx == commit {
				clear(data[at : at+metaEnd])
			}
		}
	}
	return os.WriteFile(found[0], data, 0o600) == nil
}
