package row

// Counts counts rows by their status. The zero Counts has none.
type Counts struct{ n [7]int }

// Add counts rows under a status; a negative number takes them away again.
func (c *Counts) Add(s Status, rows int) {
	if at := place(s); at >= 0 {
		c.n[at] += rows
	}
}

// Of returns how many rows have a status.
func (c *Counts) Of(s Status) int {
	if at := place(s); at >= 0 {
		return c.n[at]
	}
	return 0
}

// All returns how many rows there are.
func (c *Counts) All() int {
	all := 0
	for _, n := range c.n {
		all += n
	}
	return all
}

// Map returns the statuses that rows have, with their numbers.
func (c *Counts) Map() map[Status]int {
	m := map[Status]int{}
	for _, s := range Statuses() {
		if n := c.Of(s); n != 0 {
			m[s] = n
		}
	}
	return m
}

// place is where a status is counted; -1 for what is none.
func place(s Status) int {
	switch s {
	case Created:
		return 0
	case Exists:
		return 1
	case Valid:
		return 2
	case Invalid:
		return 3
	case Failed:
		return 4
	case Unknown:
		return 5
	case NotRun:
		return 6
	}
	return -1
}
