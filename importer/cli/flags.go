package cli

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"posimport/importer"
)

// runFlags are the flags of import, and of retry and resume where they make sense there.
type runFlags struct {
	target, mapping, sheet      string
	set                         []string
	headerRow                   int
	baseURL, signInURL          string
	dryRun, strict              bool
	workers, limit, maxAttempts int
	rate                        float64
	rows, onDuplicate, results  string
	timeout, settle             time.Duration
	noHistory, skipHidden       bool
	canary                      int
	json, noProgress, yes       bool

	reads []string // files that the mapping is made of, which results must not replace
}

// addInput adds the flags that say what is read and how.
func (f *runFlags) addInput(flags *pflag.FlagSet) {
	flags.StringVar(&f.target, "target", "", "where positions are created: `cor|aptly` (default from the mapping or the headers)")
	flags.StringVarP(&f.mapping, "mapping", "m", "", "mapping `file` (default: the headers are the template's, or field names)")
	flags.StringArrayVar(&f.set, "set", nil, "`FIELD=VALUE` for every row; wins over the mapping (repeatable)")
	flags.StringVar(&f.sheet, "sheet", "", "`name` of the sheet to read (default: the mapping's, else the first)")
	flags.IntVar(&f.headerRow, "header-row", 0, "row `number` of the header (default: found by itself)")
	flags.BoolVar(&f.skipHidden, "skip-hidden", false, "leave hidden and filtered rows, and hidden columns, out")
	flags.BoolVar(&f.noHistory, "no-history", false, "send rows that an earlier run created, too")
}

// addChoice adds the flags that choose rows.
func (f *runFlags) addChoice(flags *pflag.FlagSet) {
	flags.BoolVar(&f.dryRun, "dry-run", false, "check every row and send nothing")
	flags.BoolVar(&f.strict, "strict", false, "send nothing if any row is invalid")
	flags.StringVar(&f.rows, "rows", "", "only these rows, by the `numbers` that Excel shows: 2-50,60")
	flags.IntVar(&f.limit, "limit", 0, "only the first `N` rows")
	flags.IntVar(&f.canary, "canary", 0, "send `N` rows first, show them, and ask before going on")
}

// addAddress adds the flag that says where requests go; a run that goes on keeps its own.
func (f *runFlags) addAddress(flags *pflag.FlagSet) {
	flags.StringVar(&f.baseURL, "base-url", "", "the target's `URL` (default: its production API)")
}

// addSending adds the flags that say how requests are sent and what is written.
func (f *runFlags) addSending(flags *pflag.FlagSet) {
	flags.StringVar(&f.signInURL, "sign-in-url", "", "`URL` where keys are exchanged for a token (default: the target's)")
	flags.IntVar(&f.workers, "workers", importer.DefaultWorkers, "requests in flight at once")
	flags.Float64Var(&f.rate, "rate", 0, "requests a second at the most (default: no limit)")
	flags.DurationVar(&f.timeout, "timeout", importer.DefaultTimeout, "how long one request may take")
	flags.IntVar(&f.maxAttempts, "max-attempts", importer.DefaultMaxAttempts, "how often one row is sent before it is given up")
	flags.DurationVar(&f.settle, "settle", 0, "how long a request without an answer may still take effect (default: the longer of 60s and twice --timeout)")
	flags.StringVar(&f.onDuplicate, "on-duplicate", string(importer.DuplicateFails), "what an id that exists already means for its row: `fail|skip`")
	f.addOutput(flags)
	flags.BoolVar(&f.yes, "yes", false, "do not ask before sending")
}

// addOutput adds the flags that say what is written.
func (f *runFlags) addOutput(flags *pflag.FlagSet) {
	flags.StringVarP(&f.results, "results", "o", "", "results `file`, .xlsx or .csv; replaces what is there (default: beside the input, never overwriting)")
	flags.BoolVar(&f.json, "json", false, "print a summary as JSON on standard output")
	flags.BoolVar(&f.noProgress, "no-progress", false, "show no progress")
}

// check refuses values that no run can work with.
func (f *runFlags) check(cmd *cobra.Command) (importer.Rows, error) {
	rows, err := importer.ParseRows(f.rows)
	if err != nil {
		return rows, usage("--rows: %w", err)
	}
	for _, one := range []struct {
		name  string
		value float64
		least float64
	}{
		{"workers", float64(f.workers), 1},
		{"rate", f.rate, 0},
		{"limit", float64(f.limit), 1},
		{"canary", float64(f.canary), 1},
		{"header-row", float64(f.headerRow), 1},
		{"max-attempts", float64(f.maxAttempts), 1},
		{"timeout", f.timeout.Seconds(), 0.001},
		{"settle", f.settle.Seconds(), 0.001},
	} {
		if flag := cmd.Flags().Lookup(one.name); flag != nil && flag.Changed && one.value < one.least {
			least := fmt.Sprint(one.least)
			if flag.Value.Type() == "duration" {
				least = time.Duration(one.least * float64(time.Second)).String()
			}
			return rows, usage("--%s %s is too small: the least is %s", one.name, flag.Value, least)
		}
	}
	if math.IsNaN(f.rate) || math.IsInf(f.rate, 0) {
		return rows, usage("--rate %v is no number of requests a second; leave it out for no limit", f.rate)
	}
	if ext := strings.ToLower(filepath.Ext(f.results)); f.results != "" && ext != ".xlsx" && ext != ".csv" {
		return rows, usage("-o %q: results are written as .xlsx or .csv; let the name end so", f.results)
	}
	if f.workers > mostWorkers {
		return rows, usage("--workers %d is too many: the most is %d", f.workers, mostWorkers)
	}
	switch importer.OnDuplicate(f.onDuplicate) {
	case importer.DuplicateFails, importer.DuplicateSkips, "":
	default:
		return rows, usage("--on-duplicate %q is not known: use fail or skip", f.onDuplicate)
	}
	return rows, nil
}

const mostWorkers = 1024
