package store

import (
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// RemoveClosed removes up to limit items whose end was seen longer than keep ago, oldest first, with their decisions,
// cards, approvers, snoozes and notes to requesters. It returns how many it removed. It keeps items with a decision on
// its way, with a sentence that somebody still has to be told, or with a card that does not yet show the end, and
// access reviews that have not ended. The audit log stays as it is; its proof needs none of these rows. An item that
// IIQ shows again afterwards is a new one. Age is by Postgres's clock.
func (d Items) RemoveClosed(ctx context.Context, lease schedule.Lease, keep time.Duration, limit int) (int, error) {
	removed := 0
	err := d.inTx(ctx, lease, func(t *tx.Tx) error {
		ids, err := t.ItemsToRemove(ctx, db.ItemsToRemoveParams{Keep: keep, MaxRows: int32(limit)})
		if err != nil {
			return fmt.Errorf("list: %w", err)
		}
		removed = len(ids)
		if removed == 0 {
			return nil
		}
		if err := t.RemoveDecisionsOfItems(ctx, ids); err != nil {
			return fmt.Errorf("remove decisions: %w", err)
		}
		if err := t.RemoveItems(ctx, ids); err != nil {
			return fmt.Errorf("remove items: %w", err)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("remove closed work items: %w", err)
	}
	return removed, nil
}
