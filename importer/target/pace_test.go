package target

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"
)

// TestPacedGets: each GET waits for its turn, a try and the one after a 401 among them, and its end is
// told, with what the server asked for.
func TestPacedGets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answers := []int{429, 503, 200, 500}
		gets := 0
		plain := newClient(t, withToken(), func(w http.ResponseWriter, _ *http.Request) {
			status := answers[min(gets, len(answers)-1)]
			gets++
			if status == 500 {
				panic(http.ErrAbortHandler)
			}
			w.Header().Set("Connection", "close") // net/http resends by itself what a used connection loses
			w.Header().Set("Retry-After", "7")
			write(w, status, `{}`)
		})
		type end struct {
			status int
			pause  time.Duration
		}
		entered, inside := 0, 0
		var left []end
		stop := errors.New("no more")
		c := plain.Paced(Pace{
			Enter: func(context.Context) error {
				if entered == 4 {
					return stop
				}
				entered++
				inside++
				return nil
			},
			Leave: func(status int, pause time.Duration) {
				inside--
				left = append(left, end{status, pause})
			},
		})
		if _, err := c.Get(t.Context(), "/x", url.Values{}); err != nil {
			t.Error(err)
		}
		if _, err := c.Get(t.Context(), "/x", url.Values{}); !errors.Is(err, stop) {
			t.Errorf("error %v, want that of the wait", err)
		}
		want := []end{{429, 7 * time.Second}, {503, 7 * time.Second}, {200, 7 * time.Second}, {0, 0}}
		if len(left) != len(want) || inside != 0 || gets != 4 {
			t.Fatalf("ends %v, %d still inside, %d GETs", left, inside, gets)
		}
		for i := range want {
			if left[i] != want[i] {
				t.Errorf("GET %d: %v, want %v", i+1, left[i], want[i])
			}
		}
		if _, err := plain.Get(t.Context(), "/x", nil); err == nil || entered != 4 {
			t.Errorf("error %v, %d entered: the client itself became paced", err, entered)
		}
	})
}
