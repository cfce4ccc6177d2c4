package torture

import (
	"fmt"
	"testing"
	"time"

	"posimport/importer/sandbox"
)

// TestImportInsteadOfResume: whoever imports the file again after a kill, and resumes the old run
// later, gets every position once.
func TestImportInsteadOfResume(t *testing.T) {
	t.Parallel()
	seeds := uint64(4)
	if testing.Short() {
		seeds = 1
	}
	for name, make := range kinds() {
		for seed := range seeds {
			t.Run(fmt.Sprint(name, " ", seed), func(t *testing.T) {
				t.Parallel()
				hook := &trigger{}
				w := newWorld(t, make(killRows), sandbox.Options{
					Latency: 2 * time.Millisecond, Seed: seed, TruthLog: hook, Faults: killFaults(t),
				})
				first := w.killAt(hook, 10+8*int(seed), w.importing()...)
				if !first.died() {
					t.Fatalf("it was not killed: %s", first.stderr.String())
				}
				old := w.lastRun().ID
				w.server.SetFaults(sandbox.Faults{})
				w.comes(w.importing()...)
				w.comes(append([]string{"resume", old}, append(w.common(), patience()...)...)...)
				w.comes(w.importing()...)
			})
		}
	}
}

// importing are the arguments of a patient import.
func (w *world) importing() []string {
	args := []string{"import", w.file, "-m", w.mapFile, "--base-url", w.base}
	return append(append(args, w.common()...), patience()...)
}

// killAt runs a command and kills it at the n-th effect.
func (w *world) killAt(hook *trigger, n int, args ...string) *process {
	w.t.Helper()
	started, at := signal(), (*process)(nil)
	hook.arm("created", n, func() {
		<-started
		at.kill()
	})
	at = w.start(args...)
	close(started)
	at.wait()
	hook.arm("", 0, nil)
	return at
}

// comes runs a command that has to come to a good end: every row has its position, and no other.
func (w *world) comes(args ...string) {
	w.t.Helper()
	p := w.start(args...)
	if code := p.wait(); code != 0 {
		w.t.Fatalf("%s ended with %d: %s%s", args[0], code, p.stdout.String(), p.stderr.String())
	}
	w.idle()
	v := &verdict{
		t: w.t, in: w.in, truth: w.server.Truth(), results: readResults(w.t, w.results), calm: true, killed: true,
		summary: p.summary().counts(),
	}
	v.report()
}

// TestRetryKilled: a retry that was killed is resumed like an import.
func TestRetryKilled(t *testing.T) {
	t.Parallel()
	for kind := range kinds() {
		for effect := 1; effect <= 3; effect++ {
			t.Run(fmt.Sprint(kind, " at effect ", effect), func(t *testing.T) {
				t.Parallel()
				s := newStory(t, kind, "results.xlsx")
				file := s.edit(s.results, func(b *book) {
					b.correct(kind)
					if kind != "cor" { // where two values for one id were sent, nobody could tell
						b.set(undoneRow, "Name", "Changed 9")
					}
				})
				s.results = s.out("again.xlsx")
				args := append(append([]string{"retry", file}, s.common()...), patience()...)
				if p := s.killAt(s.hook, effect, args...); !p.died() {
					t.Fatalf("it was not killed: %s", p.stderr.String())
				}
				s.resumed()
				// And once more, from the results that were edited first.
				_, found := s.retry(file, s.out("third.xlsx"))
				if n := len(s.server.Created()); n != storyRows {
					t.Errorf("%d positions: %v", n, statuses(found))
				}
			})
		}
	}
}

// TestRetryKilledWhileSettling: a row that was edited while it is in doubt is still looked up by what
// was sent for it, also by the resume of a retry that was killed before its look-up.
func TestRetryKilledWhileSettling(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"aptly", "aptly-ids"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, kind, "results.xlsx")
			file := s.edit(s.results, func(b *book) {
				b.correct(kind)
				b.set(doneRow, "Name", "Changed 8")
				b.set(undoneRow, "Name", "Changed 9")
			})
			s.results = s.out("again.xlsx")
			args := append(append([]string{"retry", file}, s.common()...), patience()...)
			started, at := signal(), (*process)(nil)
			s.hook.arm("created", 2, func() { // the corrected rows: what is left is in doubt
				<-started
				at.after(400 * time.Millisecond)
			})
			at = s.start(args...)
			close(started)
			at.wait()
			if !at.died() {
				t.Fatalf("it was not killed: %s", at.stderr.String())
			}
			s.resumed()
			if names := s.names(); names["Changed 8"]+names["Changed 9"] != 1 {
				t.Errorf("one of the edited rows was there already: %v", names)
			}
		})
	}
}

// resumed goes on with the run that was killed, and expects it to end with every row created.
func (s *story) resumed() {
	s.t.Helper()
	p := s.start(append(append([]string{"resume"}, s.common()...), patience()...)...)
	if code := p.wait(); code != 0 {
		s.t.Fatalf("resume ended with %d: %s", code, p.stderr.String())
	}
	s.idle()
	found := readResults(s.t, s.results)
	s.consistent(found)
	s.want(found, all("CREATED", nil), storyRows)
}
