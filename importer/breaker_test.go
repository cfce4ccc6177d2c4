package importer

import (
	"strings"
	"testing"

	"posimport/importer/row"
	"posimport/importer/target"
)

// TestBreaker plays rows' ends to a breaker: each letter is one, and the last one has to stop the run,
// or none where no code is wanted.
func TestBreaker(t *testing.T) {
	ends := map[rune]target.Outcome{
		'c': {Class: target.Created, HTTPStatus: 200},
		'r': {Class: target.Rejected, HTTPStatus: 400, Code: "ValidationError"},
		'd': {Class: target.Duplicate, HTTPStatus: 409},
		'f': {Class: target.Forbidden, HTTPStatus: 403, Code: row.AuthForbidden, Message: "no"},
		's': {Class: target.Doubtful, HTTPStatus: 500, Code: row.APIServer, Message: "oops"},
		't': {Class: target.Doubtful, Code: row.NetTimeout, Message: "late"},
		'n': {Class: target.NotSent, Code: row.NetRefused, Message: "refused by everyone"},
		'4': {Class: target.Rejected, HTTPStatus: 404, Code: row.APIRejected, Message: "not found"},
		'k': {Class: target.Rejected, HTTPStatus: 404, Code: "CategoryNotFoundError"},
		'w': {Class: target.Throttled, HTTPStatus: 429, Code: row.APIThrottled, Message: "slow down"},
	}
	for _, c := range []struct {
		name, ends string
		workers    int
		code       row.Code
	}{
		{"never answered", "n", 8, row.NetRefused},
		{"answered once", "cnnn", 8, ""},
		{"answered badly once", "snnn", 8, ""},
		{"timed out, then refused", "tn", 8, row.NetRefused},
		{"three forbidden", "fff", 8, row.AuthForbidden},
		{"two forbidden", "ff", 8, ""},
		{"forbidden with a success between", "ffcff", 8, ""},
		{"forbidden with a refusal between", "ffrff", 8, ""},
		{"forbidden with a failure between", "ffsff", 8, ""},
		{"a long row", strings.Repeat("s", 16), 8, row.APIStopped},
		{"not long enough", strings.Repeat("s", 15), 8, ""},
		{"a mixed row", "c" + strings.Repeat("stnw", 4), 8, row.APIStopped},
		{"a success resets", strings.Repeat("s", 15) + "c" + strings.Repeat("s", 15), 8, ""},
		{"a duplicate resets", strings.Repeat("s", 15) + "d" + strings.Repeat("s", 15), 8, ""},
		{"a success resets, then too many", strings.Repeat("s", 15) + "c" + strings.Repeat("s", 16), 8, row.APIStopped},
		{"more workers bear more", strings.Repeat("t", 63), 32, ""},
		{"but not all", strings.Repeat("t", 64), 32, row.APIStopped},
		{"nothing at the address", strings.Repeat("4", 16), 8, row.APIStopped},
		{"a name of the target's own", strings.Repeat("k", 40), 8, ""},
		{"a few workers", strings.Repeat("t", 16), 1, row.APIStopped},
	} {
		b := newBreaker(c.workers)
		for i, end := range c.ends {
			out := ends[end]
			if out.HTTPStatus != 0 {
				b.heard()
			}
			why := b.ended(out)
			last := i == len(c.ends)-1
			switch {
			case why != nil && (!last || c.code == ""):
				t.Errorf("%s: stopped at %d: %v", c.name, i+1, why)
			case last && c.code != "" && why == nil:
				t.Errorf("%s: not stopped", c.name)
			case why != nil && why.Code != c.code:
				t.Errorf("%s: stopped for %s, want %s", c.name, why.Code, c.code)
			case why != nil && end != 'f' && !strings.Contains(why.Text, out.Message):
				t.Errorf("%s: %q does not say what the last one said", c.name, why.Text)
			}
		}
	}
}
