package sandbox

import "strings"

// Fault is one way to do harm to a request. "Before" and "after" say whether the request has its
// effect: before means that it never has.
type Fault string

// The faults that FaultKinds lists.
const (
	fault429         Fault = "429"              // no effect, with Retry-After
	fault500Before   Fault = "500-before"       //
	fault500After    Fault = "500-after"        //
	fault502Before   Fault = "502-before"       //
	fault502After    Fault = "502-after"        //
	fault503Before   Fault = "503-before"       //
	fault503After    Fault = "503-after"        //
	fault504Before   Fault = "504-before"       //
	fault504After    Fault = "504-after"        //
	faultCutBefore   Fault = "cut-before"       // the connection closes (FIN) without an answer
	faultCutAfter    Fault = "cut-after"        //
	faultCutMid      Fault = "cut-mid-answer"   // effect; closes somewhere inside the answer
	faultCutLate     Fault = "cut-late"         // closes at once; the effect comes late-by afterwards
	faultResetBefore Fault = "reset-before"     // as cut, by RST
	faultResetAfter  Fault = "reset-after"      //
	faultResetMid    Fault = "reset-mid-answer" //
	faultSlowBefore  Fault = "slow-before"      // waits, then has its effect only if the client is still there
	faultSlowAfter   Fault = "slow-after"       // effect, then waits, then answers
	faultLate        Fault = "late"             // waits until the client gives up, then late-by more, then effect
	faultNoID        Fault = "no-id"            // effect; a 2xx answer without the id
	faultNoIDBefore  Fault = "no-id-before"     //
	faultNotJSON     Fault = "not-json"         // effect; a 200 answer with a page of HTML
	faultNotJSONBef  Fault = "not-json-before"  //
	faultEnvelope    Fault = "envelope-500"     // effect; HTTP 200 around statusCode 500
	faultEnvelopeBef Fault = "envelope-500-before"
	fault401         Fault = "401"             // no effect, once; the token stays good
	fault403         Fault = "403"             // no effect
	faultRedirect    Fault = "redirect-before" // 307 to the same place: following it sends the body again
	faultRedirectAft Fault = "redirect-after"  //
)

// FaultKinds returns every fault's name.
func FaultKinds() []Fault {
	return append(transientFaults(), fault401, fault403, faultRedirect, faultRedirectAft)
}

// transientFaults are those after which a client should go on by itself: kinds=all.
func transientFaults() []Fault {
	return []Fault{
		fault429, fault500Before, fault500After, fault502Before, fault502After, fault503Before,
		fault503After, fault504Before, fault504After, faultCutBefore, faultCutAfter, faultCutMid,
		faultCutLate, faultResetBefore, faultResetAfter, faultResetMid, faultSlowBefore, faultSlowAfter,
		faultLate, faultNoID, faultNoIDBefore, faultNotJSON, faultNotJSONBef, faultEnvelope,
		faultEnvelopeBef,
	}
}

// Effect reports whether a request with this fault can have its effect, now or later.
func (f Fault) Effect() bool {
	switch f {
	case fault429, fault401, fault403:
		return false
	case faultSlowBefore: // where the client waits long enough
		return true
	}
	return !strings.HasSuffix(string(f), "-before")
}

// Doubt reports whether the client cannot know from what it gets whether the request had its effect.
func (f Fault) Doubt() bool {
	return f != fault429 && f != fault401 && f != fault403
}
