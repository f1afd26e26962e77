package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// CardView reads everything that one card should show now.
func (d Views) CardView(ctx context.Context, cardID uuid.UUID) (approvals.CardView, error) {
	var card db.Card
	var row db.WorkItem
	trip := &tx.Trip{}
	// The version comes first: what is newer than it is shown once more.
	trip.Ask(func(q *db.Queries) (err error) {
		card, err = q.GetCard(ctx, cardID)
		return err
	})
	trip.Ask(func(q *db.Queries) (err error) {
		row, err = q.ItemOfCard(ctx, cardID)
		return err
	})
	if err := d.base.Look(ctx, trip); err != nil {
		return approvals.CardView{}, fmt.Errorf("read card %s: %w", cardID, err)
	}
	return d.cardView(ctx, card, row)
}

// ClaimedView is CardView for whoever has just claimed the card: of the card and its item it reads nothing again.
func (d Views) ClaimedView(ctx context.Context, c CardClaim) (approvals.CardView, error) {
	return d.cardView(ctx, c.card, c.item)
}

func (d Views) cardView(ctx context.Context, card db.Card, row db.WorkItem) (approvals.CardView, error) {
	v, err := d.viewOf(ctx, row, card.IdentityID)
	if err != nil {
		return approvals.CardView{}, fmt.Errorf("read card %s: %w", card.ID, err)
	}
	v.CardID, v.Want, v.Batch = card.ID, card.Want, int(card.Batch)
	v.Withdraw(approvals.Withdrawal(card.Withdrawn), card.WithdrawnTo)
	return v, nil
}

// CardForModal reads what a modal about an item shows to one of its approvers. A *Refusal: the viewer is not one of
// them.
func (d Views) CardForModal(ctx context.Context, workItemID string, viewer approvals.Identity) (approvals.CardView, error) {
	q := db.New(d.pool)
	row, err := itemOrNone(q.GetWorkItem(ctx, workItemID))
	if err != nil {
		return approvals.CardView{}, err
	}
	s, err := d.standings().mayAct(ctx, q, row, approvals.Ask{Who: viewer, Purpose: approvals.ToSee})
	if err != nil {
		return approvals.CardView{}, err
	}
	v, err := d.viewOf(ctx, row, viewer.ID)
	if err != nil {
		return approvals.CardView{}, err
	}
	if !s.Active && v.Phase != approvals.PhaseEnded {
		v.Phase = approvals.PhaseNotYours
	}
	v.SnoozedUntil, err = d.snoozes().SnoozedUntil(ctx, viewer.ID, workItemID)
	return v, err
}

// ViewFor reads what an item shows to one person, without a card.
func (d Views) ViewFor(ctx context.Context, workItemID, identityID string) (approvals.CardView, error) {
	row, err := db.New(d.pool).GetWorkItem(ctx, workItemID)
	if err != nil {
		return approvals.CardView{}, fmt.Errorf("read work item %s: %w", workItemID, err)
	}
	return d.viewOf(ctx, row, identityID)
}
