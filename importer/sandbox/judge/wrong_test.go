package judge

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"posimport/importer/row"
)

// The clients below are each wrong in one way. They are what people write.

// blindRetry sends again whatever went wrong.
func blindRetry(b *bench) (results []Result) {
	for _, r := range b.rows {
		if r.Body == nil {
			results = append(results, Result{r.Row, row.Invalid, "", ""})
			continue
		}
		a := answer{}
		for a.id == "" {
			a = b.create(context.Background(), r.Body)
		}
		results = append(results, Result{r.Row, row.Created, a.id, ""})
	}
	return results
}

// noIntent writes down what it has done only when it is done, and is killed just before.
func noIntent(b *bench) []Result {
	done := map[int]string{} // what survives
	run := func(killed int) {
		for _, r := range b.rows {
			if r.Body == nil || done[r.Row] != "" {
				continue
			}
			a := b.create(context.Background(), r.Body)
			if r.Row == killed {
				return
			}
			done[r.Row] = a.id
		}
	}
	run(6)
	run(0)
	return report(b.rows, done)
}

// outcomeFirst writes down the outcome before it asks for it, and is killed in between.
func outcomeFirst(b *bench) []Result {
	done := map[int]string{}
	run := func(killed int) {
		for _, r := range b.rows {
			if r.Body == nil || done[r.Row] != "" {
				continue
			}
			done[r.Row] = externalID(r.Body)
			if r.Row == killed {
				return
			}
			b.create(context.Background(), r.Body)
		}
	}
	run(6)
	run(0)
	return report(b.rows, done)
}

func report(rows []Source, done map[int]string) (results []Result) {
	for _, r := range rows {
		status := row.Created
		if r.Body == nil {
			status = row.Invalid
		}
		results = append(results, Result{r.Row, status, done[r.Row], ""})
	}
	return results
}

// noSettleTime looks up at once, finds nothing yet, and sends again.
func noSettleTime(b *bench) []Result {
	done, claimed := map[int]string{}, map[string]bool{}
	for _, r := range b.rows {
		if r.Body == nil {
			continue
		}
		for done[r.Row] == "" {
			id := b.create(context.Background(), r.Body).id
			if id == "" {
				id = b.find(r.Body, claimed)
			}
			done[r.Row], claimed[id] = id, id != ""
		}
	}
	return report(b.rows, done)
}

// rowNumber knows rows by their number, and somebody puts a row on top of the file.
func rowNumber(b *bench) []Result {
	done := map[int]string{}
	run := func(rows []Source) {
		for _, r := range rows {
			if r.Body != nil && done[r.Row] == "" {
				done[r.Row] = b.create(context.Background(), r.Body).id
			}
		}
	}
	run(b.rows)
	more := []Source{{Row: 2, Body: aptlyBody("New on top", "ACTIVE")}}
	for _, r := range b.rows {
		r.Row++
		more = append(more, r)
	}
	b.rows = more
	run(b.rows)
	return report(b.rows, done)
}

// followsRedirects leaves net/http its defaults.
func followsRedirects(b *bench) []Result {
	done := map[int]string{}
	c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for _, r := range b.rows {
		if r.Body == nil {
			continue
		}
		a := read(c.Do(b.request(context.Background(), http.MethodPost, b.path, bytes.NewReader(r.Body))))
		done[r.Row] = a.id
	}
	return report(b.rows, done)
}

// cancelsSiblings lets one row's failure end the requests of the others, as errgroup's context does,
// and takes what was cancelled for not sent.
func cancelsSiblings(b *bench) []Result {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	results := make([]Result, len(b.rows))
	var wg sync.WaitGroup
	for i, r := range b.rows[1:] {
		wg.Go(func() {
			a := b.create(ctx, r.Body)
			results[i+1] = Result{r.Row, row.Created, a.id, ""}
			if ctx.Err() != nil {
				results[i+1] = Result{r.Row, row.NotRun, "", ""}
			}
		})
	}
	for range b.rows[1:] {
		<-b.effect
	}
	a := b.create(ctx, b.rows[0].Body) // no such category
	results[0] = Result{b.rows[0].Row, row.Failed, "", a.code}
	cancel(errors.New("row 2 failed"))
	wg.Wait()
	return results
}

// nameOnly takes the first position of that name for its own.
func nameOnly(b *bench) []Result {
	done := map[int]string{}
	for _, r := range b.rows {
		if r.Body == nil {
			continue
		}
		for done[r.Row] == "" {
			id := b.create(context.Background(), r.Body).id
			if id == "" {
				b.settle()
				if same := b.named(asked(r.Body).PositionName); len(same) > 0 {
					id = same[0].ID
				}
			}
			done[r.Row] = id
		}
	}
	return report(b.rows, done)
}

// gatewayFailed takes every 5xx for a refusal.
func gatewayFailed(b *bench) (results []Result) {
	for _, r := range b.rows {
		a := b.create(context.Background(), r.Body)
		res := Result{r.Row, row.Created, a.id, ""}
		if a.id == "" {
			res.Status, res.Code = row.Failed, a.code
		}
		results = append(results, res)
	}
	return results
}

// statusIsAll takes every 2xx for a success.
func statusIsAll(b *bench) (results []Result) {
	for _, r := range b.rows {
		a := b.create(context.Background(), r.Body)
		res := Result{r.Row, row.Created, externalID(r.Body), ""}
		if a.status/100 != 2 {
			res.Status, res.Code = row.Failed, a.code
		}
		results = append(results, res)
	}
	return results
}

// forgetful leaves out what it could not send.
func forgetful(b *bench) (results []Result) {
	for _, r := range honestClient(b) {
		if r.Status != row.Failed {
			results = append(results, r)
		}
	}
	return results
}

// numbersForText sends ids as numbers would show them.
func numbersForText(b *bench) (results []Result) {
	for _, r := range b.rows {
		id := strings.TrimLeft(externalID(r.Body), "0")
		a := b.create(context.Background(), bytes.Replace(r.Body, []byte(externalID(r.Body)), []byte(id), 1))
		results = append(results, Result{r.Row, row.Created, a.id, ""})
	}
	return results
}

// alwaysUnsure says UNKNOWN of whatever failed.
func alwaysUnsure(b *bench) []Result {
	results := honestClient(b)
	for i := range results {
		if results[i].Status == row.Failed {
			results[i].Status = row.Unknown
		}
	}
	return results
}

// TestWrongClients: each is caught where its fault shows. Those that are wrong only in the face of
// harm are let pass without any, so that they are caught for what is wrong with them.
func TestWrongClients(t *testing.T) {
	tests := []struct {
		name   string
		path   string
		faults string
		client func(*bench) []Result
		want   Kind
		always bool // wrong also where no harm is done
	}{
		{"blind retry", aptlyPath, "at=3:cut-after", blindRetry, Twice, false},
		{"blind retry after 504", aptlyPath, "at=1:504-after", blindRetry, Twice, false},
		{"no intent", aptlyPath, "", noIntent, Twice, true},
		{"outcome before the request", corPath, "", outcomeFirst, Missing, true},
		{"no settle time", aptlyPath, "at=2:cut-late,late-by=1s", noSettleTime, Twice, false},
		{"row number as identity", aptlyPath, "", rowNumber, Fields, true},
		{"redirects followed", aptlyPath, "at=2:redirect-after", followsRedirects, Twice, false},
		{"one failure cancels the others", corPath, "at=1-6:slow-after,slow=30s", cancelsSiblings, Untrue, true},
		{"name-only match", aptlyPath, "at=2:cut-before", nameOnly, Shared, false},
		{"every 5xx is a failure", corPath, "at=3:502-after", gatewayFailed, Untrue, false},
		{"every 2xx is a success", corPath, "at=3:no-id-before", statusIsAll, Missing, false},
		{"failed rows left out", corPath, "", forgetful, Lost, true},
		{"zeros lost", corPath, "", numbersForText, Fields, true},
		{"everything is unknown", corPath, "", alwaysUnsure, Groundless, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rows := aptlyRows()
			if test.path == corPath {
				rows = corRows()
			}
			b := newBench(t, test.path, test.faults, rows)
			results := test.client(b)
			found := b.check(b.rows, results)
			caught := false
			for _, v := range found {
				caught = caught || v.Kind == test.want
			}
			if !caught {
				t.Errorf("it was not caught as %q; found were %v", test.want, found)
			}
			if test.always {
				return
			}
			b = newBench(t, test.path, "", rows)
			results = test.client(b)
			if found := b.check(b.rows, results); found != nil {
				t.Errorf("without harm it is caught, too: %v", found)
			}
		})
	}
}
