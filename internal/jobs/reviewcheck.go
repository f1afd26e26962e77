package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// recheck asks IIQ again about reviews whose own fields it has not told for a while: one entity of each tells, a hundred
// reviews a call. A review none of whose entities is left is gone.
func (r *Reviews) recheck(ctx context.Context, lease approvals.Lease) error {
	now, err := r.Desk.Now(ctx)
	if err != nil {
		return err
	}
	before := now.Add(-r.Recheck)
	for calls := 0; calls < maxRoundCalls; {
		reviews, err := r.Desk.ReviewsToCheck(ctx, before, reconcilePage)
		if err != nil {
			return err
		}
		if len(reviews) == 0 {
			return r.recheckOwners(ctx, lease, before)
		}
		n, err := r.check(ctx, lease, reviews)
		if err != nil {
			return fmt.Errorf("check access reviews: %w", err)
		}
		calls += n
	}
	return nil
}

// check asks about these reviews and reports how many calls it took.
func (r *Reviews) check(ctx context.Context, lease approvals.Lease, reviews []approvals.ReviewToCheck) (calls int, err error) {
	var ids []string
	of := map[string]string{}
	for _, c := range reviews {
		if c.EntityID == "" {
			if err := r.Desk.ReviewGone(ctx, lease, c.ReviewID); err != nil {
				return calls, err
			}
			continue
		}
		ids, of[c.EntityID] = append(ids, c.EntityID), c.ReviewID
	}
	if len(ids) == 0 {
		return 1, nil
	}
	missing, err := r.ask(ctx, lease, ids)
	if err != nil {
		return 1, err
	}
	calls = 1
	// Of a review whose one entity is missing many may be: they are asked about together.
	for _, id := range missing {
		if calls >= maxRoundCalls {
			break
		}
		more, err := r.Desk.EntitiesOf(ctx, of[id], reconcilePage)
		if err != nil {
			return calls, err
		}
		if len(more) == 0 {
			continue
		}
		if _, err := r.ask(ctx, lease, more); err != nil {
			return calls, err
		}
		calls++
	}
	return calls, nil
}

// ask reads these entities, forgets those that are not in IIQ's list any more, and names them.
func (r *Reviews) ask(ctx context.Context, lease approvals.Lease, ids []string) (missing []string, err error) {
	readAt, err := r.Desk.Now(ctx)
	if err != nil {
		return nil, err
	}
	found, err := r.Source.ReviewEntitiesByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	there, checked := map[string]bool{}, map[string]bool{}
	for _, e := range found {
		there[e.ID], checked[e.Review.ID] = true, true
	}
	for _, id := range ids {
		if !there[id] {
			missing = append(missing, id)
		}
	}
	if err := r.Desk.SeenEntities(ctx, lease, readAt, found); err != nil {
		return nil, err
	}
	if err := r.Desk.ReviewsChecked(ctx, lease, sorted(checked)); err != nil {
		return nil, err
	}
	return missing, r.Desk.EntitiesGone(ctx, lease, missing)
}

// recheckOwners asks about the work items that say who reviews, where no certifier is named.
func (r *Reviews) recheckOwners(ctx context.Context, lease approvals.Lease, before time.Time) error {
	ids, err := r.Desk.ReviewWorkItemsToCheck(ctx, before, reconcilePage)
	if err != nil || len(ids) == 0 {
		return err
	}
	found, unreadable, err := r.Items.WorkItemsByID(ctx, ids)
	if err != nil {
		return fmt.Errorf("read work items of access reviews: %w", err)
	}
	items := make([]approvals.WorkItem, 0, len(found))
	for _, w := range found {
		items = append(items, w)
	}
	if err := r.Desk.SeenReviewWorkItems(ctx, lease, items); err != nil {
		return err
	}
	there := map[string]bool{}
	for _, id := range unreadable {
		there[id] = true
	}
	var gone []string
	for _, id := range ids {
		if _, ok := found[id]; !ok && !there[id] {
			gone = append(gone, id)
		}
	}
	return r.Desk.ReviewWorkItemsGone(ctx, lease, gone)
}

// sweep reads one page of all entities in each round, and rests for Recheck after the last one, so that those that came by no
// watermark are found and those that were taken out of a review count no more. What is stored in the page's range and not on
// the page is asked for by id before it is forgotten, since the page may leave out what was signed off.
func (r *Reviews) sweep(ctx context.Context, lease approvals.Lease) error {
	mark, err := r.Desk.ReviewMark(ctx)
	if err != nil {
		return err
	}
	readAt, err := r.Desk.Now(ctx)
	if err != nil {
		return err
	}
	if mark.Cursor == "" && !r.swept.IsZero() && readAt.Sub(r.swept) < r.Recheck {
		return nil
	}
	page, err := r.Source.OpenReviewEntities(ctx, mark.Cursor, r.Page)
	if err != nil {
		return fmt.Errorf("sweep access reviews: %w", err)
	}
	if err := r.Desk.SeenEntities(ctx, lease, readAt, page); err != nil {
		return err
	}
	ids, last := make([]string, len(page)), ""
	for i, e := range page {
		ids[i], last = e.ID, e.ID
	}
	stored, err := r.Desk.EntitiesBetween(ctx, mark.Cursor, last, ids, reconcilePage)
	if err != nil {
		return err
	}
	if len(stored) > 0 {
		if _, err := r.ask(ctx, lease, stored); err != nil {
			return fmt.Errorf("sweep access reviews: %w", err)
		}
	}
	if len(stored) == reconcilePage {
		// There may be more in this range: the next round goes on behind these.
		last = stored[len(stored)-1]
	}
	if last == "" {
		r.swept = readAt
	}
	return r.Desk.SaveReviewCursor(ctx, lease, last)
}
