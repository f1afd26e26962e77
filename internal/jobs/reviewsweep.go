package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/schedule"
)

// goneRest is how long the sweep rests at most after its last page while a review was found gone lately.
const goneRest = 20 * time.Second

// sweep reads one page of all entities in each round, and rests for Recheck after the last one, so that those that came by no
// watermark are found and those that were taken out of a review count no more. While a review was found gone lately it reads them
// all, since a review that turns out to be there is to be open again within a minute.
func (r *Reviews) sweep(ctx context.Context, lease schedule.Lease) error {
	lately, err := r.Store.ReviewsGoneLately(ctx)
	if err != nil {
		return err
	}
	pages, rest := 1, r.Recheck
	if lately {
		pages, rest = maxRoundCalls, min(r.Recheck, goneRest)
	}
	for range pages {
		more, err := r.sweepPage(ctx, lease, rest)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// sweepPage reads the next page and reports whether there is one after it. What is stored in the page's range and not on the
// page is asked for by id before it is missing, since the page may leave out what was signed off.
func (r *Reviews) sweepPage(ctx context.Context, lease schedule.Lease, rest time.Duration) (more bool, err error) {
	mark, err := r.Store.ReviewMark(ctx)
	if err != nil {
		return false, err
	}
	readAt, err := r.Store.Now(ctx)
	if err != nil {
		return false, err
	}
	if mark.Cursor == "" && !r.swept.IsZero() && readAt.Sub(r.swept) < rest {
		return false, nil
	}
	page, err := r.Source.OpenReviewEntities(ctx, mark.Cursor, r.Page)
	if err != nil {
		return false, fmt.Errorf("sweep access reviews: %w", err)
	}
	if err := r.Store.SeenEntities(ctx, lease, readAt, page); err != nil {
		return false, err
	}
	ids, last := make([]string, len(page)), ""
	for i, e := range page {
		ids[i], last = e.ID, e.ID
	}
	stored, err := r.Store.EntitiesBetween(ctx, mark.Cursor, last, ids, reconcilePage)
	if err != nil {
		return false, err
	}
	if len(stored) > 0 {
		if _, err := r.ask(ctx, lease, stored); err != nil {
			return false, fmt.Errorf("sweep access reviews: %w", err)
		}
	}
	if len(stored) == reconcilePage {
		// There may be more in this range: the next round goes on behind these.
		last = stored[len(stored)-1]
	}
	if last == "" {
		r.swept = readAt
	}
	return last != "", r.Store.SaveReviewCursor(ctx, lease, last)
}
