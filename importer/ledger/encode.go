package ledger

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"time"

	"posimport/importer/row"
)

// A record is a version byte, the CRC-32C of what follows it, and members one after the other.
// Numbers are varints; texts carry their length.
const recordVersion = 1

var errRecord = errors.New("a record of the ledger is damaged")

// seal begins a record of about size bytes; its members are appended to what it returns, and finish
// completes it. The store keeps it until its transaction ends, so that none is used twice.
func seal(size int) []byte { return append(make([]byte, 0, size), recordVersion, 0, 0, 0, 0) }

func finish(rec []byte) []byte {
	binary.BigEndian.PutUint32(rec[1:5], crc32.Checksum(rec[5:], crc32.MakeTable(crc32.Castagnoli)))
	return rec
}

func appendText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// appendID packs a record id: targets give UUIDs, which take 17 bytes rather than 37. Lengths of
// other ids are written one higher, so that 0 is free to mean a UUID.
func appendID(b []byte, id string) []byte {
	if raw, ok := packUUID(id); ok {
		return append(append(b, 0), raw[:]...)
	}
	b = binary.AppendUvarint(b, uint64(len(id))+1)
	return append(b, id...)
}

// packUUID takes only the spelling that unpackUUID gives back: in lower case.
func packUUID(s string) (raw [16]byte, ok bool) {
	if !isUUID(s) {
		return raw, false
	}
	at := 0
	for i := 0; i < 36; i += 2 {
		if s[i] == '-' {
			i++
		}
		if _, err := hex.Decode(raw[at:at+1], []byte(s[i:i+2])); err != nil {
			return raw, false
		}
		at++
	}
	return raw, unpackUUID(raw[:]) == s
}

func unpackUUID(raw []byte) string {
	h := hex.EncodeToString(raw)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// appendTime writes nanoseconds; the zero time, which has none, is the least number.
func appendTime(b []byte, t time.Time) []byte {
	n := int64(math.MinInt64)
	if !t.IsZero() {
		n = t.UnixNano()
	}
	return binary.BigEndian.AppendUint64(b, uint64(n))
}

// reader takes a record apart. After the first fault every read gives a zero and err stays.
type reader struct {
	b   []byte
	err error
}

func open(rec []byte) *reader {
	switch {
	case len(rec) < 5:
		return &reader{err: fmt.Errorf("%w: it has %d bytes", errRecord, len(rec))}
	case rec[0] != recordVersion:
		return &reader{err: fmt.Errorf("a record of the ledger has version %d; this posimport knows %d: use a newer one", rec[0], recordVersion)}
	case binary.BigEndian.Uint32(rec[1:5]) != crc32.Checksum(rec[5:], crc32.MakeTable(crc32.Castagnoli)):
		return &reader{err: fmt.Errorf("%w: its check sum is wrong", errRecord)}
	}
	return &reader{b: rec[5:]}
}

// take returns the next n bytes, still the store's own.
func (r *reader) take(n uint64) []byte {
	if r.err != nil {
		return nil
	}
	if n > uint64(len(r.b)) {
		r.err = fmt.Errorf("%w: it ends early", errRecord)
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) number() uint64 {
	if r.err != nil {
		return 0
	}
	n, size := binary.Uvarint(r.b)
	if size <= 0 {
		r.err = fmt.Errorf("%w: it ends early", errRecord)
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *reader) text() string { return string(r.take(r.number())) }

func (r *reader) id() string {
	n := r.number()
	if n == 0 {
		if raw := r.take(16); raw != nil {
			return unpackUUID(raw)
		}
		return ""
	}
	return string(r.take(n - 1))
}

func (r *reader) hash() (h Hash) {
	copy(h[:], r.take(32))
	return h
}

func (r *reader) time() time.Time {
	raw := r.take(8)
	if raw == nil {
		return time.Time{}
	}
	n := int64(binary.BigEndian.Uint64(raw))
	if n == math.MinInt64 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

// statusCodes gives statuses their numbers on the disk: add at the end, never reorder.
func statusCodes() [6]row.Status {
	return [...]row.Status{"", row.Created, row.Exists, row.Failed, row.Unknown, row.NotRun}
}

func statusCode(s row.Status) uint64 {
	for i, known := range statusCodes() {
		if s == known {
			return uint64(i)
		}
	}
	return 0
}

func statusAt(r *reader, n uint64) row.Status {
	known := statusCodes()
	if n >= uint64(len(known)) {
		if r.err == nil {
			r.err = fmt.Errorf("%w: it has status number %d", errRecord, n)
		}
		return ""
	}
	return known[n]
}
