package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store"
)

// doubtsAtOnce bounds the calls of one round. Decisions end in doubt where answers get lost.
const doubtsAtOnce = 20

// lookAtBookings asks the identity requests of items whose end was booked in doubt, and corrects what was booked wrongly.
func lookAtBookings(ctx context.Context, desk *store.Store, requests RequestReader, clock func() time.Time, log *slog.Logger) error {
	doubts, err := desk.Doubts(ctx, doubtsAtOnce)
	if err != nil {
		return err
	}
	var failed error
	for _, d := range doubts {
		summary, known, err := summaryOf(ctx, desk, requests, d.WorkItemID)
		switch {
		case errors.Is(err, approvals.ErrNotListed):
			continue
		case err != nil:
			failed = err
			continue
		case !known:
			continue
		}
		booked, err := desk.Correct(ctx, d, approvals.OutcomeFrom(summary, clock()))
		if err != nil {
			failed = err
		}
		if booked != "" {
			log.WarnContext(ctx, "the booking of a decision was corrected: IdentityIQ tells otherwise how its item ended",
				"decision_id", d.DecisionID, "work_item_id", d.WorkItemID, "booked", string(booked))
		}
	}
	return failed
}
