package judge

import (
	"posimport/importer/row"
)

// calm: after a run that met no harm, every valid row is there, and what the target refuses failed.
func (c *trial) calm() {
	if !c.Calm {
		return
	}
	for _, l := range c.lines {
		s := l.status()
		want := "CREATED or EXISTS"
		good := settled(s)
		switch {
		case s == "": // lost or repeated: said already
			continue
		case l.Body == nil:
			want, good = "INVALID", s == row.Invalid || len(l.Earlier) > 0 && good
		case l.Rejected != "":
			want, good = "FAILED", s == row.Failed
		}
		if !good {
			c.say(Unsettled, l.Row, 0, "after a calm run it is %s with code %q, not %s", s, l.results[0].Code, want)
		}
	}
}

// The exit codes that say something of the rows.
const (
	exitOK       = 0
	exitNoneSent = 3
	exitSomeBad  = 4
)

func (c *trial) exit() {
	if c.Exit == nil {
		return
	}
	counts := c.counts()
	bad := counts[row.Invalid] + counts[row.Failed] + counts[row.Unknown]
	all := counts[row.Created] + counts[row.Exists]
	switch code := *c.Exit; {
	case code == exitOK && all != len(c.Results):
		c.say(Exit, 0, 0, "exit code 0 says that every row succeeded; %d of %d did", all, len(c.Results))
	case code == exitSomeBad && bad == 0:
		c.say(Exit, 0, 0, "exit code 4 says that rows are INVALID, FAILED or UNKNOWN; none is")
	case code == exitNoneSent && (counts[row.Created] > 0 || bad == 0):
		c.say(Exit, 0, 0, "exit code 3 says that rows are invalid and nothing was sent; %d are INVALID, %d CREATED", counts[row.Invalid], counts[row.Created])
	}
}

func (c *trial) summary() {
	if c.Summary == nil {
		return
	}
	counts := c.counts()
	for _, s := range row.Statuses() {
		if counts[s] != c.Summary[s] {
			c.say(Summary, 0, 0, "the summary says %d %s; %d rows are", c.Summary[s], s, counts[s])
		}
	}
}

func (c *trial) counts() map[row.Status]int {
	counts := map[row.Status]int{}
	for _, r := range c.Results {
		counts[r.Status]++
	}
	return counts
}
