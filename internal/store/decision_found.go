package store

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// foundRecorded records a decision of the item's round that was given up after its write had been sent, if o is the effect of that
// write. It reports whether there was one; the item is then closed by it.
func (d Decisions) foundRecorded(ctx context.Context, t *tx.Tx, item db.WorkItem, o approvals.OutcomeView) (bool, error) {
	rows, err := t.GivenUpAfterWrite(ctx, db.GivenUpAfterWriteParams{WorkItemID: item.ID, Round: item.Round})
	if err != nil {
		return false, fmt.Errorf("read decisions that were given up: %w", err)
	}
	for _, row := range rows {
		c, booking, err := bookRow(ctx, t.Queries, item, row, o)
		if err != nil {
			return false, err
		}
		if booking != approvals.BookedRecorded {
			continue
		}
		if err := d.endRecorded(ctx, t, c, item, row, o.At); err != nil {
			return false, err
		}
		return true, lookAgain(ctx, t.Queries, row, !o.Named())
	}
	return false, nil
}
