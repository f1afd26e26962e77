package store

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
	"github.com/iiq-approvals/bot/internal/store/absences"
	"github.com/iiq-approvals/bot/internal/store/owners"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// closeItem ends an item, as IIQ tells, and queues an update of every copy of its card. The row must be locked. Where the end
// turns out to be the effect of a decision that was given up after it was sent, that decision is recorded.
func (c *core) closeItem(ctx context.Context, t *tx.Tx, item db.WorkItem, o approvals.OutcomeView) error {
	if found, err := c.decisions().foundRecorded(ctx, t, item, o); err != nil || found {
		return err
	}
	id := item.ID
	by, err := displayOf(ctx, t.Queries, o.By)
	if err != nil {
		return err
	}
	decider := o.By
	o.By = by
	trip := &tx.Trip{}
	raised := endItem(ctx, trip, id, o)
	if err := t.Send(ctx, trip); err != nil {
		return err
	}
	if err := c.noteRequester(ctx, t, id, decider); err != nil {
		return err
	}
	t.Raised(*raised, uuid.Nil)
	return nil
}

// endItem has a trip close the item's row for everybody, drop the cards that were never sent and raise the others, of which it gives
// the rows, for Raised. The item's row must be locked.
func endItem(ctx context.Context, trip *tx.Trip, id string, o approvals.OutcomeView) *[]db.RaiseCardsRow {
	p := db.CloseWorkItemParams{
		ID: id, Outcome: string(o.Outcome), OutcomeBy: o.By, OutcomeComment: o.Comment,
		OutcomeCounts: stored.JSON(approvals.LineCounts{Approved: o.Approved, Denied: o.Denied}), OutcomeHere: o.Here,
		ClosedAt: stored.TimePtr(o.At),
	}
	step := func(what string, call func(q *db.Queries) error) {
		trip.Ask(func(q *db.Queries) error {
			if err := call(q); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
			return nil
		})
	}
	step("close", func(q *db.Queries) error { return q.CloseWorkItem(ctx, p) })
	step("close", func(q *db.Queries) error { return absences.Present(ctx, q, approvals.AbsentItem, []string{id}) })
	step("close for approvers", func(q *db.Queries) error {
		return q.SetApproversOpen(ctx, db.SetApproversOpenParams{WorkItemID: id})
	})
	step("drop unsent cards", func(q *db.Queries) error { return q.DropUnsentCards(ctx, id) })
	return trip.RaiseCards(ctx, id)
}

// displayOf gives the display name of the identity with this name, display name or id.
func displayOf(ctx context.Context, q *db.Queries, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	rows, err := owners.IdentitiesNamed(ctx, q, []string{name})
	if err != nil {
		return "", fmt.Errorf("look name up: %w", err)
	}
	if len(rows) == 0 {
		// Some servers name the completer by the id.
		if rows, err = q.IdentitiesByID(ctx, []string{name}); err != nil {
			return "", fmt.Errorf("look id up: %w", err)
		}
	}
	if len(rows) != 1 {
		return name, nil
	}
	return stored.IdentityFrom(rows[0], true).DisplayName(), nil
}

// Gone closes an item that a well-formed list of IIQ, asked for at readAt, did not have. o is the outcome by the
// identity request. Where the request says nothing, o is OutcomeCompleted, and Absent must have reported the item as
// gone. An item with a decision on its way is left to the decision's worker, which reads IIQ itself. Gone reports
// whether it closed the item now.
func (d Items) Gone(ctx context.Context, lease schedule.Lease, readAt time.Time, id string, o approvals.OutcomeView) (bool, error) {
	closed := false
	err := d.inTx(ctx, lease, func(t *tx.Tx) error {
		closed = false
		row, err := t.LockWorkItem(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("lock work item: %w", err)
		}
		if row.State != db.ItemOpen || row.ChangedAt.After(readAt) {
			return nil
		}
		if ours, err := decisionOfRound(ctx, t.Queries, row); err != nil || ours != nil {
			return err
		}
		closed = true
		return d.closeItem(ctx, t, row, o)
	})
	if err != nil {
		return false, fmt.Errorf("close work item %s: %w", id, err)
	}
	if closed {
		d.sighted(SeenStats{Closed: 1})
	}
	return closed, nil
}

// OpenItemIDs lists up to limit ids of open items that come after the given one.
func (d Items) OpenItemIDs(ctx context.Context, after string, limit int) ([]string, error) {
	ids, err := db.New(d.pool).OpenItemIDsAfter(ctx, db.OpenItemIDsAfterParams{After: after, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list open work items: %w", err)
	}
	return ids, nil
}

// ItemSight is what an open item here is held against in a sweep over IIQ's items.
type ItemSight struct {
	ID, OwnerID string
	// Stamp is the last change that IIQ has told of, by its clock; Changed is when the row last changed here, by Postgres's.
	Stamp, Changed time.Time
}

// OpenItemSights lists up to limit open items that come after the given id, in the order of ids.
func (d Items) OpenItemSights(ctx context.Context, after string, limit int) ([]ItemSight, error) {
	rows, err := db.New(d.pool).OpenItemSights(ctx, db.OpenItemSightsParams{After: after, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list open work items: %w", err)
	}
	all := make([]ItemSight, len(rows))
	for n, r := range rows {
		all[n] = ItemSight{ID: r.ID, OwnerID: r.OwnerID, Stamp: r.Stamp, Changed: r.ChangedAt}
	}
	return all, nil
}

// ItemsKnown gives those of these items that are stored, open or closed.
func (d Items) ItemsKnown(ctx context.Context, ids []string) (map[string]bool, error) {
	rows, err := db.New(d.pool).WorkItemsKnown(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("look for work items: %w", err)
	}
	known := make(map[string]bool, len(rows))
	for _, id := range rows {
		known[id] = true
	}
	return known, nil
}
