package cli

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/importer/row"
)

// progress shows how far a run is: a bar on a terminal, else a plain line now and then.
type progress struct {
	out      io.Writer
	tally    *importer.Tally
	words    *codes.Words
	terminal bool
	done     chan struct{}
	gone     chan struct{}
	once     sync.Once

	mu     sync.Mutex
	paused bool
	bar    *progressbar.ProgressBar
	phase  importer.Phase
	last   string
}

// How often progress is shown.
const (
	barEvery  = 100 * time.Millisecond
	lineEvery = 5 * time.Second
)

// startProgress begins to show a tally; silent shows nothing.
func (a *app) startProgress(tally *importer.Tally, silent bool) *progress {
	p := &progress{out: a.stderr, tally: tally, words: codes.For(a.lang()), terminal: isTerminal(a.stderr), done: make(chan struct{}), gone: make(chan struct{})}
	if silent {
		close(p.gone)
		return p
	}
	go p.loop()
	return p
}

func (p *progress) loop() {
	defer close(p.gone)
	every := lineEvery
	if p.terminal {
		every = barEvery
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			p.show()
		case <-p.done:
			p.clear()
			return
		}
	}
}

func (p *progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.paused {
		return
	}
	now := p.tally.Progress()
	if now.Phase == "" {
		return
	}
	if !p.terminal {
		if text := line(p.words, now); text != p.last {
			fmt.Fprintln(p.out, text)
			p.last = text
		}
		return
	}
	if p.bar == nil || p.phase != now.Phase {
		p.newBar(now)
	}
	p.bar.Describe(describe(p.words, now))
	if now.Total > 0 {
		_ = p.bar.Set(min(now.Done, now.Total))
	} else {
		_ = p.bar.Set(now.Done)
	}
}

func (p *progress) newBar(now importer.Progress) {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	most := now.Total
	if most == 0 {
		most = -1
	}
	p.phase = now.Phase
	p.bar = progressbar.NewOptions(most,
		progressbar.OptionSetWriter(p.out), progressbar.OptionSetWidth(20), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetItsString("rows"), progressbar.OptionThrottle(barEvery),
		progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(), progressbar.OptionFullWidth())
}

// clear takes the bar off the screen.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}

// pause takes the bar away while a person is asked.
func (p *progress) pause() {
	p.clear()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paused = true
}

func (p *progress) resume() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paused = false
}

func (p *progress) stop() {
	p.once.Do(func() { close(p.done) })
	<-p.gone
}

func describe(words *codes.Words, now importer.Progress) string {
	text := phase(words, now.Phase)
	switch {
	case waits(now):
		text += " (" + words.Say(codes.TargetWaits, now.Held.Round(time.Second)) + ")"
	case now.Wait > 0:
		text += " (" + words.Say(codes.TimeLeft, now.Wait.Round(time.Second)) + ")"
	}
	return text + tallied(now, " ")
}

// line is one moment in plain words: sending: 1200 of 5000 rows, 310 a second, 12s left, CREATED 1190.
func line(words *codes.Words, now importer.Progress) string {
	text := words.Say(codes.DoneRows, phase(words, now.Phase), now.Done)
	if now.Total > 0 {
		text = words.Say(codes.DoneOf, phase(words, now.Phase), now.Done, now.Total)
	}
	if seconds := now.Elapsed.Seconds(); seconds >= 1 && now.Done > 0 {
		speed := float64(now.Done) / seconds
		text += ", " + words.Say(codes.ASecond, speed)
		if left := now.Total - now.Done; left > 0 && !waits(now) {
			text += ", " + words.Say(codes.TimeLeft, time.Duration(float64(left)/speed*float64(time.Second)).Round(time.Second))
		}
	}
	if waits(now) {
		text += ", " + words.Say(codes.TargetWaits, now.Held.Round(time.Second))
	}
	if now.Wait > 0 {
		text += ", " + words.Say(codes.LateAnswers, now.Wait.Round(time.Second))
	}
	return text + tallied(now, ", ")
}

// tallied is the rows of each status so far, each behind a separator.
func tallied(now importer.Progress, separator string) string {
	text := ""
	for _, s := range []row.Status{row.Created, row.Exists, row.Failed, row.Unknown, row.Invalid} {
		if n := now.Counts[s]; n > 0 {
			text += fmt.Sprintf("%s%s %d", separator, s, n)
		}
	}
	return text
}

// waits reports whether the target's pause is long enough to be told: what the speed so far says of the
// time left is then wrong.
func waits(now importer.Progress) bool { return now.Held >= time.Second }

func phase(words *codes.Words, p importer.Phase) string {
	switch p {
	case importer.Checking:
		return words.Say(codes.PhaseChecking)
	case importer.Sending:
		return words.Say(codes.PhaseSending)
	case importer.Settling:
		return words.Say(codes.PhaseSettling)
	case importer.Looking:
		return words.Say(codes.PhaseLooking)
	case importer.WritingOut:
		return words.Say(codes.PhaseWriting)
	default:
		return string(p)
	}
}
