// Command posimport creates positions in COR or Aptly from the rows of a spreadsheet, and says row by
// row what happened.
package main

import (
	"os"

	"posimport/importer/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
