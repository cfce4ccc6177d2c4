package memory

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
)

func TestShare(t *testing.T) {
	for live, want := range map[uint64]int{
		0: MostShare, 1 << 20: MostShare, Room / 2: 200, Room: 100, Room * 4 / 3: 75, 2 * Room: Share, 100 * Room: Share,
	} {
		if got := share(live); got != want {
			t.Errorf("%d bytes live: %d %%, want %d", live, got, want)
		}
	}
}

// percent is what the collector has been told.
func percent() uint64 {
	sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// collected collects until the collector has been told a share, and fails where it never is.
func collected(t *testing.T, what string, told func(percent uint64) bool) {
	t.Helper()
	for range 10_000 {
		runtime.GC()
		if told(percent()) {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("%s: %d %%", what, percent())
}

func TestPace(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(123))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(999 << 20))
	stop := Pace()
	if got := percent(); got <= Share {
		t.Errorf("it begins with %d %%", got)
	}
	if limit := debug.SetMemoryLimit(-1); limit != Limit {
		t.Errorf("the limit is %d", limit)
	}
	kept := make([]byte, 4*Room)
	collected(t, "much lives", func(percent uint64) bool { return percent == Share })
	runtime.KeepAlive(kept)
	collected(t, "little lives", func(percent uint64) bool { return percent > Share })
	stop()
	if limit := debug.SetMemoryLimit(-1); limit != 999<<20 {
		t.Errorf("after all the limit is %d", limit)
	}
	for range 100 {
		runtime.GC()
		if got := percent(); got != 123 {
			t.Fatalf("after all %d %%", got)
		}
	}
}
