package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/reminders"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Recorded notes that IIQ has the decision, by its answer or by a later read that shows it is ours. Every copy of the
// card shows it, and a run continues with its next card. Where IIQ named nobody who decided, it is asked again later.
func (d Decisions) Recorded(ctx context.Context, c Claim) error {
	return d.settle(ctx, c, func(t *tx.Tx, item db.WorkItem, row db.Decision) error {
		if err := d.endRecorded(ctx, t, c, item, row, d.clock()); err != nil {
			return err
		}
		if err := lookAgain(ctx, t, item, row, c.Answer.Completer == ""); err != nil {
			return err
		}
		if row.InRun {
			return d.cards().sendNext(ctx, t, item, row)
		}
		return nil
	})
}

// endRecorded ends a decision that IIQ has, and the item with it, at the given time.
func (d Decisions) endRecorded(ctx context.Context, t *tx.Tx, c Claim, item db.WorkItem, row db.Decision, at time.Time) error {
	if err := t.EndDecision(ctx,
		db.EndDecisionParams{ID: row.ID, State: string(approvals.DecisionRecorded), RefusalDetail: []byte("{}")}); err != nil {
		return fmt.Errorf("end decision: %w", err)
	}
	if err := d.applyRecorded(ctx, t, item, row, c.Answer, at); err != nil {
		return err
	}
	if err := d.recordEnd(ctx, t, c, item, row, audit.DecisionRecorded, nil); err != nil {
		return err
	}
	return tx.HomeSoon(ctx, t, row.SlackTeamID, row.SlackUserID, row.ID.String()+" recorded")
}

// applyRecorded applies to the item a decision that IIQ has taken. Lines that were decided otherwise before, and kept that,
// make a mixed outcome.
func (c *core) applyRecorded(ctx context.Context, t *tx.Tx, item db.WorkItem, row db.Decision, a approvals.Answer, now time.Time) error {
	o := approvals.OutcomeView{Outcome: approvals.Verdict(row.Verdict).Outcome(), By: row.DeciderName, Comment: row.Comment, At: now,
		Here: true}
	if a.Approved > 0 && a.Denied > 0 {
		o.Outcome, o.Approved, o.Denied = approvals.OutcomeMixed, a.Approved, a.Denied
	}
	if err := closeHere(ctx, t, item.ID, o, row.CardID.UUID); err != nil {
		return err
	}
	return c.noteRequester(ctx, t, item.ID, row.IdentityID)
}

// closeHere ends an item by a decision of ours. It updates the clicker's own card first.
func closeHere(ctx context.Context, t *tx.Tx, id string, o approvals.OutcomeView, clicked uuid.UUID) error {
	if err := endItem(ctx, t, id, o); err != nil {
		return err
	}
	return tx.RaiseCards(ctx, t, id, clicked)
}

// Refuse ends a decision that IIQ did not take, or that its clicker was not allowed to make; nothing was written. The
// clicker gets a private message, and every copy of the card shows the true state.
func (d Decisions) Refuse(ctx context.Context, c Claim, r *approvals.Refusal) error {
	return d.settle(ctx, c, func(t *tx.Tx, item db.WorkItem, row db.Decision) error {
		return d.endWithout(ctx, t, c, item, row, approvals.DecisionRefused, r)
	})
}

// RefuseGone ends a decision that came too late: the item had ended otherwise, as o tells.
func (d Decisions) RefuseGone(ctx context.Context, c Claim, o approvals.OutcomeView) error {
	return d.settle(ctx, c, func(t *tx.Tx, item db.WorkItem, row db.Decision) error {
		r, err := tooLate(ctx, t, row, o)
		if err != nil {
			return err
		}
		return d.endWith(ctx, t, c, item, row, o, r, false)
	})
}

// tooLate is the refusal of a decision whose item ended otherwise.
func tooLate(ctx context.Context, t *tx.Tx, row db.Decision, o approvals.OutcomeView) (*approvals.Refusal, error) {
	by, err := displayOf(ctx, t.Queries, o.By)
	o.By = by
	return approvals.EndedRefusal(o, approvals.Identity{Name: row.DeciderName}), err
}

// Unheard ends a decision that was sent, and of which nobody can say whether it had its effect: the item has ended, as o
// tells. IIQ is asked again later, and the booking is corrected when it tells.
func (d Decisions) Unheard(ctx context.Context, c Claim, o approvals.OutcomeView) error {
	return d.settle(ctx, c, func(t *tx.Tx, item db.WorkItem, row db.Decision) error {
		return d.endWith(ctx, t, c, item, row, o, &approvals.Refusal{Code: approvals.RefusedUnheard}, true)
	})
}

// endWith refuses a decision, and ends its item as o tells. again: IIQ is asked again later.
func (d Decisions) endWith(ctx context.Context, t *tx.Tx, c Claim, item db.WorkItem, row db.Decision, o approvals.OutcomeView,
	r *approvals.Refusal, again bool) error {
	if err := d.endWithout(ctx, t, c, item, row, approvals.DecisionRefused, r); err != nil {
		return err
	}
	if err := lookAgain(ctx, t, item, row, again); err != nil {
		return err
	}
	if item.State != db.ItemOpen {
		return nil
	}
	return d.closeItem(ctx, t, item, o)
}

// GiveUp ends a decision that IIQ has not taken for too long. The card says so until IIQ shows the item open again.
func (d Decisions) GiveUp(ctx context.Context, c Claim) error {
	return d.settle(ctx, c, func(t *tx.Tx, item db.WorkItem, row db.Decision) error {
		if item.State == db.ItemOpen {
			if err := t.SetNotRecorded(ctx, db.SetNotRecordedParams{ID: item.ID, NotRecorded: true}); err != nil {
				return fmt.Errorf("mark as not recorded: %w", err)
			}
		}
		return d.endWithout(ctx, t, c, item, row, approvals.DecisionGivenUp, nil)
	})
}

func (d Decisions) endWithout(ctx context.Context, t *tx.Tx, c Claim, item db.WorkItem, row db.Decision, state approvals.DecisionState,
	r *approvals.Refusal) error {
	p := db.EndDecisionParams{ID: row.ID, State: string(state), RefusalDetail: []byte("{}")}
	if r != nil {
		p.Refusal, p.RefusalDetail = string(r.Code), stored.JSON(r)
	}
	if err := t.EndDecision(ctx, p); err != nil {
		return fmt.Errorf("end decision: %w", err)
	}
	kind := audit.DecisionRefused
	if state == approvals.DecisionGivenUp {
		kind = audit.DecisionGivenUp
	}
	if err := d.recordEnd(ctx, t, c, item, row, kind, r); err != nil {
		return err
	}
	if err := oweNotice(ctx, t, row.ID); err != nil {
		return err
	}
	if err := d.waitsAgain(ctx, t, row); err != nil {
		return err
	}
	return tx.HomeSoon(ctx, t, row.SlackTeamID, row.SlackUserID, row.ID.String()+" ended")
}

// waitsAgain updates the cards of an item after a decision that did not come about.
func (d Decisions) waitsAgain(ctx context.Context, t *tx.Tx, row db.Decision) error {
	if err := tx.RaiseCards(ctx, t, row.WorkItemID, row.CardID.UUID); err != nil {
		return err
	}
	return reminders.LookSoonForItem(ctx, t, d.clock(), row.WorkItemID)
}
