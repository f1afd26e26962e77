package jobs

import (
	"context"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// ClicksFirst lets a job begin once its process has not very many clicks in hand. A click has to be stored within seconds, and what it
// leads to can wait: the workers of a burst's first decisions would otherwise take Postgres from the clicks behind them.
type ClicksFirst struct {
	river.MiddlewareDefaults
	// AwaitCalm waits until there are few clicks, for a bounded time.
	AwaitCalm func(ctx context.Context)
}

// Work implements rivertype.WorkerMiddleware.
func (c *ClicksFirst) Work(ctx context.Context, _ *rivertype.JobRow, work func(context.Context) error) error {
	c.AwaitCalm(ctx)
	return work(ctx)
}
