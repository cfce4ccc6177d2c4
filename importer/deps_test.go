package importer

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// listed is what go list says of one package.
type listed struct {
	ImportPath string
	Imports    []string // of the package
	Deps       []string // all below it
	Module     *struct{ Main bool }
}

// packages returns the module's packages by import path, without the module's name.
func packages(t *testing.T) map[string]listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Imports,Deps,Module", "posimport/...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]listed{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if p.Module != nil && p.Module.Main {
			p.Imports, p.Deps = ours(p.Imports), ours(p.Deps)
			all[within(p.ImportPath)] = p
		}
	}
}

func within(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, "posimport"), "/")
}

func ours(paths []string) []string {
	var kept []string
	for _, p := range paths {
		if p == "posimport" || strings.HasPrefix(p, "posimport/") {
			kept = append(kept, within(p))
		}
	}
	return kept
}

// allowed says what each package may import of ours: the design's "Imports run one way". A folder
// with /... stands for all below it.
func allowed() map[string][]string {
	plain := []string{"importer/sheet/cell", "importer/target/schema", "importer/row"}
	with := func(more ...string) []string { return append(slices.Clone(plain), more...) }
	return map[string][]string{
		"":                       {"importer/cli", "importer/memory"},
		"importer/cli":           {"importer/...", "mapping", "templates", "samples"},
		"importer":               with("mapping", "importer/sheet", "importer/results", "importer/ledger", "importer/codes", "importer/target", "importer/target/cor", "importer/target/aptly"),
		"importer/codes":         plain,
		"importer/ledger":        plain,
		"importer/memory":        nil,
		"importer/results":       with("importer/sheet", "importer/results/props"),
		"importer/results/props": nil,
		"importer/row":           nil,
		"importer/sheet":         plain,
		"importer/sheet/cell":    nil,
		"importer/sandbox":       nil,
		"importer/target":        plain,
		"importer/target/cor":    with("importer/target"),
		"importer/target/aptly":  with("importer/target"),
		"importer/target/schema": nil,
		"mapping":                plain,
		"samples":                nil,
		"templates":              with("mapping", "importer/codes", "importer/results/props"),
	}
}

// helpers are for tests alone: no other package may import them, and they may import what they like.
func helpers() []string {
	return []string{"importer/sandbox/cutproxy", "importer/sandbox/judge", "importer/target/targettest", "importer/torture"}
}

func matches(path string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		folder, below := strings.CutSuffix(pattern, "/...")
		return path == folder || below && strings.HasPrefix(path, folder+"/")
	})
}

func TestImportsRunOneWay(t *testing.T) {
	rules, tests := allowed(), helpers()
	all := packages(t)
	for _, needed := range []string{"", "importer", "importer/cli", "mapping", "importer/ledger", "importer/sandbox"} {
		if _, ok := all[needed]; !ok {
			t.Fatalf("go list does not name %q", needed)
		}
	}
	for path, p := range all {
		for _, imported := range p.Imports {
			if slices.Contains(tests, imported) && !slices.Contains(tests, path) {
				t.Errorf("%s imports %s, which is for tests", path, imported)
			}
		}
		if slices.Contains(tests, path) {
			continue
		}
		rule, ok := rules[path]
		if !ok {
			t.Errorf("package %s has no rule here: say what it may import", path)
			continue
		}
		for _, imported := range p.Imports {
			if !matches(imported, rule) {
				t.Errorf("%s imports %s; it may import %s", path, imported, strings.Join(rule, ", "))
			}
		}
	}
}

// TestNothingBelowImportsTheRun: the whole of what is below, and not only the first step.
func TestNothingBelowImportsTheRun(t *testing.T) {
	for path, p := range packages(t) {
		if path == "" || path == "importer" || path == "importer/cli" || slices.Contains(helpers(), path) {
			continue
		}
		for _, dep := range p.Deps {
			if dep == "importer" || dep == "importer/cli" || dep == "" {
				t.Errorf("%s depends on posimport/%s", path, dep)
			}
		}
	}
}

// TestTopLevelNames: the names at the top are the user's and stay.
func TestTopLevelNames(t *testing.T) {
	known := []string{"go.mod", "go.sum", "main.go", "importer", "mapping", "templates", "samples", "README.md", "Makefile", "LICENSE"}
	root := filepath.Dir(filepath.Clean(mustGetwd(t)))
	// What git does not know is somebody's own: a binary, a profile, a demo's folder.
	cmd := exec.CommandContext(t.Context(), "git", "-C", root, "ls-files", "-z")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatal("git knows no file")
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(out), "\x00"), "\x00") {
		top, _, _ := strings.Cut(name, "/")
		if !strings.HasPrefix(top, ".") && !slices.Contains(known, top) {
			t.Errorf("%s: only dot-files may join the names at the top", name)
		}
	}
}

func mustGetwd(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
