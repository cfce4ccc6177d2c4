package importer

import (
	"context"
	"testing"
	"testing/synctest"
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
		k := &clock{seen: c.seen, agreed: enough, wrong: !c.trusted}
		if got := k.age(c.created, c.begun); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestTrust: created-at is trusted where it lay between the answers before and after, and more than
// once.
func TestTrust(t *testing.T) {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	c := &clock{}
	for n, want := range []bool{false, true, false} {
		if news := c.created(noon, noon, noon); news != want || c.isTrusted() != (n > 0) {
			t.Errorf("sample %d: news %v, trusted %v", n+1, news, c.isTrusted())
		}
	}
	for name, at := range map[string]time.Time{
		"another zone": noon.Add(-3 * time.Hour), "ahead": noon.Add(time.Minute),
	} {
		c := &clock{agreed: 7}
		if news := c.created(at, noon, noon.Add(time.Second)); c.isTrusted() || !news {
			t.Errorf("%s: still trusted, or no news", name)
		}
		for n := 1; n <= enoughAgain; n++ {
			if news := c.created(noon, noon, noon); news != (n == enoughAgain) || c.isTrusted() != news {
				t.Errorf("%s, then %d that agree: news %v, trusted %v", name, n, news, c.isTrusted())
			}
		}
	}
	for name, times := range map[string][3]time.Time{
		"no created-at": {{}, noon, noon}, "no time before": {noon, {}, noon}, "no Date": {noon, noon, {}},
	} {
		c := &clock{}
		for range enough {
			if c.created(times[0], times[1], times[2]) || c.isTrusted() {
				t.Errorf("%s: trusted", name)
			}
		}
	}
}

// TestTrustOutlivesItsSession: and so does distrust, whichever of the sessions came last.
func TestTrustOutlivesItsSession(t *testing.T) {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	session := func(hour int, before [][]byte, samples ...time.Duration) []byte {
		c := &clock{seen: noon.Add(time.Duration(hour) * time.Hour)}
		c.learn(before)
		for _, off := range samples {
			c.created(noon.Add(off), noon, noon)
		}
		return c.encode()
	}
	trusted := func(sessions ...[]byte) bool {
		c := &clock{}
		c.learn(sessions)
		return c.isTrusted()
	}
	if data := session(0, nil); data != nil {
		t.Errorf("a session that learnt nothing keeps %s", data)
	}
	once := session(1, nil, 0)
	twice := session(2, [][]byte{once}, 0)
	if trusted(once) || !trusted(once, twice) {
		t.Errorf("once %v, twice %v", trusted(once), trusted(once, twice))
	}
	wrong := session(3, [][]byte{twice}, time.Hour)
	after := session(4, [][]byte{wrong}, 0, 0)
	if trusted(twice, wrong) || trusted(wrong, twice) || trusted(twice, wrong, after) {
		t.Errorf("a disagreement is forgotten: %s, then %s", wrong, after)
	}
	again := session(5, [][]byte{after}, make([]time.Duration, enoughAgain-2)...)
	if !trusted(again, wrong, once) {
		t.Errorf("never trusted again: %s", again)
	}
}

// TestFloor: what was there when the session began lies before it, and what the session makes after.
func TestFloor(t *testing.T) {
	for _, c := range []struct {
		name  string
		wait  time.Duration // after the first answer
		dates []int         // in seconds, of the answers after it
		want  int           // the floor in seconds after the first Date; -1 for none
	}{
		{"just begun", 0, nil, -1},
		{"not a second later", 999 * time.Millisecond, nil, -1},
		{"not a second later, asked again", 500 * time.Millisecond, []int{0, 0}, -1},
		{"a second later", time.Second, nil, 1},
		{"a minute later, never answered", time.Minute, nil, 1},
		{"the next second came", time.Millisecond, []int{1}, 1},
		{"later answers", time.Minute, []int{20, 60}, 60},
		{"a machine that is behind", time.Minute, []int{60, 59}, 59},
		{"set back", time.Minute, []int{60, -3600}, -1},
		{"set back, then a second", time.Minute, []int{60, -3600, -3599}, -3599},
	} {
		synctest.Test(t, func(t *testing.T) {
			k := &clock{}
			start := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
			k.date(start, time.Time{}, time.Time{})
			time.Sleep(c.wait)
			for _, s := range c.dates {
				k.date(start.Add(time.Duration(s)*time.Second), time.Time{}, time.Time{})
			}
			floor := k.floor()
			if got := int(floor.Sub(start).Seconds()); floor.IsZero() != (c.want == -1) || c.want != -1 && got != c.want {
				t.Errorf("%s: %v, want %d s after %v", c.name, floor, c.want, start)
			}
		})
	}
}

// TestTick: a session waits for its floor no longer than it must.
func TestTick(t *testing.T) {
	start := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		dates []int
		want  time.Duration
	}{
		"no time told": {nil, 0}, "one time": {[]int{0}, 700 * time.Millisecond}, "the second is over": {[]int{0, 1}, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			k := &clock{}
			for _, s := range c.dates {
				k.date(start.Add(time.Duration(s)*time.Second), time.Time{}, time.Time{})
			}
			time.Sleep(300 * time.Millisecond)
			begun := time.Now()
			k.tick(t.Context())
			if got := time.Since(begun); got != c.want || k.floor().IsZero() != (c.dates == nil) {
				t.Errorf("%s: waited %v, want %v; floor %v", name, got, c.want, k.floor())
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		k := &clock{}
		k.date(start, time.Time{}, time.Time{})
		begun := time.Now()
		if k.tick(ctx); time.Since(begun) > 0 {
			t.Error("waited though it was stopped")
		}
	})
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
