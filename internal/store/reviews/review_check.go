package reviews

import (
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/absences"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// ToCheck is a review that IIQ has not mentioned for a while, and the id of one of its entities to read; "" when
// none is left.
type ToCheck struct {
	ReviewID, EntityID string
}

// ReviewsToCheck lists up to limit reviews, staged or open, that IIQ last mentioned before the given moment
// (Postgres's clock). A change of sign-off, phase, due date or reviewers leaves no trace on entities, so no watermark
// shows it.
func (d Reviews) ReviewsToCheck(ctx context.Context, before time.Time, limit int) ([]ToCheck, error) {
	rows, err := db.New(d.base.Pool).ReviewsToCheck(ctx, db.ReviewsToCheckParams{Before: before, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list access reviews to check: %w", err)
	}
	all := make([]ToCheck, len(rows))
	for i, r := range rows {
		all[i] = ToCheck{ReviewID: r.ID, EntityID: r.EntityID}
	}
	return all, nil
}

// ReviewsChecked notes that IIQ was just asked about these reviews. Pages of changes do not count, since a review has
// entities on many of them and would be written as often.
func (d Reviews) ReviewsChecked(ctx context.Context, lease schedule.Lease, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	err := d.base.InTx(ctx, lease, func(t *tx.Tx) error { return t.ReviewsChecked(ctx, ids) })
	if err != nil {
		return fmt.Errorf("note access reviews as checked: %w", err)
	}
	return nil
}

// EntitiesOf lists up to limit entities of a review, in the order of ids, that come after the given one.
func (d Reviews) EntitiesOf(ctx context.Context, reviewID, after string, limit int) ([]string, error) {
	ids, err := db.New(d.base.Pool).EntitiesOfReview(ctx,
		db.EntitiesOfReviewParams{ReviewID: reviewID, After: after, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list entities of access review %s: %w", reviewID, err)
	}
	return ids, nil
}

// EntitiesBetween lists up to limit entities of reviews that have not ended, in the order of ids. They come after one
// id and not after another ("" means to the end). Those named in without are left out.
func (d Reviews) EntitiesBetween(ctx context.Context, after, last string, without []string, limit int) ([]string, error) {
	ids, err := db.New(d.base.Pool).EntityIDsBetween(ctx,
		db.EntityIDsBetweenParams{After: after, Last: last, ExceptIds: stored.NotNil(without), MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list entities: %w", err)
	}
	return ids, nil
}

// EntitiesGone removes entities that Absent reports as gone, so that they count no more. A review that loses its last
// entity is gone itself.
func (d Reviews) EntitiesGone(ctx context.Context, lease schedule.Lease, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	err := d.base.InTx(ctx, lease, func(t *tx.Tx) error {
		reviews, err := t.DropEntities(ctx, ids)
		if err != nil {
			return fmt.Errorf("drop: %w", err)
		}
		touched := map[string]bool{}
		for _, id := range reviews {
			touched[id] = true
		}
		if err := t.TouchReviews(ctx, stored.KeysOf(touched)); err != nil {
			return err
		}
		if err := absences.Present(ctx, t.Queries, approvals.AbsentEntity, ids); err != nil {
			return err
		}
		empty, err := t.ReviewsWithoutEntities(ctx, stored.KeysOf(touched))
		if err != nil {
			return fmt.Errorf("list reviews without entities: %w", err)
		}
		for _, id := range empty {
			if err := t.MarkReviewGone(ctx, id); err != nil {
				return fmt.Errorf("note access review as gone: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("forget %d entities of access reviews: %w", len(ids), err)
	}
	return nil
}

// ReviewGone notes that a review has no entity left in IIQ, as Absent reports. SettleReviews ends it.
func (d Reviews) ReviewGone(ctx context.Context, lease schedule.Lease, id string) error {
	err := d.base.InTx(ctx, lease, func(t *tx.Tx) error { return t.MarkReviewGone(ctx, id) })
	if err != nil {
		return fmt.Errorf("note access review %s as gone: %w", id, err)
	}
	return nil
}

// Mark is where the round over access reviews continues.
type Mark struct {
	// Stamp is the greatest stamp of IIQ that a complete round has seen; zero at the first start.
	Stamp time.Time
	// Covered is the stamp up to which late arrivals were looked for.
	Covered time.Time
	// Reached is when Stamp was first seen, and Again when to look for late arrivals (zero: not), by Postgres's clock.
	Reached, Again time.Time
	// Cursor is where the sweep over all entities continues.
	Cursor string
	// Some is whether anything is known of any review, ended ones included.
	Some bool
}

// ReviewMark reads where the round continues.
func (d Reviews) ReviewMark(ctx context.Context) (Mark, error) {
	row, err := db.New(d.base.Pool).GetReviewWatermark(ctx)
	if err != nil {
		return Mark{}, fmt.Errorf("read watermark of access reviews: %w", err)
	}
	m := row.ReviewWatermark
	return Mark{Stamp: stored.TimeOf(m.Stamp), Covered: stored.TimeOf(m.Covered), Reached: m.ReachedAt,
		Again: stored.TimeOf(m.AgainAt), Cursor: m.Cursor, Some: row.Some}, nil
}

// SaveReviewStamp stores how far a complete round has seen: Stamp, Covered and Again of the mark.
func (d Reviews) SaveReviewStamp(ctx context.Context, lease schedule.Lease, m Mark) error {
	err := d.base.InTx(ctx, lease, func(t *tx.Tx) error {
		return t.SaveReviewStamp(ctx, db.SaveReviewStampParams{Stamp: stored.TimePtr(m.Stamp), Covered: stored.TimePtr(m.Covered),
			AgainAt: stored.TimePtr(m.Again)})
	})
	if err != nil {
		return fmt.Errorf("save watermark of access reviews: %w", err)
	}
	return nil
}

// SaveReviewCursor stores where the sweep goes on.
func (d Reviews) SaveReviewCursor(ctx context.Context, lease schedule.Lease, cursor string) error {
	err := d.base.InTx(ctx, lease, func(t *tx.Tx) error { return t.SaveReviewCursor(ctx, cursor) })
	if err != nil {
		return fmt.Errorf("save cursor of access reviews: %w", err)
	}
	return nil
}

const (
	// keepEnded is how long entities of an ended review are kept, in case it is opened again.
	keepEnded = 30 * 24 * time.Hour
	// tidyRows bounds how many rows one clean-up considers.
	tidyRows = 100
)

// SweepReviews removes the entities of reviews that ended long ago, a few reviews at a time. Cards and outcomes stay.
func (d Reviews) SweepReviews(ctx context.Context) error {
	q := db.New(d.base.Pool)
	if _, err := q.SweepReviews(ctx, db.SweepReviewsParams{Keep: keepEnded, MaxRows: tidyRows}); err != nil {
		return fmt.Errorf("sweep access reviews: %w", err)
	}
	if _, err := q.SweepReviewWorkItems(ctx, keepEnded); err != nil {
		return fmt.Errorf("sweep work items of access reviews: %w", err)
	}
	return nil
}
