module posimport

go 1.26.0

require (
	github.com/agnivade/levenshtein v1.2.2 // how near a misspelt name is to a known one
	github.com/gocarina/gocsv v0.0.0-20240520201108-78e41c74b4b1 // decodes value tables (`values: {file: …}`)
	github.com/google/go-cmp v0.7.0 // tests: differences
	github.com/klauspost/compress v1.20.3 // unzips and zips workbooks, faster than the standard library
	github.com/rogpeppe/go-internal v1.16.0 // tests: command-line stories
	github.com/schollz/progressbar/v3 v3.19.1 // the progress bar on a terminal
	github.com/spf13/cobra v1.10.2 // commands, flags, help, shell completion
	github.com/spf13/pflag v1.0.10 // cobra's flags
	github.com/xuri/efp v0.0.2 // indirect
	github.com/xuri/excelize/v2 v2.11.1 // writes every workbook; 2.11.1 holds security fixes that 2.11.0 lacks
	go.etcd.io/bbolt v1.5.0 // the ledger's store
	go.uber.org/goleak v1.3.0 // tests: no goroutine is left behind
	go.yaml.in/yaml/v4 v4.0.0 // mapping files, with line and column
	golang.org/x/sync v0.24.0 // errgroup: the pool of workers
	golang.org/x/term v0.47.0 // whether a person sits at a terminal
	golang.org/x/text v0.43.0 // character sets, Unicode forms, case folding
	golang.org/x/time v0.16.0 // --rate
)

require (
	github.com/BurntSushi/toml v1.4.1-0.20240526193622-a339e1f7089c // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/mitchellh/colorstring v0.0.0-20190213212951-d06e56a500db // indirect
	github.com/richardlehane/mscfb v1.0.9 // indirect
	github.com/richardlehane/msoleps v1.0.6 // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	github.com/tiendc/go-deepcopy v1.7.2 // indirect
	github.com/xuri/nfp v0.0.2-0.20250530014748-2ddeb826f9a9 // indirect
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/exp/typeparams v0.0.0-20231108232855-2478ac86f678 // indirect
	golang.org/x/mod v0.41.0 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/tools v0.51.0 // indirect
	honnef.co/go/tools v0.8.2 // indirect
	mvdan.cc/gofumpt v0.12.0 // indirect
)

// excelize 2.11.1 asks for this pseudo-version of efp, which module proxies cannot always give: v0.0.2 is
// the newest release, and all that excelize uses is in it.
exclude github.com/xuri/efp v0.0.3-0.20260924042702-217b81952dec

// What make lint runs.
tool (
	honnef.co/go/tools/cmd/staticcheck
	mvdan.cc/gofumpt
)
