package judge

import (
	"fmt"
	"strings"

	"posimport/importer/row"
	"posimport/importer/sandbox"
)

// made is a position that was created, and the row that it is taken for.
type made struct {
	sandbox.Event
	form   string // of its body
	before bool
	owner  *line
}

// line is a row with its results.
type line struct {
	Source
	at      int      // its place in the input
	forms   []string // of its bodies, the present one first
	results []Result
	owns    *made
}

func (l *line) status() row.Status {
	if len(l.results) != 1 {
		return ""
	}
	return l.results[0].Status
}

func (l *line) asksFor(form string) bool {
	for _, f := range l.forms {
		if f == form {
			return true
		}
	}
	return false
}

// identity is the external id that the row asks for; empty where the target gives ids itself.
func (l *line) identity() string {
	for _, body := range append([][]byte{l.Body}, l.Earlier...) {
		if id := externalID(body); id != "" {
			return id
		}
	}
	return ""
}

// settled reports whether a row says that its position is there.
func settled(s row.Status) bool { return s == row.Created || s == row.Exists }

// trial is one Check under way.
type trial struct {
	Input
	lines  []*line // in the input's order
	byRow  map[int]*line
	made   []*made
	byID   map[string]*made
	harmed map[string]bool // forms of bodies whose request was left in doubt
	found  []Violation
}

func newCase(in Input) *trial {
	c := &trial{Input: in, byRow: map[int]*line{}, byID: map[string]*made{}, harmed: map[string]bool{}}
	for _, s := range in.Rows {
		l := &line{Source: s, at: len(c.lines)}
		for _, body := range append([][]byte{s.Body}, s.Earlier...) {
			if body != nil {
				l.forms = append(l.forms, form(body))
			}
		}
		c.lines = append(c.lines, l)
		c.byRow[s.Row] = l
	}
	for _, e := range in.Truth {
		switch e.Kind {
		case sandbox.PositionCreated:
			m := &made{Event: e, form: form(e.Body), before: e.Seq <= in.Before}
			c.made = append(c.made, m)
			c.byID[e.ID] = m
		case sandbox.FaultInjected:
			if sandbox.Fault(e.Fault).Doubt() {
				c.harmed[form(e.Body)] = true
			}
		case sandbox.ClientGone:
			c.harmed[form(e.Body)] = true
		}
	}
	return c
}

func (c *trial) say(k Kind, rowNumber int, seq int64, text string, args ...any) {
	c.found = append(c.found, Violation{k, rowNumber, seq, fmt.Sprintf(text, args...)})
}

// rows: every row of the input is in the results exactly once, in the input's order.
func (c *trial) rows() {
	at := 0
	for _, r := range c.Results {
		l := c.byRow[r.SourceRow]
		if l == nil {
			c.say(Stranger, r.SourceRow, 0, "the results say %s of a row that the input has not", r.Status)
			continue
		}
		l.results = append(l.results, r)
		if len(l.results) > 1 {
			c.say(Repeated, r.SourceRow, 0, "it is in the results again, as %s", r.Status)
		}
		if l.at < at {
			c.say(Order, r.SourceRow, 0, "it comes after row %d", c.lines[at].Row)
		}
		at = max(at, l.at)
	}
	for _, l := range c.lines {
		if len(l.results) == 0 {
			c.say(Lost, l.Row, 0, "it is not in the results")
		}
	}
}

// statuses: each is one that a run may give, and invalid rows, and only those, are INVALID.
func (c *trial) statuses() {
	for _, l := range c.lines {
		s := l.status()
		switch s {
		case "": // lost or repeated: said already
		case row.Created, row.Exists, row.Failed, row.Unknown:
			if l.Body == nil && len(l.Earlier) == 0 {
				c.say(Verdict, l.Row, 0, "it is invalid and must not be sent, but is %s", s)
			}
		case row.Invalid:
			if l.Body != nil {
				c.say(Verdict, l.Row, 0, "it is valid, but is INVALID with code %q", l.results[0].Code)
			}
		case row.NotRun:
		default:
			c.say(Status, l.Row, 0, "%q is no status of a run", s)
		}
		if l.Rejected != "" && s == row.Failed && l.results[0].Code != l.Rejected && c.Calm {
			c.say(Verdict, l.Row, 0, "it failed with %q, not with %q", l.results[0].Code, l.Rejected)
		}
	}
}

func short(body []byte) string {
	const most = 160
	s := strings.TrimSpace(string(body))
	if len(s) > most {
		s = s[:most] + "…"
	}
	return s
}
