// Command posimport creates positions in COR or Aptly from the rows of a spreadsheet, and says row by
// row what happened.
package main

import (
	"io"
	"log"
	"os"
	"runtime/debug"

	"posimport/importer/cli"
)

// memoryLimit is when the collector begins to work harder; what a file may ask for is guarded by the
// sheet package's limits.
const memoryLimit = 256 << 20

func main() {
	// net/http logs what a server sends unasked: that is no message of ours to a person.
	log.SetOutput(io.Discard)
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50) // memory is dearer here than time: passes stream, and keep little
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
