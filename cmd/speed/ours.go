package main

import (
	"context"
	"maps"
	"time"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/speed/pgcount"
)

// tryBot measures the bot twice: the times alone, and then with the counting proxy before Postgres, which costs time itself.
func tryBot(ctx context.Context, o options, durable bool) (trial, error) {
	t, err := timeBot(ctx, o, durable)
	if err != nil {
		return t, err
	}
	return t, t.count(ctx, o, durable)
}

func timeBot(ctx context.Context, o options, durable bool) (trial, error) {
	w, end, err := startWorld(ctx, o, durable)
	if err != nil {
		return trial{}, err
	}
	defer end()
	p, err := start(ctx, o, w, asInstalled(o))
	if err != nil {
		return trial{}, err
	}
	defer p.stop()
	t := trial{ready: connectedAfter(w, p.begun)}
	if err := t.rest(ctx, o, p.pid()); err != nil {
		return t, err
	}
	cards, err := deal(ctx, o, w, owners(w))
	if err != nil {
		return t, err
	}
	return t, t.decide(ctx, o, w, p.pid(), cards)
}

// connectedAfter is how long after its start a bot had its first Socket Mode connection: from then on a click reaches it.
func connectedAfter(w *demo.World, begun time.Time) float64 {
	for _, s := range w.Slack.Sockets() {
		return millis(s.Opened.Sub(begun))
	}
	return 0
}

// rest watches a process that has nothing to do.
func (t *trial) rest(ctx context.Context, o options, pid int) error {
	if err := pause(ctx, settleTime); err != nil {
		return err
	}
	begin, before, err := reading(pid)
	if err != nil {
		return err
	}
	if err := pause(ctx, o.idle); err != nil {
		return err
	}
	end, after, err := reading(pid)
	if err != nil {
		return err
	}
	t.idle = (after - before) / end.Sub(begin).Minutes()
	t.memory, err = memoryOf(pid, "VmRSS")
	return err
}

// reading is the CPU time of a process, and when it was read.
func reading(pid int) (time.Time, float64, error) {
	cpu, err := cpuOf(pid)
	return time.Now(), cpu, err
}

// decide clicks all cards, and divides what the process has used by their number.
func (t *trial) decide(ctx context.Context, o options, w *demo.World, pid int, cards []card) error {
	_, before, err := reading(pid)
	if err != nil {
		return err
	}
	if t.took, err = clickAll(ctx, o, w, cards); err != nil {
		return err
	}
	_, after, err := reading(pid)
	t.cpu = (after - before) * 1000 / float64(len(cards))
	return err
}

// count lets another bot decide with the proxy before its Postgres. What it asks at rest is taken out of what decisions cost.
func (t *trial) count(ctx context.Context, o options, durable bool) error {
	w, end, err := startWorld(ctx, o, durable)
	if err != nil {
		return err
	}
	defer end()
	proxy, err := pgcount.Start(w.DatabaseURL)
	if err != nil {
		return err
	}
	defer proxy.Close()
	settings := asInstalled(o)
	maps.Copy(settings, map[string]string{"DATABASE_URL": proxy.URL()})
	p, err := start(ctx, o, w, settings)
	if err != nil {
		return err
	}
	defer p.stop()
	if err := pause(ctx, settleTime); err != nil {
		return err
	}
	rest, err := span(proxy, func() error { return pause(ctx, o.idle) })
	if err != nil {
		return err
	}
	cards, err := deal(ctx, o, w, owners(w))
	if err != nil {
		return err
	}
	busy, err := span(proxy, func() error { _, err := clickAll(ctx, o, w, cards); return err })
	if err != nil {
		return err
	}
	n := float64(len(cards))
	t.restTrips, t.restStatements = rest.trips*60, rest.statements*60
	t.roundTrips = (busy.trips - rest.trips) * busy.seconds / n
	t.statements = (busy.statements - rest.statements) * busy.seconds / n
	return nil
}

// questions are what Postgres was asked a second, over so many seconds.
type questions struct{ trips, statements, seconds float64 }

// span counts while something is done.
func span(p *pgcount.Proxy, do func() error) (questions, error) {
	before, begin := p.Counts(), time.Now()
	err := do()
	c, seconds := p.Counts().Minus(before), time.Since(begin).Seconds()
	return questions{float64(c.RoundTrips) / seconds, float64(c.Statements) / seconds, seconds}, err
}

// pause lets time pass, as that is what is measured.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
