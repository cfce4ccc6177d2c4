package ledger

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// memory is a ledger that forgets: for tests, and to measure what the disk costs.
type memory struct {
	mu      sync.Mutex
	closed  bool
	dir     string // made when it is first asked for, removed by Close
	runs    map[string]Run
	claims  map[Key]Claim
	entries map[string]map[int]Entry
	pending map[string]map[int]Key
}

// NewMemory returns a ledger with the same meaning as one on disk that keeps nothing after Close. It
// takes no lock. Only Dir touches the disk, for a temporary directory.
func NewMemory() Ledger {
	return &memory{
		runs: map[string]Run{}, claims: map[Key]Claim{},
		entries: map[string]map[int]Entry{}, pending: map[string]map[int]Key{},
	}
}

// begin locks, and returns what unlocks.
func (m *memory) begin(ctx context.Context) (func(), error) {
	m.mu.Lock()
	err := ctx.Err()
	if m.closed {
		err = ErrClosed
	}
	if err != nil {
		m.mu.Unlock()
		return func() {}, err
	}
	return m.mu.Unlock, nil
}

// PutRun keeps a run.
func (m *memory) PutRun(ctx context.Context, run Run) error {
	if err := checkRunID(run.ID); err != nil {
		return err
	}
	end, err := m.begin(context.WithoutCancel(ctx))
	defer end()
	if err == nil {
		run.Counts = maps.Clone(run.Counts)
		m.runs[run.ID] = normalRun(run)
	}
	return err
}

// Run returns a run.
func (m *memory) Run(ctx context.Context, id string) (Run, error) {
	end, err := m.begin(ctx)
	defer end()
	if err != nil {
		return Run{}, err
	}
	if r, ok := m.runs[id]; ok {
		return r, nil
	}
	return Run{}, fmt.Errorf("run %s: %w", id, ErrNoRun)
}

// Runs returns all runs.
func (m *memory) Runs(ctx context.Context) ([]Run, error) {
	end, err := m.begin(ctx)
	defer end()
	if err != nil {
		return nil, err
	}
	runs := slices.Collect(maps.Values(m.runs))
	sortRuns(runs)
	return runs, nil
}

func (m *memory) claim(key Key) Claim {
	c := m.claims[key]
	c.Key = key
	return c
}

// Claims returns the claims of keys.
func (m *memory) Claims(ctx context.Context, keys []Key) ([]Claim, error) {
	end, err := m.begin(ctx)
	defer end()
	if err != nil {
		return nil, err
	}
	claims := make([]Claim, len(keys))
	for i, key := range keys {
		claims[i] = m.claim(key)
	}
	return claims, nil
}

// Family returns the claims of keys that begin alike.
func (m *memory) Family(ctx context.Context, prefix Key, yield func(Claim) bool) error {
	end, err := m.begin(ctx)
	if err != nil {
		return err
	}
	var got []Claim
	for key, c := range m.claims {
		if strings.HasPrefix(string(key), string(prefix)) {
			got = append(got, c)
		}
	}
	end()
	slices.SortFunc(got, func(a, b Claim) int { return strings.Compare(string(a.Key), string(b.Key)) })
	yieldAll(got, yield)()
	return nil
}

// Intend keeps intents, all or none.
func (m *memory) Intend(ctx context.Context, run string, intents []Intent) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := checkIntents(run, intents); err != nil {
		return err
	}
	end, err := m.begin(ctx)
	defer end()
	if err != nil {
		return err
	}
	for _, in := range intents {
		if _, err := intend(m.claim(in.Key), run, in); err != nil {
			return err
		}
	}
	for _, in := range intents {
		old := m.claim(in.Key)
		next, err := intend(old, run, in)
		if err != nil {
			return err
		}
		m.handOver(old, next)
		m.claims[in.Key] = next
		rowsOf(m.pending, run)[in.Row] = in.Key
	}
	return nil
}

func (m *memory) handOver(old, next Claim) {
	if old.State != Doubt || old.Run == next.Run && old.Row == next.Row {
		return
	}
	if m.pending[old.Run][old.Row] != old.Key {
		return
	}
	rowsOf(m.entries, old.Run)[old.Row] = pendingEntry(m.entries[old.Run][old.Row], old)
	delete(m.pending[old.Run], old.Row)
}

// Settle keeps outcomes.
func (m *memory) Settle(ctx context.Context, run string, entries []Entry) error {
	if err := checkEntries(run, entries); err != nil {
		return err
	}
	end, err := m.begin(context.WithoutCancel(ctx))
	defer end()
	if err != nil {
		return err
	}
	for _, e := range entries {
		old := m.claim(e.Key)
		if next := settle(old, run, e); !sameClaim(old, next) {
			m.handOver(old, next)
			m.claims[e.Key] = next
		}
		delete(m.pending[run], e.Row)
		rowsOf(m.entries, run)[e.Row] = recorded(run, e)
	}
	return nil
}

// Entries yields a run's rows as they stood when it was called.
func (m *memory) Entries(ctx context.Context, run string, from int, yield func(Entry) bool) error {
	end, err := m.begin(ctx)
	if err != nil {
		return err
	}
	rows := maps.Clone(m.entries[run])
	if rows == nil {
		rows = map[int]Entry{}
	}
	for at, key := range m.pending[run] {
		c := m.claim(key)
		c.Row = at
		rows[at] = pendingEntry(rows[at], c)
	}
	end()
	maps.DeleteFunc(rows, func(at int, _ Entry) bool { return at < from })
	for _, at := range slices.Sorted(maps.Keys(rows)) {
		if !yield(rows[at]) {
			break
		}
	}
	return nil
}

func rowsOf[T any](of map[string]map[int]T, run string) map[int]T {
	rows := of[run]
	if rows == nil {
		rows = map[int]T{}
		of[run] = rows
	}
	return rows
}

// Dir makes a directory for a run below a temporary one.
func (m *memory) Dir(run string) (string, error) {
	if err := checkRunID(run); err != nil {
		return "", err
	}
	end, err := m.begin(context.Background())
	defer end()
	if err != nil {
		return "", err
	}
	if m.dir == "" {
		if m.dir, err = os.MkdirTemp("", "posimport-*"); err != nil {
			return "", err
		}
	}
	dir := filepath.Join(m.dir, run)
	return dir, os.MkdirAll(dir, dirMode)
}

// Prune forgets a run.
func (m *memory) Prune(ctx context.Context, run string) error {
	end, err := m.begin(ctx)
	defer end()
	if err != nil {
		return err
	}
	if _, ok := m.runs[run]; !ok {
		return fmt.Errorf("run %s: %w", run, ErrNoRun)
	}
	delete(m.runs, run)
	delete(m.entries, run)
	delete(m.pending, run)
	if m.dir == "" {
		return nil
	}
	return os.RemoveAll(filepath.Join(m.dir, run))
}

// Close forgets everything.
func (m *memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil
	}
	m.closed = true
	if m.dir == "" {
		return nil
	}
	return os.RemoveAll(m.dir)
}
