package app

import (
	"context"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/iiq-approvals/bot/internal/settings"
)

// jobsGuarded wraps each job, since River stores the errors of jobs.
type jobsGuarded struct {
	river.MiddlewareDefaults
	guard settings.Redactor
}

// Work implements rivertype.WorkerMiddleware.
func (j *jobsGuarded) Work(ctx context.Context, _ *rivertype.JobRow, do func(context.Context) error) error {
	return j.guard.CleanError(do(ctx))
}
