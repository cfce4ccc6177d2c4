package importer

import (
	"runtime"
	"strings"
)

// Quoted returns an argument as it is to be typed in this system's shell: POSIX (section 2.2), or the
// Windows command line.
func Quoted(argument string) string { return quoted(argument, runtime.GOOS == "windows") }

func quoted(argument string, windows bool) string {
	plain := func(r rune) bool {
		return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' ||
			strings.ContainsRune("/.-_:+=,@%", r) || windows && (r == '\\' || r == '~')
	}
	odd := func(r rune) bool { return !plain(r) }
	switch {
	case argument != "" && strings.IndexFunc(argument, odd) < 0:
		return argument
	case windows:
		return `"` + argument + `"`
	default:
		// Only within single quotes does nothing mean anything else.
		return "'" + strings.ReplaceAll(argument, "'", `'\''`) + "'"
	}
}
