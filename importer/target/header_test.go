package target

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2025, 11, 19, 12, 0, 0, 0, time.UTC)
	const date = "Wed, 19 Nov 2025 17:39:00 GMT" // the server's clock is hours ahead of ours
	for _, c := range []struct {
		after, date string
		want        time.Duration
	}{
		{"", date, 0},
		{"0", "", 0},
		{" 12 ", "", 12 * time.Second},
		{"-1", "", 0},
		{"1.5", "", 0},
		{"99999999999", "", maxRetryAfter},
		{"99999999999999999999", "", 0},
		{"Wed, 19 Nov 2025 17:39:33 GMT", date, 33 * time.Second},
		{"Wednesday, 19-Nov-25 17:40:00 GMT", date, time.Minute},
		{"Wed Nov 19 17:39:10 2025", date, 10 * time.Second},
		{"Wed, 19 Nov 2025 17:38:00 GMT", date, 0},
		{"Wed, 19 Nov 2025 12:00:20 GMT", "", 20 * time.Second},
		{"Wed, 19 Nov 2025 12:00:20 GMT", "never", 20 * time.Second},
		{"Wed, 19 Nov 2099 12:00:20 GMT", date, maxRetryAfter},
	} {
		header := http.Header{}
		header.Set("Retry-After", c.after)
		header.Set("Date", c.date)
		if got := retryAfter(header, func() time.Time { return now }); got != c.want {
			t.Errorf("Retry-After %q at %q: %v, want %v", c.after, c.date, got, c.want)
		}
	}
}

func TestServerTime(t *testing.T) {
	header := http.Header{"Date": {"Wed, 19 Nov 2025 17:39:00 GMT"}}
	if got := serverTime(header); !got.Equal(time.Date(2025, 11, 19, 17, 39, 0, 0, time.UTC)) {
		t.Errorf("%v", got)
	}
	if got := serverTime(http.Header{"Date": {"today"}}); !got.IsZero() {
		t.Errorf("%v", got)
	}
}

// TestRedactReplacedTokens: an answer may repeat a token that was renewed meanwhile.
func TestRedactReplacedTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &guard{}
		c := newClient(t, withKeys(), g.handle)
		for n := 1; n <= mostSpent+3; n++ {
			g.end()
			if out := c.Create(t.Context(), []byte(`{}`)); out.Class != Created {
				t.Fatal(out)
			}
			for back := range min(n, mostSpent+1) {
				token := fmt.Sprintf("made-token-%d", n-back)
				if got := c.redact("by <" + token + ">"); got != "by <[hidden]>" {
					t.Errorf("after %d sign-ins: %q", n, got)
				}
			}
		}
		if got := len(c.tokens.secrets()); got != mostSpent+1 {
			t.Errorf("%d tokens are kept, want %d", got, mostSpent+1)
		}
	})
}
