package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/speed"
	"github.com/iiq-approvals/bot/internal/speed/pgcount"
)

const (
	// fewClosed and fewOpen are where curves begin; between there and the most there is one point.
	fewClosed, someClosed = 100, 10_000
	fewOpen, someOpen     = 10, 1000
	// flat is by how many percent a curve may leave its beginning.
	flat = 20
	// watched is how long replicas are watched at a point at most: as long as River's slowest round lasts.
	watched = 30 * time.Second
	// quietFor is how far the next poll is put off while replicas are watched without any. What lies further ahead than a minute and
	// the round's own rest is pulled in by the replicas, since it would mean that Postgres's clock went back.
	quietFor = "55 seconds"
	// everySecond is how often replicas poll here.
	everySecond = "1s"
)

// point is a size at which a decision and a poll are measured.
type point struct{ closed, open, replicas int }

func (p point) String() string {
	return fmt.Sprintf("%d closed, %d open, replicas: %d", p.closed, p.open, p.replicas)
}

// curve is a walk through points along one of their sizes. The first one is where all curves begin.
type curve struct {
	along  string
	points []point
}

func curves(o options) []curve {
	begin := point{fewClosed, fewOpen, 1}
	return []curve{
		{"closed items", []point{begin, {someClosed, fewOpen, 1}, {o.closed, fewOpen, 1}}},
		{"open items", []point{begin, {fewClosed, someOpen, 1}, {fewClosed, o.open, 1}}},
		{"replicas", []point{begin, {fewClosed, fewOpen, 3}, {fewClosed, fewOpen, 5}}},
	}
}

// cost is what something takes: CPU milliseconds of all replicas together, and statements.
type cost struct{ cpu, statements float64 }

// spent is what a decision and a poll cost at a point.
type spent struct{ decision, poll cost }

// measureGrowth: what a decision and a poll cost along the curves. Each point has a world of its own.
func measureGrowth(ctx context.Context, o options) ([]figure, error) {
	var figures []figure
	known := map[point]spent{}
	for _, c := range curves(o) {
		for _, p := range c.points {
			if _, measured := known[p]; measured {
				continue
			}
			fmt.Fprintf(os.Stderr, "growth: %s\n", p)
			s, err := measurePoint(ctx, o, p)
			if err != nil {
				return figures, fmt.Errorf("%s: %w", p, err)
			}
			known[p] = s
			figures = append(figures,
				figure{fmt.Sprintf("a decision, CPU (%s)", p), s.decision.cpu, "ms", 0},
				figure{"a decision, statements", s.decision.statements, "", 0},
				figure{"a poll, CPU", s.poll.cpu, "ms", 0},
				figure{"a poll, statements", s.poll.statements, "", 0})
		}
		figures = append(figures, drifts(c, known)...)
	}
	return figures, nil
}

// drifts says how far each cost leaves its beginning along a curve.
func drifts(c curve, known map[point]spent) []figure {
	var all []figure
	for _, one := range []struct {
		what string
		of   func(spent) float64
	}{
		{"CPU a decision", func(s spent) float64 { return s.decision.cpu }},
		{"statements a decision", func(s spent) float64 { return s.decision.statements }},
		{"CPU a poll", func(s spent) float64 { return s.poll.cpu }},
		{"statements a poll", func(s spent) float64 { return s.poll.statements }},
	} {
		var values []float64
		for _, p := range c.points {
			values = append(values, one.of(known[p]))
		}
		what := fmt.Sprintf("%s, furthest from its beginning along %s", one.what, c.along)
		all = append(all, figure{what, speed.Drift(values) * 100, "%", flat})
	}
	return all
}

// site is a world with a counting proxy before its database.
type site struct {
	o     options
	w     *demo.World
	proxy *pgcount.Proxy
	conn  *pgx.Conn
}

func measurePoint(ctx context.Context, o options, p point) (spent, error) {
	w, end, err := startWorld(ctx, o, false)
	if err != nil {
		return spent{}, err
	}
	defer end()
	proxy, err := pgcount.Start(w.DatabaseURL)
	if err != nil {
		return spent{}, err
	}
	defer proxy.Close()
	conn, err := pgx.Connect(ctx, w.DatabaseURL)
	if err != nil {
		return spent{}, fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	o.open, o.closed = p.open, p.closed
	s := site{o, w, proxy, conn}
	bots, err := s.start(ctx, p.replicas)
	if err != nil {
		return spent{}, err
	}
	defer bots.stop()
	if _, err := fill(ctx, o, w); err != nil {
		return spent{}, err
	}
	if err := awaitTexts(ctx, w); err != nil {
		return spent{}, err
	}
	poll, polling, err := s.pollCost(ctx, bots)
	if err != nil {
		return spent{}, err
	}
	decision, err := s.decisionCost(ctx, bots, polling)
	return spent{decision, poll}, err
}

// start brings up replicas behind the proxy. They are not started anew at a point, since the rounds of a start would compare
// what was filled in with IdentityIQ.
func (s site) start(ctx context.Context, count int) (replicas, error) {
	settings := asInstalled(s.o)
	maps.Copy(settings, undisturbed())
	maps.Copy(settings, map[string]string{"DATABASE_URL": s.proxy.URL(), "IIQ_POLL_INTERVAL": everySecond})
	return startReplicas(ctx, s.o, s.w, count, settings)
}

// pollCost watches the replicas without polls and then with polls that find nothing; the difference is the polls'.
func (s site) pollCost(ctx context.Context, bots replicas) (poll cost, polling usage, err error) {
	if err := s.hush(ctx); err != nil {
		return poll, polling, err
	}
	quiet, err := s.atRest(ctx, bots)
	if err != nil {
		return poll, polling, err
	}
	if err := s.nextPoll(ctx, "now()"); err != nil {
		return poll, polling, err
	}
	if polling, err = s.atRest(ctx, bots); err != nil {
		return poll, polling, err
	}
	poll = cost{(polling.cpu - quiet.cpu) / polling.polls, (polling.statements - quiet.statements) / polling.polls}
	return poll, polling, nil
}

// decisionCost clicks, and takes out what the replicas use anyhow.
func (s site) decisionCost(ctx context.Context, bots replicas, polling usage) (cost, error) {
	cards, err := deal(ctx, s.o, s.w, owners(s.w))
	if err != nil {
		return cost{}, err
	}
	if err := pause(ctx, settleTime); err != nil {
		return cost{}, err
	}
	busy, err := s.watch(ctx, bots, func() error { _, err := clickAll(ctx, s.o, s.w, cards); return err })
	n := float64(len(cards))
	return cost{(busy.cpu - polling.cpu) * busy.seconds / n, (busy.statements - polling.statements) * busy.seconds / n}, err
}

// hush has the next poll come so late that there is none while replicas are watched. A poll that runs already sets its own next one, so
// that it is looked whether none came.
func (s site) hush(ctx context.Context) error {
	last := -1.0
	return awaitEvery(ctx, 3*time.Second, "there are no polls", func() bool {
		before := last
		err := s.conn.QueryRow(ctx, pollsDone).Scan(&last)
		if err == nil && last == before {
			return true
		}
		_ = s.nextPoll(ctx, "now() + interval '"+quietFor+"'")
		return false
	})
}

func (s site) nextPoll(ctx context.Context, at string) error {
	if _, err := s.conn.Exec(ctx, `UPDATE schedules SET next_at = `+at+` WHERE name = 'poll'`); err != nil {
		return fmt.Errorf("set the next poll: %w", err)
	}
	return nil
}

// pollsDone counts the polls so far.
const pollsDone = `SELECT round FROM watermarks WHERE name = 'poll'`

// atRest watches replicas that have nothing to decide.
func (s site) atRest(ctx context.Context, bots replicas) (usage, error) {
	if err := pause(ctx, settleTime); err != nil {
		return usage{}, err
	}
	return s.watch(ctx, bots, func() error { return pause(ctx, min(s.o.idle, watched)) })
}

// usage is what replicas use a second: CPU milliseconds, statements, and the polls that they did meanwhile.
type usage struct{ cpu, statements, polls, seconds float64 }

func (s site) watch(ctx context.Context, bots replicas, do func() error) (usage, error) {
	begin, before, err := s.reading(ctx, bots)
	if err != nil {
		return usage{}, err
	}
	asked, err := span(s.proxy, do)
	if err != nil {
		return usage{}, err
	}
	end, after, err := s.reading(ctx, bots)
	seconds := end.Sub(begin).Seconds()
	return usage{(after.cpu - before.cpu) * 1000 / seconds, asked.statements, (after.polls - before.polls) / seconds, seconds}, err
}

// reading is what was used since the start, and when it was read.
func (s site) reading(ctx context.Context, bots replicas) (time.Time, usage, error) {
	var u usage
	if err := s.conn.QueryRow(ctx, pollsDone).Scan(&u.polls); err != nil {
		return time.Time{}, u, fmt.Errorf("count polls: %w", err)
	}
	var err error
	u.cpu, err = bots.cpu()
	return time.Now(), u, err
}
