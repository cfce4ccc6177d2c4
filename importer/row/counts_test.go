package row

import "testing"

func TestCounts(t *testing.T) {
	var c Counts
	for i, s := range Statuses() {
		c.Add(s, i+1)
	}
	c.Add("", 5)
	c.Add(Created, -1)
	for i, s := range Statuses() {
		want := i + 1
		if s == Created {
			want = 0
		}
		if c.Of(s) != want || c.Map()[s] != want {
			t.Errorf("%s: %d and %d, want %d", s, c.Of(s), c.Map()[s], want)
		}
	}
	if _, found := c.Map()[Created]; found || len(c.Map()) != 6 || c.Of("") != 0 {
		t.Errorf("%v", c.Map())
	}
}
