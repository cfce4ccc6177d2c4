package sandbox

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// harm does what fate has in store, having written it down first.
func (x *exchange) harm(f fate, after time.Duration) {
	if !x.note(FaultInjected, f.fault) {
		return
	}
	switch f.fault {
	case faultSlowBefore:
		if gone, open := x.waitForClient(x.plan.slow); open && !gone {
			x.reply(x.e.run(x))
			return
		}
		x.hangUp(nil, false)
	case faultSlowAfter:
		a := x.e.run(x)
		x.waitForClient(x.plan.slow)
		x.reply(a)
	case faultLate:
		gone, open := x.waitForClient(x.plan.slow)
		if open && (!gone || x.wait(x.plan.lateBy)) {
			x.reply(x.e.run(x))
			return
		}
		x.hangUp(nil, false)
	case faultCutLate:
		x.hangUp(nil, false)
		if x.wait(x.plan.lateBy) {
			x.e.run(x)
		}
	default:
		var a answer
		if f.fault.Effect() {
			a = x.e.run(x)
		}
		x.wait(after)
		x.spoil(f, a)
	}
}

// spoil answers in the fault's way; a is what the call had to say, where it was run.
func (x *exchange) spoil(f fate, a answer) {
	switch name := string(f.fault); f.fault {
	case fault429:
		x.reply(x.throttle())
	case fault401:
		x.reply(x.fail(http.StatusUnauthorized, "UnauthorizedError", "the token was refused"))
	case fault403:
		x.reply(x.fail(http.StatusForbidden, "ForbiddenError", "the token may not do this"))
	case faultCutBefore, faultCutAfter, faultResetBefore, faultResetAfter:
		x.hangUp(nil, strings.HasPrefix(name, "reset"))
	case faultCutMid, faultResetMid:
		raw := x.raw(a)
		x.hangUp(raw[:1+f.dice.IntN(len(raw)-1)], f.fault == faultResetMid)
	case faultNoID, faultNoIDBefore:
		x.reply(x.withoutID())
	case faultNotJSON, faultNotJSONBef:
		x.reply(answer{
			status: http.StatusOK, kind: "text/html; charset=utf-8",
			body: []byte("<!doctype html><title>Please wait</title><p>Checking your browser"),
		})
	case faultEnvelope, faultEnvelopeBef:
		a := x.fail(http.StatusInternalServerError, "InternalError", "something went wrong")
		a.status = http.StatusOK
		x.reply(a)
	case faultRedirect, faultRedirectAft:
		a := x.fail(http.StatusTemporaryRedirect, "", "moved")
		a.location = x.r.URL.RequestURI()
		x.reply(a)
	default:
		x.reply(x.serverError(name))
	}
}

// serverError is the answer of 500-before and its like.
func (x *exchange) serverError(name string) answer {
	status := http.StatusInternalServerError
	for _, s := range []int{http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout} {
		if strings.HasPrefix(name, fmt.Sprint(s)) {
			status = s
		}
	}
	return x.fail(status, "InternalError", http.StatusText(status))
}

// raw is the answer as net/http would write it, to be cut anywhere.
func (x *exchange) raw(a answer) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status))
	for _, f := range x.head(a) {
		fmt.Fprintf(&b, "%s: %s\r\n", f[0], f[1])
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n", len(a.body))
	b.Write(a.body)
	return b.Bytes()
}

// hangUp takes the connection from net/http, writes the given part of an answer, and closes it: in
// order (FIN), or by a reset (RST).
func (x *exchange) hangUp(part []byte, reset bool) {
	conn, _, err := http.NewResponseController(x.w).Hijack()
	if err != nil { // in tests without a connection
		panic(http.ErrAbortHandler)
	}
	_, _ = conn.Write(part)
	if tcp, ok := conn.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
