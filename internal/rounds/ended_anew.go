package rounds

import (
	"context"
	"fmt"
	"slices"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
)

const (
	// endingsPage is how many identity requests one call reads; their names fit into an address of 2 KB.
	endingsPage = 50
	// endingsPages bounds the calls of one round.
	endingsPages = 20
)

// lookAtEndings asks how items ended that ended shortly before the database lost a part of its content: they may have been opened
// and ended anew in that part, and are in no list of IIQ any more.
func (r *Reconcile) lookAtEndings(ctx context.Context, lease schedule.Lease) error {
	anew := 0
	for range endingsPages {
		readAt, err := r.Store.Now(ctx)
		if err != nil {
			return err
		}
		items, err := r.Store.EndingsInDoubt(ctx, endingsPage)
		if err != nil {
			return err
		}
		if len(items) == 0 {
			break
		}
		var names []string
		for _, w := range items {
			if !slices.Contains(names, w.Request) {
				names = append(names, w.Request)
			}
		}
		found, err := r.Requests.IdentityRequests(ctx, names)
		if err != nil {
			return fmt.Errorf("ask how work items ended: %w", err)
		}
		told := map[string]approvals.IdentityRequest{}
		for _, q := range found {
			told[q.Name] = q
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
