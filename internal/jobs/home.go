package jobs

import (
	"context"
	"errors"

	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/jobs/oneatatime"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// PublishHomeWorker renews Home tabs. Slack shows what was published last, so older content must not be published after newer.
// Within a process one job at a time reads and publishes for a person; one more waits and covers all requests that
// arrive meanwhile. Among replicas, a job that finds a later turn publishes again.
type PublishHomeWorker struct {
	river.WorkerDefaults[tx.PublishHome]
	Store  *store.Store
	Homes  HomePublisher
	TeamID string

	turns oneatatime.People
}

// homeTries is how often one job publishes before it leaves the rest to River's next attempt.
const homeTries = 3

var errHomeOvertaken = errors.New("other replicas publish the same Home tab all the time")

// Work publishes the person's Home tab as our tables have it now.
func (h *PublishHomeWorker) Work(ctx context.Context, job *river.Job[tx.PublishHome]) error {
	user := job.Args.SlackUserID
	leave, needed, err := h.turns.Enter(ctx, user)
	if err != nil || !needed {
		return err
	}
	defer leave()
	for range homeTries {
		turn, err := h.Store.TakeHomeTurn(ctx, h.TeamID, user)
		if err != nil {
			return err
		}
		if err := h.Homes.PublishHome(ctx, user); err != nil {
			return err
		}
		if last, err := h.Store.LastHomeTurn(ctx, turn); err != nil || last {
			return err
		}
	}
	return errHomeOvertaken
}
