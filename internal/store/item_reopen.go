package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/reminders"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// reopen begins the next round of an item that IIQ shows open again, and returns its number. Cards in Slack follow
// once the caller has raised them. An approver whose card was dropped, or whose message is gone, gets a new card. The
// row must be locked.
func (d Items) reopen(ctx context.Context, t *tx.Tx, old db.WorkItem) (round int32, err error) {
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
	if err := tx.InsertCards(ctx, t, old.ID, round, without); err != nil {
		return 0, err
	}
	return round, reminders.LookSoonForItem(ctx, t, d.clock(), old.ID)
}

// RepairCards gives a card to every approver of these open items who has none, or only cards that were dropped before
// they were sent. It reports how many. It should never find any; finding one is logged as an error.
func (d Items) RepairCards(ctx context.Context, lease schedule.Lease, itemIDs []string) (int, error) {
	rows, err := db.New(d.pool).ApproversNeverTold(ctx, itemIDs)
	if err != nil {
		return 0, fmt.Errorf("list approvers without any card: %w", err)
	}
	if len(rows) == 0 {
		return 0, nil
	}
	repaired := 0
	err = d.inTx(ctx, lease, func(t *tx.Tx) error {
		for _, r := range rows {
			if _, err := t.LockWorkItem(ctx, r.WorkItemID); err != nil {
				return fmt.Errorf("lock work item: %w", err)
			}
		}
		// The transaction reads again under the locks, since whoever made the row makes the card in the same transaction.
		rows, err := t.ApproversNeverTold(ctx, itemIDs)
		if err != nil {
			return fmt.Errorf("list approvers without any card: %w", err)
		}
		for _, r := range rows {
			if err := tx.InsertCards(ctx, t, r.WorkItemID, r.Round, []string{r.IdentityID}); err != nil {
				return err
			}
		}
		repaired = len(rows)
		return nil
	})
	return repaired, err
}
