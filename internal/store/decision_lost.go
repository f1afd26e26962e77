package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// EndLost ends a decision that was in hand when the database lost a part of what had been committed. Nothing is sent. Nobody can
// say what had become of it: IIQ is asked later, and the booking is corrected when it tells.
func (d Decisions) EndLost(ctx context.Context, c Claim) error {
	return d.settle(ctx, c, func(t *tx.Tx, item db.WorkItem, row db.Decision) error {
		if err := d.endWithout(ctx, t, c, item, row, approvals.DecisionRefused, approvals.LostRefusal()); err != nil {
			return err
		}
		return lookAgain(ctx, t.Queries, row, true)
	})
}

// whyNotWritten says why a claim was not renewed for a write: approvals.ErrLost where the decision must not be sent any more and is
// still this worker's to end.
func (d Decisions) whyNotWritten(ctx context.Context, c Claim) error {
	if _, err := d.losses().LookForLoss(ctx); err != nil {
		return err
	}
	row, err := db.New(d.pool).GetDecision(ctx, c.DecisionID)
	if errors.Is(err, pgx.ErrNoRows) {
		return approvals.ErrClaimLost
	}
	if err != nil {
		return fmt.Errorf("read decision %s: %w", c.DecisionID, err)
	}
	if row.Lost && row.State == string(approvals.DecisionRecording) && row.Attempt == c.Attempt {
		return approvals.ErrLost
	}
	return approvals.ErrClaimLost
}
