package approvals

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
)

// EntityStill reports whether an entity, as it is read back, is what the decision was about.
func (c Claim) EntityStill(e EntityTold) bool { return bytes.Equal(c.asked, e.Hash()) }

// holdEntity locks an entity, where it is still there, and gives its review's work item.
func (t *deskTx) holdEntity(ctx context.Context, w Write) (db.WorkItem, error) {
	if _, err := t.LockEntity(ctx, w.EntityID); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return db.WorkItem{}, fmt.Errorf("lock entity: %w", err)
	}
	review, err := t.GetWorkItem(ctx, w.WorkItemID)
	if err != nil {
		return review, fmt.Errorf("read access review: %w", err)
	}
	return review, nil
}

// tookEntity makes an entity, and with the next round its review's cards, follow a decision that IIQ has taken.
func (t *deskTx) tookEntity(ctx context.Context, row db.Decision) error {
	if _, err := t.SettleEntity(ctx, db.SettleEntityParams{ID: row.EntityID, Round: row.Round, Standing: standingDone}); err != nil {
		return fmt.Errorf("settle entity: %w", err)
	}
	if err := t.TouchReviews(ctx, []string{row.WorkItemID}); err != nil {
		return fmt.Errorf("touch review: %w", err)
	}
	return nil
}

// EntityReadBack takes over one entity that IIQ was asked for at readAt (Postgres's clock), outside of the round over access
// reviews: what it tells of its review itself is left to that round, which is to ask for it now.
func (d *Desk) EntityReadBack(ctx context.Context, readAt time.Time, e ReviewEntity) error {
	err := d.inTx(ctx, Lease{}, func(t *deskTx) error {
		known, err := knownReviews(ctx, t, map[string]Review{e.Review.ID: e.Review})
		if err != nil {
			return err
		}
		if _, err := d.saveEntities(ctx, t, readAt, []ReviewEntity{e}, known); err != nil {
			return err
		}
		if err := t.MarkEntityRead(ctx, e.ID); err != nil {
			return fmt.Errorf("mark: %w", err)
		}
		return t.AskAboutReview(ctx, e.Review.ID)
	})
	if err != nil {
		return fmt.Errorf("take over entity %s: %w", e.ID, err)
	}
	return nil
}

// auditEntity tells of an entity in the audit log: every column that IIQ told of it is a line.
func auditEntity(review db.WorkItem, id string, round int32, e EntityTold) *audit.Item {
	i := &audit.Item{ID: id, Type: "CertificationEntity", Round: round, Review: &audit.Ref{ID: review.ID, Display: review.Description},
		Target: &audit.Ref{Name: e.Identity, Display: e.Name}}
	line := func(column, value string) {
		if value != "" {
			i.Lines = append(i.Lines, audit.Line{Name: column, DisplayValue: value})
		}
	}
	line("kind", e.Kind)
	line("summaryStatus", e.Status)
	for _, f := range e.Facts {
		value := f.Value
		if f.State != FactTold {
			value = "(" + string(f.State) + ")"
		}
		line(f.Column, value)
	}
	i.LinesTotal = len(i.Lines)
	return i
}

// auditClicked tells of the entity that a click was about, as our tables have it.
func auditClicked(ctx context.Context, q *db.Queries, c Click, review db.WorkItem) (*audit.Item, []byte, error) {
	row, err := q.GetEntity(ctx, c.EntityID)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return &audit.Item{ID: c.EntityID}, nil, fmt.Errorf("read entity: %w", err)
	}
	told, _, err := toldOf(row.Told)
	if err != nil {
		return &audit.Item{ID: c.EntityID}, nil, err
	}
	return auditEntity(review, c.EntityID, row.Round, told), told.Hash(), nil
}

// auditSubject tells of what a stored decision was about.
func auditSubject(item db.WorkItem, row db.Decision) (*audit.Item, error) {
	if row.EntityID == "" {
		return auditItem(item)
	}
	told, _, err := toldOf(row.EntityShown)
	return auditEntity(item, row.EntityID, row.Round, told), err
}
