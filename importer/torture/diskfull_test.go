package torture

import (
	"os/exec"
	"strings"
	"testing"

	"posimport/importer"
	"posimport/importer/sandbox"
)

// TestDiskFull: a ledger that cannot grow any more ends the run, and a resume with room completes it.
// The shell's limit on the size of a file stands in for a full disk.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	for name, make := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, make(600), sandbox.Options{})
			p := w.start(w.importing()...)
			if code := p.wait(); code != 0 {
				t.Fatalf("exit code %d with room: %s", code, p.stderr.String())
			}

			w = newWorld(t, make(600), sandbox.Options{})
			args := append([]string{"import", w.file, "-m", w.mapFile, "--base-url", w.base}, w.common()...)
			p = w.startAs(func(binary string) *exec.Cmd {
				const blocks = "300" // of 512 bytes
				script := `ulimit -f ` + blocks + `; exec "$0" "$@"`
				return exec.Command("sh", append([]string{"-c", script, binary}, append(args, patience()...)...)...)
			})
			if code := p.wait(); code != importer.ExitBroken {
				t.Errorf("exit code %d", code)
			}
			if said := p.stderr.String(); !strings.Contains(said, "ledger") {
				t.Errorf("the message is %q", said)
			}
			sum := p.summary()
			if want := "posimport resume " + sum.Run; !strings.HasPrefix(sum.Next, want) {
				t.Errorf("the next command is %q, want %q", sum.Next, want)
			}
			if sum.Counts["NOT_RUN"] == 0 || sum.Error == "" {
				t.Errorf("the summary is %+v", sum)
			}
			w.idle()
			v := &verdict{t: t, in: w.in, truth: w.server.Truth(), results: readResults(t, w.results), killed: true}
			v.report()
			w.peace()
		})
	}
}

// TestNoRoomAtAll: where not even the copy of the input can be kept, nothing is sent.
func TestNoRoomAtAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t, corInput(4000), sandbox.Options{})
	args := append([]string{"import", w.file, "-m", w.mapFile, "--base-url", w.base}, w.common()...)
	p := w.startAs(func(binary string) *exec.Cmd {
		return exec.Command("sh", append([]string{"-c", `ulimit -f 100; exec "$0" "$@"`, binary}, args...)...)
	})
	if code := p.wait(); code != importer.ExitBroken {
		t.Errorf("exit code %d", code)
	}
	if said := p.stderr.String(); !strings.Contains(said, "positions.csv") {
		t.Errorf("the message is %q", said)
	}
	if n := len(w.server.Truth()); n > 0 {
		t.Errorf("%d things happened", n)
	}
	if w.begun() {
		t.Error("a run is kept")
	}
}
