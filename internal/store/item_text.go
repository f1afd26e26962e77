package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// FillTexts goes through up to limit open items in the order of ids, starting after the given id, and makes the texts
// that are missing. Texts are missing where a version that makes no texts has stored or changed an item, and where a
// person has another name now. last is the id to go on after, "" at the end.
func (d Items) FillTexts(ctx context.Context, lease schedule.Lease, after string, limit int) (last string, filled int, err error) {
	err = d.inTx(ctx, lease, func(t *tx.Tx) error {
		last, filled = "", 0
		rows, err := t.OpenItemsAndTexts(ctx, db.OpenItemsAndTextsParams{After: after, MaxRows: int32(limit),
			Folding: approvals.FoldingVersion})
		if err != nil {
			return fmt.Errorf("list: %w", err)
		}
		for _, r := range rows {
			if r.Missing {
				filled++
				t.Reword(r.ID)
			}
		}
		if len(rows) == limit {
			last = rows[len(rows)-1].ID
		}
		return nil
	})
	if err != nil {
		return "", 0, fmt.Errorf("fill in texts of items: %w", err)
	}
	return last, filled, nil
}
