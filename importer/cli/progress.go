package cli

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"posimport/importer"
	"posimport/importer/row"
)

// progress shows how far a run is: a bar on a terminal, else a plain line now and then.
type progress struct {
	out      io.Writer
	tally    *importer.Tally
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
	p := &progress{out: a.stderr, tally: tally, terminal: isTerminal(a.stderr), done: make(chan struct{}), gone: make(chan struct{})}
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
		if text := line(now); text != p.last {
			fmt.Fprintln(p.out, text)
			p.last = text
		}
		return
	}
	if p.bar == nil || p.phase != now.Phase {
		p.newBar(now)
	}
	p.bar.Describe(describe(now))
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

func describe(now importer.Progress) string {
	text := string(now.Phase)
	if now.Wait > 0 {
		text += fmt.Sprintf(" (%s left)", now.Wait.Round(time.Second))
	}
	for _, s := range []row.Status{row.Created, row.Exists, row.Failed, row.Unknown, row.Invalid} {
		if n := now.Counts[s]; n > 0 {
			text += fmt.Sprintf(" %s %d", s, n)
		}
	}
	return text
}

// line is one moment in plain words: sending: 1,200 of 5,000 rows, 310 a second, 12s left, CREATED 1,190.
func line(now importer.Progress) string {
	text := fmt.Sprintf("%s: %d", now.Phase, now.Done)
	if now.Total > 0 {
		text += fmt.Sprintf(" of %d", now.Total)
	}
	text += " rows"
	if seconds := now.Elapsed.Seconds(); seconds >= 1 && now.Done > 0 {
		speed := float64(now.Done) / seconds
		text += fmt.Sprintf(", %.0f a second", speed)
		if left := now.Total - now.Done; left > 0 {
			text += fmt.Sprintf(", %s left", time.Duration(float64(left)/speed*float64(time.Second)).Round(time.Second))
		}
	}
	if now.Wait > 0 {
		text += fmt.Sprintf(", waiting %s for late answers", now.Wait.Round(time.Second))
	}
	for _, s := range []row.Status{row.Created, row.Exists, row.Failed, row.Unknown, row.Invalid} {
		if n := now.Counts[s]; n > 0 {
			text += fmt.Sprintf(", %s %d", s, n)
		}
	}
	return text
}
