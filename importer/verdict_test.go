package importer

import (
	"fmt"
	"strings"
	"testing"

	"posimport/importer/row"
	"posimport/importer/target"
)

// said writes a verdict as the table below does: the step, the status, what stays in doubt (- none, s
// the same body, o another body), and ! where the duplicate confirms an attempt of ours.
func (v verdict) said() string {
	steps := map[step]string{settled: "end", again: "again", pauseAll: "pause", lookUp: "look", stopRun: "stop"}
	doubts := map[doubt]string{noDoubt: "-", sameDoubt: "s", otherDoubt: "o"}
	text := steps[v.step] + " " + string(v.status) + " " + doubts[v.doubt]
	if v.confirmed {
		text += "!"
	}
	return text
}

// decision is one event of the design's table, for a target that tells repeats apart (COR) and one
// that does not (Aptly), each after no doubt, doubt about the same body, doubt about another body.
type decision struct {
	event      string
	out        target.Outcome
	cor, aptly [3]string
}

func decisions() []decision {
	both := func(event string, class target.Class, code row.Code, none, same, other string) decision {
		cells := [3]string{none, same, other}
		return decision{event, target.Outcome{Class: class, Code: code}, cells, cells}
	}
	return []decision{
		both("created", target.Created, "", "end CREATED -", "end CREATED -", "end CREATED -"),
		// The target named what is wrong with these very values: the same body cannot have been taken
		// before. It says nothing of another body.
		both("refused by name", target.Rejected, "ValidationError", "end FAILED -", "end FAILED s", "end UNKNOWN o"),
		both("category unknown", target.Rejected, "CategoryNotFoundError", "end FAILED -", "end FAILED s", "end UNKNOWN o"),
		both("refused without a name", target.Rejected, row.APIRejected, "end FAILED -", "end UNKNOWN s", "end UNKNOWN o"),
		both("connection refused", target.NotSent, row.NetRefused, "again FAILED -", "again UNKNOWN s", "again UNKNOWN o"),
		both("no such host", target.NotSent, row.NetDNS, "again FAILED -", "again UNKNOWN s", "again UNKNOWN o"),
		both("head not written", target.NotSent, row.NetNotSent, "again FAILED -", "again UNKNOWN s", "again UNKNOWN o"),
		both("429", target.Throttled, row.APIThrottled, "pause FAILED -", "pause UNKNOWN s", "pause UNKNOWN o"),
		both("403", target.Forbidden, row.AuthForbidden, "end FAILED -", "end UNKNOWN s", "end UNKNOWN o"),
		both("401 twice", target.Unauthorized, row.AuthRefused, "stop NOT_RUN -", "stop UNKNOWN s", "stop UNKNOWN o"),
		both("TLS failure", target.Stop, row.NetTLS, "stop NOT_RUN -", "stop UNKNOWN s", "stop UNKNOWN o"),
		both("redirect", target.Stop, row.NetRedirect, "stop UNKNOWN s", "stop UNKNOWN s", "stop UNKNOWN o"),
		doubtful("time-out", row.NetTimeout),
		doubtful("reset", row.NetReset),
		doubtful("5xx", row.APIServer),
		doubtful("2xx without an id", row.APINoID),
	}
}

func doubtful(event string, code row.Code) decision {
	return decision{
		event,
		target.Outcome{Class: target.Doubtful, Code: code},
		[3]string{"again UNKNOWN s", "again UNKNOWN s", "again UNKNOWN o"},
		[3]string{"look UNKNOWN s", "look UNKNOWN s", "look UNKNOWN o"},
	}
}

func TestJudge(t *testing.T) {
	for _, d := range decisions() {
		for i, before := range []doubt{noDoubt, sameDoubt, otherDoubt} {
			for _, on := range []OnDuplicate{DuplicateFails, DuplicateSkips} {
				for repeatable, want := range map[bool]string{true: d.cor[i], false: d.aptly[i]} {
					if got := judge(d.out, repeatable, before, on).said(); got != want {
						t.Errorf("%s, repeatable %v, doubt %d, on duplicate %s: %q, want %q", d.event, repeatable, before, on, got, want)
					}
				}
			}
		}
	}
}

// TestJudgeDuplicate: a repeat is told apart only by what we know of our own attempts.
func TestJudgeDuplicate(t *testing.T) {
	out := target.Outcome{Class: target.Duplicate, Code: row.APIDuplicate}
	for on, want := range map[OnDuplicate][3]string{
		DuplicateFails: {"end FAILED -", "end CREATED s!", "end UNKNOWN o"},
		DuplicateSkips: {"end EXISTS -", "end CREATED s!", "end UNKNOWN o"},
		"":             {"end FAILED -", "end CREATED s!", "end UNKNOWN o"},
	} {
		for i, before := range []doubt{noDoubt, sameDoubt, otherDoubt} {
			for _, repeatable := range []bool{true, false} {
				if got := judge(out, repeatable, before, on).said(); got != want[i] {
					t.Errorf("on duplicate %q, doubt %d, repeatable %v: %q, want %q", on, before, repeatable, got, want[i])
				}
			}
		}
	}
}

// TestJudgeNeverForgetsDoubt: whatever comes, a row in doubt is FAILED or NOT_RUN only where the
// target itself refused its values, and an unknown class is doubt.
func TestJudgeNeverForgetsDoubt(t *testing.T) {
	for class := range target.Stop + 3 {
		for _, before := range []doubt{noDoubt, sameDoubt, otherDoubt} {
			for _, repeatable := range []bool{true, false} {
				v := judge(target.Outcome{Class: class, Code: "AnyError"}, repeatable, before, DuplicateFails)
				name := fmt.Sprintf("class %d, doubt %d: %s", class, before, v.said())
				lost := v.status == row.Failed || v.status == row.NotRun
				if before != noDoubt && lost && (class != target.Rejected || before == otherDoubt) {
					t.Error("the doubt is gone: " + name)
				}
				if v.step == 0 || v.status == "" {
					t.Error("no decision: " + name)
				}
				if (class == 0 || class > target.Stop) && !strings.Contains(name, "UNKNOWN") {
					t.Error("a class that nobody knows is not in doubt: " + name)
				}
			}
		}
	}
}

func TestAboutTheRow(t *testing.T) {
	about := map[target.Class]bool{target.Created: true, target.Rejected: true, target.Duplicate: true}
	for class := range target.Stop + 1 {
		if got := aboutTheRow(target.Outcome{Class: class}); got != about[class] {
			t.Errorf("class %d: %v", class, got)
		}
	}
}
