package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// dueBefore is how long before now a new job is due, so that no replica has to wait for one whose clock is a little ahead.
const dueBefore = time.Second

// dated makes new jobs due by a clock that all replicas share. River's driver takes that of the process, and River fetches by
// Postgres's: the jobs of a replica whose clock is a day ahead would wait for a day, and keep the same jobs of other replicas out.
type dated struct {
	river.MiddlewareDefaults
	clock func() time.Time
}

// InsertMany implements rivertype.JobInsertMiddleware.
func (d *dated) InsertMany(ctx context.Context, many []*rivertype.JobInsertParams,
	insert func(context.Context) ([]*rivertype.JobInsertResult, error)) ([]*rivertype.JobInsertResult, error) {
	due := d.clock().Add(-dueBefore)
	for _, p := range many {
		if p.ScheduledAt == nil {
			p.ScheduledAt = &due
		}
		if p.CreatedAt == nil {
			p.CreatedAt = &due
		}
	}
	return insert(ctx)
}

// datedRetries are River's own waits, counted from the time that all replicas share.
type datedRetries struct {
	river.DefaultClientRetryPolicy
	clock func() time.Time
}

// NextRetry implements river.ClientRetryPolicy.
func (d *datedRetries) NextRetry(job *rivertype.JobRow) time.Time {
	now := time.Now()
	return d.clock().Add(d.DefaultClientRetryPolicy.NextRetry(job).Sub(now))
}
