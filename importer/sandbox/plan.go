package sandbox

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// call is a class of API requests that faults are planned for.
type call string

const (
	callCreate call = "create"
	callChange call = "change"
	callList   call = "list"
	callSignIn call = "sign-in"
)

// faultPlan is Faults at work: it counts the requests that faults are planned for.
type faultPlan struct {
	Faults
	seed   uint64
	count  atomic.Int64
	expiry sync.Once
}

func newFaultPlan(f Faults, seed uint64) *faultPlan { return &faultPlan{Faults: f, seed: seed} }

// fate is what is to happen to one request.
type fate struct {
	fault  Fault      // empty for none
	dice   *rand.Rand // nil where there is no fault
	expire bool       // tokens so far are no longer good
}

// next decides the fate of one request, by the seed and its number alone: never by what happened to
// others, which the scheduler orders as it likes.
func (p *faultPlan) next(c call) fate {
	if !slices.Contains(p.on, c) {
		return fate{}
	}
	n := p.count.Add(1)
	f := fate{expire: p.expire > 0 && n > p.expire}
	for _, s := range p.at {
		if n >= s.first && n <= s.last {
			f.fault = s.fault
		}
	}
	if f.fault == "" && p.rate == 0 {
		return f
	}
	f.dice = dice(p.seed, n)
	if hit := f.dice.Float64() < p.rate; hit && f.fault == "" {
		f.fault = p.kinds[f.dice.IntN(len(p.kinds))]
	}
	return f
}

// dice are a request's own: equal for equal seeds and numbers.
func dice(seed uint64, n int64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(n)*0x9e3779b97f4a7c15))
}

// retryAfterValue is the header's value: whole seconds or a date (RFC 9110, section 10.2.3), never
// sooner than was asked for.
func (p *faultPlan) retryAfterValue(now time.Time) string {
	if p.retryDate {
		return httpDate(now.Add(p.retryAfter + time.Second - 1).Truncate(time.Second))
	}
	return strconv.FormatInt(int64((p.retryAfter+time.Second-1)/time.Second), 10)
}
