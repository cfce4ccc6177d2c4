package sandbox

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// post sends over a connection of its own, and returns the status and the body, or 0 and the error.
func post(t testing.TB, url, body string) (int, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "POST", url, io.NopCloser(strings.NewReader(body)))
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = int64(len(body))
	r.Header.Set("Authorization", goodHeader)
	r.Header.Set("Content-Type", "application/json")
	tr := &http.Transport{DisableKeepAlives: true}
	defer tr.CloseIdleConnections()
	res, err := tr.RoundTrip(r)
	if err != nil {
		return 0, broken(err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, broken(err)
	}
	return res.StatusCode, string(all)
}

// broken says how a connection ended.
func broken(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNRESET):
		return "reset"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), strings.Contains(err.Error(), "EOF"):
		return "closed"
	}
	return err.Error()
}

func TestEveryFaultDoesWhatItSays(t *testing.T) {
	type result struct {
		status int // of both targets; 0 for no whole answer, -1 for the target's own
		word   string
	}
	results := map[Fault]result{
		fault429:         {429, "too many"},
		fault500Before:   {500, "500"},
		fault500After:    {500, "500"},
		fault502Before:   {502, "502"},
		fault502After:    {502, "502"},
		fault503Before:   {503, "503"},
		fault503After:    {503, "503"},
		fault504Before:   {504, "504"},
		fault504After:    {504, "504"},
		faultCutBefore:   {0, "closed"},
		faultCutAfter:    {0, "closed"},
		faultCutMid:      {0, "closed"},
		faultCutLate:     {0, "closed"},
		faultResetBefore: {0, "reset"},
		faultResetAfter:  {0, "reset"},
		faultResetMid:    {0, "reset"},
		faultSlowBefore:  {-1, `"id"`},
		faultSlowAfter:   {-1, `"id"`},
		faultLate:        {-1, `"id"`},
		faultNoID:        {-1, `"data":{}`},
		faultNoIDBefore:  {-1, `"data":{}`},
		faultNotJSON:     {200, "<!doctype html>"},
		faultNotJSONBef:  {200, "<!doctype html>"},
		faultEnvelope:    {200, `"statusCode":500`},
		faultEnvelopeBef: {200, `"statusCode":500`},
		fault401:         {401, "401"},
		fault403:         {403, "403"},
		faultRedirect:    {307, "moved"},
		faultRedirectAft: {307, "moved"},
		Fault(""):        {-1, `"id"`},
	}
	for _, f := range append(FaultKinds(), "") {
		want, ok := results[f]
		if !ok {
			t.Errorf("%s is not tested", f)
		}
		for target, c := range map[string][2]string{targetCOR: {corPath, corSeed}, targetAptly: {aptlyPath, aptlySeed}} {
			t.Run(string(f)+" "+target, func(t *testing.T) {
				spec := ""
				if f != "" {
					spec = "slow=1ms,late-by=1ms,at=1:" + string(f)
				}
				s, url := listen(t, Options{Faults: mustFaults(t, spec)})
				status, body := post(t, url+c[0], c[1])
				want := want
				if want.status == -1 {
					want.status = map[string]int{targetCOR: 200, targetAptly: 201}[target]
				}
				if status != want.status || !strings.Contains(body, want.word) {
					t.Errorf("answer %d %q, want %d with %q", status, body, want.status, want.word)
				}
				if err := s.Idle(t.Context()); err != nil {
					t.Fatal(err)
				}
				checkEffect(t, s, f, c[1])
				if status, _ := post(t, url+c[0], c[1]); status == 0 {
					t.Error("the next request was harmed, too")
				}
			})
		}
	}
}

// checkEffect compares the truth with what the fault says of itself.
func checkEffect(t *testing.T, s *Server, f Fault, body string) {
	t.Helper()
	events := s.Truth()
	if f != "" {
		if len(events) == 0 || events[0].Kind != FaultInjected || events[0].Fault != string(f) ||
			string(events[0].Body) != body || events[0].Request != 1 || events[0].Account == "" {
			t.Fatalf("events %+v, want the fault first", events)
		}
		events = events[1:]
	}
	made := len(events) > 0 && events[0].Kind == PositionCreated && events[0].Request == 1
	if made != (f == "" || f.Effect()) || made != (len(s.Positions()) == 1) {
		t.Errorf("created %v, the fault says %v, %d exist", made, f.Effect(), len(s.Positions()))
	}
}

func TestListingMeetsFaults(t *testing.T) {
	for on, want := range map[string]int{"list": 503, "create": 200, "all": 503} {
		s := New(Options{Faults: mustFaults(t, "rate=1,kinds=503-before,on="+on)})
		if got := send(s, "GET", aptlyTry, "").StatusCode; got != want {
			t.Errorf("on=%s: status %d, want %d", on, got, want)
		}
	}
}

// abandon sends a whole request and hangs up without reading the answer.
func abandon(t *testing.T, url string) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Type: application/json\r\n"+
		"Content-Length: %d\r\n\r\n%s", aptlyPath, goodHeader, len(aptlySeed), aptlySeed)
	if err := errors.Join(err, conn.Close()); err != nil {
		t.Fatal(err)
	}
}

// idleAfter waits until request n was taken in and dealt with.
func idleAfter(t *testing.T, s *Server, n int64) {
	t.Helper()
	for s.request.Load() < n {
		if t.Context().Err() != nil {
			t.Fatal(t.Context().Err())
		}
		runtime.Gosched()
	}
	if err := s.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestClientThatGivesUp(t *testing.T) {
	for f, made := range map[Fault]bool{faultSlowBefore: false, faultSlowAfter: true, faultLate: true} {
		t.Run(string(f), func(t *testing.T) {
			s, url := listen(t, Options{Faults: mustFaults(t, "slow=1h,late-by=1ms,at=1:"+string(f))})
			abandon(t, url)
			idleAfter(t, s, 1)
			if got := len(s.Created()) == 1; got != made {
				t.Errorf("created %v, want %v", got, made)
			}
			last := s.Truth()[len(s.Truth())-1]
			if made && last.Kind != ClientGone {
				t.Errorf("last event %+v, want that the client had gone", last)
			}
		})
	}
}

func TestCloseEndsWhatIsSlow(t *testing.T) {
	for _, f := range []Fault{faultSlowBefore, faultLate, faultCutLate} {
		t.Run(string(f), func(t *testing.T) {
			s, url := listen(t, Options{Faults: mustFaults(t, "slow=1h,late-by=1h,at=1:"+string(f))})
			got := make(chan string, 1)
			go func() {
				_, how := post(t, url+aptlyPath, aptlySeed)
				got <- how
			}()
			for len(s.Truth()) == 0 && t.Context().Err() == nil { // until the fault is written down
				runtime.Gosched()
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if how := <-got; how != "closed" {
				t.Errorf("the client saw %q, want its connection closed", how)
			}
			if n := len(s.Created()); n != 0 {
				t.Errorf("%d created by a server that was closed", n)
			}
		})
	}
}

func TestLateEffectComesWhenItSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Faults: mustFaults(t, "slow=1h,late-by=3s,at=1:late")})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			sendRequest(s, newRequest("POST", aptlyPath, aptlySeed).WithContext(ctx))
		}()
		time.Sleep(5 * time.Second) // the bubble's clock, as below
		cancel()
		time.Sleep(3*time.Second - time.Nanosecond)
		synctest.Wait()
		if n := len(s.Created()); n != 0 {
			t.Error("the effect came too soon")
		}
		<-done
		if at := s.Created()[0].Time.Sub(s.Truth()[0].Time); at != 8*time.Second {
			t.Errorf("the effect came after %v, want 8s", at)
		}
	})
}

func TestRequestCutShortHasNoEffect(t *testing.T) {
	s, url := listen(t, Options{})
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Type: application/json\r\n"+
		"Content-Length: %d\r\n\r\n%s", aptlyPath, goodHeader, len(aptlySeed)+1, aptlySeed)
	_ = conn.(*net.TCPConn).CloseWrite()
	if line, err := bufio.NewReader(conn).ReadString('\n'); err == nil {
		t.Errorf("answer %q to half a request", line)
	}
	if n := len(s.Truth()); n != 0 {
		t.Errorf("%d events, want none", n)
	}
}
