package importer

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"posimport/importer/codes"
	"posimport/importer/ledger"
	"posimport/importer/row"
	"posimport/importer/sheet"
	"posimport/importer/target"
)

// execute sends what the plan found valid and writes the results.
func (s *session) execute(ctx context.Context) (Report, error) {
	s.in.warnHidden(s.plan.hidden)
	s.in.warnLeft(s.plan.left)
	for _, w := range s.in.Warnings {
		s.env.Warn(w)
	}
	s.report.Warnings, s.report.Rows, s.run.Rows = s.in.Warnings, s.plan.rows, s.plan.rows
	if why := s.strict(); why != nil {
		return s.finish(ctx, why, nil)
	}
	agreed, err := s.confirm(ctx, nil)
	switch {
	case ctx.Err() != nil: // a person's wish, whatever was answered: the run can be resumed
		return s.finish(ctx, nil, nil)
	case err != nil:
		return s.finish(ctx, nil, err)
	case !agreed:
		return s.report, ErrDeclined
	}
	stop, err := s.send(ctx)
	return s.finish(ctx, stop, err)
}

// strict returns why nothing is sent where rows are invalid and --strict was said; nil otherwise. The
// rows alone decide, so that a resume and results written again come to the same.
func (s *session) strict() *StopError {
	if !s.cfg.Strict || s.plan.invalid == 0 {
		return nil
	}
	s.report.Strict = true
	return &StopError{Text: s.words.Say(codes.StrictStop, s.plan.invalid)}
}

// ErrDeclined is returned where a person, asked whether to send, said no.
var ErrDeclined = errors.New("nothing was sent")

func (s *session) confirm(ctx context.Context, canary []row.Outcome) (bool, error) {
	if s.env.Confirm == nil || (s.plan.valid == 0 && canary == nil) {
		return true, nil
	}
	a := s.run.Account
	return s.env.Confirm(ctx, Question{
		Target: s.cfg.Target.Schema().Title, BaseURL: a.BaseURL, Account: a.Value,
		Rows: s.plan.valid, Invalid: s.plan.invalid, Canary: canary,
	})
}

// send delivers the valid rows and settles what is in doubt. It returns why the target ended the run,
// where it did; the error is the ledger's or the source's.
func (s *session) send(ctx context.Context) (*StopError, error) {
	if s.plan.valid == 0 {
		return nil, nil
	}
	defer s.client.Close()
	if err := s.client.SignIn(ctx); ctx.Err() != nil {
		return nil, nil // a person's wish: the run is interrupted
	} else if err != nil {
		return signInStop(err), nil
	}
	d := newDelivery(s.run, s.cfg.Shape, s.cfg.Target, s.client, s.led, s.env.Tally, s.clock)
	defer d.gate.close()
	s.learnClock(ctx)
	known, err := s.takeBaseline(ctx, d.reader())
	if err != nil {
		return nil, err
	}
	s.askClock(ctx, d.reader(), known)
	p, err := s.producer(ctx, d)
	if err != nil {
		return nil, err
	}
	defer p.walk.close()
	s.env.Tally.begin(Sending, s.plan.rows)
	err = s.sendAll(ctx, d, p)
	if err == nil && !d.isStopped() {
		err = d.settle(ctx)
	}
	s.run = d.currentRun()
	return d.stopReason(), err
}

// sendAll sends the canary rows first, where some are asked for, and the rest after they are approved.
func (s *session) sendAll(ctx context.Context, d *delivery, p *producer) error {
	if s.cfg.Canary > 0 && !s.cfg.Approved {
		if err := s.sendCanary(ctx, d, p); err != nil || d.isStopped() {
			return err
		}
	}
	return d.deliver(ctx, p.upTo(0))
}

// sendCanary sends the first rows, shows what became of them, and stops the run unless a person lets
// the rest follow. That they did is written down, so that a resume does not ask again.
func (s *session) sendCanary(ctx context.Context, d *delivery, p *producer) error {
	var sent []int
	first := p.upTo(s.cfg.Canary)
	err := d.deliver(ctx, func(ctx context.Context, add func(*job) error) error {
		return first(ctx, func(j *job) error {
			sent = append(sent, j.label)
			return add(j)
		})
	})
	if err != nil || d.isStopped() || len(sent) == 0 {
		return err
	}
	outcomes, err := s.outcomes(ctx, sent)
	if err != nil {
		return err
	}
	agreed, err := s.confirm(ctx, outcomes)
	switch {
	case ctx.Err() != nil:
		d.stop(nil)
		return nil
	case err != nil:
		return err
	case !agreed:
		d.stop(&StopError{Text: "stopped after the canary rows"})
		return nil
	}
	s.cfg.Approved = true
	s.run.Options = s.cfg.Shape.encode()
	d.run.Options = s.run.Options // a worker that learns of the clock writes the run down, too
	return s.led.PutRun(ctx, d.currentRun())
}

// outcomes returns what the ledger has of some of the run's rows, in their order.
func (s *session) outcomes(ctx context.Context, labels []int) ([]row.Outcome, error) {
	all := make([]row.Outcome, 0, len(labels))
	entries := newEntryReader(s.led, s.run.ID)
	for _, label := range labels {
		entry, known, err := entries.get(context.WithoutCancel(ctx), label)
		if err != nil {
			return nil, err
		}
		if known {
			all = append(all, entry.Outcome)
		}
	}
	return all, nil
}

func (s *session) producer(ctx context.Context, d *delivery) (*producer, error) {
	k := newKeys(s.in.schema, s.run.ID, s.cfg.NoHistory)
	if s.past != nil {
		d.elsewhere, d.taken = s.past.started, s.past.taken
		w := s.in.walk(ctx, s.labels)
		err := s.past.claimOwn(ctx, w, k, s.body)
		if err := errors.Join(err, w.close()); err != nil {
			return nil, err
		}
	}
	if err := d.countApart(ctx); err != nil {
		return nil, err
	}
	return &producer{
		kin: s.kin, schema: s.in.schema, given: map[ledger.Key]bool{},
		d: d, walk: s.in.walk(ctx, s.labels), keys: k, past: s.past,
		entries: newEntryReader(s.led, s.run.ID),
	}, nil
}

// signInStop is a sign-in that was refused, or that nobody answered: nothing can be sent.
func signInStop(err error) *StopError {
	var auth *target.AuthError
	if errors.As(err, &auth) {
		return &StopError{auth.Code, auth.Text}
	}
	return &StopError{row.AuthSignIn, err.Error()}
}

func (s *session) body(l *line) []byte { return s.cfg.Target.Body(l.record) }

// learnClock takes what the latest run of the account knew of the target's clock.
func (s *session) learnClock(ctx context.Context) {
	runs, err := s.led.Runs(ctx)
	if err != nil {
		return // not knowing it costs an UNKNOWN at the worst
	}
	var sessions [][]byte
	for _, run := range runs {
		sessions = append(sessions, run.Clock)
	}
	s.clock.learn(sessions)
}

// askClock asks the target for anything at all, for the Date of its answer: without a time of the
// target's from before the first request, nobody could tell what a look-up finds later from what was
// there before. It is one GET for a session; where it fails, doubts may stay undecided. Where nothing
// but the clock will tell, it waits until the clock does.
func (s *session) askClock(ctx context.Context, client *target.Client, known bool) {
	if s.cfg.Target.Repeatable() {
		return
	}
	if s.clock.unseen() {
		field, account := s.cfg.Account()
		_, _ = client.Get(ctx, s.cfg.Target.CreatePath(), url.Values{field: {account}, "limit": {"1"}})
	}
	if !known {
		s.clock.tick(ctx)
	}
}

// finish writes the results and the run's end. failed is an error of the ledger or the source.
func (s *session) finish(ctx context.Context, stop *StopError, failed error) (Report, error) {
	s.report.Interrupted = ctx.Err() != nil && failed == nil && stop == nil
	s.report.Stopped, s.report.Broken = stop, failed != nil
	ctx = context.WithoutCancel(ctx)
	err := together(failed, s.writeResults(ctx))
	s.report.Broken = err != nil
	s.run.Ended = time.Now().UTC().Round(0)
	s.report.Ended = s.run.Ended
	s.run.Counts = s.report.Counts
	if s.report.Results != "" {
		s.run.Results = absolute(s.report.Results) // a resume may be typed in another folder
		s.run.ResultsStamp = stampOf(s.run.Results)
	}
	s.run.State = s.state(err)
	if stop != nil {
		s.run.StopCode, s.run.StopText = stop.Code, stop.Text
	}
	return s.report, together(err, s.led.PutRun(ctx, s.run))
}

func (s *session) state(err error) ledger.State {
	switch {
	case s.report.Interrupted:
		return ledger.Interrupted
	case s.report.Strict:
		return ledger.Finished // nothing of it can go on, also where the results could not be written
	case err != nil, s.report.Stopped != nil:
		return ledger.Stopped
	default:
		return ledger.Finished
	}
}

func (s *session) noRows() error {
	return &sheet.Error{
		Code: row.FileEmpty, File: s.cfg.File, Sheet: s.in.info().Sheet,
		Problem: fmt.Sprintf("there are no rows under the header in row %d", s.in.first),
	}
}
