package rounds

import (
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/schedule"
)

// goneRest is the longest rest of the sweep after its last page while a review was found gone lately.
const goneRest = 20 * time.Second

// sweep reads one page of all entities in each round, and rests for Recheck after the last one. It finds entities that
// no watermark showed, and stops counting those that were taken out of a review. While a review was found gone lately
// it reads all pages, since a review that turns out to exist must be open again within a minute.
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

// sweepPage reads the next page and reports whether there is another one. Entities that are stored in the page's range
// and are not on the page are asked for by id before they count as missing, since the page may leave out what was
// signed off.
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
		// This range may hold more, so the next round continues after these.
		last = stored[len(stored)-1]
	}
	if last == "" {
		r.swept = readAt
	}
	return last != "", r.Store.SaveReviewCursor(ctx, lease, last)
}
