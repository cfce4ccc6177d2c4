package results

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// written writes a small results file and returns where it stands.
func written(t *testing.T, path string, o Options) string {
	t.Helper()
	got, err := writeSample(path, 3, o, standardCaps())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// names lists a folder.
func names(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return strings.Join(list, " ")
}

func put(t *testing.T, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestPlaceIsTakenOrReplaced(t *testing.T) {
	never := sampleOptions()
	never.NeverOverwrite = true
	for _, c := range []struct {
		name    string
		prepare func(t *testing.T, folder string)
		o       Options
		want    string // the file's name
		all     string // all names afterwards
	}{
		{"free", func(*testing.T, string) {}, sampleOptions(), "r.xlsx", "r.xlsx"},
		{"replaced", func(t *testing.T, f string) { put(t, f+"/r.xlsx", "old", 0o644) }, sampleOptions(), "r.xlsx", "r.xlsx"},
		{"never replaced", func(t *testing.T, f string) {
			put(t, f+"/r.xlsx", "old", 0o644)
			put(t, f+"/r (2).xlsx", "old", 0o644)
		}, never, "r (3).xlsx", "r (2).xlsx r (3).xlsx r.xlsx"},
		{"read-only", func(t *testing.T, f string) { put(t, f+"/r.xlsx", "old", 0o444) }, sampleOptions(), "r (2).xlsx", "r (2).xlsx r.xlsx"},
		{"a folder", func(t *testing.T, f string) {
			if err := os.Mkdir(f+"/r.xlsx", 0o755); err != nil {
				t.Fatal(err)
			}
		}, sampleOptions(), "r (2).xlsx", "r (2).xlsx r.xlsx"},
		{"open in Excel", func(t *testing.T, f string) {
			put(t, f+"/r.xlsx", "old", 0o644)
			put(t, f+"/~$r.xlsx", "", 0o644)
		}, sampleOptions(), "r (2).xlsx", "r (2).xlsx r.xlsx ~$r.xlsx"},
		{"open in LibreOffice", func(t *testing.T, f string) {
			put(t, f+"/r.xlsx", "old", 0o644)
			put(t, f+"/.~lock.r.xlsx#", "", 0o644)
		}, sampleOptions(), "r (2).xlsx", ".~lock.r.xlsx# r (2).xlsx r.xlsx"},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := t.TempDir()
			c.prepare(t, folder)
			got := written(t, filepath.Join(folder, "r.xlsx"), c.o)
			if filepath.Base(got) != c.want {
				t.Errorf("written to %q, want %q", got, c.want)
			}
			if all := names(t, folder); all != c.all {
				t.Errorf("the folder holds %q, want %q", all, c.all)
			}
		})
	}
}

func TestTheInputIsNeverReplaced(t *testing.T) {
	folder := t.TempDir()
	input := filepath.Join(folder, "in.xlsx")
	put(t, input, "input", 0o644)
	for _, other := range []string{"hard.xlsx", "soft.xlsx"} {
		link := os.Link
		if other == "soft.xlsx" {
			link = os.Symlink
		}
		if err := link(input, filepath.Join(folder, other)); err != nil {
			t.Fatal(err)
		}
	}
	o := sampleOptions()
	o.Source = input
	for _, path := range []string{input, folder + "/./in.xlsx", folder + "/hard.xlsx", folder + "/soft.xlsx"} {
		_, err := Create(path, o)
		if err == nil || !strings.Contains(err.Error(), "never replaced") {
			t.Errorf("Create(%q) = %v", path, err)
		}
		if err := Check(path, input); err == nil {
			t.Errorf("Check(%q) finds nothing wrong", path)
		}
	}
	// Also where it has been moved away meanwhile: the next name is taken.
	gone := filepath.Join(folder, "gone.xlsx")
	o.Source, o.NeverOverwrite = gone, true
	if got := written(t, gone, o); filepath.Base(got) != "gone (2).xlsx" {
		t.Errorf("written to %q in the place of the input", got)
	}
	if data, err := os.ReadFile(input); err != nil || string(data) != "input" {
		t.Errorf("the input holds %q, %v", data, err)
	}
}

func TestASymbolicLinkIsFollowed(t *testing.T) {
	folder := t.TempDir()
	real := filepath.Join(folder, "real.csv")
	put(t, real, "old", 0o644)
	link := filepath.Join(folder, "link.csv")
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	resolved, err := filepath.EvalSymlinks(real)
	if err != nil {
		t.Fatal(err)
	}
	if got := written(t, link, sampleOptions()); got != resolved {
		t.Errorf("written to %q, want %q", got, resolved)
	}
	if about, err := os.Lstat(link); err != nil || about.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
}

func TestRefusedPlaces(t *testing.T) {
	folder := t.TempDir()
	put(t, folder+"/file", "", 0o644)
	for _, c := range []struct{ path, want string }{
		{folder + "/r.xls", "must end in .xlsx or .csv"},
		{folder + "/r", "must end in .xlsx or .csv"},
		{folder + "/none/r.xlsx", "there is no folder"},
		{folder + "/file/r.xlsx", "not a folder"},
	} {
		_, err := Create(c.path, sampleOptions())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Create(%q) = %v, want %q in it", c.path, err, c.want)
		}
		if err := Check(c.path, ""); err == nil {
			t.Errorf("Check(%q) finds nothing wrong", c.path)
		}
	}
	if all := names(t, folder); all != "file" {
		t.Errorf("left behind: %q", all)
	}
}

func TestAPlaceWithoutPermissionIsExplained(t *testing.T) {
	err := unwritable("r.xlsx", &fs.PathError{Op: "mkdir", Path: "/x", Err: fs.ErrPermission})
	if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "give yourself the right to write in the folder") {
		t.Errorf("error %v", err)
	}
}

func TestCheckLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	if err := Check(filepath.Join(folder, "r.xlsx"), ""); err != nil {
		t.Fatal(err)
	}
	if all := names(t, folder); all != "" {
		t.Errorf("left behind: %q", all)
	}
}

func TestFailureKeepsWhatStoodThere(t *testing.T) {
	for _, ext := range []string{".xlsx", ".csv"} {
		t.Run(ext, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "r"+ext)
			put(t, path, "old", 0o644)
			w, err := Create(path, sampleOptions())
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Write(new(sampleResult(0))); err != nil {
				t.Fatal(err)
			}
			// The disk is full, as far as this file can tell.
			if err := w.place.file.Close(); err != nil {
				t.Fatal(err)
			}
			if got, err := w.Close(sampleSummary()); err == nil || !strings.Contains(err.Error(), "cannot be written") {
				t.Errorf("Close() = %q, %v", got, err)
			}
			checkOld(t, folder, path)
		})
	}
}

func TestAbortLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "r.xlsx")
	put(t, path, "old", 0o644)
	w, err := Create(path, sampleOptions())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(new(sampleResult(0))); err != nil {
		t.Fatal(err)
	}
	if err := w.Abort(); err != nil {
		t.Fatal(err)
	}
	checkOld(t, folder, path)
	if err := w.Write(new(sampleResult(1))); err == nil {
		t.Error("a row is taken after Abort")
	}
	if _, err := w.Close(Summary{}); err == nil {
		t.Error("Close works after Abort")
	}
	checkOld(t, folder, path)
}

func checkOld(t *testing.T, folder, path string) {
	t.Helper()
	if data, err := os.ReadFile(path); err != nil || string(data) != "old" {
		t.Errorf("%s holds %q, %v", path, data, err)
	}
	if all := names(t, folder); all != filepath.Base(path) {
		t.Errorf("left behind: %q", all)
	}
}

func TestNextNamesThePath(t *testing.T) {
	for path, want := range map[string]string{
		"/tmp/r.xlsx":          "/tmp/r.xlsx",
		"/tmp/r (2).xlsx":      `"/tmp/r (2).xlsx"`,
		`C:\Users\José\r.xlsx`: `C:\Users\José\r.xlsx`,
		"a&b.csv":              `"a&b.csv"`,
	} {
		if got := quoted(path); got != want {
			t.Errorf("quoted(%q) = %q, want %q", path, got, want)
		}
	}
}
