package importer

import (
	"fmt"
	"strings"
	"testing"

	"posimport/importer/ledger"
	"posimport/importer/target/aptly"
	"posimport/importer/target/cor"
	"posimport/importer/target/schema"
)

// recordOf sets fields by name.
func recordOf(s *schema.Schema, pairs ...string) schema.Record {
	rec := make(schema.Record, len(s.Fields))
	for i := 0; i < len(pairs); i += 2 {
		rec[s.Index(pairs[i])] = schema.Value{Set: true, Text: pairs[i+1]}
	}
	return rec
}

func TestKeyByExternalID(t *testing.T) {
	s := cor.New().Schema()
	k := newKeys(s, "20261121-183012-aaaa", false)
	for _, id := range []string{"000042", "42", "a:b", "ñ", strings.Repeat("x", 500)} {
		for _, body := range []string{"{}", `{"name":"other"}`} {
			key, hash := k.of(recordOf(s, "id", id), []byte(body))
			if want := ledger.Key("x:" + id + "\x00"); key != want {
				t.Errorf("id %q: key %q, want %q", id, key, want)
			}
			if hash != hashOf([]byte(body)) {
				t.Errorf("id %q: the hash is not the body's", id)
			}
			if got := (&job{key: key}).externalID(); got != id {
				t.Errorf("externalID of %q: %q", key, got)
			}
		}
	}
}

func TestKeyByHashAndOrdinal(t *testing.T) {
	s := aptly.New().Schema()
	k := newKeys(s, "20261121-183012-aaaa", false)
	same, other := []byte(`{"positionName":"Same"}`), []byte(`{"positionName":"Other"}`)
	seen := map[ledger.Key]bool{}
	for i, body := range [][]byte{same, same, other, same, other} {
		key, hash := k.of(recordOf(s, "positionName", "x"), body)
		want := ledger.Key(fmt.Sprintf("h:%x:%08d", hash[:16], []int{1, 2, 1, 3, 2}[i]))
		if key != want {
			t.Errorf("row %d: key %q, want %q", i+1, key, want)
		}
		if seen[key] {
			t.Errorf("row %d: key %q was another row's", i+1, key)
		}
		seen[key] = true
		if got := (&job{key: key}).externalID(); got != "" {
			t.Errorf("row %d has no external id, and not %q", i+1, got)
		}
	}
}

func TestKeyNoHistory(t *testing.T) {
	const run = "20261121-183012-aaaa"
	s := aptly.New().Schema()
	plain, marked := newKeys(s, run, false), newKeys(s, run, true)
	for _, rec := range []schema.Record{recordOf(s, "externalId", "E-1"), recordOf(s, "positionName", "x"), recordOf(s, "positionName", "x")} {
		one, _ := plain.of(rec, []byte("body"))
		other, _ := marked.of(rec, []byte("body"))
		if want := one + ledger.Key("!"+run); other != want {
			t.Errorf("key %q, want %q", other, want)
		}
		if one, other := (&job{key: one}).externalID(), (&job{key: other}).externalID(); one != other {
			t.Errorf("external ids %q and %q", one, other)
		}
	}
}

func TestKeyTakenIsSkipped(t *testing.T) {
	s := aptly.New().Schema()
	body := []byte(`{"positionName":"Same"}`)
	all := newKeys(s, "r", false)
	var keys []ledger.Key
	for range 6 {
		key, _ := all.of(recordOf(s), body)
		keys = append(keys, key)
	}
	k := newKeys(s, "r", false)
	k.take(keys[0])
	k.take(keys[2])
	k.take(keys[2])
	k.take(keys[3])
	for _, want := range []ledger.Key{keys[1], keys[4], keys[5]} {
		if got, _ := k.of(recordOf(s), body); got != want {
			t.Errorf("key %q, want %q", got, want)
		}
	}
}

// TestKeysAreTheSameInEveryPass: the same rows in the same order, or the same distinct rows in any.
func TestKeysAreTheSameInEveryPass(t *testing.T) {
	s := aptly.New().Schema()
	pass := func() []ledger.Key {
		k := newKeys(s, "r", false)
		var keys []ledger.Key
		for i := range 500 {
			rec := recordOf(s, "positionName", "x")
			if i%3 == 0 {
				rec = recordOf(s, "externalId", fmt.Sprint(i))
			}
			key, _ := k.of(rec, fmt.Appendf(nil, "body %d", i%7))
			keys = append(keys, key)
		}
		return keys
	}
	first, second := pass(), pass()
	distinct := map[ledger.Key]bool{}
	for i := range first {
		if first[i] != second[i] {
			t.Errorf("row %d: %q, then %q", i+1, first[i], second[i])
		}
		distinct[first[i]] = true
	}
	if len(distinct) != len(first) {
		t.Errorf("%d keys for %d rows", len(distinct), len(first))
	}
}
