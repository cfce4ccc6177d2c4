package cli

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

func readJSON(ts *testscript.TestScript, file string) any {
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile(file)))
	decoder.UseNumber()
	var value any
	ts.Check(decoder.Decode(&value))
	if decoder.More() {
		ts.Fatalf("%s holds more than one JSON value", file)
	}
	return value
}

func scriptJSON(ts *testscript.TestScript, args []string) {
	need(ts, args, 2)
	compare(ts, readJSON(ts, args[0]), args[1:])
}

// compare holds values against PATH=VALUE; a path goes by names and places, with dots between them.
func compare(ts *testscript.TestScript, value any, wants []string) {
	for _, want := range wants {
		path, text, ok := strings.Cut(want, "=")
		if !ok {
			ts.Fatalf("%q is not PATH=VALUE", want)
		}
		got, err := at(value, path)
		ts.Check(err)
		if shown := fmt.Sprint(got); shown != text {
			ts.Fatalf("%s is %s, not %s", path, shown, text)
		}
	}
}

func at(value any, path string) (any, error) {
	if path == "." {
		return value, nil
	}
	for step := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			next, ok := v[step]
			if !ok {
				return nil, fmt.Errorf("there is no %s in %v", path, v)
			}
			value = next
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(v) {
				return nil, fmt.Errorf("there is no %s in %v", path, v)
			}
			value = v[i]
		default:
			return nil, fmt.Errorf("there is no %s", path)
		}
	}
	return value, nil
}

func scriptJSONKeys(ts *testscript.TestScript, args []string) {
	need(ts, args, 3)
	value, err := at(readJSON(ts, args[0]), args[1])
	ts.Check(err)
	object, ok := value.(map[string]any)
	if !ok {
		ts.Fatalf("%s is no object: %v", args[1], value)
	}
	var got []string
	for key := range object {
		got = append(got, key)
	}
	want := slices.Clone(args[2:])
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		ts.Fatalf("the names at %s (-want +got):\n%s", args[1], diff)
	}
}

func scriptRunID(ts *testscript.TestScript, args []string) {
	need(ts, args, 1)
	run, err := at(readJSON(ts, args[0]), "run")
	ts.Check(err)
	ts.Setenv("RUN", fmt.Sprint(run))
}

// scriptWriteSecret writes what a story may not hold itself, since its files are searched.
func scriptWriteSecret(ts *testscript.TestScript, args []string) {
	need(ts, args, 2)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(args[1]+"\n"), 0o600))
}

func scriptFound(ts *testscript.TestScript, args []string) {
	need(ts, args, 1)
	files, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(files) != 1 {
		ts.Fatalf("%s matches %d files: %v", args[0], len(files), files)
	}
	ts.Setenv("FOUND", files[0])
}

// scriptSecretFree looks into every file below a folder, and into every part of every workbook.
func scriptSecretFree(ts *testscript.TestScript, args []string) {
	need(ts, args, 2)
	secret, files := []byte(args[1]), 0
	err := filepath.WalkDir(ts.MkAbs(args[0]), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if bytes.Contains(data, secret) {
			return fmt.Errorf("%s holds %s", path, secret)
		}
		if bytes.HasPrefix(data, []byte("PK")) {
			return searchZip(path, data, secret)
		}
		return nil
	})
	ts.Check(err)
	if files == 0 {
		ts.Fatalf("%s holds no files", args[0])
	}
}

func searchZip(path string, data, secret []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	for _, part := range archive.File {
		in, err := part.Open()
		if err != nil {
			return err
		}
		text, err := io.ReadAll(in)
		if err := errors.Join(err, in.Close()); err != nil {
			return err
		}
		if bytes.Contains(text, secret) {
			return fmt.Errorf("%s of %s holds %s", part.Name, path, secret)
		}
	}
	return nil
}
