package judge

import (
	"posimport/importer/row"
)

// claims gives each position to the row that names its id.
func (c *trial) claims() {
	for _, l := range c.lines {
		s := l.status()
		if !settled(s) {
			continue
		}
		id := l.results[0].RecordID
		if id == "" {
			if s == row.Created {
				c.say(Missing, l.Row, 0, "it is CREATED without a record id")
			}
			continue
		}
		m := c.byID[id]
		switch {
		case m == nil:
			c.say(Missing, l.Row, 0, "it is %s as %q, and no such position was ever made", s, id)
		case m.before && s == row.Created:
			c.say(Missing, l.Row, m.Seq, "it is CREATED as %q, which was there before", id)
		case m.owner != nil:
			c.say(Shared, l.Row, m.Seq, "it is %s as %q, and so is row %d", s, id, m.owner.Row)
		default:
			c.give(l, m, s)
		}
	}
}

func (c *trial) give(l *line, m *made, s row.Status) {
	l.owns, m.owner = m, l
	// What somebody else made under the same external id may well have other fields.
	if !l.asksFor(m.form) && !m.before {
		c.say(Fields, l.Row, m.Seq, "it is %s as %q, which was made from %s and not from %s", s, m.ID, short(m.Body), short(l.Body))
	}
}

// unnamed gives positions to the rows that say EXISTS or CREATED without an id.
func (c *trial) unnamed() {
	for _, l := range c.lines {
		s := l.status()
		if !settled(s) || l.owns != nil || l.results[0].RecordID != "" {
			continue
		}
		for _, m := range c.made {
			if m.owner == nil && (l.asksFor(m.form) || m.ExternalID != "" && m.ExternalID == l.identity()) {
				c.give(l, m, s)
				break
			}
		}
		if l.owns == nil && s == row.Exists {
			c.say(Missing, l.Row, 0, "it is EXISTS, and there is no position for it")
		}
	}
}

// leftOver: what no row says is its own belongs to a row that is UNKNOWN, or somebody says what is
// not true, or it was made twice, or nobody asked for it.
func (c *trial) leftOver() {
	for _, m := range c.made {
		if m.owner != nil || m.before {
			continue
		}
		if l := c.pick(m, func(s row.Status) bool { return s == row.Unknown }); l != nil {
			l.owns, m.owner = m, l
			continue
		}
		if l := c.pick(m, func(s row.Status) bool { return !settled(s) }); l != nil {
			l.owns, m.owner = m, l
			if s := l.status(); s != "" {
				c.say(Untrue, l.Row, m.Seq, "it is %s, and position %q was made from it", s, m.ID)
			}
			continue
		}
		c.surplus(m)
	}
}

// pick returns a row without a position that asks for this one, and whose status fits.
func (c *trial) pick(m *made, fits func(row.Status) bool) *line {
	for _, l := range c.lines {
		if l.owns == nil && l.asksFor(m.form) && fits(l.status()) {
			return l
		}
	}
	return nil
}

func (c *trial) surplus(m *made) {
	for _, l := range c.lines {
		if l.asksFor(m.form) {
			c.say(Twice, l.Row, m.Seq, "position %q was made from it, too", m.ID)
			return
		}
	}
	for _, l := range c.lines {
		if m.ExternalID != "" && m.ExternalID == l.identity() {
			c.say(Fields, l.Row, m.Seq, "position %q was made from %s and not from %s", m.ID, short(m.Body), short(l.Body))
			return
		}
	}
	c.say(Foreign, 0, m.Seq, "position %q was made from %s, and no valid row asks for it", m.ID, short(m.Body))
}

// doubts: a row is UNKNOWN only where one of its requests met harm after which nobody can know.
func (c *trial) doubts() {
	for _, l := range c.lines {
		if l.status() != row.Unknown || c.Doubtful[l.Row] {
			continue
		}
		harmed := false
		for _, f := range l.forms {
			harmed = harmed || c.harmed[f]
		}
		if !harmed {
			c.say(Groundless, l.Row, 0, "it is UNKNOWN, and none of its requests was left in doubt")
		}
	}
}
