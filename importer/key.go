package importer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/maphash"

	"golang.org/x/text/unicode/norm"

	"posimport/importer/ledger"
	"posimport/importer/target/schema"
)

// Keys name a row in its account:
//
//	x:ID NUL          by its external id, in Unicode's normal form C
//	X:HASH NUL        by the SHA-256 of one that is too long for a key
//	h:HASH:00000001   by the first half of its body's SHA-256 and the how-many-th such row it is
//
// A run with --no-history adds the run's id, so that it finds only its own.

// longID is the longest external id that stands in a key as it is, in bytes.
const longID = 512

// family returns what all keys of rows that ask for the same position have in common.
func family(s *schema.Schema, rec schema.Record, hash ledger.Hash) (prefix ledger.Key, byID bool) {
	switch id := norm.NFC.String(rec.Text(s.Identity())); {
	case len(id) > longID:
		sum := sha256.Sum256([]byte(id))
		return ledger.Key("X:" + hex.EncodeToString(sum[:]) + "\x00"), true
	case id != "":
		return ledger.Key("x:" + id + "\x00"), true
	}
	return ledger.Key("h:" + hex.EncodeToString(hash[:16]) + ":"), false
}

func hashOf(body []byte) ledger.Hash { return sha256.Sum256(body) }

// keys gives each row its key during one pass. The same rows in the same order get the same keys.
type keys struct {
	schema *schema.Schema
	suffix string // the run's id under --no-history
	seed   maphash.Seed
	counts map[uint64]uint32 // how many rows of a hash have had an ordinal
	taken  map[uint64]bool   // keys that rows of a results file had before; see retry
}

func newKeys(s *schema.Schema, run string, noHistory bool) *keys {
	k := &keys{schema: s, counts: map[uint64]uint32{}}
	if noHistory {
		k.suffix = "!" + run
	}
	return k
}

// of returns a row's key and the hash of its body.
func (k *keys) of(rec schema.Record, body []byte) (ledger.Key, ledger.Hash) {
	hash := hashOf(body)
	prefix, byID := family(k.schema, rec, hash)
	return k.within(prefix, byID, hash), hash
}

// within returns the key of a row whose family and hash are known.
func (k *keys) within(prefix ledger.Key, byID bool, hash ledger.Hash) ledger.Key {
	if byID {
		return prefix + ledger.Key(k.suffix)
	}
	short := binary.BigEndian.Uint64(hash[:8])
	for {
		k.counts[short]++
		key := prefix + ledger.Key(fmt.Sprintf("%08d%s", k.counts[short], k.suffix))
		if !k.taken[k.sum(key)] {
			return key
		}
	}
}

// take keeps a key for the row that had it in an earlier run.
func (k *keys) take(key ledger.Key) {
	if k.taken == nil {
		k.taken, k.seed = map[uint64]bool{}, maphash.MakeSeed()
	}
	k.taken[k.sum(key)] = true
}

func (k *keys) sum(key ledger.Key) uint64 {
	if k.taken == nil {
		return 0
	}
	return maphash.String(k.seed, string(key))
}
