// Command posimport creates positions in COR or Aptly from the rows of a spreadsheet, and says row by
// row what happened.
package main

import (
	"io"
	"log"
	"os"

	"posimport/importer/cli"
	"posimport/importer/memory"
)

func main() {
	// net/http logs what a server sends unasked: that is no message of ours to a person.
	log.SetOutput(io.Discard)
	// Who sets one of these decides on all of it.
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		memory.Pace()
	}
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
