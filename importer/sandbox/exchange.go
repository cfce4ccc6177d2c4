package sandbox

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"
)

// endpoint is one documented call.
type endpoint struct {
	target string // cor or aptly
	call   call
	open   bool // needs no bearer token
	run    func(x *exchange) answer
}

// answer is what a call says, before any harm is done to it.
type answer struct {
	status     int
	body       []byte
	kind       string // content type; empty for JSON
	retryAfter string
	location   string
}

// exchange is one request on its way through the server.
type exchange struct {
	s    *Server
	e    endpoint
	w    http.ResponseWriter
	r    *http.Request
	n    int64
	body []byte
	plan *faultPlan
}

// serve takes a request in, decides its fate, and answers.
func (s *Server) serve(e endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.busy.enter()
		defer s.busy.leave()
		x := &exchange{s: s, e: e, w: w, r: r}
		if !x.read() {
			return
		}
		x.n = s.request.Add(1)
		x.plan = s.faults.Load()
		if s.o.LogRequests && !x.note(RequestReceived, "") {
			return
		}
		fate := x.plan.next(e.call)
		if fate.expire {
			x.plan.expiry.Do(s.tokens.expire)
		}
		before, after := x.latency()
		x.wait(before)
		if a, refused := x.refuse(); refused {
			x.reply(a)
			return
		}
		if fate.fault != "" {
			x.harm(fate, after)
			return
		}
		a := e.run(x)
		x.wait(after)
		x.reply(a)
	}
}

// read takes the whole body. It reports false where there is nobody left to answer, or the answer
// was given.
func (x *exchange) read() bool {
	ctl := http.NewResponseController(x.w)
	_ = ctl.SetReadDeadline(time.Now().Add(bodyTimeout)) // not there in tests without a connection
	body, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, maxBody))
	if tooLong := new(http.MaxBytesError); errors.As(err, &tooLong) {
		x.reply(x.fail(http.StatusRequestEntityTooLarge, "ValidationError", "the body is longer than 1 MiB"))
		return false
	}
	if err != nil { // the client hung up inside its request: it has no effect
		panic(http.ErrAbortHandler)
	}
	// A deadline that is left in place would end the connection under a slow answer.
	_ = ctl.SetReadDeadline(time.Time{})
	x.body = bytes.Clone(body) // io.ReadAll's buffer is mostly empty, and the truth log keeps it
	return true
}

// refuse turns away what does not get as far as the call itself, in the order in which a gateway
// would.
func (x *exchange) refuse() (answer, bool) {
	if !x.e.open {
		if why, ok := x.s.tokens.good(x.r, x.e.target, x.s.now()); !ok {
			return x.fail(http.StatusUnauthorized, "UnauthorizedError", why), true
		}
	}
	if x.s.limit != nil && !x.s.limit.Allow() {
		return x.throttle(), true
	}
	if kind, _, err := mime.ParseMediaType(x.r.Header.Get("Content-Type")); len(x.body) > 0 &&
		(err != nil || kind != "application/json") {
		return x.fail(http.StatusUnsupportedMediaType, "ValidationError",
			"Content-Type must be application/json"), true
	}
	return answer{}, false
}

func (x *exchange) throttle() answer {
	a := x.fail(http.StatusTooManyRequests, "TooManyRequestsError", "too many requests, try again later")
	a.retryAfter = x.plan.retryAfterValue(x.s.now())
	return a
}

// reply answers, and notes where nobody is there any more to read it.
func (x *exchange) reply(a answer) {
	if x.r.Context().Err() != nil && x.e.call != callList {
		x.note(ClientGone, "")
	}
	_ = http.NewResponseController(x.w).SetWriteDeadline(time.Now().Add(replyTimeout))
	h := x.w.Header()
	for _, f := range x.head(a) {
		h.Set(f[0], f[1])
	}
	x.w.WriteHeader(a.status)
	_, _ = x.w.Write(a.body) // a client that has gone is no error of the server
}

// head returns the answer's header fields but for its length.
func (x *exchange) head(a answer) [][2]string {
	kind := a.kind
	if kind == "" {
		kind = "application/json; charset=utf-8"
	}
	head := [][2]string{{"Content-Type", kind}, {"Date", httpDate(x.s.now())}}
	if a.retryAfter != "" {
		head = append(head, [2]string{"Retry-After", a.retryAfter})
	}
	if a.location != "" {
		head = append(head, [2]string{"Location", a.location})
	}
	return head
}

// note adds an event about the request itself. Where that fails there is no witness, so nothing may
// happen any more: it answers 500 and reports false.
func (x *exchange) note(k Kind, f Fault) bool {
	e := Event{
		Kind: k, Target: x.e.target, Request: x.n, Fault: string(f),
		Call: x.r.Method + " " + x.r.URL.EscapedPath(),
	}
	if x.e.call != callSignIn {
		e.Body = x.body
		e.Account, e.ExternalID = accountOf(x.e.target, x.body)
	}
	if err := x.s.log.add(e); err != nil {
		if k != ClientGone {
			x.reply(x.fail(http.StatusInternalServerError, "InternalError", err.Error()))
		}
		return false
	}
	return true
}

// latency returns how long to wait before and after the effect.
func (x *exchange) latency() (before, after time.Duration) {
	d := x.s.o.Latency
	if j := x.s.o.Jitter; j > 0 {
		d += time.Duration(dice(^x.s.o.Seed, x.n).Int64N(int64(j) + 1))
	}
	return d / 2, d - d/2
}

// wait waits, and reports false where the server closes first.
func (x *exchange) wait(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-x.s.closing:
		return false
	}
}

// waitForClient waits until the client has gone, for at most d.
func (x *exchange) waitForClient(d time.Duration) (gone, open bool) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return false, true
	case <-x.r.Context().Done():
		return true, true
	case <-x.s.closing:
		return false, false
	}
}

func httpDate(t time.Time) string { return t.UTC().Format(http.TimeFormat) }
