package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// ReviewReader reads entities of access reviews from IIQ, in pages in the order of ids; an empty page alone is the end.
type ReviewReader interface {
	// ReviewEntities reads those made or changed at or after since.
	ReviewEntities(ctx context.Context, since time.Time, afterID string, limit int) ([]approvals.ReviewEntity, error)
	// OpenReviewEntities reads all, as far as IIQ can tell without those of signed reviews.
	OpenReviewEntities(ctx context.Context, afterID string, limit int) ([]approvals.ReviewEntity, error)
	// ReviewEntitiesByID reads at most 100; what is not in the answer is not in IIQ's list.
	ReviewEntitiesByID(ctx context.Context, ids []string) ([]approvals.ReviewEntity, error)
}

// Reviews looks for new and changed access reviews and lets cards follow. One round is
//
//	changed entities, all pages ──► what was missing ──► reviews not told of for a while, one entity each
//	──► one page of all entities ──► cards
//
// Only the first step is needed before anybody is told; one that fails tells nobody anything, and closes nothing.
type Reviews struct {
	Store  *store.Store
	Source ReviewReader
	Items  ItemLister
	Groups *Groups
	// Update is REVIEW_UPDATE_INTERVAL, Recheck is RECONCILE_INTERVAL: how old IIQ's word on a review itself may be.
	Update  time.Duration
	Recheck time.Duration
	// Page is how many entities are asked for at a time.
	Page int
	// Witness, which may be nil, is asked where no entity was seen at all.
	Witness *Witness
	// Names may be nil: certifiers whom nobody knows are then waited for.
	Names NameFinder
	Log   *slog.Logger

	// asked are the names that were looked up in vain, and when; one round runs at a time.
	asked map[string]time.Time
	// swept is when the sweep of all entities came to its end.
	swept time.Time
}

const (
	// maxRoundCalls bounds how often one round asks about reviews themselves; what is beyond comes with the next.
	maxRoundCalls = 200
	// settlesAfter is how long after the greatest stamp something stamped before may still show up: IIQ stamps before it
	// commits, and its servers' clocks differ.
	settlesAfter = 3 * time.Minute
	// cheapOverlap is how many pages may be read again with every poll.
	cheapOverlap = 2
)

// Run does one round.
func (r *Reviews) Run(ctx context.Context, lease schedule.Lease) error {
	if err := r.changed(ctx, lease); err != nil {
		return fmt.Errorf("poll access reviews: %w", err)
	}
	err := r.missing(ctx, lease)
	if err == nil {
		err = r.recheck(ctx, lease)
	}
	if err == nil {
		err = r.sweep(ctx, lease)
	}
	// What was read whole is told, whatever became of the rest.
	if settleErr := r.settle(ctx, lease); err == nil {
		err = settleErr
	}
	return err
}

// changed reads all that is new or changed. What was stamped before the greatest stamp and shows up late is looked for with
// every poll while that costs a page or two. Where thousands of entities were made at once it is looked for once they had
// time to be committed, and then not before something newer is seen: a poll that finds nothing costs one call.
func (r *Reviews) changed(ctx context.Context, lease schedule.Lease) error {
	mark, err := r.Store.ReviewMark(ctx)
	if err != nil {
		return err
	}
	now, err := r.Store.Now(ctx)
	if err != nil {
		return err
	}
	back := mark.Stamp.IsZero() || !mark.Again.IsZero() && !mark.Again.After(now)
	since := mark.Stamp.Add(time.Millisecond)
	switch {
	case mark.Stamp.IsZero():
		since = time.Time{}
	case back:
		since = mark.Covered.Add(-overlap)
	}
	seen, err := r.pages(ctx, lease, since, mark.Stamp)
	if err != nil {
		return err
	}
	return r.Store.SaveReviewStamp(ctx, lease, nextMark(mark, seen, back, now))
}

// nextMark says where the next poll begins, and when to look back again; back tells whether this one did.
func nextMark(mark store.ReviewMark, seen sight, back bool, now time.Time) store.ReviewMark {
	next := mark
	next.Stamp = seen.greatest
	if !back {
		if mark.Again.IsZero() && seen.greatest.After(mark.Stamp) {
			next.Again = now.Add(settlesAfter)
		}
		return next
	}
	next.Covered = seen.greatest
	switch {
	case seen.pages <= cheapOverlap:
		next.Again = now
	case seen.greatest.After(mark.Covered):
		next.Again = now.Add(settlesAfter)
	case now.Sub(mark.Reached) < settlesAfter:
		next.Again = mark.Reached.Add(settlesAfter)
	default:
		// Whatever is stamped before this has been committed: it is not read again.
		next.Again, next.Covered = time.Time{}, seen.greatest.Add(overlap+time.Millisecond)
	}
	return next
}

type sight struct {
	greatest time.Time
	pages    int
}

func (r *Reviews) pages(ctx context.Context, lease schedule.Lease, since, greatest time.Time) (sight, error) {
	s := sight{greatest: greatest}
	for after := ""; ; s.pages++ {
		readAt, err := r.Store.Now(ctx)
		if err != nil {
			return s, err
		}
		page, err := r.page(ctx, since, after)
		if err != nil || len(page) == 0 {
			return s, err
		}
		for _, e := range page {
			for _, stamp := range []time.Time{e.Created, e.Modified} {
				if stamp.After(s.greatest) {
					s.greatest = stamp
				}
			}
		}
		if err := r.Store.SeenEntities(ctx, lease, readAt, page); err != nil {
			return s, err
		}
		after = page[len(page)-1].ID
	}
}

// page leaves out what was signed off at the first start, when everything is read.
func (r *Reviews) page(ctx context.Context, since time.Time, after string) ([]approvals.ReviewEntity, error) {
	if since.IsZero() {
		return r.Source.OpenReviewEntities(ctx, after, r.Page)
	}
	return r.Source.ReviewEntities(ctx, since, after, r.Page)
}

// settle tells people, and looks up reviewers whom nobody knows yet; those who turn out to be groups get their members'
// cards in the same round.
func (r *Reviews) settle(ctx context.Context, lease schedule.Lease) error {
	stats, err := r.Store.SettleReviews(ctx, lease, r.Update)
	if stats.Opened+stats.Updated+stats.Ended > 0 {
		r.Log.Info("access reviews seen", "opened", stats.Opened, "updated", stats.Updated, "ended", stats.Ended, "reviewers_unknown", stats.Unknown)
	}
	if err != nil {
		return err
	}
	found, failed := r.find(ctx, lease)
	if found {
		if _, err := r.Store.SettleReviews(ctx, lease, r.Update); err != nil {
			return err
		}
	}
	if _, err := r.Store.ReleaseCards(ctx); err != nil {
		return err
	}
	return failed
}
