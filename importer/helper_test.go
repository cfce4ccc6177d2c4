package importer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/target"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// pipes is a listener of connections within the process, so that time in a bubble can pass.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
	watch func([]byte) // is shown what a client writes, before the server gets it; nil for nobody
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	select {
	case <-p.done:
		return nil, refused
	default:
	}
	select {
	case p.conns <- far:
		return &watched{near, p.watch}, nil
	case <-p.done:
		return nil, refused
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type watched struct {
	net.Conn
	watch func([]byte)
}

func (w *watched) Write(p []byte) (int, error) {
	if w.watch != nil {
		w.watch(p)
	}
	return w.Conn.Write(p)
}

// front stands before a practice server and may do to the n-th create request, 1 being the first,
// what hook does; a hook that returns false leaves the request to the server.
type front struct {
	next http.Handler
	hook func(n int, c *create) bool
	mu   sync.Mutex
	n    int
	seen []string // the bodies of all create requests, as they came
}

// create is one create request in the hands of a hook.
type create struct {
	body   string
	w      http.ResponseWriter
	effect func() // has the practice server create the position
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		f.next.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	f.mu.Lock()
	f.n++
	n := f.n
	f.seen = append(f.seen, string(body))
	f.mu.Unlock()
	again := func(w http.ResponseWriter) {
		r.Body = io.NopCloser(bytes.NewReader(body))
		f.next.ServeHTTP(w, r)
	}
	if f.hook == nil || !f.hook(n, &create{string(body), w, func() { again(httptest.NewRecorder()) }}) {
		again(w)
	}
}

func (f *front) requests() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.seen...)
}

// answer answers a create request.
func (c *create) answer(status int, body string) bool {
	c.w.Header().Set("Content-Type", "application/json")
	c.w.WriteHeader(status)
	_, _ = io.WriteString(c.w, body) // a client that has gone needs no answer
	return true
}

// cut ends the connection without an answer.
func (c *create) cut() { panic(http.ErrAbortHandler) }

// world is a delivery with what it works on.
type world struct {
	t      testing.TB
	target target.Target
	shape  Shape
	server *front
	pipes  *pipes
	client *target.Client
	ledger *spy
	clock  *clock
	tally  *Tally
	run    ledger.Run
}

// newWorld connects a target to a practice server within the process and to a ledger in memory.
func newWorld(t testing.TB, tg target.Target, shape Shape, practice http.Handler) *world {
	t.Helper()
	w := &world{
		t: t, target: tg, shape: shape.withDefaults(), server: &front{next: practice}, pipes: newPipes(),
		clock: &clock{}, tally: &Tally{}, ledger: &spy{Ledger: ledger.NewMemory()},
		run: ledger.Run{
			ID: testRun, State: ledger.Running,
			Account: ledger.Account{Target: tg.Schema().Target, BaseURL: "http://127.0.0.1:9", Value: "SAP"},
		},
	}
	var err error
	w.client, err = target.NewClient(tg, target.Options{
		BaseURL: "http://127.0.0.1:9", Timeout: w.shape.Timeout, Workers: w.shape.Workers,
		Getenv: practiceToken, Version: "test", Observe: w.clock.date, Dial: w.pipes.dial,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: w.server}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(w.pipes) }()
	t.Cleanup(func() {
		w.client.Close()
		_ = server.Close()
		<-ended
		if err := w.ledger.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// practiceToken is an environment that holds a token for each target.
func practiceToken(name string) string {
	if name == "COR_TOKEN" || name == "APTLY_TOKEN" {
		return "practice"
	}
	return ""
}

// delivery is a new session of a run, which has asked the target for the time.
func (w *world) delivery() *delivery {
	now := time.Now().Truncate(time.Second)
	w.clock.date(now.Add(-time.Second), time.Time{}, time.Time{}) // so that it need not tick
	w.clock.date(now, time.Time{}, time.Time{})
	d := newDelivery(w.run, w.shape, w.target, w.client, w.ledger, w.tally, w.clock)
	w.t.Cleanup(d.gate.close)
	return d
}

// nextRun lets what follows be another run.
func (w *world) nextRun(id string) { w.run.ID = id }

// produceAll hands jobs over as a pass does.
func produceAll(d *delivery, jobs []*job) produce {
	return func(ctx context.Context, add func(*job) error) error { return d.admitAll(ctx, jobs, add) }
}

// deliver sends jobs and settles what is in doubt, as a session does.
func (w *world) deliver(ctx context.Context, d *delivery, jobs []*job) error {
	w.t.Helper()
	err := d.deliver(ctx, produceAll(d, jobs))
	if err == nil && !d.isStopped() {
		err = d.settle(ctx)
	}
	return err
}

// entries returns what the run has of its rows, by row.
func (w *world) entries() map[int]ledger.Entry {
	w.t.Helper()
	all := map[int]ledger.Entry{}
	err := w.ledger.Entries(context.Background(), w.run.ID, 0, func(e ledger.Entry) bool {
		all[e.Row] = e
		return true
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// statuses returns how many rows of the run have each status; an intent without an outcome is "".
func (w *world) statuses() map[row.Status]int {
	w.t.Helper()
	counts := map[row.Status]int{}
	for _, e := range w.entries() {
		counts[e.Outcome.Status]++
	}
	return counts
}

// spy is a ledger that tells when it is written to, and can refuse.
type spy struct {
	ledger.Ledger
	mu        sync.Mutex
	intended  []intending
	settled   []settling
	durable   map[ledger.Key]bool // keys whose intent is durable
	before    func(n int) error   // is asked before the n-th write, 1 being the first; nil agrees
	writes    int
	intendErr []error
}

type intending struct {
	at      time.Time
	intents []ledger.Intent
}

type settling struct {
	at      time.Time
	entries []ledger.Entry
}

func (s *spy) write() error {
	s.mu.Lock()
	s.writes++
	n, before := s.writes, s.before
	s.mu.Unlock()
	if before == nil {
		return nil
	}
	return before(n)
}

func (s *spy) Intend(ctx context.Context, run string, intents []ledger.Intent) error {
	err := s.write()
	if err == nil {
		err = s.Ledger.Intend(ctx, run, intents)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.intendErr = append(s.intendErr, err)
		return err
	}
	s.intended = append(s.intended, intending{time.Now(), append([]ledger.Intent(nil), intents...)})
	if s.durable == nil {
		s.durable = map[ledger.Key]bool{}
	}
	for _, in := range intents {
		s.durable[in.Key] = true
	}
	return nil
}

func (s *spy) Settle(ctx context.Context, run string, entries []ledger.Entry) error {
	at := time.Now()
	if err := s.write(); err != nil {
		return err
	}
	s.mu.Lock()
	s.settled = append(s.settled, settling{at, append([]ledger.Entry(nil), entries...)})
	s.mu.Unlock()
	return s.Ledger.Settle(ctx, run, entries)
}

func (s *spy) isDurable(key ledger.Key) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.durable[key]
}

// corJobs are rows with an external id each, from row 2 on.
func corJobs(n int) []*job {
	jobs := make([]*job, n)
	for i := range jobs {
		jobs[i] = corJob(i+2, fmt.Sprintf("%06d", i+1), "Software Developer")
	}
	return jobs
}

func corJob(label int, id, name string) *job {
	body := fmt.Appendf(nil, `{"metadata":{"source":"SAP"},"id":%q,"name":%q}`, id, name)
	return &job{label: label, key: ledger.Key("x:" + id + "\x00"), hash: hashOf(body), body: body}
}

const testTenant = "d66fa929-5f84-4780-9691-e9287cc3ae83"

// aptlyJobs are rows without an external id, each with a name of its own, from row 2 on.
func aptlyJobs(n int) []*job {
	jobs := make([]*job, n)
	for i := range jobs {
		jobs[i] = aptlyJob(i+2, fmt.Sprintf("Position %06d", i+1), 1)
	}
	return jobs
}

// aptlyJob is a row that is the how-many-th of its name.
func aptlyJob(label int, name string, ordinal int) *job {
	return aptlyBody(label, fmt.Sprintf(`{"tenantId":%q,"positionName":%q,"isSCIMProvisioned":false,"status":"ACTIVE"}`, testTenant, name), ordinal)
}

func aptlyBody(label int, body string, ordinal int) *job {
	hash := hashOf([]byte(body))
	key := ledger.Key(fmt.Sprintf("h:%x:%08d", hash[:16], ordinal))
	return &job{label: label, key: key, hash: hash, body: []byte(body)}
}
