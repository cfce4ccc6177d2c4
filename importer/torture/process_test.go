package torture

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"posimport/importer/row"
)

// process is the built binary at work.
type process struct {
	w      *world
	cmd    *exec.Cmd
	stdout bytes.Buffer
	stderr speech
	once   sync.Once
}

// common are the flags of every command that sends.
func (w *world) common() []string {
	return []string{
		"--state", w.state, "-o", w.results, "--workers", "16", "--timeout", "150ms", "--settle", "800ms",
		"--max-attempts", "12", "--no-progress", "--yes", "--json", "-q",
	}
}

// patience is for a session that meets no faults: on a busy machine an answer may take its time.
func patience() []string { return []string{"--timeout", "20s"} }

// start runs a command.
func (w *world) start(args ...string) *process {
	w.t.Helper()
	return w.startAs(func(binary string) *exec.Cmd { return exec.Command(binary, args...) })
}

// startAs runs the binary in a command of the caller's.
func (w *world) startAs(command func(binary string) *exec.Cmd) *process {
	w.t.Helper()
	p := &process{w: w, cmd: command(os.Getenv(binaryVariable))}
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	p.cmd.Dir = w.dir
	p.cmd.Env = []string{"HOME=" + w.dir, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), "LANG=C"}
	for name, value := range w.env {
		p.cmd.Env = append(p.cmd.Env, name+"="+value)
	}
	must(w.t, p.cmd.Start())
	return p
}

// goOn imports the file, or resumes the run that there is.
func (w *world) goOn(more ...string) *process {
	w.t.Helper()
	args := []string{"import", w.file, "-m", w.mapFile, "--base-url", w.base}
	if w.begun() {
		args = []string{"resume"}
	}
	return w.start(append(append(args, w.common()...), more...)...)
}

// begun reports whether a run can go on: it was written down, and has its copy of the file.
func (w *world) begun() bool {
	w.t.Helper()
	found, err := filepath.Glob(filepath.Join(w.state, "accounts", "*", "runs", "*", "source.csv"))
	must(w.t, err)
	return len(found) > 0
}

// kill is kill -9. It may be called from any goroutine, and more than once.
func (p *process) kill() {
	p.once.Do(func() { _ = p.cmd.Process.Kill() }) // it may have ended
}

// wait waits for the end and returns the exit code, -1 for a kill.
func (p *process) wait() int {
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.w.t.Fatal(err)
	}
	return p.cmd.ProcessState.ExitCode()
}

// died reports whether the process ended by our kill.
func (p *process) died() bool {
	status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// said is the summary that a command printed.
type said struct {
	Run         string         `json:"run"`
	Results     string         `json:"results"`
	Rows        int            `json:"rows"`
	Counts      map[string]int `json:"counts"`
	Interrupted bool           `json:"interrupted"`
	StopText    string         `json:"stop_text"`
	ExitCode    int            `json:"exit_code"`
	Error       string         `json:"error"`
	Next        string         `json:"next"`
}

// counts are the summary's, by status.
func (s said) counts() map[row.Status]int {
	counts := map[row.Status]int{}
	for status, n := range s.Counts {
		counts[row.Status(status)] = n
	}
	return counts
}

// idle reports whether a command had nothing to do: it names no run.
func (p *process) idle() bool { return p.stdout.Len() == 0 || p.summary().Run == "" }

func (p *process) summary() said {
	p.w.t.Helper()
	var s said
	if err := json.Unmarshal(p.stdout.Bytes(), &s); err != nil {
		p.w.t.Fatalf("no summary (%v): %q, %s", err, p.stdout.String(), p.stderr.String())
	}
	return s
}

// speech is what a process says to people.
type speech struct {
	mu   sync.Mutex
	text bytes.Buffer
	word string
	said chan struct{}
}

// Write implements io.Writer.
func (s *speech) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.Write(p)
	s.look()
	return len(p), nil
}

// String returns all of it so far.
func (s *speech) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// when returns what is closed once some words were said.
func (s *speech) when(words string) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.word, s.said = words, make(chan struct{})
	s.look()
	return s.said
}

func (s *speech) look() {
	if s.word != "" && bytes.Contains(s.text.Bytes(), []byte(s.word)) {
		close(s.said)
		s.word = ""
	}
}

// trigger kills a process at a moment of the truth log: while its n-th event of a kind is written,
// which is before anybody sees its effect.
type trigger struct {
	mu   sync.Mutex
	kind string
	left int
	fire func()
}

// Write implements io.Writer for the truth log.
func (k *trigger) Write(line []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fire != nil && strings.Contains(string(line), `"kind":"`+k.kind+`"`) {
		if k.left--; k.left <= 0 {
			k.fire()
			k.fire = nil
		}
	}
	return len(line), nil
}

// arm makes it fire at the n-th event from now on.
func (k *trigger) arm(kind string, n int, fire func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kind, k.left, k.fire = kind, n, fire
}

// after kills at a time.
func (p *process) after(d time.Duration) *time.Timer { return time.AfterFunc(d, p.kill) }
