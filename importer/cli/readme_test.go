package cli

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/importer/results"
	"posimport/importer/target/schema"
	"posimport/mapping"
)

func init() {
	flag.Bool("update", false, "write the README's tables anew")
}

const readme = "../../README.md"

// TestReadme keeps the tables of the README as the code has them; with -update it writes them.
func TestReadme(t *testing.T) {
	old := readReadme(t)
	text := old
	for name, table := range readmeTables(t) {
		text = replaceTable(t, text, name, table)
	}
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(readme, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(old, text); diff != "" {
		t.Errorf("README.md is not what the code says; run make samples (-is +should be):\n%s", diff)
	}
	for _, column := range results.Columns() {
		if !strings.Contains(text, "| `"+string(column)+"` |") {
			t.Errorf("README.md does not explain the column %s", column)
		}
	}
}

func readReadme(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n")
}

// replaceTable puts a table between its two markers.
func replaceTable(t *testing.T, text, name, table string) string {
	t.Helper()
	begin, end := "<!-- "+name+":begin -->\n", "<!-- "+name+":end -->"
	before, rest, ok := strings.Cut(text, begin)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("README.md has no markers for %s", name)
	}
	return before + begin + table + end + after
}

func readmeTables(t *testing.T) map[string]string {
	t.Helper()
	root := (&app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, getenv: func(string) string { return "" }}).rootCommand()
	tables := map[string]string{
		"commands": commandTable(root),
		"flags":    flagTable(root),
		"keys":     keyTable(t),
		"statuses": codes.StatusTable("en"),
		"codes":    codes.CodeTable("en"),

		"dependencies": dependencyTable(t),
	}
	for _, target := range importer.Targets() {
		s := target.Schema()
		tables["fields-"+s.Target] = fieldTable(s)
	}
	return tables
}

func tableLine(cells ...string) string {
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(cell, "|", `\|`)
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// shown lists the commands that a person types, without cobra's own help.
func shown(root *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() && cmd.Name() != "help" && cmd.Name() != "completion" {
			all = append(all, cmd)
		}
	}
	return all
}

func commandTable(root *cobra.Command) string {
	out := tableLine("Command", "Does") + "|---|---|\n"
	for _, cmd := range shown(root) {
		out += tableLine("`posimport "+cmd.Use+"`", cmd.Short)
	}
	return out
}

// flagTable has one line a flag, with the commands that take it in the same meaning. Those of the
// sandbox, which few people need, share one.
func flagTable(root *cobra.Command) string {
	type line struct {
		flag, meaning string
		takers        []string
	}
	var lines []*line
	add := func(f *pflag.Flag, taker string) {
		name, usage := pflag.UnquoteUsage(f)
		text := "`--" + f.Name + strings.TrimRight(" "+name, " ") + "`"
		if f.Shorthand != "" {
			text = "`-" + f.Shorthand + "`, " + text
		}
		if value := f.DefValue; value != "" && value != "false" && value != "0" && value != "0s" && value != "[]" {
			usage += " (default " + strings.Replace(value, "h0m0s", "h", 1) + ")"
		}
		for _, l := range lines {
			if l.flag == text && l.meaning == usage {
				l.takers = append(l.takers, taker)
				return
			}
		}
		lines = append(lines, &line{text, usage, []string{taker}})
	}
	var practice []string
	for _, cmd := range shown(root) {
		if cmd.Name() == "sandbox" {
			cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) { practice = append(practice, "`--"+f.Name+"`") })
			continue
		}
		cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			if f.Name != "help" {
				add(f, cmd.Name())
			}
		})
	}
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) { add(f, "all") })
	slices.SortStableFunc(lines, func(a, b *line) int { return strings.Compare(flagName(a.flag), flagName(b.flag)) })
	out := tableLine("Flag", "Of", "Means") + "|---|---|---|\n"
	for _, l := range lines {
		out += tableLine(l.flag, strings.Join(l.takers, ", "), l.meaning)
	}
	return out + tableLine(strings.Join(practice, " "), "sandbox", "see `posimport sandbox --help`")
}

func flagName(text string) string {
	_, name, _ := strings.Cut(text, "--")
	return name
}

func fieldTable(s *schema.Schema) string {
	out := tableLine("Field", "Template's header", "Is", "Meaning", "Example") + "|---|---|---|---|---|\n"
	for i := range s.Fields {
		f := &s.Fields[i]
		is := string(f.Type)
		if f.Required {
			is = "**required** " + is
		}
		if f.MaxLen > 0 {
			is += fmt.Sprintf(", at most %d characters", f.MaxLen)
		}
		if f.Default != "" {
			is += ", default `" + f.Default + "`"
		}
		meaning := f.Meaning.EN
		if len(f.Allowed) > 0 {
			meaning += " One of `" + strings.Join(f.Allowed, "`, `") + "`."
		}
		title := f.Title.EN
		if f.PerRun {
			title = "– (`--set`)"
		}
		out += tableLine("`"+f.Name+"`", title, is, meaning, "`"+f.Example+"`")
	}
	return out
}

// keyTable takes the keys of a field from the JSON Schema of mapping files, which the loader shares.
func keyTable(t *testing.T) string {
	t.Helper()
	var doc any
	if err := json.Unmarshal(mapping.JSONSchema(allSchemas()), &doc); err != nil {
		t.Fatal(err)
	}
	meanings, takers := map[string]string{}, map[string]map[schema.Type]bool{}
	all := map[schema.Type]bool{}
	for _, s := range allSchemas() {
		for i := range s.Fields {
			kind := s.Fields[i].Type
			all[kind] = true
			for _, object := range objectsOf(doc, s.Fields[i].Name) {
				for key, value := range object {
					meanings[key], _ = value.(map[string]any)["description"].(string)
					if takers[key] == nil {
						takers[key] = map[schema.Type]bool{}
					}
					takers[key][kind] = true
				}
			}
		}
	}
	var names []string
	for key := range meanings {
		names = append(names, key)
	}
	slices.Sort(names)
	out := tableLine("Key", "For", "Means") + "|---|---|---|\n"
	for _, key := range names {
		out += tableLine("`"+key+"`", typeNames(takers[key], all), meanings[key])
	}
	if len(names) < 20 {
		t.Fatalf("the JSON Schema of mappings shows only %d keys: %v", len(names), names)
	}
	return out
}

// dependencyTable takes the modules that we name ourselves from go.mod, where each says why it is there.
func dependencyTable(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	out, n := tableLine("Dependency", "Why it is there")+"|---|---|\n", 0
	for line := range strings.Lines(string(data)) {
		module, why, ok := strings.Cut(strings.TrimSpace(line), " // ")
		words := strings.Fields(module)
		if !ok || why == "indirect" || len(words) != 2 || !strings.HasPrefix(words[1], "v") {
			continue
		}
		out += tableLine("`"+strings.TrimPrefix(words[0], "github.com/")+"`", why)
		n++
	}
	if n < 10 {
		t.Fatalf("go.mod explains only %d modules", n)
	}
	return out
}

func typeNames(some, all map[schema.Type]bool) string {
	if len(some) == len(all) {
		return "all"
	}
	var names []string
	for kind := range some {
		names = append(names, string(kind))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// objectsOf finds the keys of a field, wherever the JSON Schema describes it as an object.
func objectsOf(node any, field string) []map[string]any {
	var found []map[string]any
	switch v := node.(type) {
	case map[string]any:
		if described, ok := v[field].(map[string]any); ok {
			if options, ok := described["anyOf"].([]any); ok {
				for _, option := range options {
					if keys, ok := option.(map[string]any)["properties"].(map[string]any); ok {
						found = append(found, keys)
					}
				}
			} else if keys, ok := described["properties"].(map[string]any); ok {
				found = append(found, keys)
			}
		}
		for _, child := range v {
			found = append(found, objectsOf(child, field)...)
		}
	case []any:
		for _, child := range v {
			found = append(found, objectsOf(child, field)...)
		}
	}
	return found
}

// TestReadmeNamesWhatIsThere holds every path and make target that the README names against the tree.
func TestReadmeNamesWhatIsThere(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range strings.Split(readReadme(t), "`")[1:] {
		if target, ok := strings.CutPrefix(code, "make "); ok {
			for name := range strings.FieldsSeq(target) {
				if !strings.Contains("\n"+string(makefile), "\n"+name+":") {
					t.Errorf("the README names make %s, and the Makefile has no such target", name)
				}
			}
		}
		if path, _, ok := strings.Cut(code, "/"); ok && (path == "importer" || path == "samples" || path == "mapping") {
			if _, err := os.Stat(filepath.Join("../..", filepath.FromSlash(strings.TrimSuffix(code, "/")))); err != nil {
				t.Errorf("the README names %s: %v", code, err)
			}
		}
	}
}
