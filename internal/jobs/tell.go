package jobs

import (
	"context"
	"log/slog"

	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Tell tells a clicker, in a message that only he sees, that his decision did not come about.
type Tell struct {
	river.WorkerDefaults[approvals.TellClicker]
	Desk    *approvals.Desk
	Answers Answerer
	Log     *slog.Logger
}

// Work answers at the click's response_url, else by direct message. What was given up always gets a message of its own.
func (t *Tell) Work(ctx context.Context, job *river.Job[approvals.TellClicker]) error {
	e, err := t.Desk.EndingOf(ctx, job.Args.DecisionID)
	if err != nil {
		return err
	}
	if e.State == approvals.DecisionRefused {
		url, err := t.Desk.UseResponseURL(ctx, job.Args.DecisionID)
		if err != nil {
			return err
		}
		if url != "" {
			if err := t.Answers.Whisper(ctx, url, e); err == nil {
				return nil
			}
		}
	}
	v, err := t.Desk.ViewFor(ctx, e.WorkItemID, e.IdentityID)
	if err != nil {
		return err
	}
	return t.Answers.Tell(ctx, e.SlackUserID, e, v)
}

// Home renews Home tabs.
type Home struct {
	river.WorkerDefaults[approvals.PublishHome]
	Homes HomePublisher
}

// Work publishes the person's Home tab as our tables have it now.
func (h *Home) Work(ctx context.Context, job *river.Job[approvals.PublishHome]) error {
	return h.Homes.PublishHome(ctx, job.Args.SlackUserID)
}
