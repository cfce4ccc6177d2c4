package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTruthLogIsGolden(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s := New(Options{TruthLog: &log, LogRequests: true, ClockSkew: time.Hour, Faults: mustFaults(t, "at=2:500-before")})
		send(s, "POST", corPath, corSeed)
		send(s, "POST", corPath, `{"metadata": {"source": "SAP"}, "id": "<2>", "name": "B"}`)
		send(s, "POST", aptlyPath, `{"tenantId":"`+tenant+`","positionName":"A","externalId":"e"} x`)
		id := s.Truth()
		send(s, "POST", aptlyPath, `{"tenantId":"`+tenant+`","positionName":"A","externalId":"e"}`)
		id = s.Truth()[len(id)+1:]
		const at = `"time":"2000-01-01T01:00:00Z"`
		want := strings.Join([]string{
			`{"seq":1,` + at + `,"kind":"request","target":"cor","account":"GLOBANT","externalId":"external-user-position-1","request":1,"call":"POST /v2/integrations/user-position","body":{"metadata":{"source":"GLOBANT"},"id":"external-user-position-1","name":"Software Developer","category_id":"external-category-1","rate":1,"seniority":"Sr."}}`,
			`{"seq":2,` + at + `,"kind":"created","target":"cor","account":"GLOBANT","id":"external-user-position-1","externalId":"external-user-position-1","request":1,"body":{"metadata":{"source":"GLOBANT"},"id":"external-user-position-1","name":"Software Developer","category_id":"external-category-1","rate":1,"seniority":"Sr."}}`,
			`{"seq":3,` + at + `,"kind":"request","target":"cor","account":"SAP","externalId":"<2>","request":2,"call":"POST /v2/integrations/user-position","body":{"metadata":{"source":"SAP"},"id":"<2>","name":"B"}}`,
			`{"seq":4,` + at + `,"kind":"fault","target":"cor","account":"SAP","externalId":"<2>","request":2,"fault":"500-before","call":"POST /v2/integrations/user-position","body":{"metadata":{"source":"SAP"},"id":"<2>","name":"B"}}`,
			`{"seq":5,` + at + `,"kind":"request","target":"aptly","account":"","request":3,"call":"POST /settings/v1/positions","body":"{\"tenantId\":\"` + tenant + `\",\"positionName\":\"A\",\"externalId\":\"e\"} x"}`,
			`{"seq":6,` + at + `,"kind":"request","target":"aptly","account":"` + tenant + `","externalId":"e","request":4,"call":"POST /settings/v1/positions","body":{"tenantId":"` + tenant + `","positionName":"A","externalId":"e"}}`,
			`{"seq":7,` + at + `,"kind":"created","target":"aptly","account":"` + tenant + `","id":"` + id[0].ID + `","externalId":"e","request":4,"body":{"tenantId":"` + tenant + `","positionName":"A","externalId":"e"}}`,
			``,
		}, "\n")
		if diff := cmp.Diff(want, log.String()); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
		read, err := ReadTruth(&log)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(compact(s.Truth()), read); diff != "" {
			t.Errorf("memory and file differ:\n%s", diff)
		}
	})
}

// compact takes the space out of the bodies, as the file does.
func compact(events []Event) []Event {
	for i := range events {
		var b bytes.Buffer
		if json.Compact(&b, events[i].Body) == nil {
			events[i].Body = b.Bytes()
		}
	}
	return events
}

func TestReadTruthLeavesOutATornLine(t *testing.T) {
	const whole = `{"seq":1,"kind":"created"}` + "\n"
	for text, n := range map[string]int{"": 0, whole: 1, whole + `{"seq":2`: 1, whole + whole: 2} {
		if events, err := ReadTruth(strings.NewReader(text)); err != nil || len(events) != n {
			t.Errorf("%q: %d events, %v, want %d", text, len(events), err, n)
		}
	}
	if _, err := ReadTruth(strings.NewReader(whole + "{\n" + whole)); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a broken line inside: %v", err)
	}
}

// failing is a writer that fails at its n-th line, and then works again.
type failing struct{ n int }

func (f *failing) Write(p []byte) (int, error) {
	if f.n--; f.n == 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestNoEffectWithoutWitness(t *testing.T) {
	s := New(Options{TruthLog: &failing{n: 2}})
	var got []int
	for _, c := range [][2]string{{aptlyPath, aptlySeed}, {aptlyPath, aptlySeed}, {corPath, corSeed}} {
		got = append(got, send(s, "POST", c[0], c[1]).StatusCode)
	}
	if diff := cmp.Diff([]int{201, 500, 500}, got); diff != "" {
		t.Errorf("statuses:\n%s", diff)
	}
	if n := len(s.Positions()); n != 1 {
		t.Errorf("%d positions, want the one that was written down", n)
	}
	if err := s.Close(); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("Close: %v, want the writer's error", err)
	}
}

func TestTruthFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "truth.jsonl")
	for _, sync := range []bool{false, true} {
		s, url := listen(t, Options{TruthPath: path, TruthSync: sync})
		if status, _ := post(t, url+aptlyPath, aptlySeed); status != 201 {
			t.Fatalf("status %d", status)
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		events, err := ReadTruth(f)
		if err := errors.Join(err, f.Close()); err != nil || len(events) != 1 {
			t.Errorf("%d events while the server runs, %v", len(events), err)
		}
		if st, _ := os.Stat(path); st.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, want 0600", st.Mode())
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		_, err = New(Options{TruthPath: path}).Listen(t.Context(), "127.0.0.1:0")
		if err == nil || !strings.Contains(err.Error(), "not empty") {
			t.Errorf("a log that is not empty: %v, want it refused", err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOwnPages(t *testing.T) {
	s := New(Options{})
	send(s, "POST", corPath, corSeed)
	send(s, "POST", aptlyPath, aptlySeed)
	get := func(method, path, body string) (int, string) {
		res := send(s, method, path, body)
		all, _ := io.ReadAll(res.Body)
		return res.StatusCode, string(all)
	}
	var held []Position
	if _, body := get("GET", "/__sandbox/positions", ""); json.Unmarshal([]byte(body), &held) != nil || len(held) != 2 ||
		held[0].Target != "cor" || held[0].Account != "GLOBANT" || held[1].Account != tenant || held[1].Name != "Senior Developer" {
		t.Errorf("positions: %s", body)
	}
	_, body := get("GET", "/__sandbox/truth", "")
	if events, err := ReadTruth(strings.NewReader(body)); err != nil || len(events) != 2 {
		t.Errorf("truth: %v %s", err, body)
	}
	if status, body := get("GET", "/__sandbox/idle", ""); status != 200 {
		t.Errorf("idle: %d %s", status, body)
	}
	if status, body := get("POST", "/__sandbox/faults", "rate=2"); status != 400 || !strings.Contains(body, "rate=") {
		t.Errorf("bad faults: %d %s", status, body)
	}
	if status, body := get("POST", "/__sandbox/faults", "at=1:503-before\n"); status != 200 {
		t.Errorf("faults: %d %s", status, body)
	}
	if status, _ := get("POST", aptlyPath, aptlySeed); status != 503 {
		t.Errorf("status %d, want the fault that was set", status)
	}
	if status, _ := get("POST", "/__sandbox/faults", ""); status != 200 {
		t.Errorf("no faults: %d", status)
	}
	if status, _ := get("POST", aptlyPath, aptlySeed); status != 201 {
		t.Errorf("status %d after the faults were taken away", status)
	}
}
