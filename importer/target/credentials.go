package target

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"posimport/importer/row"
)

// maxSecret bounds a file that holds a credential, in bytes.
const maxSecret = 64 << 10

// credentials are what the environment gives for one target.
type credentials struct {
	token string   // ready for use; empty where there is none
	keys  []string // in the order of SignIn.KeyEnvs; nil unless all are there
}

// secrets returns everything that must not be shown.
func (c credentials) secrets() []string {
	return append([]string{c.token}, c.keys...)
}

// readCredentials takes the credentials from the environment, or from the files that it names. The
// error is an *AuthError.
func readCredentials(s SignIn, getenv func(string) string) (credentials, error) {
	var c credentials
	var err error
	if c.token, err = secret(s.TokenEnv, getenv); err != nil {
		return c, err
	}
	var missing []string
	for _, name := range s.KeyEnvs {
		key, err := secret(name, getenv)
		if err != nil {
			return c, err
		}
		if key == "" {
			missing = append(missing, name)
		}
		c.keys = append(c.keys, key)
	}
	if len(missing) > 0 || len(s.KeyEnvs) == 0 {
		c.keys = nil
	}
	if c.token != "" || c.keys != nil {
		return c, nil
	}
	if len(missing) < len(s.KeyEnvs) {
		return c, &AuthError{row.AuthMissing, fmt.Sprintf("%s is not set; it is needed beside the other key (or set %s)", strings.Join(missing, " and "), s.TokenEnv)}
	}
	text := "no credentials: set " + s.TokenEnv
	if len(s.KeyEnvs) > 0 {
		text += ", or " + strings.Join(s.KeyEnvs, " with ")
	}
	return c, &AuthError{row.AuthMissing, text + " (each also as …_FILE, the path of a file that holds it)"}
}

// secret returns the value of a variable, or what is in the file that NAME_FILE names.
func secret(name string, getenv func(string) string) (string, error) {
	value, file := strings.TrimSpace(getenv(name)), getenv(name+"_FILE")
	if value != "" && file != "" {
		return "", &AuthError{row.AuthFile, fmt.Sprintf("both %s and %s_FILE are set; unset one of them", name, name)}
	}
	from := name
	if file != "" {
		from = name + "_FILE"
		var err error
		if value, err = secretFile(from, file); err != nil {
			return "", err
		}
	}
	if value != "" && !usable(value) {
		return "", &AuthError{row.AuthFile, from + " holds a space, a line break or a character that no credential has; set it to the bare credential"}
	}
	return value, nil
}

// secretFile reads a file that nobody else may read or write, and takes off one line break at its end.
func secretFile(variable, path string) (string, error) {
	fail := func(format string, args ...any) (string, error) {
		return "", &AuthError{row.AuthFile, fmt.Sprintf("%s: file %q ", variable, path) + fmt.Sprintf(format, args...)}
	}
	file, err := os.Open(path)
	if err != nil {
		return fail("cannot be opened: %s", reason(err))
	}
	defer func() { _ = file.Close() }() // it was only read
	info, err := file.Stat()
	if err != nil {
		return fail("cannot be looked at: %s", reason(err))
	}
	if info.IsDir() {
		return fail("is a directory; name the file in it")
	}
	// Windows has no such bits: what Stat says there is made up.
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return fail("can be read or written by others (mode %04o); run chmod 600 on it", mode)
	}
	data, err := io.ReadAll(io.LimitReader(file, maxSecret+1))
	if err != nil {
		return fail("cannot be read: %s", reason(err))
	}
	value := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	switch {
	case len(data) > maxSecret:
		return fail("is larger than any credential")
	case value == "":
		return fail("is empty")
	}
	return value, nil
}
