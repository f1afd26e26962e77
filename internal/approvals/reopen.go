package approvals

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/db"
)

// reopen begins the next round of an item that IIQ shows open again, and returns its number. Cards in Slack follow, once
// the caller has raised them; an approver whose card was dropped or whose message is gone gets a new one. The row must be
// locked.
func (d *Desk) reopen(ctx context.Context, t *deskTx, old db.WorkItem) (round int32, err error) {
	if err := t.ReopenWorkItem(ctx, old.ID); err != nil {
		return 0, fmt.Errorf("reopen: %w", err)
	}
	if err := t.SetApproversOpen(ctx, db.SetApproversOpenParams{Open: true, WorkItemID: old.ID}); err != nil {
		return 0, fmt.Errorf("reopen for approvers: %w", err)
	}
	round = old.Round + 1
	without, err := t.ApproversWithoutCard(ctx, old.ID)
	if err != nil {
		return 0, fmt.Errorf("list approvers without a card: %w", err)
	}
	if err := insertCards(ctx, t, old.ID, round, without); err != nil {
		return 0, err
	}
	return round, d.lookSoonForItem(ctx, t, old.ID)
}

// insertCards makes a card for each of these people, to be sent at the end of the round.
func insertCards(ctx context.Context, t *deskTx, itemID string, round int32, identityIDs []string) error {
	if len(identityIDs) == 0 {
		return nil
	}
	ids := make([]uuid.UUID, len(identityIDs))
	for i := range ids {
		ids[i] = uuid.New()
	}
	if err := t.InsertCards(ctx, db.InsertCardsParams{Ids: ids, WorkItemID: itemID, Round: round, IdentityIds: identityIDs}); err != nil {
		return fmt.Errorf("insert cards: %w", err)
	}
	return nil
}
