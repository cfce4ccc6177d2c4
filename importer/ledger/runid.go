package ledger

import (
	"fmt"
	"strings"
	"time"
)

// NewRunID names a run by its start in UTC and four characters of random: 20261121-183012-k3f9. IDs
// sort by time as text, and hold no character that a file name or a shell minds.
func NewRunID(now time.Time, random uint32) string {
	const alphabet = "0123456789abcdefghjkmnpqrstvwxyz" // no i, l, o, u: read aloud without mistakes
	var tail [4]byte
	for i := range tail {
		tail[i] = alphabet[random%32]
		random /= 32
	}
	return now.UTC().Format("20060102-150405-") + string(tail[:])
}

// checkRunID refuses what cannot be a folder's name on every system.
func checkRunID(id string) error {
	ok := id != "" && len(id) <= 64 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
	if !ok {
		return fmt.Errorf("%q is not a run's id: they look like 20261121-183012-k3f9", id)
	}
	return nil
}
