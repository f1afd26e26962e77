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

// settleUnlost is settle for an end that says that a decision had no effect, or none that anybody knows of. ErrLost: the database has
// lost a part of what had been committed, so that the effect may be a part of that. Then EndLost ends the decision.
func (d Decisions) settleUnlost(ctx context.Context, c Claim, fn func(*tx.Tx, db.WorkItem, db.Decision) error) error {
	seen := d.losses().LastSeen()
	whole := false
	ask := func(trip *tx.Trip) {
		trip.Ask(func(q *db.Queries) error {
			row, err := q.HeadNow(ctx, seen.Seq)
			if err != nil {
				return fmt.Errorf("read end of decision log: %w", err)
			}
			whole = tx.Has(row, seen)
			return nil
		})
	}
	return d.settleAsking(ctx, c, ask, func(t *tx.Tx, item db.WorkItem, row db.Decision) error {
		if row.Lost || !whole {
			return approvals.ErrLost
		}
		return fn(t, item, row)
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
