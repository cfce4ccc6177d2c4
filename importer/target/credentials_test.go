package target

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
)

func file(t *testing.T, mode os.FileMode, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "credential")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask is
		t.Fatal(err)
	}
	return path
}

func TestCredentials(t *testing.T) {
	for name, c := range map[string]struct {
		env  func(string) string
		want credentials
	}{
		"token":            {env("FAKE_TOKEN", " "+aToken+"\n"), credentials{token: aToken}},
		"token file":       {env("FAKE_TOKEN_FILE", file(t, 0o600, aToken+"\n")), credentials{token: aToken}},
		"read-only file":   {env("FAKE_TOKEN_FILE", file(t, 0o400, aToken+"\r\n")), credentials{token: aToken}},
		"keys":             {withKeys(), credentials{keys: []string{aKey, aSecret}}},
		"key and file":     {env("FAKE_KEY", aKey, "FAKE_SECRET_FILE", file(t, 0o600, aSecret)), credentials{keys: []string{aKey, aSecret}}},
		"both":             {env("FAKE_TOKEN", aToken, "FAKE_KEY", aKey, "FAKE_SECRET", aSecret), credentials{token: aToken, keys: []string{aKey, aSecret}}},
		"token, half keys": {env("FAKE_TOKEN", aToken, "FAKE_KEY", aKey), credentials{token: aToken}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readCredentials(fake{}.SignIn(), c.env)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(credentials{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCredentialsRefused(t *testing.T) {
	cases := map[string]struct {
		env  func(string) string
		code row.Code
		want string
	}{
		"nothing":     {env(), row.AuthMissing, "set FAKE_TOKEN, or FAKE_KEY with FAKE_SECRET"},
		"spaces":      {env("FAKE_TOKEN", "  "), row.AuthMissing, "set FAKE_TOKEN"},
		"half keys":   {env("FAKE_KEY", aKey), row.AuthMissing, "FAKE_SECRET is not set"},
		"no file":     {env("FAKE_TOKEN_FILE", filepath.Join(t.TempDir(), "none")), row.AuthFile, "FAKE_TOKEN_FILE"},
		"directory":   {env("FAKE_TOKEN_FILE", t.TempDir()), row.AuthFile, "is a directory"},
		"empty file":  {env("FAKE_TOKEN_FILE", file(t, 0o600, "\n")), row.AuthFile, "is empty"},
		"two lines":   {env("FAKE_TOKEN_FILE", file(t, 0o600, aToken+"\n\n")), row.AuthFile, "line break"},
		"large file":  {env("FAKE_TOKEN_FILE", file(t, 0o600, strings.Repeat("x", maxSecret+1))), row.AuthFile, "larger"},
		"twice":       {env("FAKE_TOKEN", aToken, "FAKE_TOKEN_FILE", "x"), row.AuthFile, "both FAKE_TOKEN and FAKE_TOKEN_FILE"},
		"with Bearer": {env("FAKE_TOKEN", "Bearer "+aToken), row.AuthFile, "FAKE_TOKEN holds a space"},
		"a new line":  {env("FAKE_KEY", aKey+"\nX: y", "FAKE_SECRET", aSecret), row.AuthFile, "FAKE_KEY holds"},
		"not ASCII":   {env("FAKE_TOKEN", "tökén-0123456789"), row.AuthFile, "FAKE_TOKEN holds"},
	}
	if runtime.GOOS != "windows" {
		for name, mode := range map[string]os.FileMode{"group reads": 0o640, "others read": 0o604, "group writes": 0o620, "others write": 0o602} {
			c := cases[name]
			c.env, c.code, c.want = env("FAKE_TOKEN_FILE", file(t, mode, aToken)), row.AuthFile, "chmod 600"
			cases[name] = c
		}
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := NewClient(fake{}, Options{BaseURL: "http://127.0.0.1:9", Getenv: c.env})
			var auth *AuthError
			if !errors.As(err, &auth) || auth.Code != c.code || !strings.Contains(auth.Text, c.want) {
				t.Fatalf("error %v, want %s with %q", err, c.code, c.want)
			}
			for _, word := range []string{aToken, aKey, aSecret, "tökén"} {
				if strings.Contains(err.Error(), word) {
					t.Errorf("%q holds %q", err, word)
				}
			}
		})
	}
}
