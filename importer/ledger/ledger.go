// Package ledger is the durable record of runs, intents and outcomes. What it has returned from is
// on the disk: an intent is durable before its request's first byte is sent.
package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"posimport/importer/row"
)

// Account is what two runs must not touch at once.
type Account struct {
	Target  string `json:"target"`
	BaseURL string `json:"base_url"`
	Value   string `json:"value"` // metadata.source or tenantId
}

// State is how far a run has come.
type State string

// The states of a run. Running with no process that holds the account's lock means interrupted.
const (
	Running     State = "running"
	Interrupted State = "interrupted" // Ctrl-C
	Stopped     State = "stopped"     // by the target, the disk or the ledger
	Finished    State = "finished"
)

// Run is one import of one file into one account.
type Run struct {
	ID      string  `json:"id"`
	Account Account `json:"account"`
	State   State   `json:"state"`
	Parent  string  `json:"parent,omitempty"` // the run that a retry goes back to
	File    string  `json:"file"`             // absolute path of the input as it was given
	Copy    string  `json:"copy"`             // file name of the run's own copy of it, in Dir
	Mapping []byte  `json:"mapping"`          // the mapping in force, as YAML, with --set in it
	Options []byte  `json:"options"`          // what else shapes the run, as JSON
	Results string  `json:"results"`          // where the results were written, or will be
	// ResultsStamp is of the results as they were written; zero where they were not yet.
	ResultsStamp FileStamp          `json:"results_stamp,omitzero"`
	Started      time.Time          `json:"started"`
	Ended        time.Time          `json:"ended,omitzero"`
	Rows         int                `json:"rows"`             // data rows of the input
	Counts       map[row.Status]int `json:"counts,omitempty"` // at the end, or at the last stop
	StopCode     row.Code           `json:"stop_code,omitempty"`
	StopText     string             `json:"stop_text,omitempty"`
	Clock        []byte             `json:"clock,omitempty"` // what was learnt of the target's clock, as JSON
}

// Key names a row in its account, whatever its row number: by external id, else by payload hash and
// ordinal.
type Key string

// Hash is the SHA-256 of a request body.
type Hash [32]byte

// FileStamp tells a file that was changed from one that was not.
type FileStamp struct {
	Size     int64 `json:"size"`
	Modified int64 `json:"modified"` // in nanoseconds since 1970, UTC
}

// Intent says that a request for a row is about to be sent.
type Intent struct {
	Row     int // the row number in the run's source
	Key     Key
	Body    []byte // what will be sent, kept until the outcome is known
	Attempt int    // 1 for the first
	Time    time.Time
}

// Entry is what a run knows of one of its rows.
type Entry struct {
	Row     int
	Key     Key
	Hash    Hash // of the last body
	Outcome row.Outcome
	Doubt   bool // an intent has no outcome, or its outcome is UNKNOWN
	// Foreign says, with UNKNOWN, that a position stands for the key which no body of ours explains. The
	// claim's Hashes get a zero one for it. It is not read back.
	Foreign bool
}

// Claim is what an account knows of a key, from any run.
type Claim struct {
	Key      Key
	Run      string // the run that wrote it last
	Row      int    // its row there
	State    ClaimState
	Hash     Hash      // of the body sent last, or of the one that was created where Settle was told it
	Body     []byte    // kept while in doubt; nil once it is created or free
	RecordID string    // once created
	Attempts int       // intents that the key had, in all runs
	First    time.Time // of the first attempt that is still in doubt
	FirstRun string    // the run that made that attempt
	Time     time.Time // of the last change
	// Hashes are of every body that was sent while in doubt, each once, oldest first, and Bodies are
	// these bodies. A hash other than Hash means that the row was edited while it was in doubt: an
	// answer that the external id is taken may be about the earlier body. Both are nil out of doubt.
	Hashes []Hash
	Bodies [][]byte
}

// ClaimState says whether a position stands for a key.
type ClaimState uint8

// The states of a claim.
const (
	Free  ClaimState = iota // nothing was created: never sent, or certainly without effect
	Doubt                   // sent, and what became of it is not known
	Made                    // created, by us
)

// Ledger records one account. It assumes of its store no more than transactions, ordered scans and a
// lock. Its methods may be called from several goroutines. After a failed write every later write
// returns the same error, since what is on the disk is then known only after it is opened again.
type Ledger interface {
	// PutRun writes a run, new or changed; like Settle, it does so also when ctx is cancelled.
	PutRun(ctx context.Context, run Run) error
	// Run returns a run; ErrNoRun where there is none.
	Run(ctx context.Context, id string) (Run, error)
	// Runs returns the runs, oldest first.
	Runs(ctx context.Context) ([]Run, error)
	// Claims returns the claims of keys, in their order; a key without one gets a Free claim.
	Claims(ctx context.Context, keys []Key) ([]Claim, error)
	// Family calls yield for the claims whose keys begin with prefix, in key order, until it returns
	// false. It may call other methods of the ledger.
	Family(ctx context.Context, prefix Key, yield func(Claim) bool) error
	// Intend makes intents durable, in one transaction, and their keys' claims Doubt. It writes none
	// of them and returns ErrMade where a claim is Made: what is created is never sent again. A claim
	// that another run left in doubt becomes this run's. A cancelled ctx writes nothing.
	Intend(ctx context.Context, run string, intents []Intent) error
	// Settle makes outcomes durable and turns their keys' claims: CREATED to Made; UNKNOWN stays
	// Doubt; FAILED and NOT_RUN to Free; EXISTS leaves the claim as it is but turns Doubt to Free.
	// A Made claim stays Made whatever comes, and NOT_RUN leaves a doubt that an earlier run began.
	// Other statuses are an error, since such rows were never sent.
	// A cancelled ctx does not keep it from writing: what has happened must be recorded.
	Settle(ctx context.Context, run string, entries []Entry) error
	// Entries calls yield for the rows of a run that have an intent or an outcome, from row number
	// `from` on, in row order, until it returns false. It may call other methods of the ledger.
	Entries(ctx context.Context, run string, from int, yield func(Entry) bool) error
	// Dir is where a run keeps its files; it exists, with mode 0700.
	Dir(run string) (string, error)
	// Prune drops a run, its entries and its files; claims stay, so that nothing is created twice. The
	// run that the ledger was opened for cannot be dropped.
	Prune(ctx context.Context, run string) error
	// Close releases the lock.
	Close() error
}

// Errors that a caller may want to tell apart.
var (
	// ErrNoRun is returned for a run that the ledger does not have.
	ErrNoRun = errors.New("no such run")
	// ErrMade is returned by Intend for a key that a position stands for already.
	ErrMade = errors.New("the position was created already")
	// ErrClosed is returned by every method of a ledger after Close.
	ErrClosed = errors.New("the ledger is closed")
)

// LockedError says that another process works on the account.
type LockedError struct {
	Account Account
	Run     string // the other run, where it is known
	PID     int    // 0 where it is not known
}

// Error names the other run.
func (e *LockedError) Error() string {
	who := "another posimport"
	if e.Run != "" {
		who = "run " + e.Run
	}
	if e.PID != 0 {
		who += fmt.Sprintf(" (process %d)", e.PID)
	}
	return fmt.Sprintf("%s is working on %s %s at %s; wait for it to end, or stop it", who, e.Account.Target, e.Account.Value, e.Account.BaseURL)
}
