package ledger

import (
	"errors"
	"path"
	"runtime"
	"strings"
)

// DefaultDir is the state directory where no flag names one: $POSIMPORT_STATE, else posimport in
// $XDG_STATE_HOME (when that is absolute, as its specification asks), else the system's place for
// such files. It creates nothing.
func DefaultDir(getenv func(string) string) (string, error) {
	return defaultDir(runtime.GOOS, getenv)
}

func defaultDir(goos string, getenv func(string) string) (string, error) {
	if dir := getenv("POSIMPORT_STATE"); dir != "" {
		return dir, nil
	}
	sep := "/"
	if goos == "windows" {
		sep = `\`
	}
	if dir := getenv("XDG_STATE_HOME"); path.IsAbs(dir) || goos == "windows" && dir != "" {
		return strings.TrimRight(dir, sep) + sep + "posimport", nil
	}
	if goos == "windows" {
		if dir := getenv("LOCALAPPDATA"); dir != "" {
			return strings.TrimRight(dir, sep) + `\posimport`, nil
		}
		return "", errors.New("there is no place for the state: LOCALAPPDATA is not set; set POSIMPORT_STATE or give --state")
	}
	home := getenv("HOME")
	if home == "" {
		return "", errors.New("there is no place for the state: HOME is not set; set POSIMPORT_STATE or give --state")
	}
	if goos == "darwin" {
		return path.Join(home, "Library/Application Support/posimport"), nil
	}
	return path.Join(home, ".local/state/posimport"), nil
}
