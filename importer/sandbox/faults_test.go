package sandbox

import (
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseFaults(t *testing.T) {
	with := func(change func(*Faults)) Faults {
		f := Faults{on: []call{callCreate}, retryAfter: time.Second, slow: 6 * time.Second, lateBy: 500 * time.Millisecond}
		change(&f)
		return f
	}
	for spec, want := range map[string]Faults{
		"": with(func(*Faults) {}),
		"rate=0.15,kinds=429+500-before+cut-mid-answer": with(func(f *Faults) {
			f.rate, f.kinds = 0.15, []Fault{fault429, fault500Before, faultCutMid}
		}),
		"rate=1": with(func(f *Faults) { f.rate, f.kinds = 1, transientFaults() }),
		" kinds=all , rate=0 ,": with(func(f *Faults) {
			f.kinds = transientFaults()
		}),
		"at=3:cut-after,7:429,9-:503-before,on=list+create": with(func(f *Faults) {
			f.at = []span{{3, 3, faultCutAfter}, {7, 7, fault429}, {9, math.MaxInt64, fault503Before}}
			f.on = []call{callList, callCreate}
		}),
		"at=5-9:401,expire=4,retry-after=date:2s,slow=1s,late-by=0s": with(func(f *Faults) {
			f.at = []span{{5, 9, fault401}}
			f.expire, f.retryAfter, f.retryDate, f.slow, f.lateBy = 4, 2*time.Second, true, time.Second, 0
		}),
	} {
		got, err := ParseFaults(spec)
		if err != nil {
			t.Errorf("%q: %v", spec, err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Faults{}, span{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", spec, diff)
		}
	}
}

func TestParseFaultsSaysAllThatIsWrong(t *testing.T) {
	for spec, words := range map[string][]string{
		"rate=1.5,kinds=cut,at=0:429": {`rate="1.5"`, `"cut" is no fault: want 429, 500-before`, `at="0:429"`},
		"rate=NaN":                    {`rate="NaN"`},
		"at=3":                        {`at="3"`},
		"at=9-5:429":                  {`at="9-5:429"`},
		"at=3:never":                  {`"never" is no fault`},
		"3:429":                       {`"3:429" is not NAME=VALUE`},
		"kind=429":                    {`"kind" is no setting: want rate, kinds`},
		"on=everything":               {`on="everything": want create, change, list, sign-in or all`},
		"expire=0":                    {`expire="0"`},
		"slow=6":                      {`slow="6" is not a time`},
		"late-by=2h":                  {`late-by="2h"`},
		"retry-after=date:":           {`retry-after=""`},
	} {
		_, err := ParseFaults(spec)
		for _, word := range words {
			if err == nil || !strings.Contains(err.Error(), word) {
				t.Errorf("%q: %v, want it to say %s", spec, err, word)
			}
		}
	}
}

func FuzzParseFaults(f *testing.F) {
	f.Add("rate=0.15,kinds=429+cut-after,at=3:cut-after,7-:429,on=all,expire=3,retry-after=date:2s,slow=1s,late-by=1s")
	f.Add("at=-:,=,")
	f.Fuzz(func(t *testing.T, spec string) {
		faults, err := ParseFaults(spec)
		if err != nil {
			return
		}
		p := newFaultPlan(faults, 1)
		for range 3 {
			p.next(callCreate)
		}
	})
}

// fates are the faults of the first n creates.
func fates(t *testing.T, spec string, seed uint64, n int) (got []Fault) {
	p := newFaultPlan(mustFaults(t, spec), seed)
	for range n {
		got = append(got, p.next(callCreate).fault)
	}
	return got
}

func TestFatesAreReproducible(t *testing.T) {
	const spec = "rate=0.15"
	a := fates(t, spec, 1, 10_000)
	if diff := cmp.Diff(a, fates(t, spec, 1, 10_000)); diff != "" {
		t.Errorf("equal seeds differ:\n%s", diff)
	}
	if cmp.Equal(a, fates(t, spec, 2, 10_000)) {
		t.Error("different seeds agree")
	}
	count := map[Fault]int{}
	for _, f := range a {
		count[f]++
	}
	if hit := 10_000 - count[""]; hit < 1400 || hit > 1600 {
		t.Errorf("%d of 10000 hit, want about 1500", hit)
	}
	for _, f := range transientFaults() {
		if n := count[f]; n < 30 || n > 90 {
			t.Errorf("%s came %d times, want about 60", f, n)
		}
	}
}

func TestFatesByNumber(t *testing.T) {
	got := fates(t, "at=2:429,4-5:cut-after,7-:403", 0, 8)
	want := []Fault{"", fault429, "", faultCutAfter, faultCutAfter, "", fault403, fault403}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fates (-want +got):\n%s", diff)
	}
	p := newFaultPlan(mustFaults(t, "at=1:429,on=list"), 0)
	if f := p.next(callCreate); f.fault != "" {
		t.Errorf("a create met %s, want only listings to", f.fault)
	}
	if f := p.next(callList); f.fault != fault429 {
		t.Errorf("the first listing met %q", f.fault)
	}
}

func TestRetryAfterIsNeverTooSoon(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 600_000_000, time.UTC)
	for spec, want := range map[string]string{
		"":                       "1",
		"retry-after=0s":         "0",
		"retry-after=1ms":        "1",
		"retry-after=1001ms":     "2",
		"retry-after=date:2s":    "Fri, 02 Jan 2026 03:04:08 GMT",
		"retry-after=date:400ms": "Fri, 02 Jan 2026 03:04:06 GMT",
	} {
		if got := newFaultPlan(mustFaults(t, spec), 0).retryAfterValue(now); got != want {
			t.Errorf("%q: %q, want %q", spec, got, want)
		}
	}
}

func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Latency: 100 * time.Millisecond, Jitter: 50 * time.Millisecond})
		var took []time.Duration
		for range 3 {
			start := time.Now()
			send(s, "POST", aptlyPath, aptlySeed)
			d := time.Since(start)
			took = append(took, d)
			if d < 100*time.Millisecond || d > 150*time.Millisecond {
				t.Errorf("took %v, want 100 to 150 ms", d)
			}
		}
		if took[0] == took[1] && took[1] == took[2] {
			t.Errorf("no jitter: %v", took)
		}
		at := s.Created()[0].Time.Sub(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC))
		if at != took[0]/2 {
			t.Errorf("effect after %v of %v, want half", at, took[0])
		}
	})
}

func TestFaultsHelpNamesAll(t *testing.T) {
	help := FaultsHelp()
	for _, f := range FaultKinds() {
		name := string(f)
		if status, _, ok := strings.Cut(name, "-"); ok && len(status) == 3 && status[0] == '5' {
			name = status // 502-after is told by 502
		}
		if !strings.Contains(help, strings.TrimSuffix(name, "-before")) {
			t.Errorf("help does not name %s", f)
		}
	}
	for _, c := range []call{callCreate, callChange, callList, callSignIn} {
		if !strings.Contains(help, string(c)) {
			t.Errorf("help does not name on=%s", c)
		}
	}
	for line := range strings.Lines(help) {
		name, _, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok || strings.ContainsAny(name, " :") {
			continue
		}
		spec := strings.Fields(line)[0]
		if _, err := ParseFaults(spec); err != nil {
			t.Errorf("the example %s: %v", spec, err)
		}
	}
}
