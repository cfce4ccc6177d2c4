package importer

import (
	"testing"
	"time"
)

// TestAgeBoundaries: which way each bound belongs.
func TestAgeBoundaries(t *testing.T) {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	const ms = time.Millisecond
	seen := noon.Add(time.Hour)
	sure, guess := since{time: noon}, since{time: noon, guessed: true}
	for _, c := range []struct {
		name    string
		created time.Time
		begun   since
		want    age
	}{
		{"at the attempt", noon, sure, newer},
		{"a moment before the attempt", noon.Add(-ms), sure, unclear},
		{"as far before as clocks may lie apart", noon.Add(-tolerance), sure, unclear},
		{"further before", noon.Add(-tolerance - ms), sure, older},
		{"as late as clocks may lie apart", seen.Add(tolerance), sure, newer},
		{"later", seen.Add(tolerance + ms), sure, unclear},
		{"a guess, as far behind as may be", noon.Add(-guessBehind), guess, newer},
		{"a guess, further behind", noon.Add(-guessBehind - ms), guess, unclear},
		{"a guess, as far ahead as may be", noon.Add(-guessAhead), guess, unclear},
		{"a guess, further ahead", noon.Add(-guessAhead - ms), guess, older},
	} {
		for _, trusted := range []bool{true, false} {
			want := c.want
			if want == older && !trusted {
				want = unclear
			}
			k := &clock{seen: seen, agreed: enough, wrong: !trusted}
			if got := k.age(c.created, c.begun); got != want {
				t.Errorf("%s, trusted %v: %d, want %d", c.name, trusted, got, want)
			}
		}
	}
}

// TestClockGarbage: what a ledger holds and cannot be read is as if it were not known.
func TestClockGarbage(t *testing.T) {
	for _, data := range []string{"", "{", "null", "[]", `{"agreed":"2"}`, `"x"`, `{"Trusted":true}`, `{"agreed":-1}`} {
		c := &clock{}
		c.learn([][]byte{[]byte(data), nil})
		if c.isTrusted() || c.agreed != 0 {
			t.Errorf("%q is read as trusted", data)
		}
	}
	c := &clock{}
	c.date(time.Time{}, time.Time{}, time.Time{})
	if !c.floor().IsZero() || !c.unseen() {
		t.Error("an answer without a Date tells the time")
	}
}
