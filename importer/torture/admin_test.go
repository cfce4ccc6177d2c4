package torture

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"posimport/importer/sandbox"
)

// TestAdmin plays an admin who works on results workbooks for many rounds: corrects, edits, adds,
// deletes and sorts rows, retries with requests in trouble, and has the process killed now and then.
// Each row has a mark of its own. In the end each row that is left has a position of its own, and
// never were there more positions than there were rows.
func TestAdmin(t *testing.T) {
	t.Parallel()
	seeds := 4
	if testing.Short() {
		seeds = 1
	}
	if text := os.Getenv("TORTURE_ADMINS"); text != "" {
		n, err := strconv.Atoi(text)
		must(t, err)
		seeds = n
	}
	for name, make := range kinds() {
		for seed := range seeds {
			t.Run(fmt.Sprint(name, " ", seed), func(t *testing.T) {
				t.Parallel()
				a := newAdmin(t, name, make(24), uint64(seed))
				a.career()
			})
		}
	}
}

// admin is one who works on results.
type admin struct {
	*story
	kind    string
	dice    *rand.Rand
	marks   int // rows that there ever were
	gone    int // rows that were deleted
	rounds  int
	history []string
}

func newAdmin(t *testing.T, kind string, in *input, seed uint64) *admin {
	t.Helper()
	in.header = append(in.header, "Note")
	in.mapping += "ignore: [Note]\n"
	dice := rand.New(rand.NewPCG(seed, 24))
	for i := range in.rows {
		in.rows[i].cells = append(in.rows[i].cells, fmt.Sprint("mark ", i))
		if dice.IntN(5) == 0 {
			in.rows[i].cells[1] = "" // no name
		}
	}
	hook := &trigger{}
	w := newWorld(t, in, sandbox.Options{
		Latency: time.Millisecond, Seed: seed, TruthLog: hook, KnownGroupsOnly: true,
		Faults: faults(t, "rate=0.3,kinds=all,slow=200ms,late-by=300ms"),
	})
	a := &admin{story: &story{world: w, hook: hook}, kind: kind, dice: dice, marks: len(in.rows)}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%q", a.history)
		}
	})
	return a
}

func (a *admin) career() {
	a.results = a.out("round0.xlsx")
	a.session(append([]string{"import", a.file, "-m", a.mapFile, "--base-url", a.base}, a.common()...))
	for a.rounds = 1; a.rounds <= 5; a.rounds++ {
		file := a.edit(a.results, a.work)
		a.results = a.out(fmt.Sprintf("round%d.xlsx", a.rounds))
		a.session(append([]string{"retry", file}, a.common()...))
	}
	a.server.SetFaults(sandbox.Faults{})
	file := a.edit(a.results, func(b *book) { a.repair(b) })
	_, found := a.retry(file, a.out("last.xlsx"))
	seen := map[string]bool{}
	for i, one := range found {
		if mark := one.cells[len(one.cells)-1]; seen[mark] {
			a.t.Errorf("%s is in the results twice", mark)
		} else {
			seen[mark] = true
		}
		if one.status != "CREATED" && one.status != "EXISTS" {
			a.t.Errorf("row %d is %+v", i, one)
		}
	}
	if len(found) != a.marks-a.gone {
		a.t.Errorf("%d rows, want %d", len(found), a.marks-a.gone)
	}
	if n := len(a.server.Created()); n > a.marks || n < a.marks-a.gone {
		a.t.Errorf("%d positions for %d rows that are there and %d that were deleted", n, a.marks-a.gone, a.gone)
		owned := map[string]bool{}
		for _, one := range found {
			owned[one.id] = true
		}
		for _, e := range a.server.Truth() {
			if e.Kind == sandbox.PositionCreated && !owned[e.ID] {
				a.t.Errorf("event %d: nobody's: %s %s", e.Seq, e.ID, e.Body)
			}
		}
	}
}

// session runs a command to its end, with kills in between; then nothing is left in doubt but by
// faults.
func (a *admin) session(args []string) {
	a.t.Helper()
	for range a.dice.IntN(3) {
		p := a.killAt(a.hook, 1+a.dice.IntN(8), args...)
		a.history = append(a.history, fmt.Sprintf("%s killed: %v", args[0], p.died()))
		if !p.died() {
			return
		}
		if !a.begunBy(args) {
			continue
		}
		args = append([]string{"resume"}, a.common()...)
	}
	p := a.start(args...)
	code := p.wait()
	a.history = append(a.history, fmt.Sprintf("%s ended: %d", args[0], code))
	if code != 0 && code != 4 {
		a.t.(*testing.T).Fatalf("%q ended with %d: %s", args, code, p.stderr.String())
	}
	if _, err := os.Stat(a.results); err != nil {
		a.t.(*testing.T).Fatalf("%q: no results: %s", args, p.stderr.String())
	}
}

// begunBy reports whether a command's run was written down before it was killed.
func (a *admin) begunBy(args []string) bool {
	a.t.Helper()
	if args[0] == "resume" {
		return true
	}
	found, err := filepath.Glob(filepath.Join(a.state, "accounts", "*", "runs", "*", "run.json"))
	must(a.t, err)
	return len(found) > a.rounds
}

// work is what the admin does in one round.
func (a *admin) work(b *book) {
	for range 1 + a.dice.IntN(6) {
		if len(b.rows) < 5 {
			return
		}
		at := 1 + a.dice.IntN(len(b.rows)-1)
		line := b.rows[at]
		status := line[b.column("Import Status")]
		what := a.dice.IntN(6)
		a.history = append(a.history, fmt.Sprint("edit ", what, " of ", status, " ", line[b.column("Note")]))
		switch what {
		case 0: // a new name
			if status != "UNKNOWN" || a.kind != "cor" {
				line[b.column("Name")] = fmt.Sprint("Position ", a.dice.IntN(6))
			}
		case 1: // one row more, often equal to another
			fresh := b.fresh(line)
			fresh[b.column("Note")] = fmt.Sprint("mark ", a.marks)
			a.number(b, fresh)
			a.marks++
			b.rows = slices.Insert(b.rows, 1+a.dice.IntN(len(b.rows)), fresh)
		case 2:
			b.rows = slices.Delete(b.rows, at, at+1)
			a.gone++
		case 3:
			a.dice.Shuffle(len(b.rows)-1, func(i, j int) { b.rows[i+1], b.rows[j+1] = b.rows[j+1], b.rows[i+1] })
		case 4: // a mistake
			if status != "CREATED" && status != "EXISTS" && status != "UNKNOWN" {
				line[b.column("Name")] = ""
			}
		case 5:
			a.repair(b)
		}
	}
}

// number gives a row an id of its own, where rows have ids.
func (a *admin) number(b *book, line []string) {
	switch a.kind {
	case "cor":
		line[b.column("ID")] = fmt.Sprintf("%06d", 1000+a.marks)
	case "aptly-ids":
		line[b.column("External ID")] = fmt.Sprintf("E%05d", 1000+a.marks)
	}
}

// repair gives every row a name.
func (a *admin) repair(b *book) {
	at := b.column("Name")
	for _, line := range b.rows[1:] {
		if line[at] == "" {
			line[at] = "Repaired"
		}
	}
}
