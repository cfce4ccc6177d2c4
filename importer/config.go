// Package importer is the run: it plans what a file's rows ask for, delivers them to a target, and
// reports what became of each.
package importer

import (
	"encoding/json"
	"fmt"
	"time"

	"posimport/importer/row"
	"posimport/importer/target"
	"posimport/mapping"
)

// OnDuplicate says what a duplicate external id means that no attempt of ours explains.
type OnDuplicate string

// What a duplicate may mean.
const (
	DuplicateFails OnDuplicate = "fail" // the row is FAILED
	DuplicateSkips OnDuplicate = "skip" // the row is EXISTS
)

// Shape is what of a run's settings decides which rows are sent and how, so that a resumed run goes
// on as it began. It is kept in the ledger and in the results workbook.
type Shape struct {
	Rows        Rows          `json:"rows,omitzero"`
	Limit       int           `json:"limit,omitempty"` // 0 for no limit
	SkipHidden  bool          `json:"skip_hidden,omitempty"`
	OnDuplicate OnDuplicate   `json:"on_duplicate,omitempty"`
	NoHistory   bool          `json:"no_history,omitempty"`
	Timeout     time.Duration `json:"timeout,omitempty"`
	MaxAttempts int           `json:"max_attempts,omitempty"`
	Settle      time.Duration `json:"settle,omitempty"`
	Workers     int           `json:"workers,omitempty"`
	Rate        float64       `json:"rate,omitempty"`   // requests per second; 0 for no limit
	Named       bool          `json:"named,omitempty"`  // the results path was given with -o
	Retry       bool          `json:"retry,omitempty"`  // the source is a results file
	Strict      bool          `json:"strict,omitempty"` // send nothing if any row is invalid
	Canary      int           `json:"canary,omitempty"` // how many rows are sent before Confirm is asked again
	Approved    bool          `json:"canary_approved,omitempty"`
	HeaderRow   int           `json:"header_row,omitempty"`
	// Known is, for a retry, the highest number of a row that the results had from a run before: rows
	// numbered beyond it were added to them.
	Known int    `json:"known,omitempty"`
	Sheet string `json:"sheet,omitempty"`
	Lang  string `json:"lang,omitempty"`
	// Replace is column → value → what takes its place, from the sheet Fixes of a results workbook.
	Replace map[string]map[string]string `json:"replace,omitempty"`
}

// Config is one run's settings. Where a member is zero its default is taken.
type Config struct {
	Shape
	File    string // the input: a spreadsheet, or a results file where Shape.Retry is set
	Target  target.Target
	Mapping *mapping.Mapping
	BaseURL string // empty for the target's own
	SignIn  string // the sign-in URL; empty for the target's own
	DryRun  bool
	Results string // path of the results; empty for one beside the input
	Parent  string // the run that a retry goes back to
	MapFile string // the mapping's path, for the Summary
}

// Defaults of a run.
const (
	DefaultWorkers     = 8
	DefaultTimeout     = 30 * time.Second
	DefaultMaxAttempts = 4
	minSettle          = 60 * time.Second
)

// withDefaults fills what was not set.
func (s Shape) withDefaults() Shape {
	if s.Workers <= 0 {
		s.Workers = DefaultWorkers
	}
	if s.Timeout <= 0 {
		s.Timeout = DefaultTimeout
	}
	if s.MaxAttempts <= 0 {
		s.MaxAttempts = DefaultMaxAttempts
	}
	if s.Settle <= 0 {
		s.Settle = max(minSettle, 2*s.Timeout)
	}
	if s.OnDuplicate == "" {
		s.OnDuplicate = DuplicateFails
	}
	if s.Lang == "" {
		s.Lang = "en"
	}
	return s
}

func (s Shape) encode() []byte {
	data, err := json.Marshal(s)
	if err != nil {
		// A Shape holds only numbers, texts and booleans.
		panic(err)
	}
	return data
}

func decodeShape(data []byte) (Shape, error) {
	var s Shape
	if err := json.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf("the options of the run cannot be read: %w", err)
	}
	return s.withDefaults(), nil
}

// Account returns the field that identifies the account and its value for this run.
func (c *Config) Account() (field, value string) {
	s := c.Target.Schema()
	at := s.Account()
	if at < 0 {
		return "", ""
	}
	value, _ = c.Mapping.Constant(s.Fields[at].Name)
	return s.Fields[at].Name, value
}

// Inherit takes from the shape of an earlier run, as its results hold it, how rows are sent: what was
// not said anew. Which rows are chosen is not inherited.
func (c *Config) Inherit(shape string, said func(flag string) bool) error {
	if shape == "" {
		return nil
	}
	old, err := decodeShape([]byte(shape))
	if err != nil {
		return err
	}
	for flag, take := range map[string]func(){
		"workers":      func() { c.Workers = old.Workers },
		"rate":         func() { c.Rate = old.Rate },
		"timeout":      func() { c.Timeout = old.Timeout },
		"settle":       func() { c.Settle = old.Settle },
		"max-attempts": func() { c.MaxAttempts = old.MaxAttempts },
		"on-duplicate": func() { c.OnDuplicate = old.OnDuplicate },
	} {
		if !said(flag) {
			take()
		}
	}
	return nil
}

// StopError says that the run was ended before all rows were run: by the target, or by the ledger.
type StopError struct {
	Code row.Code
	Text string
}

// Error says why.
func (e *StopError) Error() string { return e.Text }
