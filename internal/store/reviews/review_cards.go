package reviews

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Items is what reviews need of work items: a review has a row and cards as an item has.
type Items interface {
	// Keep stores the row: as a new one where old is nil, else in the one that there is, which must be locked.
	Keep(ctx context.Context, t *tx.Tx, w approvals.WorkItem, old *db.WorkItem) (Kept, error)
	// Close ends the row, which must be locked, and makes its cards follow.
	Close(ctx context.Context, t *tx.Tx, item db.WorkItem, o approvals.OutcomeView) error
}

// Kept says what keeping a row came to.
type Kept struct {
	// Round is the round that the row is in now, from 1.
	Round int32
	// Opened is true for a new row, and for one that was closed; Changed where the content differs from what was stored.
	Opened, Changed bool
}

// Reviews store what is seen of access reviews, and their cards.
type Reviews struct {
	base  *tx.Base
	items Items
}

// New makes the use cases of access reviews.
func New(base *tx.Base, items Items) Reviews { return Reviews{base: base, items: items} }

// Stats counts what became of the reviews that were settled.
type Stats struct {
	// Opened counts reviews whose cards go out for the first time, or again; Updated those whose cards are updated.
	Opened, Updated, Ended int
	// Unknown counts reviews with a reviewer whom our tables do not know yet. Each round tries them again.
	Unknown int
}

// settlePage is how many reviews are listed at a time.
const settlePage = 200

// SettleReviews updates people's cards from what was read of reviews. A review that is out gets a card for each
// reviewer. Progress updates a card at most once in pause; an end, or a change of the review itself, updates it at
// once. Call it when a round has read all its pages, so that nobody is shown half a review. New cards stay new until
// ReleaseCards sends them. A review that fails does not stop the others.
func (d Reviews) SettleReviews(ctx context.Context, lease schedule.Lease, pause time.Duration) (Stats, error) {
	var stats Stats
	var failed error
	for after := ""; ; {
		ids, err := db.New(d.base.Pool).ReviewsToSettle(ctx, db.ReviewsToSettleParams{Pause: pause, After: after, MaxRows: settlePage})
		if err != nil {
			return stats, fmt.Errorf("list access reviews to settle: %w", err)
		}
		for _, id := range ids {
			one := Stats{}
			err := d.base.InTx(ctx, lease, func(t *tx.Tx) (err error) {
				one, err = d.settleReview(ctx, t, id, pause)
				return err
			})
			if tx.LeaseLost(err) || ctx.Err() != nil {
				return stats, err
			}
			if err != nil {
				failed = fmt.Errorf("settle access review %s: %w", id, err)
				continue
			}
			stats.add(one)
		}
		if len(ids) < settlePage {
			return stats, failed
		}
		after = ids[len(ids)-1]
	}
}

func (s *Stats) add(o Stats) {
	s.Opened += o.Opened
	s.Updated += o.Updated
	s.Ended += o.Ended
	s.Unknown += o.Unknown
}

func (d Reviews) settleReview(ctx context.Context, t *tx.Tx, id string, pause time.Duration) (Stats, error) {
	row, err := t.LockReview(ctx, id)
	if err != nil {
		return Stats{}, fmt.Errorf("lock: %w", err)
	}
	if !row.Gone {
		n, err := t.CountEntities(ctx, id)
		if err != nil {
			return Stats{}, fmt.Errorf("count entities: %w", err)
		}
		row.Total, row.Done, row.Delegated = int32(n.Total), int32(n.Done), int32(n.Delegated)
	}
	r := reviewFrom(row)
	switch {
	case row.Gone:
		return d.endReview(ctx, t, row, approvals.OutcomeView{Outcome: approvals.OutcomeGone, At: d.base.Clock()})
	case r.Over():
		return d.endReview(ctx, t, row, r.Outcome(d.base.Clock()))
	case r.Staged():
		return Stats{}, settled(ctx, t, row, db.ReviewStaged, false)
	}
	return d.keepReview(ctx, t, row, pause)
}

func settled(ctx context.Context, t *tx.Tx, row db.Review, state db.ReviewState, touched bool) error {
	err := t.SettleReview(ctx, db.SettleReviewParams{ID: row.ID, State: state, Touched: touched, Gone: row.Gone,
		Total: row.Total, Done: row.Done, Delegated: row.Delegated})
	if err != nil {
		return fmt.Errorf("store progress: %w", err)
	}
	return nil
}

// endReview makes every copy of the review's card show how it ended.
func (d Reviews) endReview(ctx context.Context, t *tx.Tx, row db.Review, o approvals.OutcomeView) (Stats, error) {
	if err := settled(ctx, t, row, db.ReviewEnded, false); err != nil {
		return Stats{}, err
	}
	item, err := t.LockWorkItem(ctx, row.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		return Stats{}, nil
	}
	if err != nil {
		return Stats{}, fmt.Errorf("lock work item: %w", err)
	}
	if item.State != db.ItemOpen {
		return Stats{}, nil
	}
	return Stats{Ended: 1}, d.items.Close(ctx, t, item, o)
}

// keepReview updates the cards of a review that is out.
func (d Reviews) keepReview(ctx context.Context, t *tx.Tx, row db.Review, pause time.Duration) (Stats, error) {
	who, err := reviewersOf(ctx, t, row)
	if err != nil {
		return Stats{}, err
	}
	stats := Stats{}
	if !who.complete() {
		stats.Unknown = 1
	}
	if err := settled(ctx, t, row, db.ReviewOpen, !who.complete()); err != nil {
		return stats, err
	}
	k, err := d.reviewItem(ctx, t, row)
	if err != nil {
		return stats, err
	}
	if err := setReviewers(ctx, t, row, k.Round, who); err != nil {
		return stats, err
	}
	if k.Opened {
		stats.Opened = 1
	}
	told, err := d.mayTell(ctx, t, row, pause)
	if err != nil || !k.Opened && !k.Changed && !told {
		return stats, err
	}
	if err := t.ReviewTold(ctx, row.ID); err != nil {
		return stats, fmt.Errorf("note as told: %w", err)
	}
	if !k.Opened {
		stats.Updated = 1
	}
	if row.State == db.ReviewStaged {
		// Its cards were made just now.
		return stats, nil
	}
	return stats, tx.RaiseCards(ctx, t, row.ID, uuid.Nil)
}

// mayTell reports whether there is progress to show, and pause has passed.
func (d Reviews) mayTell(ctx context.Context, t *tx.Tx, row db.Review, pause time.Duration) (bool, error) {
	if row.Total == row.ToldTotal && row.Done == row.ToldDone && row.Delegated == row.ToldDelegated {
		return false, nil
	}
	now, err := t.Now(ctx)
	if err != nil {
		return false, fmt.Errorf("read clock: %w", err)
	}
	return now.Sub(row.ToldAt) >= pause, nil
}

// reviewItem stores the row of work_items that a review's queues and cards refer to.
func (d Reviews) reviewItem(ctx context.Context, t *tx.Tx, row db.Review) (Kept, error) {
	w := approvals.WorkItem{ID: row.ID, Type: approvals.TypeCertification, Description: row.Name, Created: row.CreatedAt,
		Due: stored.TimeOf(row.DueAt), UnreadDates: dateKinds(row.UnreadDates)}
	old, err := t.LockWorkItem(ctx, row.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		return d.items.Keep(ctx, t, w, nil)
	}
	if err != nil {
		return Kept{}, fmt.Errorf("lock work item: %w", err)
	}
	return d.items.Keep(ctx, t, w, &old)
}
