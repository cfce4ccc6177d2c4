package importer

import (
	"context"
	"net/http"
	"time"

	"posimport/importer/codes"
	"posimport/importer/row"
	"posimport/importer/target"
)

// perform runs one job to its end: attempts, waits and what is known at last. The context's end lets
// nothing new be sent; a request in flight is not cancelled by it.
func (d *delivery) perform(ctx context.Context, j *job) {
	var last target.Outcome
	throttled := 0
	for tries := 1; ; {
		if err := d.enter(ctx); err != nil {
			d.giveBack(j, last)
			return
		}
		last = d.attempt(ctx, j)
		d.leave(last, throttled)
		v := judge(last, d.target.Repeatable(), j.doubt, d.shape.OnDuplicate)
		j.doubt = v.doubt
		switch v.step {
		case again:
			if tries++; tries > d.shape.MaxAttempts || !d.budget.spend() {
				d.finish(j, last, v)
				return
			}
			if sleep(ctx, backoff(tries-1)) != nil {
				d.giveBack(j, last)
				return
			}
		case pauseAll:
			if throttled++; throttled > mostThrottled {
				d.finish(j, last, v)
				return
			}
		case lookUp:
			d.doubtful(j, last)
			return
		case stopRun:
			d.stop(&StopError{last.Code, d.why(last)})
			d.finish(j, last, v)
			return
		default:
			d.finish(j, last, v)
			return
		}
	}
}

// attempt sends the request once and learns the target's clock from the answer.
func (d *delivery) attempt(ctx context.Context, j *job) target.Outcome {
	j.attempts++
	j.sends++
	d.tally.request()
	before := d.clock.floor()
	out := d.client.Create(context.WithoutCancel(ctx), j.body)
	if out.Class == target.Created && d.clock.created(out.Created, before, out.Server) {
		d.keepClock(ctx)
	}
	return out
}

// keepClock writes down that created-at can be trusted, for a resume that may have nothing but
// doubts to learn from. Not knowing it costs an UNKNOWN, never a duplicate, so a failure is left to
// the next write to report.
func (d *delivery) keepClock(ctx context.Context) {
	run := d.run
	run.Clock = d.clock.encode()
	_ = d.ledger.PutRun(context.WithoutCancel(ctx), run)
}

// enter waits until a request may be begun.
func (d *delivery) enter(ctx context.Context) error {
	if err := d.limiter.Wait(ctx); err != nil {
		return err
	}
	if err := d.gate.enter(ctx); err != nil {
		return err
	}
	if d.isStopped() {
		d.gate.leave(false)
		return context.Canceled
	}
	return nil
}

// leave tells the gate, the budget and the clock what an answer says of the target's health.
func (d *delivery) leave(out target.Outcome, throttled int) {
	if out.HTTPStatus != 0 {
		d.breaker.heard()
	}
	switch {
	case out.Class == target.Throttled:
		d.leaveBusy(pauseFor(out.RetryAfter, throttled))
	case out.HTTPStatus == http.StatusServiceUnavailable:
		d.leaveBusy(min(out.RetryAfter, longestPause))
	default:
		d.gate.leave(aboutTheRow(out))
	}
	if aboutTheRow(out) {
		d.budget.earn()
	}
}

// leaveBusy has every request pause, and lets that be seen.
func (d *delivery) leaveBusy(pause time.Duration) {
	d.gate.leaveBusy(pause)
	d.tally.hold(d.gate.pausedUntil())
}

// finish notes what became of a row.
func (d *delivery) finish(j *job, out target.Outcome, v verdict) {
	outcome := row.Outcome{
		Status: v.status, Code: out.Code, Message: out.Message,
		RecordID: out.RecordID, HTTPStatus: out.HTTPStatus,
	}
	switch {
	case v.status == row.Created && v.confirmed:
		outcome.Code, outcome.RecordID = "", d.recordID(j, out)
		outcome.Message = d.words.Say(codes.Confirmed)
	case v.status == row.Created:
		outcome.Code, outcome.Message = "", ""
	case v.status == row.Exists:
		outcome.Code = "" // a row that needs nothing more has no error
		outcome.RecordID = d.recordID(j, out)
	case v.status == row.Unknown && out.Class == target.Duplicate:
		outcome.Message = d.words.Say(codes.IDTaken)
	case v.status == row.Unknown:
		outcome.Message = d.words.Say(codes.NotKnown, j.attempts, out.Message)
	}
	if v.status != row.Created && v.status != row.Exists && outcome.Message == out.Message {
		outcome.Message = d.words.Told(out.Code, out.Message)
	}
	j.foreign = v.status == row.Unknown && out.Class == target.Duplicate
	d.note(j, "", outcome)
	if why := d.breaker.ended(out); why != nil {
		d.stop(why)
	}
}

// why says why an answer ends the run.
func (d *delivery) why(out target.Outcome) string {
	if out.Class == target.Unauthorized && out.HTTPStatus == http.StatusUnauthorized {
		return d.words.Say(codes.Refused, out.Message, d.target.SignIn().TokenEnv)
	}
	return d.words.Told(out.Code, out.Message)
}

// recordID returns the target's id of a position that a duplicate proves: a target that tells
// repeats apart does so by the id that we gave.
func (d *delivery) recordID(j *job, out target.Outcome) string {
	if out.RecordID != "" {
		return out.RecordID
	}
	return j.externalID()
}

// giveBack ends a job that was stopped before its next attempt. Without a doubt nothing was created.
func (d *delivery) giveBack(j *job, last target.Outcome) {
	outcome := row.Outcome{Status: row.NotRun, Code: last.Code, Message: last.Message, HTTPStatus: last.HTTPStatus}
	if j.doubt != noDoubt {
		outcome.Status = row.Unknown
		if outcome.Message == "" {
			outcome.Message = d.words.Say(codes.StoppedInDoubt)
		}
	}
	d.note(j, "", outcome)
}

// doubtful keeps a job whose request may have had an effect for a look-up.
func (d *delivery) doubtful(j *job, out target.Outcome) {
	d.note(j, "", row.Outcome{
		Status: row.Unknown, Code: out.Code, Message: out.Message, HTTPStatus: out.HTTPStatus,
	})
	j.http = out.HTTPStatus
	j.due = time.Now().Add(d.shape.Settle)
	d.mu.Lock()
	d.doubts = append(d.doubts, j)
	d.mu.Unlock()
	if why := d.breaker.ended(out); why != nil {
		d.stop(why)
	}
}

// externalID returns the external id that a job's key was made of, or nothing.
func (j *job) externalID() string {
	if j.id != "" {
		return j.id
	}
	key, byID := string(j.key), len(j.key) > 2 && j.key[0] == 'x'
	if !byID {
		return ""
	}
	for i := 2; i < len(key); i++ {
		if key[i] == 0 {
			return key[2:i]
		}
	}
	return key[2:]
}
