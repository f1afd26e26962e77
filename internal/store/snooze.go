package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/reminders"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// Snooze puts the reminder of an item off. Until then the item is in no reminder and in no run, and stays in the
// person's list. The zero time ends a snooze. A *Refusal says why there is nothing to snooze.
func (d Snoozes) Snooze(ctx context.Context, p approvals.Person, workItemID string, until time.Time) error {
	return d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		row, err := itemOrNone(t.GetWorkItem(ctx, workItemID))
		if err != nil {
			return err
		}
		if _, err := d.standings().mayAct(ctx, t.Queries, row, approvals.Ask{Who: p.Identity, Purpose: approvals.ToSnooze}); err != nil {
			return err
		}
		if err := saveSnooze(ctx, t, p.Identity.ID, workItemID, until); err != nil {
			return err
		}
		if err := reminders.LookSoon(ctx, t, d.clock(), p.Identity.ID); err != nil {
			return err
		}
		return tx.HomeSoon(ctx, t, p.Slack.TeamID, p.Slack.ID, fmt.Sprintf("snooze %d", d.clock().UnixNano()))
	})
}

func saveSnooze(ctx context.Context, t *tx.Tx, identityID, workItemID string, until time.Time) error {
	var err error
	if until.IsZero() {
		err = t.UnsnoozeItem(ctx, db.UnsnoozeItemParams{IdentityID: identityID, WorkItemID: workItemID})
	} else {
		err = t.SnoozeItem(ctx, db.SnoozeItemParams{IdentityID: identityID, WorkItemID: workItemID, Until: until})
	}
	if err != nil {
		return fmt.Errorf("snooze work item %s: %w", workItemID, err)
	}
	return nil
}

// SnoozedUntil gives until when somebody snoozed an item; zero when they did not, or it is over.
func (d Snoozes) SnoozedUntil(ctx context.Context, identityID, workItemID string) (time.Time, error) {
	until, err := db.New(d.pool).SnoozedUntil(ctx, db.SnoozedUntilParams{IdentityID: identityID, WorkItemID: workItemID, Now: d.clock()})
	if errors.Is(err, pgx.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("read snooze of work item %s: %w", workItemID, err)
	}
	return until, nil
}

// Snoozed reads one page of the items that somebody snoozed, the soonest to return first. Offset and limit are as in
// Pending.
func (d Snoozes) Snoozed(ctx context.Context, viewer approvals.Identity, offset, limit int) (approvals.Page, error) {
	q, now := db.New(d.pool), d.clock()
	total, err := q.CountSnoozedItems(ctx, db.CountSnoozedItemsParams{IdentityID: viewer.ID, Now: now})
	if err != nil {
		return approvals.Page{}, fmt.Errorf("count snoozed items: %w", err)
	}
	limit = max(1, min(limit, 100))
	if offset >= int(total) {
		offset = max(0, (int(total)-1)/limit*limit)
	}
	p := approvals.Page{Viewer: viewer, Total: int(total), Offset: max(0, offset), Now: now}
	found, err := q.SnoozedItems(ctx, db.SnoozedItemsParams{IdentityID: viewer.ID, Now: now, MaxRows: int32(limit),
		SkipRows: int32(p.Offset)})
	if err != nil {
		return approvals.Page{}, fmt.Errorf("read snoozed items: %w", err)
	}
	rows := make([]db.PendingItemsRow, len(found))
	for i, r := range found {
		rows[i] = db.PendingItemsRow{WorkItem: r.WorkItem, DecisionID: r.DecisionID, DecisionVerdict: r.DecisionVerdict,
			DecisionLines:    r.DecisionLines,
			DecisionIdentity: r.DecisionIdentity, DecisionName: r.DecisionName, DecisionStalled: r.DecisionStalled,
			DecisionTrouble: r.DecisionTrouble, DecisionLastError: r.DecisionLastError, SnoozedUntil: &r.SnoozedUntil}
	}
	if p.Rows, err = d.lists().rows(ctx, q, viewer, rows, now); err != nil {
		return approvals.Page{}, err
	}
	return p, d.lists().freshness(ctx, q, &p)
}

// stillAhead is the end of a snooze that is not over yet, else zero.
func stillAhead(until *time.Time, now time.Time) time.Time {
	if until == nil || !until.After(now) {
		return time.Time{}
	}
	return *until
}

// snoozeKept is how long the end of a snooze is remembered, since the reminder that it asks for may have to wait for
// working hours.
const snoozeKept = 30 * 24 * time.Hour

// SweepSnoozes forgets snoozes that were over long ago.
func (d Snoozes) SweepSnoozes(ctx context.Context) error {
	if _, err := db.New(d.pool).SweepSnoozes(ctx, d.clock().Add(-snoozeKept)); err != nil {
		return fmt.Errorf("sweep snoozes: %w", err)
	}
	return nil
}
