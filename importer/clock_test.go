package importer

import (
	"testing"
	"time"
)

// TestAge: only a time that is certain makes a position an old one, since that has its row sent again.
func TestAge(t *testing.T) {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) time.Time { return noon.Add(d) }
	for name, c := range map[string]struct {
		created time.Time
		begun   since
		seen    time.Time
		trusted bool
		want    age
	}{
		"just after":                       {at(time.Second), since{time: noon}, at(time.Minute), true, newer},
		"in the same second, cut to it":    {noon, since{time: noon}, at(time.Minute), true, newer},
		"a moment before":                  {at(-time.Second), since{time: noon}, at(time.Minute), true, unclear},
		"more than a moment before":        {at(-3 * time.Second), since{time: noon}, at(time.Minute), true, older},
		"just after, not trusted":          {at(time.Second), since{time: noon}, at(time.Minute), false, newer},
		"long before":                      {at(-time.Hour), since{time: noon}, at(time.Minute), true, older},
		"long before, not trusted":         {at(-time.Hour), since{time: noon}, at(time.Minute), false, unclear},
		"in the future":                    {at(time.Hour), since{time: noon}, at(time.Minute), true, unclear},
		"no created-at":                    {time.Time{}, since{time: noon}, at(time.Minute), true, unclear},
		"nothing known of the attempt":     {at(time.Second), since{}, at(time.Minute), true, unclear},
		"nothing known of the target":      {at(time.Second), since{time: noon}, time.Time{}, true, unclear},
		"the target's clock was set back":  {at(-time.Hour), since{time: noon}, at(-30 * time.Minute), true, unclear},
		"another computer's clock, about":  {at(-5 * time.Minute), since{noon, true}, at(time.Minute), true, newer},
		"another computer's clock, hours":  {at(-5 * time.Hour), since{noon, true}, at(time.Minute), true, unclear},
		"another computer's clock, a week": {at(-7 * 24 * time.Hour), since{noon, true}, at(time.Minute), true, older},
	} {
		k := &clock{seen: c.seen, trusted: c.trusted}
		if got := k.age(c.created, c.begun); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestTrust: created-at is trusted where it lies between the answers before and after.
func TestTrust(t *testing.T) {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	c := &clock{}
	if c.created(noon, noon, noon) != true || !c.isTrusted() {
		t.Error("not trusted though it fits")
	}
	if c.created(noon, noon, noon) {
		t.Error("news twice")
	}
	again := &clock{}
	again.decode(c.encode())
	if !again.isTrusted() {
		t.Error("forgotten by encode and decode")
	}
	for name, at := range map[string]time.Time{
		"another zone": noon.Add(-3 * time.Hour), "ahead": noon.Add(time.Minute),
	} {
		c := &clock{trusted: true}
		if c.created(at, noon, noon.Add(time.Second)); c.isTrusted() {
			t.Errorf("%s: still trusted", name)
		}
	}
	for name, times := range map[string][3]time.Time{
		"no created-at": {{}, noon, noon}, "no time before": {noon, {}, noon}, "no Date": {noon, noon, {}},
	} {
		c := &clock{}
		if c.created(times[0], times[1], times[2]) || c.isTrusted() {
			t.Errorf("%s: trusted", name)
		}
	}
}

// TestEarliest: of several attempts, a group knows what is true of all.
func TestEarliest(t *testing.T) {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	later, guess := since{time: noon.Add(time.Minute)}, since{noon, true}
	for _, got := range []since{later.or(guess), guess.or(later)} {
		if got != guess {
			t.Errorf("got %v, want %v", got, guess)
		}
	}
	if got := later.or(since{}); !got.time.IsZero() {
		t.Errorf("an attempt of which nothing is known makes %v", got)
	}
}
