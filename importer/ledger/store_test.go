package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDefaultDir(t *testing.T) {
	tests := []struct {
		goos string
		env  map[string]string
		want string // empty for an error
	}{
		{"linux", map[string]string{"HOME": "/home/ana"}, "/home/ana/.local/state/posimport"},
		{"darwin", map[string]string{"HOME": "/Users/ana"}, "/Users/ana/Library/Application Support/posimport"},
		{"windows", map[string]string{"LOCALAPPDATA": `C:\Users\ana\AppData\Local`}, `C:\Users\ana\AppData\Local\posimport`},
		{"linux", map[string]string{"HOME": "/home/ana", "XDG_STATE_HOME": "/var/state/"}, "/var/state/posimport"},
		{"darwin", map[string]string{"HOME": "/Users/ana", "XDG_STATE_HOME": "/x"}, "/x/posimport"},
		{"linux", map[string]string{"HOME": "/home/ana", "XDG_STATE_HOME": "relative"}, "/home/ana/.local/state/posimport"},
		{"linux", map[string]string{"HOME": "/home/ana", "XDG_STATE_HOME": "/x", "POSIMPORT_STATE": "/mine"}, "/mine"},
		{"linux", nil, ""},
		{"windows", map[string]string{"HOME": "/home/ana"}, ""},
	}
	for _, test := range tests {
		got, err := defaultDir(test.goos, func(k string) string { return test.env[k] })
		if got != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%s with %v: %q, %v; want %q", test.goos, test.env, got, err, test.want)
		}
	}
}

func TestAccountNormal(t *testing.T) {
	const tenant = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
	tests := map[Account]Account{
		{"cor", "https://Integrations.ProjectCor.com/", "SAP"}:             {"cor", "https://integrations.projectcor.com", "SAP"},
		{"COR", "HTTPS://integrations.projectcor.com:443", " SAP "}:        {"cor", "https://integrations.projectcor.com", "SAP"},
		{"cor", "http://127.0.0.1:8080//", "SAP"}:                          {"cor", "http://127.0.0.1:8080", "SAP"},
		{"cor", "http://localhost:80/api//v2/?q=1#x", "SAP"}:               {"cor", "http://localhost/api/v2", "SAP"},
		{"cor", "http://user:secret@[::1]:80/", "SAP"}:                     {"cor", "http://[::1]", "SAP"},
		{"cor", "http://[::1]:8080", "sap"}:                                {"cor", "http://[::1]:8080", "sap"},
		{"aptly", "https://api.us.aptlydone.com", strings.ToUpper(tenant)}: {"aptly", "https://api.us.aptlydone.com", tenant},
	}
	for in, want := range tests {
		got, err := in.Normal()
		if err != nil || got != want {
			t.Errorf("%+v becomes %+v, %v; want %+v", in, got, err, want)
		}
		again, err := got.Normal()
		if err != nil || again != got {
			t.Errorf("%+v is not normal: it becomes %+v, %v", got, again, err)
		}
	}
	for _, bad := range []string{"", "integrations.projectcor.com", "https://", "https://a b/", "/path"} {
		if got, err := (Account{Target: "cor", BaseURL: bad, Value: "SAP"}).Normal(); err == nil {
			t.Errorf("base URL %q gives %+v, want an error", bad, got)
		}
	}
}

func TestAccountFolder(t *testing.T) {
	seen := map[string]Account{}
	for _, a := range []Account{
		account(),
		{"cor", "https://integrations.projectcor.com", "sap"},
		{"cor", "https://integrations.projectcor.com", "OKTA"},
		{"cor", "https://integrations.projectcor.com/x", "SAP"},
		{"cor", "https://integrations-projectcor.com", "SAP"},
		{"aptly", "http://127.0.0.1:8080", "../../" + strings.Repeat("é", 300)},
	} {
		f := a.folder()
		if other, taken := seen[strings.ToLower(f)]; taken {
			t.Errorf("%+v and %+v share the folder %s", a, other, f)
		}
		seen[strings.ToLower(f)] = a
		if len(f) > 80 || strings.Trim(f, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("%+v has folder %q", a, f)
		}
	}
	if f := account().folder(); !strings.HasPrefix(f, "cor-sap-integrations-projectcor-com-") {
		t.Errorf("folder %q cannot be read", f)
	}
}

func TestOpenStoreInTheWay(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	must(t, os.WriteFile(file, nil, fileMode))
	for _, place := range []string{file, filepath.Join(file, "below", "it")} {
		if _, err := OpenStore(place); err == nil || !strings.Contains(err.Error(), file+" is a file") {
			t.Errorf("opening %s gives %v, want an error that names the file", place, err)
		}
	}
	if _, err := OpenStore(""); err == nil {
		t.Error("a state directory without a name was opened")
	}
}

func TestExplain(t *testing.T) {
	tests := map[error]string{
		&fs.PathError{Op: "mkdir", Path: "/s", Err: syscall.EROFS}:  "the file system is read-only",
		&fs.PathError{Op: "mkdir", Path: "/s", Err: syscall.EACCES}: "this user may not write there",
		&fs.PathError{Op: "write", Path: "/s", Err: syscall.ENOSPC}: "the disk is full",
		fmt.Errorf("file resize error: %s", syscall.ENOSPC.Error()): "the disk is full",
		&panicError{"page 7 already freed"}:                         "damaged",
	}
	for err, want := range tests {
		got := explain("write /s", err)
		if !strings.Contains(got.Error(), want) || !strings.HasPrefix(got.Error(), "ledger: cannot write /s: ") || !errors.Is(got, err) {
			t.Errorf("%v is explained as %q, want %q in it", err, got, want)
		}
	}
}

func TestModes(t *testing.T) {
	s := storeTest(t)
	l := openTest(t, s, account(), runA)
	must(t, l.PutRun(t.Context(), Run{ID: runA, Started: at(1)}))
	_, err := l.Dir(runA)
	must(t, err)
	files := 0
	must(t, filepath.WalkDir(s.Dir(), func(path string, e fs.DirEntry, err error) error {
		must(t, err)
		st, err := e.Info()
		must(t, err)
		want := fs.FileMode(fileMode)
		if e.IsDir() {
			want = fs.ModeDir | dirMode
		} else {
			files++
		}
		if runtime.GOOS != "windows" && path != s.Dir() && st.Mode() != want {
			t.Errorf("%s has mode %v, want %v", path, st.Mode(), want)
		}
		return nil
	}))
	if files != 4 { // account, database, owner, run
		t.Errorf("%d files, want 4", files)
	}
}

func TestAccounts(t *testing.T) {
	s := storeTest(t)
	other := Account{"aptly", "http://127.0.0.1:9", "T"}
	for _, a := range []Account{account(), {"cor", "https://INTEGRATIONS.projectcor.com:443/", "SAP"}, other} {
		l, err := s.Open(t.Context(), a, runA)
		must(t, err)
		must(t, l.Close())
	}
	got, err := s.Accounts()
	must(t, err)
	if diff := cmp.Diff([]Account{other, account()}, got); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	if _, err := s.Open(t.Context(), Account{BaseURL: "nowhere"}, runA); err == nil {
		t.Error("an account without a host was opened")
	}
	must(t, os.WriteFile(filepath.Join(s.accountDir(other), accountFile), []byte(`{"target":"cor"}`), fileMode))
	if _, err := s.Open(t.Context(), other, runA); err == nil || !strings.Contains(err.Error(), "changed by hand") {
		t.Errorf("another account's folder was opened: %v", err)
	}
}

func TestFind(t *testing.T) {
	s := storeTest(t)
	for i, a := range []Account{account(), {"aptly", "http://127.0.0.1:9", "T"}} {
		id := []string{runB, runA}[i]
		l, err := s.Open(t.Context(), a, id)
		must(t, err)
		must(t, l.PutRun(t.Context(), Run{ID: id, State: Finished, Account: a, Started: at(i)}))
		must(t, l.Close())
	}
	// A set-back clock gives a later run an earlier start: it is listed first, and still found.
	runs, err := s.Runs(t.Context())
	must(t, err)
	if len(runs) != 2 || runs[0].ID != runB || runs[1].ID != runA {
		t.Errorf("runs %+v, want those of both accounts by their start", runs)
	}
	for ask, want := range map[string]string{runA: runA, "20261121-19": runB, "20261121-183": runA} {
		got, err := s.Find(t.Context(), ask)
		if err != nil || got.ID != want {
			t.Errorf("%q finds %q, %v; want %q", ask, got.ID, err, want)
		}
	}
	if _, err := s.Find(t.Context(), "2026"); err == nil || !strings.Contains(err.Error(), runA) || !strings.Contains(err.Error(), runB) {
		t.Errorf("an ambiguous prefix gives %v, want both runs named", err)
	}
	for _, ask := range []string{"", "x", "20261121-183012-aaaab"} {
		if _, err := s.Find(t.Context(), ask); !errors.Is(err, ErrNoRun) {
			t.Errorf("%q gives %v, want ErrNoRun", ask, err)
		}
	}
}

func TestDamagedRunFile(t *testing.T) {
	s := storeTest(t)
	l := openTest(t, s, account(), runC)
	for _, id := range []string{runA, runB} {
		must(t, l.PutRun(t.Context(), Run{ID: id, Started: at(1)}))
	}
	must(t, os.WriteFile(filepath.Join(s.accountDir(account()), runsDir, runA, runFile), []byte(`{"id":"2026`), fileMode))
	runs, err := s.Runs(t.Context())
	if err == nil || !strings.Contains(err.Error(), runA) || len(runs) != 1 || runs[0].ID != runB {
		t.Errorf("runs %+v, %v; want the good one and an error that names the other", runs, err)
	}
	if got, err := s.Find(t.Context(), runB); err != nil || got.ID != runB {
		t.Errorf("the good one is not found: %v", err)
	}
}
