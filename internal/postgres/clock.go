package postgres

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// clockEvery is how often Postgres is asked for its time.
	clockEvery = 5 * time.Second
	// clockWithin bounds one question. An answer that took longer would tell too little.
	clockWithin = 2 * time.Second
	// clockApart is how far the process's own clock may be from Postgres's before that is logged.
	clockApart = time.Minute
)

// Queryer asks the database; pools and connections do.
type Queryer interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Clock tells Postgres's time without asking each time: what Postgres last said, and what has passed since by the clock of the
// process, which measures spans well even where its date is wrong. Whatever is compared with a stamp in the database is
// compared by it, so that a process whose date is wrong decides as all others do. It is safe for concurrent use.
type Clock struct {
	own func() time.Time
	log *slog.Logger

	mu sync.Mutex
	// said is what Postgres said when the process's clock was at; both are zero before the first answer.
	said, at time.Time
	apart    bool
}

// NewClock makes a clock that measures by own, which is time.Now but in tests.
func NewClock(own func() time.Time, log *slog.Logger) *Clock { return &Clock{own: own, log: log} }

// Now is Postgres's time. Before the first Ask that succeeds it is the process's own.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.own()
	if c.at.IsZero() {
		return now
	}
	return c.said.Add(now.Sub(c.at))
}

// Ask asks Postgres for its time. Where it does not answer in time the clock goes on as it was.
func (c *Clock) Ask(ctx context.Context, on Queryer) error {
	ctx, cancel := context.WithTimeout(ctx, clockWithin)
	defer cancel()
	before := c.own()
	var said time.Time
	if err := on.QueryRow(ctx, "SELECT clock_timestamp()").Scan(&said); err != nil {
		return fmt.Errorf("ask Postgres for its time: %w", err)
	}
	after := c.own()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.said, c.at = said, before.Add(after.Sub(before)/2)
	c.note(c.said.Sub(c.at.Round(0)))
	return nil
}

// note logs once when the clocks are found apart, and once when they are not any more.
func (c *Clock) note(ahead time.Duration) {
	apart := ahead.Abs() > clockApart
	switch {
	case apart == c.apart:
	case apart:
		c.log.Warn("the clocks of this process and of Postgres are apart; ages and due times go by Postgres's",
			"postgres_ahead", ahead.Round(time.Second).String())
	default:
		c.log.Info("the clocks of this process and of Postgres agree again")
	}
	c.apart = apart
}

// Run asks again and again until ctx ends.
func (c *Clock) Run(ctx context.Context, on Queryer) error {
	tick := time.NewTicker(clockEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			// A database that is away is told by others; the clock goes on meanwhile.
			_ = AtOnce(ctx, func(ctx context.Context) error { return c.Ask(ctx, on) })
		}
	}
}
