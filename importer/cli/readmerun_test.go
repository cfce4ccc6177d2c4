package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"posimport/importer"
	"posimport/importer/sandbox"
	"posimport/mapping"
)

// reader plays a person who types what the README says, in a folder of their own, against a practice
// server on another port than the README's.
type reader struct {
	t    *testing.T
	dir  string
	base string
	env  map[string]string
}

// expected is what a line of the README comes to, and what the person does before typing it.
type expected struct {
	before func(*reader)
	exit   int
	says   string // on standard error
}

const readmeBase = "http://127.0.0.1:8765"

// readmeLines holds every line of the README that runs posimport.
func readmeLines() map[string]expected {
	const sap, sheet = "--set metadata.source=SAP", "--base-url " + readmeBase
	return map[string]expected{
		"posimport sandbox":                        {},
		"posimport template cor -o positions.xlsx": {says: "Fill in positions.xlsx"},
		"posimport import positions.xlsx " + sap + " " + sheet + " --dry-run -o check.xlsx": {
			before: (*reader).fillIn, exit: importer.ExitInvalid, says: "1 × VAL_REQUIRED",
		},
		"posimport import positions.xlsx " + sap + " " + sheet + " -o results.xlsx": {
			exit: importer.ExitSomeFailed, says: "6 rows: 4 CREATED, 1 INVALID, 1 FAILED; results: results.xlsx",
		},
		"posimport retry results.xlsx -o results-2.xlsx": {before: (*reader).correct, says: "6 rows: 6 CREATED"},
		"posimport map staff.csv --target cor " + sap + " -o staff.yaml": {
			before: (*reader).ownFile, says: "posimport import staff.csv -m staff.yaml --dry-run",
		},
		"posimport map --check staff.yaml staff.csv":                                     {},
		"posimport import staff.csv -m staff.yaml " + sheet + " --dry-run -o check.xlsx": {says: "2 rows: 2 VALID"},
		"posimport import staff.csv -m staff.yaml " + sheet + " -o results.xlsx":         {says: "2 rows: 2 CREATED"},
		"posimport import positions.xlsx " + sap + " --canary 3": {
			// Without a terminal nobody can be asked, so nothing leaves this computer.
			exit: importer.ExitUsage, says: "https://integrations.projectcor.com: say --yes",
		},
		"posimport import positions.csv -m mapping.yaml " + sheet + " --yes --json -q -o results.xlsx": {
			before: (*reader).sample, says: `"CREATED": 25`,
		},
		"posimport resume --yes":    {says: "nothing to go on with"},
		"posimport runs --json":     {},
		"posimport resume --yes -q": {},
		"posimport import positions.csv -m mapping.yaml " + sheet + " --yes -q --json": {says: `"EXISTS": 25`},
	}
}

// TestReadmeCommands types every command of the README, in its order.
func TestReadmeCommands(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	base, err := server.Listen(context.Background(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	r := &reader{t: t, dir: t.TempDir(), base: base, env: map[string]string{"LANG": "en_US.UTF-8"}}
	race, value := noRaceSleep()
	r.env[race] = value
	r.env["POSIMPORT_STATE"] = filepath.Join(r.dir, "state")
	r.write(".cor-token", "practice\n", 0o600)
	lines := readmeLines()
	typed := map[string]bool{}
	for _, line := range codeLines(readReadme(t), "sh", "cron") {
		if command := r.shell(line); command != "" {
			want, known := lines[command]
			if !known {
				t.Errorf("the README says %q, and this test does not know what that should come to", command)
				continue
			}
			typed[command] = true
			r.run(command, want)
		}
	}
	for command := range lines {
		if !typed[command] {
			t.Errorf("the README does not say %q any more", command)
		}
	}
}

// codeLines returns the lines of the README's code blocks of some languages.
func codeLines(text string, languages ...string) []string {
	var lines []string
	inside := false
	scanner := bufio.NewScanner(strings.NewReader(text))
	for scanner.Scan() {
		line := scanner.Text()
		if language, fence := strings.CutPrefix(line, "```"); fence {
			inside = false
			for _, one := range languages {
				inside = inside || language == one
			}
			continue
		}
		if inside && strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// shell does what a shell does with a line, and returns the command of posimport in it, if any.
func (r *reader) shell(line string) string {
	if at := strings.Index(line, "cd /srv/hr && "); at >= 0 {
		if len(strings.Fields(line[:at])) != 5 {
			r.t.Errorf("%q does not begin with the five fields of cron", line)
		}
		line = line[at+len("cd /srv/hr && "):]
	}
	line, _, _ = strings.Cut(line, " > ")
	words := strings.Fields(line)
	switch words[0] {
	case "posimport":
		return strings.Join(words, " ")
	case "export":
		name, value, _ := strings.Cut(words[1], "=")
		r.env[name] = strings.ReplaceAll(value, "/home/me", r.dir)
	case "unset":
		delete(r.env, words[1])
	case "git", "cd", "make": // TestReadmeNamesWhatIsThere holds make's targets against the Makefile
	default:
		r.t.Errorf("the README says %q, which this test cannot check", line)
	}
	return ""
}

func (r *reader) run(command string, want expected) {
	r.t.Helper()
	if want.before != nil {
		want.before(r)
	}
	if command == "posimport sandbox" {
		return // it runs on another port
	}
	cmd := exec.Command("posimport", strings.Fields(strings.ReplaceAll(command, readmeBase, r.base))[1:]...)
	cmd.Dir = r.dir
	cmd.Env = append(cmd.Env, "PATH="+os.Getenv("PATH"), "HOME="+r.dir)
	for name, value := range r.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		r.t.Fatal(err)
	}
	if code := cmd.ProcessState.ExitCode(); code != want.exit || !strings.Contains(said.String(), want.says) {
		r.t.Errorf("%s ended with %d, not %d, or does not say %q:\n%s", command, code, want.exit, want.says, &said)
	}
}

func (r *reader) write(name, text string, mode os.FileMode) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), mode); err != nil {
		r.t.Fatal(err)
	}
}

// fillIn types six rows into the template: one without a name, one with a category that is not there.
func (r *reader) fillIn() {
	r.book("positions.xlsx", func(book *excelize.File) error {
		var errs []error
		for i, cells := range [][]string{
			{"000101", "Software Developer", "external-category-1"},
			{"000102", "Diseñador – Jefe", "external-category-2"},
			{"000103", "", "external-category-2"},
			{"000104", "Tester", "external-category-99"},
			{"000105", "Accountant", "external-category-3"},
			{"000106", "Recruiter", "external-category-4"},
		} {
			for j, text := range cells {
				at, err := excelize.CoordinatesToCellName(j+1, i+2)
				errs = append(errs, err, book.SetCellStr("Positions", at, text))
			}
		}
		return errors.Join(errs...)
	})
}

// correct types into the results what was wrong.
func (r *reader) correct() {
	r.book("results.xlsx", func(book *excelize.File) error {
		return errors.Join(book.SetCellStr("Results", "B4", "Analyst"), book.SetCellStr("Results", "C5", "external-category-5"))
	})
}

func (r *reader) book(name string, edit func(*excelize.File) error) {
	r.t.Helper()
	book, err := excelize.OpenFile(filepath.Join(r.dir, name))
	if err != nil {
		r.t.Fatal(err)
	}
	if err := errors.Join(edit(book), book.Save(), book.Close()); err != nil {
		r.t.Fatal(err)
	}
}

func (r *reader) ownFile() {
	r.write("staff.csv", "Job code;Job title;Hourly rate;Notes\n000201;Ingénieure logicielle;71,25;x\n000202;Prüfer;64,50;x\n", 0o644)
}

func (r *reader) sample() {
	for from, to := range map[string]string{"cor-clean.csv": "positions.csv", "cor.yaml": "mapping.yaml"} {
		data, err := os.ReadFile(filepath.Join("../../samples", from))
		if err != nil {
			r.t.Fatal(err)
		}
		r.write(to, string(data), 0o644)
	}
}

// TestReadmeMapping reads the mapping that the README shows.
func TestReadmeMapping(t *testing.T) {
	text := strings.Join(codeLines(readReadme(t), "yaml"), "\n")
	if _, err := mapping.Parse("README.md", []byte(text), mapping.Options{Schemas: importer.Schemas}); err != nil {
		t.Error(err)
	}
	if !strings.Contains(text, "pad_left") {
		t.Errorf("the README's mapping was not found: %q", text)
	}
}
