package jobs

import (
	"context"
	"errors"

	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/store"
)

// Home renews Home tabs. Slack shows what was published last, so an older reading must not be: within a process one job at a
// time reads and publishes for a person, while one more waits and does it for all that came meanwhile; and among replicas
// whoever finds that another has begun since does it again.
type Home struct {
	river.WorkerDefaults[store.PublishHome]
	Store  *store.Store
	Homes  HomePublisher
	TeamID string

	turns oneAtATime
}

// homeTries is how often one job publishes before it leaves the rest to its next attempt.
const homeTries = 3

var errHomeOvertaken = errors.New("other replicas publish the same Home tab all the time")

// Work publishes the person's Home tab as our tables have it now.
func (h *Home) Work(ctx context.Context, job *river.Job[store.PublishHome]) error {
	user := job.Args.SlackUserID
	leave, needed, err := h.turns.enter(ctx, user)
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
