package rounds

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/absences"
	"github.com/iiq-approvals/bot/internal/store/reviews"
)

// recheck asks IIQ again about reviews whose own fields it has not mentioned for a while. It reads one entity of each,
// a hundred reviews a call. A review without any entity left is gone.
func (r *Reviews) recheck(ctx context.Context, lease schedule.Lease) error {
	now, err := r.Store.Now(ctx)
	if err != nil {
		return err
	}
	before := now.Add(-r.Recheck)
	for calls := 0; calls < maxRoundCalls; {
		reviews, err := r.Store.ReviewsToCheck(ctx, before, reconcilePage)
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
func (r *Reviews) check(ctx context.Context, lease schedule.Lease, due []reviews.ToCheck) (calls int, err error) {
	var ids, empty []string
	of := map[string]string{}
	for _, c := range due {
		if c.EntityID == "" {
			empty = append(empty, c.ReviewID)
			continue
		}
		ids, of[c.EntityID] = append(ids, c.EntityID), c.ReviewID
	}
	if err := r.withoutEntities(ctx, lease, empty); err != nil {
		return 0, err
	}
	if len(ids) == 0 {
		return 1, nil
	}
	missing, err := r.ask(ctx, lease, ids)
	if err != nil {
		return 1, err
	}
	calls = 1
	// A review whose one entity is missing may lack many, so all of them are asked for together.
	for _, id := range missing {
		n, err := r.askAll(ctx, lease, of[id], maxRoundCalls-calls)
		if calls += n; err != nil {
			return calls, err
		}
	}
	return calls, nil
}

// askAll asks about all entities of a review, with most calls at most, and notes the review as checked.
func (r *Reviews) askAll(ctx context.Context, lease schedule.Lease, reviewID string, most int) (calls int, err error) {
	for after := ""; calls < most; calls++ {
		ids, err := r.Store.EntitiesOf(ctx, reviewID, after, reconcilePage)
		if err != nil {
			return calls, err
		}
		if len(ids) == 0 {
			break
		}
		if _, err := r.ask(ctx, lease, ids); err != nil {
			return calls, err
		}
		after = ids[len(ids)-1]
	}
	return calls, r.Store.ReviewsChecked(ctx, lease, []string{reviewID})
}

// withoutEntities handles reviews of which our tables have no entity. Another version may have believed an empty list;
// the next sweep then finds the entities again.
func (r *Reviews) withoutEntities(ctx context.Context, lease schedule.Lease, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	readAt, err := r.Store.Now(ctx)
	if err != nil {
		return err
	}
	reading := absences.Reading{Kind: approvals.AbsentReview, At: readAt}
	for _, id := range ids {
		reading.Absent = append(reading.Absent, absences.Absent{ID: id})
	}
	if reading.Witnessed, err = r.Witness.Seen(ctx); err != nil {
		return err
	}
	a, err := r.Store.Absent(ctx, lease, reading)
	if err != nil {
		return err
	}
	for _, id := range a.Gone {
		if err := r.Store.ReviewGone(ctx, lease, id); err != nil {
			return err
		}
	}
	return r.Store.ReviewsChecked(ctx, lease, ids)
}

// missing asks again for what earlier answers lacked.
func (r *Reviews) missing(ctx context.Context, lease schedule.Lease) error {
	due, err := r.Store.AbsencesDue(ctx, approvals.AbsentEntity, maxRoundCalls*reconcilePage/2)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(due, reconcilePage) {
		ids := make([]string, len(some))
		for n, one := range some {
			ids[n] = one.ID
		}
		if _, err := r.ask(ctx, lease, ids); err != nil {
			return fmt.Errorf("look for entities of access reviews again: %w", err)
		}
	}
	reviews, err := r.Store.AbsencesDue(ctx, approvals.AbsentReview, reconcilePage)
	if err != nil {
		return err
	}
	var empty []string
	for _, one := range reviews {
		ids, err := r.Store.EntitiesOf(ctx, one.ID, "", 1)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			empty = append(empty, one.ID)
		}
	}
	return r.withoutEntities(ctx, lease, empty)
}

// ask reads these entities, removes those that are gone, and names those that IIQ's list lacks.
func (r *Reviews) ask(ctx context.Context, lease schedule.Lease, ids []string) (missing []string, err error) {
	readAt, err := r.Store.Now(ctx)
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
	if err := r.Store.SeenEntities(ctx, lease, readAt, found); err != nil {
		return nil, err
	}
	if err := r.Store.ReviewsChecked(ctx, lease, sorted(checked)); err != nil {
		return nil, err
	}
	return missing, r.forget(ctx, lease, readAt, missing, len(found) > 0)
}

// forget removes those of the missing entities that are certainly gone.
func (r *Reviews) forget(ctx context.Context, lease schedule.Lease, readAt time.Time, missing []string, witnessed bool) (err error) {
	if len(missing) == 0 {
		return nil
	}
	if !witnessed {
		if witnessed, err = r.Witness.Seen(ctx); err != nil {
			return err
		}
	}
	a, err := r.Store.EntitiesMissing(ctx, lease, readAt, missing, witnessed)
	if err != nil {
		return err
	}
	return r.Store.EntitiesGone(ctx, lease, a.Gone)
}

// recheckOwners asks about the work items that name the reviewer where a review has no certifier.
func (r *Reviews) recheckOwners(ctx context.Context, lease schedule.Lease, before time.Time) error {
	ids, err := r.Store.ReviewWorkItemsToCheck(ctx, before, reconcilePage)
	if err != nil || len(ids) == 0 {
		return err
	}
	readAt, err := r.Store.Now(ctx)
	if err != nil {
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
	if err := r.Store.SeenReviewWorkItems(ctx, lease, items); err != nil {
		return err
	}
	there := map[string]bool{}
	for _, id := range unreadable {
		there[id] = true
	}
	missing := absences.Reading{Kind: approvals.AbsentReviewItem, At: readAt, Witnessed: len(found)+len(unreadable) > 0}
	for _, id := range ids {
		if _, ok := found[id]; !ok && !there[id] {
			missing.Absent = append(missing.Absent, absences.Absent{ID: id})
		}
	}
	if !missing.Witnessed {
		if missing.Witnessed, err = r.Witness.Seen(ctx); err != nil {
			return err
		}
	}
	a, err := r.Store.Absent(ctx, lease, missing)
	if err != nil {
		return err
	}
	return r.Store.ReviewWorkItemsGone(ctx, lease, a.Gone)
}
