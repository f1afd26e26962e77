package rounds

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/schedule"
)

// endingsPages bounds the calls of one round.
const endingsPages = 20

// lookAtEndings asks how items ended that ended shortly before the database lost a part of its content: they may have been opened
// and ended anew in that part, and are in no list of IIQ any more.
func (r *Reconcile) lookAtEndings(ctx context.Context, lease schedule.Lease) error {
	anew := 0
	for range endingsPages {
		readAt, err := r.Store.Now(ctx)
		if err != nil {
			return err
		}
		items, err := r.Store.EndingsInDoubt(ctx, requestsPage)
		if err != nil {
			return err
		}
		if len(items) == 0 {
			break
		}
		names := make([]string, len(items))
		for i, w := range items {
			names[i] = w.Request
		}
		told, err := requestsByName(ctx, r.Requests, names)
		if err != nil {
			return fmt.Errorf("ask how work items ended: %w", err)
		}
		for _, w := range items {
			later, err := r.Store.EndedAnew(ctx, lease, readAt, w.ID, told[w.Request], r.Clock())
			if err != nil {
				return err
			}
			if later {
				anew++
				r.Log.WarnContext(ctx, "a work item has ended anew in the part that the database lost", "work_item_id", w.ID)
			}
		}
		if err := r.Store.LookedAtEndings(ctx, items); err != nil {
			return err
		}
	}
	if anew == 0 {
		return nil
	}
	_, err := r.Store.ReleaseCards(ctx)
	return err
}
