package importer

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/sandbox"
	"posimport/mapping"
)

// place is a folder with an input, a state directory and a practice server on loopback: what a whole
// session needs.
type place struct {
	t       testing.TB
	dir     string
	server  *sandbox.Server
	baseURL string
	store   *ledger.Store
	mapping string
	warned  []Warning
	confirm func(context.Context, Question) (bool, error)
}

const corMapping = `version: 1
target: cor
fields:
  metadata.source: {const: SAP}
  id: ID
  name: Name
  category_id: Family
  rate: {from: Rate, decimal: "."}
ignore: [Notes]
`

const aptlyMapping = `version: 1
target: aptly
fields:
  tenantId: {const: d66fa929-5f84-4780-9691-e9287cc3ae83}
  positionName: Name
  externalId: ID
`

func newPlace(t testing.TB, mappingText string, o sandbox.Options) *place {
	t.Helper()
	p := &place{t: t, dir: t.TempDir(), server: sandbox.New(o), mapping: mappingText}
	var err error
	if p.baseURL, err = p.server.Listen(context.Background(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.server.Close(); err != nil {
			t.Error(err)
		}
	})
	if p.store, err = ledger.OpenStore(filepath.Join(p.dir, "state")); err != nil {
		t.Fatal(err)
	}
	return p
}

// file writes a file into the place's folder and returns its path.
func (p *place) file(name, text string) string {
	p.t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return path
}

// config imports a file with results as a CSV beside it.
func (p *place) config(file string) Config {
	p.t.Helper()
	m, err := mapping.Parse("mapping.yaml", []byte(p.mapping), mapping.Options{Schemas: Schemas})
	if err != nil {
		p.t.Fatal(err)
	}
	tg, err := TargetByName(m.Schema.Target)
	if err != nil {
		p.t.Fatal(err)
	}
	return Config{
		Shape: Shape{Workers: 4, Timeout: 5 * time.Second, Settle: 100 * time.Millisecond},
		File:  file, Target: tg, Mapping: m, BaseURL: p.baseURL, Results: filepath.Join(p.dir, "results.csv"),
	}
}

func (p *place) env() *Env {
	return &Env{
		Store: p.store, Getenv: practiceToken, Tally: &Tally{}, Version: "test", Confirm: p.confirm,
		Warn: func(w Warning) { p.warned = append(p.warned, w) },
	}
}

// run imports and fails the test where that ends with an error.
func (p *place) run(cfg Config) Report {
	p.t.Helper()
	report, err := Import(p.t.Context(), p.env(), cfg)
	if err != nil {
		p.t.Fatal(err)
	}
	return report
}

// lastRun is the newest run.
func (p *place) lastRun() ledger.Run {
	p.t.Helper()
	runs, err := p.store.Runs(context.Background())
	if err != nil || len(runs) == 0 {
		p.t.Fatalf("%d runs, %v", len(runs), err)
	}
	return runs[len(runs)-1]
}

// told is a row of a results CSV by its header.
type told map[string]string

func (r told) status() row.Status { return row.Status(r["Import Status"]) }
func (r told) code() row.Code     { return row.Code(r["Import Error Code"]) }
func (r told) message() string    { return r["Import Message"] }

func (r told) source(t testing.TB) int {
	t.Helper()
	n, err := strconv.Atoi(r["Import Source Row"])
	if err != nil {
		t.Fatalf("Import Source Row %q", r["Import Source Row"])
	}
	return n
}

func readResults(t testing.TB, path string) []told {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []told
	for _, record := range records[1:] {
		r := told{}
		for i, value := range record {
			r[records[0][i]] = value
		}
		all = append(all, r)
	}
	return all
}

// edit changes a results file as an admin does: change gets every record, the header first, and
// returns what is to stand there.
func (p *place) edit(path string, change func(records [][]string) [][]string) string {
	p.t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		p.t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))).ReadAll()
	if err != nil {
		p.t.Fatal(err)
	}
	var out strings.Builder
	w := csv.NewWriter(&out)
	if err := w.WriteAll(change(records)); err != nil {
		p.t.Fatal(err)
	}
	return p.file("edited.csv", out.String())
}

// retry runs a results file again.
func (p *place) retry(file string) Report {
	p.t.Helper()
	cfg := p.config(file)
	cfg.Retry = true
	cfg.Results = filepath.Join(p.dir, "retried.csv")
	return p.run(cfg)
}
