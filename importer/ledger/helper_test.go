package ledger

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"posimport/importer/row"
)

const (
	runA = "20261121-183012-aaaa"
	runB = "20261121-190000-bbbb"
	runC = "20261121-200000-cccc"
)

func TestMain(m *testing.M) {
	if role := os.Getenv("LEDGER_TEST_ROLE"); role != "" {
		os.Exit(helperProcess(role))
	}
	goleak.VerifyTestMain(m)
}

func at(second int) time.Time {
	return time.Date(2026, 11, 21, 18, 0, second, 123456789, time.UTC)
}

func account() Account {
	return Account{Target: "cor", BaseURL: "https://integrations.projectcor.com", Value: "SAP"}
}

func intentOf(rowNumber int, key Key, body string, second int) Intent {
	return Intent{Row: rowNumber, Key: key, Body: []byte(body), Attempt: 1, Time: at(second)}
}

func entryOf(rowNumber int, key Key, status row.Status, second int) Entry {
	e := Entry{Row: rowNumber, Key: key, Outcome: row.Outcome{Status: status, Attempts: 1, Time: at(second)}}
	if status == row.Created {
		e.Outcome.RecordID = "id-of-" + string(key)
		e.Outcome.HTTPStatus = 200
	}
	return e
}

func hashOf(body string) Hash { return sha256.Sum256([]byte(body)) }

func openTest(t testing.TB, s *Store, a Account, run string) Ledger {
	t.Helper()
	l, err := s.Open(t.Context(), a, run)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func storeTest(t testing.TB, options ...Option) *Store {
	t.Helper()
	s, err := OpenStore(t.TempDir(), options...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func claimOf(t testing.TB, l Ledger, key Key) Claim {
	t.Helper()
	claims, err := l.Claims(context.Background(), []Key{key})
	must(t, err)
	if len(claims) != 1 {
		t.Fatalf("%d claims for one key", len(claims))
	}
	return claims[0]
}

func entriesOf(t testing.TB, l Ledger, run string, from int) []Entry {
	t.Helper()
	var got []Entry
	must(t, l.Entries(context.Background(), run, from, func(e Entry) bool {
		got = append(got, e)
		return true
	}))
	return got
}

func keyOf(n int) Key { return Key(fmt.Sprintf("x:%06d\x00", n)) }
