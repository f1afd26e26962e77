package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/shorten"
	"github.com/iiq-approvals/bot/internal/store"
)

// unclear is the error of a note about a message that Slack has taken: no row says what the message shows, so the next
// attempt looks for it, or shows the card whatever it seems to show.
func unclear(err error) error {
	if err == nil || errors.Is(err, approvals.ErrClaimLost) {
		return err
	}
	return fmt.Errorf("%w: %w", approvals.ErrUnclear, err)
}

// lost notes that an update went out whose answer was lost.
func (s *ShowCardWorker) lost(ctx context.Context, c store.CardClaim, cause error) error {
	if !lostAnswer(cause) {
		return nil
	}
	return insist(ctx, func(ctx context.Context) error { return s.Store.UpdateLost(ctx, c.CardID) })
}

// lostAnswer reports whether a message to Slack may have had its effect although no clear answer came.
func lostAnswer(err error) bool {
	return errors.Is(err, approvals.ErrUnclear) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// failed is the outcome of an attempt that did not show the card.
func (s *ShowCardWorker) failed(ctx context.Context, c store.CardClaim, cause error) outcome {
	if errors.Is(cause, approvals.ErrClaimLost) {
		return outcome{name: "lost"}
	}
	refusal, refused := approvals.AsRefusal(cause)
	problem := shorten.To(200, cause.Error())
	switch {
	case refused && refusal.Code != approvals.RefusedUnknownNow && !c.Posted:
		s.Log.InfoContext(ctx, "an approver cannot be reached in Slack", "identity_id", c.IdentityID, "work_item_id", c.WorkItemID,
			"reason", string(refusal.Code))
		return s.unreachable(ctx, c, string(refusal.Code))
	case errors.Is(cause, approvals.ErrCannotWrite) && !c.Posted:
		s.Log.WarnContext(ctx, "Slack does not let us write to an approver", "identity_id", c.IdentityID, "work_item_id", c.WorkItemID,
			"error", cause)
		return s.unreachable(ctx, c, problem)
	case errors.Is(cause, approvals.ErrMessageGone), errors.Is(cause, approvals.ErrCannotWrite):
		return s.gone(c, cause, problem)
	}
	return s.again(ctx, c, cause)
}

// goneWait is how long a card rests after Slack first said that its message is not there, and twice as long after each further time.
const goneWait = 20 * time.Second

// gone notes that Slack says of a card's message that it is not there. Slack says so of messages that are there as well.
func (s *ShowCardWorker) gone(c store.CardClaim, cause error, problem string) outcome {
	return outcome{name: "message_gone", note: func(ctx context.Context) error {
		if !c.Posted {
			return s.Store.CardEnded(ctx, c, problem)
		}
		wait := goneWait << min(c.Failures, 4)
		ended, err := s.Store.CardGone(ctx, c, wait, problem)
		if err == nil {
			s.Log.InfoContext(ctx, "Slack says that a card's message is not there", "card_id", c.CardID, "work_item_id", c.WorkItemID,
				"given_up", ended, "again_in", wait.String(), "error", cause)
		}
		return err
	}}
}

// unreachable notes that a card could not be sent to anybody. One whose item ended meanwhile, or whose approver lost it,
// is dropped: nobody would ever take it up again.
func (s *ShowCardWorker) unreachable(ctx context.Context, c store.CardClaim, why string) outcome {
	v, err := s.Store.CardView(ctx, c.CardID)
	if err != nil {
		return s.again(ctx, c, err)
	}
	return outcome{name: "unreachable", note: func(ctx context.Context) error {
		var err error
		if needless(c, v) {
			err = s.Store.CardNotNeeded(ctx, c, v.Want)
		} else {
			// The version from before the person was looked for: see [store.Cards.ReviveCards].
			err = s.Store.CardUnreachable(ctx, c, c.Want, why)
		}
		if errors.Is(err, store.ErrNeededAgain) {
			return s.again(ctx, c, err).note(ctx)
		}
		return err
	}}
}

// again gives the claim back, so that the card is tried once more.
func (s *ShowCardWorker) again(ctx context.Context, c store.CardClaim, cause error) outcome {
	problem := shorten.To(200, cause.Error())
	wait := waitFor(c.Failures+1, approvals.RetryAfter(cause))
	level := slog.LevelWarn
	if c.Failures > 3 && c.Failures%20 != 0 || approvals.RetryAfter(cause) > 0 {
		level = slog.LevelDebug
	}
	s.Log.Log(ctx, level, "card not shown yet; it is tried again", "card_id", c.CardID, "work_item_id", c.WorkItemID,
		"again_in", wait.Round(time.Millisecond).String(), "error", cause)
	// After CardFound the claim's own unclear mark is cleared, and this must not bring it back.
	unclear := lostAnswer(cause) || c.Unclear
	return outcome{name: "retry", note: func(ctx context.Context) error { return s.Store.CardFailed(ctx, c, wait, unclear, problem) }}
}
