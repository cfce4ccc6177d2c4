package ledger

import (
	"encoding/binary"
	"hash/crc32"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"posimport/importer/row"
)

// oneRun is numbers of a single run.
type oneRun struct{}

func (oneRun) number(string) (uint32, error) { return 1, nil }
func (oneRun) name(uint32) (string, error)   { return runA, nil }

// FuzzRecords decodes anything: with a right check sum what comes out is written as it was read, and
// nothing panics.
func FuzzRecords(f *testing.F) {
	made := Claim{State: Made, Run: runA, Row: 3, Attempts: 1, RecordID: "id", Time: at(1)}
	doubt := Claim{State: Doubt, Run: runA, Row: 3, Attempts: 1, Hash: hashOf("A"), Hashes: []Hash{hashOf("A")}, Bodies: [][]byte{[]byte("A")}, Time: at(1), First: at(1), FirstRun: runA}
	for _, c := range []Claim{made, doubt} {
		rec, err := encodeClaim(c, oneRun{})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(rec)
	}
	f.Add(encodeEntry(runA, entryOf(3, "k", row.Created, 1)))
	f.Add(encodeEntry(runA, recorded(runA, Entry{Row: 3, Key: "k", Outcome: row.Outcome{Status: row.Failed, Code: "X", Message: "m", Cell: "A1", RunID: runB}})))
	f.Add([]byte{recordVersion, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, rec []byte) {
		if len(rec) >= 5 {
			binary.BigEndian.PutUint32(rec[1:5], crc32.Checksum(rec[5:], crc32.MakeTable(crc32.Castagnoli)))
		}
		if c, err := decodeClaim("k", rec, oneRun{}); err == nil && c.Row > 0 && len(c.Hashes) < 1000 {
			again, err := encodeClaim(c, oneRun{})
			must(t, err)
			back, err := decodeClaim("k", again, oneRun{})
			must(t, err)
			if diff := cmp.Diff(c, back); diff != "" {
				t.Errorf("a claim changed on its way (-want +got):\n%s", diff)
			}
		}
		if e, err := decodeEntry(3, runA, rec); err == nil && e.Outcome.HTTPStatus >= 0 && e.Outcome.Attempts >= 0 {
			back, err := decodeEntry(3, runA, encodeEntry(runA, e))
			must(t, err)
			if diff := cmp.Diff(e, back); diff != "" {
				t.Errorf("an entry changed on its way (-want +got):\n%s", diff)
			}
		}
	})
}

func TestDamagedRecord(t *testing.T) {
	rec := encodeEntry(runA, entryOf(3, "k", row.Created, 1))
	for i := range rec {
		bad := append([]byte{}, rec...)
		bad[i] ^= 4
		if e, err := decodeEntry(3, runA, bad); err == nil {
			t.Errorf("with byte %d changed it is %+v", i, e)
		}
		if e, err := decodeEntry(3, runA, rec[:i]); err == nil {
			t.Errorf("cut to %d bytes it is %+v", i, e)
		}
	}
}

func TestRecordID(t *testing.T) {
	for _, id := range []string{"", "x", "000042", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "3F2504E0-4F89-11D3-9A0C-0305E82C3301", "3f2504e0-4f89-11d3-9a0c-0305e82c33g1", "3f2504e04f8911d39a0c0305e82c3301", "é\x00"} {
		r := &reader{b: appendID(nil, id)}
		if got := r.id(); got != id || r.err != nil || len(r.b) != 0 {
			t.Errorf("%q comes back as %q, %v", id, got, r.err)
		}
	}
	if n := len(appendID(nil, "3f2504e0-4f89-11d3-9a0c-0305e82c3301")); n != 17 {
		t.Errorf("a UUID takes %d bytes, want 17", n)
	}
}

func TestTimes(t *testing.T) {
	for _, want := range []time.Time{{}, at(1), time.Unix(0, 0).UTC(), time.Unix(-1, 5).UTC()} {
		r := &reader{b: appendTime(nil, want)}
		if got := r.time(); !got.Equal(want) || got.IsZero() != want.IsZero() {
			t.Errorf("%v comes back as %v", want, got)
		}
	}
}
