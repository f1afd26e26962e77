package rounds

import (
	"context"
	"errors"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// doubtsAtOnce bounds the calls of one round. Decisions end in doubt where answers get lost.
const doubtsAtOnce = 20

// lookAtBookings asks the identity requests of items whose end was booked in doubt, and corrects what was booked wrongly.
func (r *Reconcile) lookAtBookings(ctx context.Context) error {
	doubts, err := r.Store.Doubts(ctx, doubtsAtOnce)
	if err != nil {
		return err
	}
	var failed error
	for _, d := range doubts {
		summary, known, err := SummaryOf(ctx, r.Store, r.Requests, d.WorkItemID)
		switch {
		case errors.Is(err, approvals.ErrNotListed):
			continue
		case err != nil:
			failed = err
			continue
		case !known:
			continue
		}
		booked, err := r.Store.Correct(ctx, d, approvals.OutcomeFrom(summary, r.Clock()))
		if err != nil {
			failed = err
		}
		if booked != "" {
			if r.Corrected != nil {
				r.Corrected(booked)
			}
			r.Log.WarnContext(ctx, "the booking of a decision was corrected: IdentityIQ tells otherwise how its item ended",
				"decision_id", d.DecisionID, "work_item_id", d.WorkItemID, "booked", string(booked))
		}
	}
	return failed
}
