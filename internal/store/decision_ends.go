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
	var e *recordedEnd
	ask := func(trip *tx.Trip) {
		e = d.recordedEnd(ctx, trip, c, c.row, d.clock())
		trip.Ask(func(q *db.Queries) error { return lookAgain(ctx, q, c.row, c.Answer.Completer == "") })
	}
	return d.settleAsking(ctx, c, ask, func(t *tx.Tx, item db.WorkItem, row db.Decision) error {
		if err := d.tellRecorded(ctx, t, c, item, row, e); err != nil {
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
	trip := &tx.Trip{}
	e := d.recordedEnd(ctx, trip, c, row, at)
	if err := t.Send(ctx, trip); err != nil {
		return err
	}
	return d.tellRecorded(ctx, t, c, item, row, e)
}

// recordedEnd is what the statements that record a decision have answered.
type recordedEnd struct {
	raised   *[]db.RaiseCardsRow
	homeOpen *bool
	// link is what linked the decider's accounts when the decision ended; nil where nothing did.
	link *db.IdentityLink
}

// recordedEnd has a trip end a decision that IIQ has, and the item with it, at the given time. tellRecorded follows.
func (d Decisions) recordedEnd(ctx context.Context, trip *tx.Trip, c Claim, row db.Decision, at time.Time) *recordedEnd {
	e := &recordedEnd{}
	trip.Ask(func(q *db.Queries) error {
		p := db.EndDecisionParams{ID: row.ID, State: string(approvals.DecisionRecorded), RefusalDetail: []byte("{}")}
		if err := q.EndDecision(ctx, p); err != nil {
			return fmt.Errorf("end decision: %w", err)
		}
		return nil
	})
	e.raised = endItem(ctx, trip, row.WorkItemID, outcomeHere(c, row, at))
	trip.Ask(func(q *db.Queries) (err error) {
		e.link, err = linkOf(ctx, q, approvals.SlackUser{TeamID: row.SlackTeamID, ID: row.SlackUserID}, d.clock())
		return err
	})
	e.homeOpen = trip.HomeOpen(ctx, row.SlackTeamID, row.SlackUserID)
	return e
}

// tellRecorded writes the entry of the decision log, and has everybody told who is to be. It shows the clicker's own card first.
func (d Decisions) tellRecorded(ctx context.Context, t *tx.Tx, c Claim, item db.WorkItem, row db.Decision, e *recordedEnd) error {
	t.Raised(*e.raised, row.CardID.UUID)
	if err := d.noteRequester(ctx, t, item.ID, row.IdentityID); err != nil {
		return err
	}
	entry, err := entryOfEnd(c, item, row, nil, e.link)
	if err != nil {
		return err
	}
	entry.Kind = audit.DecisionRecorded
	t.Record(entry)
	if *e.homeOpen {
		t.Home(row.SlackUserID, row.ID.String()+" recorded")
	}
	return nil
}

// outcomeHere is how an item ends by a decision that IIQ has taken. Lines that were decided differently, by this decision or before,
// make a mixed outcome.
func outcomeHere(c Claim, row db.Decision, at time.Time) approvals.OutcomeView {
	a := c.Answer
	o := approvals.OutcomeView{Outcome: approvals.Verdict(row.Verdict).Outcome(), By: row.DeciderName, Comment: row.Comment, At: at,
		Here: true}
	if a.Approved > 0 && a.Denied > 0 {
		o.Outcome, o.Approved, o.Denied = approvals.OutcomeMixed, a.Approved, a.Denied
	} else if c.Write.Lines.Mixed() {
		n := c.Write.Lines.Counts()
		o.Outcome, o.Approved, o.Denied = approvals.OutcomeMixed, n.Approved, n.Denied
	}
	return o
}

// closeHere ends an item by a decision of ours. It updates the clicker's own card first.
func closeHere(ctx context.Context, t *tx.Tx, id string, o approvals.OutcomeView, clicked uuid.UUID) error {
	trip := &tx.Trip{}
	raised := endItem(ctx, trip, id, o)
	if err := t.Send(ctx, trip); err != nil {
		return err
	}
	t.Raised(*raised, clicked)
	return nil
}

// Refuse ends a decision that IIQ did not take, or that its clicker was not allowed to make; nothing was written. The
// clicker gets a private message, and every copy of the card shows the true state.
func (d Decisions) Refuse(ctx context.Context, c Claim, r *approvals.Refusal) error {
	return d.settleUnlost(ctx, c, func(t *tx.Tx, item db.WorkItem, row db.Decision) error {
		return d.endWithout(ctx, t, c, item, row, approvals.DecisionRefused, r)
	})
}

// RefuseGone ends a decision that came too late: the item had ended otherwise, as o tells.
func (d Decisions) RefuseGone(ctx context.Context, c Claim, o approvals.OutcomeView) error {
	return d.settleUnlost(ctx, c, func(t *tx.Tx, item db.WorkItem, row db.Decision) error {
		r, err := tooLate(ctx, t, item, row, o)
		if err != nil {
			return err
		}
		return d.endWith(ctx, t, c, item, row, o, r, false)
	})
}

// tooLate is the refusal of a decision whose item ended otherwise.
func tooLate(ctx context.Context, t *tx.Tx, item db.WorkItem, row db.Decision, o approvals.OutcomeView) (*approvals.Refusal, error) {
	by, err := displayOf(ctx, t.Queries, o.By)
	if err != nil {
		return nil, err
	}
	o.By = by
	r := approvals.EndedRefusal(o, approvals.Identity{Name: row.DeciderName})
	if o.Outcome != approvals.OutcomeMixed {
		return r, nil
	}
	w, err := stored.WorkItemFrom(item)
	if err != nil {
		return nil, err
	}
	// Whoever may not see what the lines are about is not told so when they are told; see withholdReason.
	r.Lines = approvals.LinesTold(w, approvals.LinesDecided(o.Lines))
	return r, nil
}

// Unheard ends a decision that was sent, and of which nobody can say whether it had its effect: the item has ended, as o
// tells. IIQ is asked again later, and the booking is corrected when it tells.
func (d Decisions) Unheard(ctx context.Context, c Claim, o approvals.OutcomeView) error {
	return d.settleUnlost(ctx, c, func(t *tx.Tx, item db.WorkItem, row db.Decision) error {
		return d.endWith(ctx, t, c, item, row, o, &approvals.Refusal{Code: approvals.RefusedUnheard}, true)
	})
}

// endWith refuses a decision, and ends its item as o tells. again: IIQ is asked again later.
func (d Decisions) endWith(ctx context.Context, t *tx.Tx, c Claim, item db.WorkItem, row db.Decision, o approvals.OutcomeView,
	r *approvals.Refusal, again bool) error {
	if err := d.endWithout(ctx, t, c, item, row, approvals.DecisionRefused, r); err != nil {
		return err
	}
	if err := lookAgain(ctx, t.Queries, row, again); err != nil {
		return err
	}
	if item.State != db.ItemOpen {
		return nil
	}
	return d.closeItem(ctx, t, item, o)
}

// GiveUp ends a decision that IIQ has not taken for too long. The card says so until IIQ shows the item open again.
func (d Decisions) GiveUp(ctx context.Context, c Claim) error {
	return d.settleUnlost(ctx, c, func(t *tx.Tx, item db.WorkItem, row db.Decision) error {
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
	if err := oweEnding(ctx, t, row.ID); err != nil {
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
