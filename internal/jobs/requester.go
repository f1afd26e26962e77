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

// Requester tells requesters how their requests were decided, each once.
type Requester struct {
	river.WorkerDefaults[store.TellRequester]
	Store  *store.Store
	People People
	Slack  RequesterTeller
	Log    *slog.Logger
}

// Work sends one note. A note that may have gone out is not sent again; one that surely did not is put back and tried
// later.
func (w *Requester) Work(ctx context.Context, job *river.Job[store.TellRequester]) error {
	note, err := w.Store.ClaimRequesterNote(ctx, job.Args.WorkItemID, job.Args.Round)
	if errors.Is(err, approvals.ErrClaimLost) {
		return nil
	}
	if err != nil {
		return err
	}
	err = w.send(ctx, note)
	state := approvals.NoteSent
	log := w.Log.With("work_item_id", job.Args.WorkItemID, "identity_id", note.Requester.ID)
	refusal, refused := approvals.AsRefusal(err)
	switch {
	case err == nil:
	case errors.Is(err, approvals.ErrUnclear):
		log.Warn("a note to a requester may have gone out unheard; it is not sent again", "error", err)
		err = nil
	case refused && refusal.Code != approvals.RefusedUnknownNow, errors.Is(err, approvals.ErrCannotWrite):
		log.Info("a requester cannot be told in Slack", "error", err)
		state, err = approvals.NoteDropped, nil
	default:
		state = approvals.NoteWaiting
	}
	noted := insist(ctx, func(ctx context.Context) error {
		return w.Store.EndRequesterNote(ctx, job.Args.WorkItemID, job.Args.Round, state)
	})
	if wait := approvals.RetryAfter(err); wait > 0 && noted == nil {
		return river.JobSnooze(wait)
	}
	return errors.Join(err, noted)
}

func (w *Requester) send(ctx context.Context, n approvals.RequesterNote) error {
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
