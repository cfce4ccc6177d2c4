package sandbox

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Faults is a plan of harm. The zero value does none.
type Faults struct {
	rate       float64
	kinds      []Fault
	at         []span
	on         []call
	retryAfter time.Duration
	retryDate  bool
	slow       time.Duration
	lateBy     time.Duration
	expire     int64
}

// span is one fault for the requests from first to last, 1 being the first.
type span struct {
	first, last int64
	fault       Fault
}

const (
	defaultSlow       = 6 * time.Second
	defaultLateBy     = 500 * time.Millisecond
	defaultRetryAfter = time.Second
)

// FaultsHelp describes what ParseFaults reads, for people.
func FaultsHelp() string {
	return `Settings NAME=VALUE with commas between them, in any order:

  rate=0.15             share of requests that meet one of kinds, by seed and number
  kinds=429+cut-after   which faults, all equally likely; all (the default) for every one that a
                        client should survive by itself: those below but 401, 403 and redirects
  at=3:cut-after,7:429  what happens to the 3rd and the 7th request, whatever the rate; 5-9:429 for a
                        stretch, and 101-:503-before for an outage after 100 requests
  on=create             which requests meet faults and are counted: create (the default), change
                        (update, delete, categories), list, sign-in, with + between them, or all
  expire=200            every token so far is refused from the 201st request on: sign in again
  retry-after=2s        what 429 says, rounded up to whole seconds (1s); date:2s says it as a date
  slow=6s               how long slow requests wait, and late ones at most for the client to give up
  late-by=500ms         how long after that the effect of late comes, and of cut-late after the cut

Faults (before: the request has no effect; after: it has, and the answer is lost or wrong):

  429 401 403                        no effect; 429 with Retry-After
  500 502 503 504                    each as 500-before and 500-after
  cut-before cut-after               the connection closes without an answer
  cut-mid-answer                     it closes inside the answer, after the effect
  cut-late                           it closes at once, and the effect comes late-by afterwards
  reset-before reset-after reset-mid-answer
                                     as cut, by a reset
  slow-before                        waits; no effect if the client gives up meanwhile
  slow-after                         waits after the effect
  late                               waits; the effect comes late-by after the client has given up
  no-id not-json envelope-500        a success that says no id, is a page of HTML, or says 500 inside,
                                     with the effect; as no-id-before and so on without
  redirect-before redirect-after     307 to the same place
`
}

// ParseFaults reads a plan of harm as FaultsHelp describes it. The empty string is a plan without
// harm. An error names everything that is wrong.
func ParseFaults(spec string) (Faults, error) {
	f := Faults{
		on:         []call{callCreate},
		retryAfter: defaultRetryAfter, slow: defaultSlow, lateBy: defaultLateBy,
	}
	var errs []error
	name := ""
	for part := range strings.SplitSeq(spec, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		key, value, ok := strings.Cut(part, "=")
		if ok {
			name = strings.TrimSpace(key)
		} else if name == "at" { // at=3:cut-after,7:429
			value = part
		} else {
			errs = append(errs, fmt.Errorf("faults: %q is not NAME=VALUE", part))
			continue
		}
		if err := f.set(name, strings.TrimSpace(value)); err != nil {
			errs = append(errs, fmt.Errorf("faults: %w", err))
		}
	}
	if f.rate > 0 && len(f.kinds) == 0 {
		f.kinds = transientFaults()
	}
	if err := errors.Join(errs...); err != nil {
		return Faults{}, err
	}
	return f, nil
}

func (f *Faults) set(name, value string) (err error) {
	switch name {
	case "rate":
		f.rate, err = strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(f.rate) || f.rate < 0 || f.rate > 1 {
			return fmt.Errorf("rate=%q is not a share from 0 to 1", value)
		}
	case "kinds":
		f.kinds, err = parseKinds(value)
	case "at":
		var s span
		s, err = parseSpan(value)
		f.at = append(f.at, s)
	case "on":
		f.on, err = parseCalls(value)
	case "expire":
		f.expire, err = strconv.ParseInt(value, 10, 64)
		if err != nil || f.expire < 1 {
			return fmt.Errorf("expire=%q is not a number of requests from 1 up", value)
		}
	case "retry-after":
		value, f.retryDate = strings.CutPrefix(value, "date:")
		f.retryAfter, err = parseWait(name, value)
	case "slow":
		f.slow, err = parseWait(name, value)
	case "late-by":
		f.lateBy, err = parseWait(name, value)
	default:
		return fmt.Errorf("%q is no setting: want rate, kinds, at, on, expire, retry-after, slow or late-by", name)
	}
	return err
}

func parseKind(name string) (Fault, error) {
	if kinds := FaultKinds(); !slices.Contains(kinds, Fault(name)) {
		return "", fmt.Errorf("%q is no fault: want %s", name, joinWords(kinds))
	}
	return Fault(name), nil
}

func parseKinds(value string) ([]Fault, error) {
	if value == "all" {
		return transientFaults(), nil
	}
	var kinds []Fault
	for name := range strings.SplitSeq(value, "+") {
		kind, err := parseKind(strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		kinds = append(kinds, kind)
	}
	return kinds, nil
}

// parseSpan reads 3:FAULT, 5-9:FAULT or 101-:FAULT.
func parseSpan(value string) (span, error) {
	bad := fmt.Errorf("at=%q: want a request's number and a fault, such as 3:cut-after, 5-9:429 or "+
		"101-:503-before", value)
	place, name, ok := strings.Cut(value, ":")
	if !ok {
		return span{}, bad
	}
	from, to, stretch := strings.Cut(place, "-")
	s := span{last: math.MaxInt64}
	var err error
	if s.first, err = strconv.ParseInt(from, 10, 64); err != nil || s.first < 1 {
		return span{}, bad
	}
	if !stretch {
		s.last = s.first
	} else if to != "" {
		if s.last, err = strconv.ParseInt(to, 10, 64); err != nil || s.last < s.first {
			return span{}, bad
		}
	}
	s.fault, err = parseKind(name)
	return s, err
}

func parseCalls(value string) ([]call, error) {
	all := []call{callCreate, callChange, callList, callSignIn}
	if value == "all" {
		return all, nil
	}
	var calls []call
	for name := range strings.SplitSeq(value, "+") {
		c := call(strings.TrimSpace(name))
		if !slices.Contains(all, c) {
			return nil, fmt.Errorf("on=%q: want %s or all", value, joinWords(all))
		}
		calls = append(calls, c)
	}
	return calls, nil
}

func parseWait(name, value string) (time.Duration, error) {
	d, err := time.ParseDuration(value)
	if err != nil || d < 0 || d > time.Hour {
		return 0, fmt.Errorf("%s=%q is not a time from 0s to 1h, such as 2s or 500ms", name, value)
	}
	return d, nil
}

func joinWords[T ~string](words []T) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return strings.Join(all, ", ")
}
