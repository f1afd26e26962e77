package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// What whoever has lost a link must see no longer, beside their cards. Package identitymap notes it in the transaction that ends the
// link.

// ClearUnlinked does what PublishOwedHomes and ClearUnlinkedReminders do.
func (d *core) ClearUnlinked(ctx context.Context, limit int) (int, error) {
	homes, homesErr := Lists{d}.PublishOwedHomes(ctx, limit)
	reminders, err := d.reminders().ClearUnlinkedReminders(ctx, limit)
	return homes + reminders, errors.Join(homesErr, err)
}

// PublishOwedHomes inserts a job for every Home tab whose reader has lost the identity that it is about, and reports how many. Any
// replica may call it at any time.
func (d Lists) PublishOwedHomes(ctx context.Context, limit int) (int, error) {
	n := 0
	err := d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		rows, err := t.OwedHomes(ctx, int32(limit))
		if err != nil {
			return fmt.Errorf("list Home tabs that are owed: %w", err)
		}
		for _, r := range rows {
			t.Home(r.SlackUserID, fmt.Sprintf("unlinked %d %d", r.Turn, r.OwedTries))
		}
		n = len(rows)
		return nil
	})
	return n, err
}
