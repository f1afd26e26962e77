package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store"
)

// RequesterTeller writes to requesters in Slack.
type RequesterTeller interface {
	// MayPost is that of CardSender.
	MayPost(ctx context.Context, slackUserID string, urgent bool) error
	// TellRequester sends the note as a direct message. approvals.ErrUnclear: it may have gone out.
	TellRequester(ctx context.Context, slackUserID string, n approvals.RequesterNote) error
}

// TellRequesterWorker tells requesters how their requests were decided, each once.
type TellRequesterWorker struct {
	river.WorkerDefaults[store.TellRequester]
	Store  *store.Store
	People People
	Slack  RequesterTeller
	Log    *slog.Logger
}

// Work sends one note. A note that may have gone out is not sent again; one that surely did not is put back and tried
// later.
func (w *TellRequesterWorker) Work(ctx context.Context, job *river.Job[store.TellRequester]) error {
	return attempt[approvals.RequesterNote]{
		claim: func(ctx context.Context) (approvals.RequesterNote, error) {
			return w.Store.ClaimRequesterNote(ctx, job.Args.WorkItemID, job.Args.Round)
		},
		act: func(ctx context.Context, n approvals.RequesterNote) outcome {
			state, err := w.told(job.Args.WorkItemID, n, w.send(ctx, n))
			if wait := approvals.RetryAfter(err); wait > 0 {
				err = river.JobSnooze(wait)
			}
			return outcome{name: string(state), err: err, note: func(ctx context.Context) error {
				return w.Store.EndRequesterNote(ctx, job.Args.WorkItemID, job.Args.Round, state)
			}}
		},
	}.run(ctx)
}

// told is the state of a note after it was sent with this error. The error that it returns is for River to try again.
func (w *TellRequesterWorker) told(itemID string, n approvals.RequesterNote, err error) (approvals.NoteState, error) {
	log := w.Log.With("work_item_id", itemID, "identity_id", n.Requester.ID)
	refusal, refused := approvals.AsRefusal(err)
	switch {
	case err == nil:
		return approvals.NoteSent, nil
	case errors.Is(err, approvals.ErrUnclear):
		log.Warn("a note to a requester may have gone out unheard; it is not sent again", "error", err)
		return approvals.NoteSent, nil
	case refused && refusal.Code != approvals.RefusedUnknownNow, errors.Is(err, approvals.ErrCannotWrite):
		log.Info("a requester cannot be told in Slack", "error", err)
		return approvals.NoteDropped, nil
	}
	return approvals.NoteWaiting, err
}

func (w *TellRequesterWorker) send(ctx context.Context, n approvals.RequesterNote) error {
	user, err := w.People.Reach(ctx, n.Requester.ID)
	if err != nil {
		return fmt.Errorf("find requester: %w", err)
	}
	if err := w.Slack.MayPost(ctx, user.ID, false); err != nil {
		return err
	}
	n.Language = w.Store.LanguageOf(user)
	err = w.Slack.TellRequester(ctx, user.ID, n)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return fmt.Errorf("tell requester: %w: %w", approvals.ErrUnclear, err)
	}
	if err != nil {
		return fmt.Errorf("tell requester: %w", err)
	}
	return nil
}
