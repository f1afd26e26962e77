package rounds

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/reviews"
)

// ReviewReader reads entities of access reviews from IIQ, in pages in the order of ids; an empty page alone is the end.
type ReviewReader interface {
	// Clock is that of ItemLister.
	Clock() time.Time
	// ReviewEntities reads those made or changed at or after since.
	ReviewEntities(ctx context.Context, since time.Time, afterID string, limit int) ([]approvals.ReviewEntity, error)
	// OpenReviewEntities reads all entities, without those of signed reviews where IIQ can filter them.
	OpenReviewEntities(ctx context.Context, afterID string, limit int) ([]approvals.ReviewEntity, error)
	// ReviewEntitiesByID reads at most 100. An entity that is not in the answer is not in IIQ's list.
	ReviewEntitiesByID(ctx context.Context, ids []string) ([]approvals.ReviewEntity, error)
}

// Reviews looks for new and changed access reviews and lets cards follow. One round is
//
//	changed entities, all pages ──► what was missing ──► reviews not told of for a while, one entity each
//	──► one page of all entities ──► cards
//
// Only the first step is needed before cards change. A step that fails changes no card and closes nothing.
type Reviews struct {
	Store  *store.Store
	Source ReviewReader
	Items  ItemLister
	Groups *Groups
	// Update is REVIEW_UPDATE_INTERVAL. Recheck is RECONCILE_INTERVAL: how old IIQ's own description of a review may get.
	Update  time.Duration
	Recheck time.Duration
	// Page is how many entities are asked for at a time.
	Page int
	// Witness, which may be nil, is asked when no entity was seen at all.
	Witness *Witness
	// Names may be nil. The round then waits until the identity map knows the certifiers.
	Names NameFinder
	Log   *slog.Logger

	// asked are the names that were looked up in vain, and when. One round runs at a time.
	asked map[string]time.Time
	// swept is when the sweep over all entities last reached its end.
	swept time.Time
}

const (
	// maxRoundCalls bounds how often one round asks about reviews themselves; the rest comes with the next.
	maxRoundCalls = 200
	// settlesAfter is how long after the greatest stamp an entity with an earlier stamp may still appear. IIQ stamps
	// before it commits, and its servers' clocks differ.
	settlesAfter = 3 * time.Minute
	// cheapOverlap is how many pages every poll may read again.
	cheapOverlap = 2
)

// Run does one round. Where nothing is known of any review, and nothing new was found, there is nothing to check and to show.
func (r *Reviews) Run(ctx context.Context, lease schedule.Lease) error {
	found, err := r.changed(ctx, lease)
	if err != nil {
		return fmt.Errorf("poll access reviews: %w", err)
	}
	if found.some {
		if err = r.missing(ctx, lease); err == nil {
			err = r.recheck(ctx, lease)
		}
	}
	swept := false
	if err == nil && (found.some || r.mayHaveSome(found)) {
		swept, err = true, r.sweep(ctx, lease)
	}
	if !found.some && !swept {
		return err
	}
	// What was read whole is shown, even where the rest failed.
	if settleErr := r.settle(ctx, lease); err == nil {
		err = settleErr
	}
	return err
}

// found is what the first step of a round learned.
type found struct {
	// some is whether anything is known of any review.
	some bool
	// cursor is where the sweep continues, and now when the round began, by Postgres's clock.
	cursor string
	now    time.Time
}

// mayHaveSome reports whether it is time for the sweep over all entities, which alone finds what has no new stamp.
func (r *Reviews) mayHaveSome(f found) bool {
	return f.cursor != "" || r.swept.IsZero() || f.now.Sub(r.swept) >= r.Recheck
}

// changed reads all that is new or changed. Entities that appear late, with a stamp before the greatest, are looked
// for with every poll while that costs a page or two. Where thousands of entities were made at once, they are looked
// for once when there was time to commit them all, and then not until something newer appears. A poll that finds
// nothing costs one call.
func (r *Reviews) changed(ctx context.Context, lease schedule.Lease) (found, error) {
	mark, err := r.Store.ReviewMark(ctx)
	if err != nil {
		return found{}, err
	}
	now, err := r.Store.Now(ctx)
	if err != nil {
		return found{}, err
	}
	before, horizon := mark, approvals.NewHorizon(mark.Stamp, r.Source.Clock())
	if horizon.PulledBack() > 0 {
		horizon.TellPulledBack(ctx, r.Log, lease.Name)
		mark.Stamp = horizon.Mark()
		if mark.Covered.After(mark.Stamp) {
			mark.Covered = mark.Stamp
		}
	}
	back := mark.Stamp.IsZero() || due(mark, now)
	since := mark.Stamp.Add(time.Millisecond)
	switch {
	case mark.Stamp.IsZero():
		since = time.Time{}
	case back:
		since = mark.Covered.Add(-overlap)
	}
	pages, err := r.pages(ctx, lease, now, since, horizon)
	seen := sight{greatest: horizon.Mark(), pages: pages}
	if err != nil {
		return found{}, err
	}
	f := found{some: mark.Some || pages > 0, cursor: mark.Cursor, now: now}
	next := nextMark(mark, seen, back, now)
	if same(before, next, now) {
		return f, nil
	}
	return f, r.Store.SaveReviewStamp(ctx, lease, next)
}

// due reports whether late arrivals are to be looked for.
func due(m reviews.Mark, now time.Time) bool { return !m.Again.IsZero() && !m.Again.After(now) }

// same reports whether the next poll would do the same by both marks.
func same(a, b reviews.Mark, now time.Time) bool {
	return a.Stamp.Equal(b.Stamp) && a.Covered.Equal(b.Covered) && (a.Again.Equal(b.Again) || due(a, now) && due(b, now))
}

// nextMark says where the next poll begins, and when to look back again. back tells whether this poll did.
func nextMark(mark reviews.Mark, seen sight, back bool, now time.Time) reviews.Mark {
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
		// Everything stamped before this moment has been committed, and is not read again.
		next.Again, next.Covered = time.Time{}, seen.greatest.Add(overlap+time.Millisecond)
	}
	return next
}

type sight struct {
	greatest time.Time
	pages    int
}

// pages stores all pages, the first of which is read after readAt, lets the horizon see their stamps, and reports how many there
// were.
func (r *Reviews) pages(ctx context.Context, lease schedule.Lease, readAt, since time.Time, horizon *approvals.Horizon) (pages int,
	err error) {
	for after := ""; ; pages++ {
		page, err := r.page(ctx, since, after)
		if err != nil || len(page) == 0 {
			return pages, err
		}
		for _, e := range page {
			horizon.See(e.Created, e.Modified)
		}
		if err := r.Store.SeenEntities(ctx, lease, readAt, page); err != nil {
			return pages, err
		}
		after = page[len(page)-1].ID
		if readAt, err = r.Store.Now(ctx); err != nil {
			return pages, err
		}
	}
}

// page reads a page. At the first start, when everything is read, it leaves out what was signed off.
func (r *Reviews) page(ctx context.Context, since time.Time, after string) ([]approvals.ReviewEntity, error) {
	if since.IsZero() {
		return r.Source.OpenReviewEntities(ctx, after, r.Page)
	}
	return r.Source.ReviewEntities(ctx, since, after, r.Page)
}

// settle updates the cards, and looks up unknown reviewers. Reviewers who turn out to be groups get their members'
// cards in the same round.
func (r *Reviews) settle(ctx context.Context, lease schedule.Lease) error {
	stats, err := r.Store.SettleReviews(ctx, lease, r.Update)
	if stats.Opened+stats.Updated+stats.Ended > 0 {
		r.Log.Info("access reviews seen", "opened", stats.Opened, "updated", stats.Updated, "ended", stats.Ended,
			"reviewers_unknown", stats.Unknown)
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
