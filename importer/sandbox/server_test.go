package sandbox

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestListenOnLoopbackOnly(t *testing.T) {
	for addr, ok := range map[string]bool{
		"127.0.0.1:0": true, "localhost:0": true, "127.1.2.3:0": true,
		"0.0.0.0:0": false, ":0": false, "192.0.2.1:0": false, "example.com:0": false, "[::]:0": false,
		"127.0.0.1": false, "": false,
	} {
		s := New(Options{})
		url, err := s.Listen(t.Context(), addr)
		if (err == nil) != ok || (ok && !strings.HasPrefix(url, "http://")) {
			t.Errorf("%q: %q, %v", addr, url, err)
		}
		if ok {
			if _, err := s.Listen(t.Context(), addr); err == nil {
				t.Errorf("%q: listens twice", addr)
			}
		}
		if err := s.Close(); err != nil {
			t.Errorf("%q: Close: %v", addr, err)
		}
	}
}

func TestListenRefusesAnUnknownErrorShape(t *testing.T) {
	_, err := New(Options{ErrorShape: "round"}).Listen(t.Context(), "127.0.0.1:0")
	if err == nil || !strings.Contains(err.Error(), "want flat, nested, list, envelope") {
		t.Errorf("error %v", err)
	}
}

func TestListenEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := New(Options{})
	url, err := s.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-s.closing
	if err := s.Close(); err != nil { // waits for the one that the context began
		t.Error(err)
	}
	if status, how := post(t, url+aptlyPath, aptlySeed); status != 0 {
		t.Errorf("still served: %d %s", status, how)
	}
}

func TestConcurrentCreatesOfOneIDMakeOne(t *testing.T) {
	s, url := listen(t, Options{})
	var ok, duplicate atomic.Int64
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			switch status, _ := post(t, url+corPath, corSeed); status {
			case http.StatusOK:
				ok.Add(1)
			case http.StatusConflict:
				duplicate.Add(1)
			}
		})
	}
	wg.Wait()
	if ok.Load() != 1 || duplicate.Load() != 31 || len(s.Created()) != 1 {
		t.Errorf("%d created, %d duplicates, %d in truth", ok.Load(), duplicate.Load(), len(s.Created()))
	}
}

func TestBannerSaysWhatItIs(t *testing.T) {
	got := New(Options{Categories: []string{"cat-9"}}).Banner("http://127.0.0.1:1")
	for _, word := range []string{
		"practice server", "not the vendors' software", "external-category-5", "cat-9",
		"4441fa6b-c0f6-4843-8e34-1f9bb5914439", "COR_TOKEN=practice", "APTLY_TOKEN=practice",
		"--base-url http://127.0.0.1:1",
	} {
		if !strings.Contains(got, word) {
			t.Errorf("no %q in:\n%s", word, got)
		}
	}
	if got := New(Options{Token: "secret"}).Banner(""); strings.Contains(got, "secret") || !strings.Contains(got, "COR_TOKEN=TOKEN") {
		t.Errorf("the banner shows the token, or not that there is one:\n%s", got)
	}
}

// deadlines remembers the last deadline that was set for reading.
type deadlines struct {
	*httptest.ResponseRecorder
	last time.Time
}

func (d *deadlines) SetReadDeadline(t time.Time) error {
	d.last = t
	return nil
}

func TestNoDeadlineIsLeftUnderASlowAnswer(t *testing.T) {
	d := &deadlines{httptest.NewRecorder(), time.Now()}
	New(Options{}).ServeHTTP(d, newRequest("POST", aptlyPath, aptlySeed))
	if !d.last.IsZero() {
		t.Errorf("the connection ends at %v", d.last)
	}
}

func FuzzCreate(f *testing.F) {
	for _, body := range []string{
		corSeed, aptlySeed, `{`, `[]`, `null`, `{"metadata":{"source":"SAP"},"id":"1","name":"A","rate":-1e3}`,
		`{"tenantId":"` + tenant + `","positionName":"A","groupIds":[""]}`, `{"id":null,"id":{}}`, "\xff",
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, path := range []string{corPath, aptlyPath} {
			s := New(Options{})
			res := send(s, "POST", path, body)
			decode(t, res)
			made := s.Created()
			if (len(made) == 1) != (res.StatusCode < 300) || len(made) != len(s.Positions()) {
				t.Fatalf("status %d, %d created", res.StatusCode, len(made))
			}
			if len(made) == 1 && (!json.Valid(made[0].Body) || made[0].Account == "" || made[0].ID == "") {
				t.Fatalf("event %+v", made[0])
			}
		}
	})
}
