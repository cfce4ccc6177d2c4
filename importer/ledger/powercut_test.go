package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"posimport/importer/row"
)

// A commit writes its data pages, syncs, writes one meta page, and syncs again. A power cut loses any
// part of what was written since the last sync. So each commit is taken apart into sectors and put
// together again as the disk may hold it after a cut at any moment of it:
//
//	before the first sync: any data sectors, old or new or garbage, and the old meta pages
//	before the second one: all data sectors, and any part of the new meta page
//	afterwards:            everything
const (
	sector   = 512
	metaEnd  = 2 * 4096
	cuts     = 6 // of each kind, at each commit
	commits  = 60
	metaSize = 16 + 64 // of the page that is in use: its header and the meta itself
)

func TestPowerCut(t *testing.T) {
	if os.Getpagesize() != 4096 {
		t.Logf("pages have %d bytes here: bbolt's files are taken apart by 4096", os.Getpagesize())
	}
	random, scratch := rand.New(rand.NewPCG(1, 2)), t.TempDir()
	s := storeTest(t)
	live, model := openTest(t, s, account(), runC), NewMemory()
	t.Cleanup(func() { must(t, model.Close()) })
	if db := live.(*disk).db; db.NoSync || db.NoGrowSync {
		t.Fatal("the database does not sync: all that follows would prove nothing")
	}
	path := filepath.Join(s.accountDir(account()), dbFile)
	old, oldWant := readAll(t, path), dump(t, model)
	states := map[string]int{}
	for i := range commits {
		act(t, random, i, live, model)
		now, want := readAll(t, path), dump(t, model)
		if got := dumpCopy(t, scratch, now); got != want {
			t.Fatalf("commit %d, after the last sync: %s", i, differ(got, want))
		}
		for range cuts {
			if got := dumpCopy(t, scratch, cutBeforeFirstSync(random, old, now)); got != oldWant {
				t.Fatalf("commit %d, before its first sync: %s", i, differ(got, oldWant))
			}
			states["first"]++
			got := dumpCopy(t, scratch, cutBeforeSecondSync(random, old, now))
			switch got {
			case want:
				states["second, new"]++
			case oldWant:
				states["second, old"]++
			default:
				t.Fatalf("commit %d, before its second sync: %s; and %s", i, differ(got, oldWant), differ(got, want))
			}
		}
		old, oldWant = now, want
	}
	t.Logf("%d commits; reopened after a cut: %v", commits, states)
	if states["second, new"] == 0 || states["second, old"] == 0 {
		t.Error("the cuts of the meta page all ended the same way")
	}
}

// act does the same to both ledgers: mostly windows of intents and their outcomes.
func act(t *testing.T, random *rand.Rand, i int, ledgers ...Ledger) {
	t.Helper()
	run := []string{runA, runB}[random.IntN(2)]
	var free, doubt []Key
	claims, err := ledgers[1].Claims(t.Context(), keysUpTo(300+20*i))
	must(t, err)
	for _, c := range claims {
		switch c.State {
		case Free:
			free = append(free, c.Key)
		case Doubt:
			doubt = append(doubt, c.Key)
		}
	}
	var intents []Intent
	var entries []Entry
	settling := i%2 == 1 && len(doubt) > 0
	for range 1 + random.IntN(40) {
		n := random.IntN(300)
		if settling {
			status := []row.Status{row.Created, row.Created, row.Failed, row.Unknown, row.Exists}[random.IntN(5)]
			entries = append(entries, entryOf(1+n, doubt[random.IntN(len(doubt))], status, i%60))
		} else {
			intents = append(intents, intentOf(1+n, free[random.IntN(len(free))], fmt.Sprintf("%0*d", random.IntN(150), i), i%60))
		}
	}
	for _, l := range ledgers {
		if settling {
			must(t, l.Settle(t.Context(), run, entries))
		} else {
			must(t, l.Intend(t.Context(), run, intents))
		}
	}
}

func keysUpTo(n int) (keys []Key) {
	for i := range n {
		keys = append(keys, keyOf(i))
	}
	return keys
}

func cutBeforeFirstSync(random *rand.Rand, old, now []byte) []byte {
	disk := append(bytes.Clone(old), make([]byte, max(0, len(now)-len(old)))...)
	how := random.IntN(3)
	for at := metaEnd; at < len(disk); at += sector {
		if bytes.Equal(disk[at:at+sector], now[at:at+sector]) || random.IntN(2) == 0 {
			continue
		}
		copy(disk[at:at+sector], now[at:at+sector])
		if how == 0 {
			torn := at + random.IntN(sector)
			for ; torn < at+sector; torn++ {
				disk[torn] = byte(random.Uint32())
			}
		}
	}
	if how == 1 { // the new length was not on the disk yet either
		disk = disk[:len(old)]
	}
	return disk
}

func cutBeforeSecondSync(random *rand.Rand, old, now []byte) []byte {
	disk := bytes.Clone(now)
	copy(disk[:metaEnd], old[:metaEnd])
	for page := 0; page < metaEnd; page += metaEnd / 2 {
		upTo := random.IntN(metaSize + 20) // beyond the end: it was written whole
		copy(disk[page:page+min(upTo, metaSize)], now[page:])
	}
	return disk
}

func readAll(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	return data
}

// openCopy opens a database with these bytes as the store does it.
func openCopy(dir string, data []byte) (*disk, error) {
	path := filepath.Join(dir, dbFile)
	// A new file each time: ext4 waits for the disk when one is written over.
	if err := errors.Join(os.RemoveAll(path), os.WriteFile(path, data, fileMode)); err != nil {
		return nil, err
	}
	db, file, err := new(Store).openDB(path)
	if err != nil {
		return nil, err
	}
	d := &disk{dir: dir, run: runC, db: db, file: file}
	return d, d.prepare()
}

func dumpCopy(t *testing.T, dir string, data []byte) string {
	t.Helper()
	d, err := openCopy(dir, data)
	must(t, err)
	defer func() { must(t, d.Close()) }()
	return dump(t, d)
}

// dump is all that a ledger says, except of runs' files.
func dump(t *testing.T, l Ledger) string {
	t.Helper()
	text, err := dumpOrError(l)
	must(t, err)
	return text
}

func dumpOrError(l Ledger) (string, error) {
	var b bytes.Buffer
	for _, run := range []string{runA, runB} {
		err := l.Entries(context.Background(), run, 0, func(e Entry) bool {
			fmt.Fprintf(&b, "%s %d %q %.4x %v %+v\n", run, e.Row, e.Key, e.Hash, e.Doubt, e.Outcome)
			return true
		})
		if err != nil {
			return "", err
		}
	}
	err := l.Family(context.Background(), "", func(c Claim) bool {
		hashes := fmt.Sprintf("%.4x %.4x %.4x", c.Hash, c.Hashes, sha256.Sum256(bytes.Join(append(c.Bodies, c.Body), []byte{0})))
		c.Hash, c.Hashes, c.Bodies, c.Body = Hash{}, nil, nil, nil
		fmt.Fprintf(&b, "%+v %s\n", c, hashes)
		return true
	})
	return b.String(), err
}

// differ shows the first line that two dumps do not share.
func differ(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d is\n%s\nand not\n%s\n", i, a[i], b[i])
		}
	}
	return fmt.Sprintf("there are %d lines and not %d", len(a), len(b))
}

// TestCutOffFile: a file that lost its end is refused, or opens at a state that was whole.
func TestCutOffFile(t *testing.T) {
	random, scratch := rand.New(rand.NewPCG(3, 4)), t.TempDir()
	s := storeTest(t)
	live, model := openTest(t, s, account(), runC), NewMemory()
	t.Cleanup(func() { must(t, model.Close()) })
	path := filepath.Join(s.accountDir(account()), dbFile)
	known := map[string]bool{dump(t, model): true}
	for i := range 20 {
		act(t, random, i, live, model)
		known[dump(t, model)] = true
	}
	data, refused := readAll(t, path), 0
	for size := len(data) - 1; size >= 0; size -= 4099 {
		d, err := openCopy(scratch, data[:size])
		if err == nil {
			var text string
			if text, err = dumpOrError(d); err != nil {
				t.Fatalf("cut to %d bytes of %d, it opens, and is found damaged only later: %v", size, len(data), err)
			}
			must(t, d.Close())
			if !known[text] && size > 0 {
				t.Fatalf("cut to %d bytes of %d, it opens in a state that never was: %s", size, len(data), differ(text, dump(t, model)))
			}
		}
		if err != nil {
			refused++
		}
	}
	if refused == 0 {
		t.Error("no cut was refused")
	}
}

// TestGarbledFile: bytes that a disk lost inside records are found, and no garbage kills the process.
func TestGarbledFile(t *testing.T) {
	random, scratch := rand.New(rand.NewPCG(5, 6)), t.TempDir()
	s := storeTest(t)
	live, model := openTest(t, s, account(), runC), NewMemory()
	t.Cleanup(func() { must(t, model.Close()) })
	for i := range 20 {
		act(t, random, i, live, model)
	}
	data := readAll(t, filepath.Join(s.accountDir(account()), dbFile))
	for range 200 {
		bad := bytes.Clone(data)
		for at := random.IntN(len(bad)); at < len(bad) && random.IntN(64) != 0; at++ {
			bad[at] = byte(random.Uint32())
		}
		d, err := openCopy(scratch, bad)
		if err != nil {
			continue
		}
		if _, err := dumpOrError(d); err == nil {
			_ = d.Intend(t.Context(), runA, []Intent{intentOf(400, "new", "body", 1)}) // must return
		}
		_ = d.Close() // must return
	}

	must(t, live.Intend(t.Context(), runA, []Intent{intentOf(500, "mark", "a body to be found in the file", 1)}))
	data = readAll(t, filepath.Join(s.accountDir(account()), dbFile))
	body := []byte("a body to be found")
	for at := bytes.Index(data, body); at >= 0; at = bytes.Index(data, body) {
		data[at+3] ^= 1
	}
	d, err := openCopy(scratch, data)
	must(t, err)
	defer func() { must(t, d.Close()) }()
	if c, err := d.Claims(t.Context(), []Key{"mark"}); err == nil {
		t.Errorf("a flipped bit in a body was not found: %+v", c)
	}
}
