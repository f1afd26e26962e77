package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/tx"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// TellClickerWorker tells a clicker, in a message that they alone see, that their decision did not come about.
type TellClickerWorker struct {
	river.WorkerDefaults[tx.TellClicker]
	Store   *store.Store
	Answers Answerer
	Clock   func() time.Time
	Log     *slog.Logger
}

const (
	// tellLease is how long a worker may take. When it died, the next one starts after that.
	tellLease = 20 * time.Second
	// tellFor is how old a click may be for a message about it. After that the message helps nobody, and the card shows
	// the result anyway.
	tellFor = time.Hour
)

// Work tells the clicker once. The row of the decision says whether that is still to be done, and by which worker.
func (t *TellClickerWorker) Work(ctx context.Context, job *river.Job[tx.TellClicker]) error {
	id, attempted := job.Args.DecisionID, job.Args.Attempt
	if attempted == 0 {
		return t.tellUnclaimed(ctx, id)
	}
	return attempt[approvals.ClickerNotice]{
		claim: func(ctx context.Context) (approvals.ClickerNotice, error) {
			return t.Store.ClaimNotice(ctx, id, attempted, tellLease)
		},
		act: func(ctx context.Context, e approvals.ClickerNotice) outcome { return t.act(ctx, id, attempted, e) },
	}.run(ctx)
}

// act leaves the time of the claim to the message. Whatever became of that, the row is told.
func (t *TellClickerWorker) act(ctx context.Context, id uuid.UUID, attempted int32, e approvals.ClickerNotice) outcome {
	bounded, cancel := context.WithTimeout(ctx, tellLease)
	defer cancel()
	err := t.tell(bounded, id, e)
	done := func(ctx context.Context) error { return t.Store.NoticeDelivered(ctx, id, attempted) }
	log := tracing.Logger(ctx, t.Log).With("decision_id", id, "slack_user_id", e.SlackUserID)
	switch {
	case err == nil:
		return outcome{name: "told", note: done}
	case errors.Is(err, approvals.ErrCannotWrite):
		log.Info("a clicker cannot be told how their decision ended; the card tells it", "error", err)
		return outcome{name: "unreachable", note: done}
	case t.Clock().Sub(e.EndedAt) > tellFor:
		log.Warn("a clicker was not told how their decision ended; the card tells it", "error", err)
		return outcome{name: "too_late", note: done}
	}
	log.Info("a clicker is told later how their decision ended", "error", err)
	return outcome{name: "retry", note: func(ctx context.Context) error {
		return t.Store.TellLater(ctx, id, attempted, waitFor(attempted, approvals.RetryAfter(err)))
	}}
}

// tellUnclaimed works a job of an older version, whose rows do not say that the clicker has to be told. River repeats
// it.
func (t *TellClickerWorker) tellUnclaimed(ctx context.Context, id uuid.UUID) error {
	e, err := t.Store.EndingOf(ctx, id)
	if err != nil {
		return err
	}
	return t.tell(ctx, id, e)
}

// tell answers at the click's response_url, else by direct message. A decision that was given up or lost, and a correction, always
// get a message of their own.
func (t *TellClickerWorker) tell(ctx context.Context, id uuid.UUID, e approvals.ClickerNotice) error {
	lost := e.Refusal != nil && e.Refusal.Code == approvals.RefusedLost
	if e.State == approvals.DecisionRefused && !e.Corrected && !lost {
		url, err := t.Store.UseResponseURL(ctx, id)
		if err != nil {
			return err
		}
		if url != "" && t.Answers.Whisper(ctx, url, e) == nil {
			return nil
		}
	}
	v, err := t.Store.ViewFor(ctx, e.WorkItemID, e.IdentityID)
	if err != nil {
		return err
	}
	return t.Answers.Tell(ctx, e.SlackUserID, e, v)
}

// waitFor is the wait that the other side asked for, else the back-off; an hour at most.
func waitFor(n int32, wish time.Duration) time.Duration {
	if wish <= 0 {
		return schedule.Backoff(n)
	}
	return min(wish, time.Hour)
}
