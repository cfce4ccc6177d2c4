package ledger

import (
	"encoding/binary"
	"fmt"
	"slices"

	"posimport/importer/row"
)

// Runs are named by a number inside records: 1,000,000 rows name theirs twice.

// numbers translates between runs and their numbers in one transaction.
type numbers interface {
	number(run string) (uint32, error) // gives a new run its number
	name(number uint32) (string, error)
}

func encodeClaim(c Claim, runs numbers) ([]byte, error) {
	run, err := runs.number(c.Run)
	if err != nil {
		return nil, err
	}
	b := append(seal(96+len(c.RecordID)), byte(c.State))
	b = binary.AppendUvarint(b, uint64(run))
	b = binary.AppendUvarint(b, uint64(c.Row))
	b = binary.AppendUvarint(b, uint64(c.Attempts))
	b = append(b, c.Hash[:]...)
	b = appendTime(b, c.Time)
	b = appendID(b, c.RecordID)
	if c.State != Doubt {
		return finish(b), nil
	}
	first, err := runs.number(c.FirstRun)
	if err != nil {
		return nil, err
	}
	b = binary.AppendUvarint(b, uint64(first))
	b = appendTime(b, c.First)
	b = binary.AppendUvarint(b, uint64(len(c.Hashes)))
	for i, h := range c.Hashes {
		b = append(b, h[:]...)
		b = appendText(b, string(c.Bodies[i]))
	}
	return finish(b), nil
}

func decodeClaim(key Key, rec []byte, runs numbers) (Claim, error) {
	r := open(rec)
	c := Claim{Key: key}
	if state := r.take(1); state != nil {
		c.State = ClaimState(state[0])
	}
	run := r.number()
	c.Row, c.Attempts = int(r.number()), int(r.number())
	c.Hash, c.Time, c.RecordID = r.hash(), r.time(), r.id()
	var first uint64
	if c.State == Doubt {
		first = r.number()
		c.First = r.time()
		for n := r.number(); n > 0 && r.err == nil; n-- {
			h := r.hash()
			body := slices.Clone(r.take(r.number()))
			if len(body) == 0 {
				body = nil // an UNKNOWN that no intent of ours explains
			}
			if h == c.Hash {
				c.Body = body
			}
			c.Hashes, c.Bodies = append(c.Hashes, h), append(c.Bodies, body)
		}
	}
	if r.err == nil && c.State > Made {
		r.err = fmt.Errorf("%w: it has state number %d", errRecord, c.State)
	}
	if r.err != nil {
		return Claim{}, r.err
	}
	var err error
	if c.Run, err = runs.name(uint32(run)); err != nil {
		return Claim{}, err
	}
	if c.State == Doubt {
		c.FirstRun, err = runs.name(uint32(first))
	}
	return c, err
}

// encodeEntry leaves out the run's id in the outcome where it is the run's own, as nearly always.
func encodeEntry(run string, e Entry) []byte {
	b := appendText(seal(128+len(e.Key)+len(e.Outcome.Message)), string(e.Key))
	b = append(b, e.Hash[:]...)
	o := e.Outcome
	code := statusCode(o.Status) << 1
	if e.Doubt {
		code |= 1
	}
	b = binary.AppendUvarint(b, code)
	b = binary.AppendUvarint(b, uint64(max(o.HTTPStatus, 0)))
	b = binary.AppendUvarint(b, uint64(max(o.Attempts, 0)))
	b = appendID(b, o.RecordID)
	b = appendTime(b, o.Time)
	other := o.RunID
	if other == run {
		other = ""
	}
	if o.Code == "" && o.Message == "" && o.Cell == "" && other == "" {
		return finish(b) // all went well
	}
	for _, s := range []string{string(o.Code), o.Message, o.Cell, other} {
		b = appendText(b, s)
	}
	return finish(b)
}

func decodeEntry(rowNumber int, run string, rec []byte) (Entry, error) {
	r := open(rec)
	e := Entry{Row: rowNumber, Key: Key(r.text()), Hash: r.hash()}
	code := r.number()
	e.Doubt = code&1 != 0
	e.Outcome.Status = statusAt(r, code>>1)
	e.Outcome.HTTPStatus, e.Outcome.Attempts = int(r.number()), int(r.number())
	e.Outcome.RecordID, e.Outcome.Time = r.id(), r.time()
	if e.Outcome.Status != "" {
		e.Outcome.RunID = run
	}
	if len(r.b) > 0 {
		e.Outcome.Code, e.Outcome.Message, e.Outcome.Cell = row.Code(r.text()), r.text(), r.text()
		if other := r.text(); other != "" {
			e.Outcome.RunID = other
		}
	}
	return e, r.err
}
