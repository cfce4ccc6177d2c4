// Package cli is the command line: commands, flags, progress and exit codes.
package cli

import "io"

// Main runs one command and returns the exit code.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int { return 0 }
