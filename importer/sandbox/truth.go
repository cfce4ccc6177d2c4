package sandbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// Kind says what an Event of the truth log is about.
type Kind string

// The kinds of events.
const (
	PositionCreated Kind = "created"          // a position exists from now on
	PositionUpdated Kind = "updated"          // its fields were changed
	PositionDeleted Kind = "deleted"          // it exists no longer
	CategoryCreated Kind = "category_created" // COR only
	SignedIn        Kind = "signed_in"        // a token was issued; Account is the target's name
	FaultInjected   Kind = "fault"            // harm was decided on, before any effect of the request
	RequestReceived Kind = "request"          // a whole request came in; only with Options.LogRequests
	ClientGone      Kind = "gone"             // the client had closed its connection before the answer
)

// Event is one line of the truth log: something that happened, at the moment when it did.
type Event struct {
	Seq     int64     `json:"seq"`     // 1, 2, 3, … in the order of effect
	Time    time.Time `json:"time"`    // the server's clock, UTC
	Kind    Kind      `json:"kind"`    //
	Target  string    `json:"target"`  // cor or aptly
	Account string    `json:"account"` // metadata.source or tenantId as it was sent; empty where the body has none
	// ID is the id that the answer carries: COR's external id, Aptly's UUID. Empty for faults.
	ID         string `json:"id,omitempty"`
	ExternalID string `json:"externalId,omitempty"` // COR's id, Aptly's externalId, as sent
	Request    int64  `json:"request,omitempty"`    // joins the events of one request: 1, 2, 3, … by arrival
	Fault      string `json:"fault,omitempty"`      // the fault's name, on FaultInjected
	Call       string `json:"call,omitempty"`       // METHOD /path, on FaultInjected, RequestReceived and ClientGone
	// Body is the request as it was sent, without the space between its tokens; a JSON string
	// where it was no JSON. Bodies of sign-in requests are never logged.
	Body json.RawMessage `json:"body,omitempty"`
}

// truthLog holds the events in memory and, where there is a writer, one line each there. An event is
// written before its effect is seen by anybody, so what is not in the log has not happened.
type truthLog struct {
	mu     sync.Mutex
	now    func() time.Time
	w      io.Writer
	file   *os.File // also w; nil where the writer is the caller's
	sync   bool
	events []Event
	line   bytes.Buffer
	err    error
}

// add gives the event its number and time and writes it. After a failed write nothing is taken any
// more, since a log with a hole would be a false witness.
func (l *truthLog) add(e Event) error {
	if len(e.Body) > 0 && !json.Valid(e.Body) {
		e.Body, _ = json.Marshal(string(e.Body))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return l.err
	}
	e.Seq = int64(len(l.events)) + 1
	e.Time = l.now().UTC()
	if err := l.write(e); err != nil {
		l.err = fmt.Errorf("truth log: %w", err)
		return l.err
	}
	l.events = append(l.events, e)
	return nil
}

func (l *truthLog) write(e Event) error {
	if l.w == nil {
		return nil
	}
	l.line.Reset()
	enc := json.NewEncoder(&l.line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return err
	}
	if _, err := l.w.Write(l.line.Bytes()); err != nil {
		return err
	}
	if l.sync && l.file != nil {
		return l.file.Sync()
	}
	return nil
}

// open begins the log file. It refuses one that holds something: the server begins empty, and what
// an earlier one did is not true of it.
func (l *truthLog) open(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("truth log: %w", err)
	}
	if st, err := f.Stat(); err != nil || (st.Mode().IsRegular() && st.Size() > 0) {
		return errors.Join(fmt.Errorf("truth log %q is not empty: name a new file, because the sandbox "+
			"begins without the positions of an earlier one", path), err, f.Close())
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.file, l.w = f, f
	return nil
}

func (l *truthLog) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return l.err
	}
	err := errors.Join(l.err, l.file.Sync(), l.file.Close())
	l.file, l.w = nil, nil
	return err
}

// Truth returns all events so far, in their order. The bodies are shared: do not change them.
func (s *Server) Truth() []Event {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return append([]Event(nil), s.log.events...)
}

// Created returns the events of positions created so far, whether or not they were deleted since.
func (s *Server) Created() []Event {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	var made []Event
	for _, e := range s.log.events {
		if e.Kind == PositionCreated {
			made = append(made, e)
		}
	}
	return made
}

// ReadTruth reads a truth log. A last line without its newline is left out: the server died while it
// wrote it, and so before the effect.
func ReadTruth(r io.Reader) ([]Event, error) {
	var events []Event
	in := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return events, nil
		}
		if err != nil {
			return events, fmt.Errorf("truth log: %w", err)
		}
		var e Event
		if err := json.Unmarshal(line, &e); err != nil {
			return events, fmt.Errorf("truth log, line %d: %w", n, err)
		}
		events = append(events, e)
	}
}
