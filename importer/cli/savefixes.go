package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v4"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/mapping"
)

// saveFixes writes the replacements into a mapping file, so that the next file needs none. One that is
// there already keeps its comments and all else that it says.
func (a *app) saveFixes(cfg *importer.Config, columns []string, path string) error {
	if path == "" {
		return nil
	}
	if len(cfg.Replace) == 0 {
		return usage("--save-fixes: nothing is filled in on the sheet Fixes")
	}
	fixed, err := importer.WithFixes(cfg.Mapping, columns, cfg.Replace)
	if err != nil {
		return err
	}
	text := fixed.YAML()
	old, err := os.ReadFile(path)
	switch {
	case err == nil:
		if text, err = withValues(path, old, cfg.Mapping, fixed); err != nil {
			return err
		}
	case !errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("the mapping %s cannot be read: %w", path, pathCause(err))
	}
	if err := replaceFile(path, text); err != nil {
		return fmt.Errorf("the mapping %s cannot be written: %w", path, pathCause(err))
	}
	a.say("%s", codes.For(a.lang()).Say(codes.FixesKept, path))
	return nil
}

// withValues adds to a mapping file what the values of one mapping have and those of another have not.
func withValues(path string, old []byte, before, after *mapping.Mapping) ([]byte, error) {
	options := mapping.Options{Schemas: importer.Schemas, ReadFile: besideMapping(path, new([]string)), Target: before.Schema.Target}
	if account := before.Schema.Account(); account >= 0 {
		field := before.Schema.Fields[account].Name
		if value, ok := before.Constant(field); ok {
			options.Set = []string{field + "=" + value} // the file may leave it to --set
		}
	}
	if _, err := mapping.Parse(path, old, options); err != nil {
		return nil, err
	}
	var file, from, to yaml.Node
	if err := errors.Join(yaml.Load(old, &file), yaml.Load(before.YAML(), &from), yaml.Load(after.YAML(), &to)); err != nil {
		return nil, fmt.Errorf("the mapping %s cannot be read: %w", path, err)
	}
	fields := child(file.Content[0], "fields")
	wanted := child(to.Content[0], "fields")
	for i := 0; i+1 < len(wanted.Content); i += 2 {
		name := wanted.Content[i].Value
		added := newPairs(child(child(child(from.Content[0], "fields"), name), "values"), child(wanted.Content[i+1], "values"))
		if len(added) > 0 && !addValues(fields, name, added) {
			return nil, usage("--save-fixes %s: it does not say which column fills %s, so there is no place for its values", path, name)
		}
	}
	text, err := yaml.Dump(&file, yaml.WithIndent(2))
	if err != nil {
		return nil, fmt.Errorf("the mapping %s cannot be written: %w", path, err)
	}
	_, err = mapping.Parse(path, text, options)
	return text, err
}

// child returns what a key of a YAML map says; nil where there is none.
func child(node *yaml.Node, key string) *yaml.Node {
	if node == nil || node.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			return node.Content[i+1]
		}
	}
	return nil
}

// newPairs lists keys and values of a map that another one does not have.
func newPairs(old, now *yaml.Node) []*yaml.Node {
	var added []*yaml.Node
	for i := 0; now != nil && i+1 < len(now.Content); i += 2 {
		if was := child(old, now.Content[i].Value); was == nil || was.Value != now.Content[i+1].Value {
			added = append(added, now.Content[i], now.Content[i+1])
		}
	}
	return added
}

// addValues puts pairs into the values of a field; a field in the short form gets the long one.
func addValues(fields *yaml.Node, name string, pairs []*yaml.Node) bool {
	rule := child(fields, name)
	if rule == nil {
		return false
	}
	if rule.Kind != yaml.MappingNode {
		column := *rule
		*rule = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{word("from"), &column}}
	}
	values := child(rule, "values")
	if values == nil {
		values = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: rule.Style}
		rule.Content = append(rule.Content, word("values"), values)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if was := child(values, pairs[i].Value); was != nil {
			was.Value, was.Style = pairs[i+1].Value, pairs[i+1].Style
			continue
		}
		values.Content = append(values.Content, slices.Clone(pairs[i:i+2])...)
	}
	return true
}

func word(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
}

// replaceFile puts a file in the place of another, whole or not at all.
func replaceFile(path string, data []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".posimport-mapping-")
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	if err = errors.Join(err, temporary.Chmod(0o644), temporary.Sync(), temporary.Close()); err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return nil
}
