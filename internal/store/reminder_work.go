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
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// ReminderClaim is a worker's right to send one marked reminder, once.
type ReminderClaim struct {
	IdentityID string
	Seq        int64
	// Reader is whom the message goes to. The worker sets it when it knows.
	Reader approvals.SlackUser
	// Before and BeforeStep are those of the reminder before this one.
	Before     time.Time
	BeforeStep int
	// ChannelID and MessageTS are those of the message before this one, Waiting how many items it named; "" when there was
	// none.
	ChannelID string
	MessageTS string
	Waiting   int
}

// ClaimReminder takes a marked reminder. ErrClaimLost: another worker has or had it, or a later one was marked.
func (d Reminders) ClaimReminder(ctx context.Context, identityID string, seq int64) (ReminderClaim, error) {
	row, err := db.New(d.pool).ClaimReminder(ctx, db.ClaimReminderParams{IdentityID: identityID, Seq: seq})
	if errors.Is(err, pgx.ErrNoRows) {
		return ReminderClaim{}, approvals.ErrClaimLost
	}
	if err != nil {
		return ReminderClaim{}, fmt.Errorf("claim reminder of identity %s: %w", identityID, err)
	}
	return ReminderClaim{IdentityID: identityID, Seq: seq, Before: stored.TimeOf(row.BeforeAt), BeforeStep: int(row.BeforeStep),
		ChannelID: row.ChannelID, MessageTS: row.MessageTs, Waiting: int(row.Waiting)}, nil
}

// Reminder reads again what a claimed reminder has to show. Where it is no longer due (decided, snoozed, paused,
// outside working hours) it is put back, and the error is ErrNotNow. ErrClaimLost: a later reminder was marked; send
// nothing.
func (d Reminders) Reminder(ctx context.Context, c ReminderClaim) (approvals.ReminderView, error) {
	q := db.New(d.pool)
	held, err := q.HoldsReminder(ctx, db.HoldsReminderParams{IdentityID: c.IdentityID, Seq: c.Seq})
	if err != nil {
		return approvals.ReminderView{}, fmt.Errorf("read reminder of identity %s: %w", c.IdentityID, err)
	}
	if !held {
		return approvals.ReminderView{}, approvals.ErrClaimLost
	}
	plan, err := d.plan(ctx, q, c.IdentityID, c.Before, c.BeforeStep)
	if err != nil {
		return approvals.ReminderView{}, err
	}
	if !plan.Remind {
		if err := d.putBack(ctx, c, plan.LookAt); err != nil {
			return approvals.ReminderView{}, err
		}
		return approvals.ReminderView{}, approvals.ErrNotNow
	}
	return d.reminderView(ctx, q, c.IdentityID)
}

func (d Reminders) reminderView(ctx context.Context, q *db.Queries, identityID string) (approvals.ReminderView, error) {
	now, types := d.clock(), d.cfg.Reminders.KindsOfItem()
	n, err := q.CountReminderItems(ctx, db.CountReminderItemsParams{IdentityID: identityID, Now: now, Types: types})
	if err != nil {
		return approvals.ReminderView{}, fmt.Errorf("count what waits: %w", err)
	}
	found, err := q.ReminderItems(ctx, db.ReminderItemsParams{IdentityID: identityID, Now: now, Types: types,
		MaxRows: approvals.ReminderRows})
	if err != nil {
		return approvals.ReminderView{}, fmt.Errorf("read what waits: %w", err)
	}
	rows, items := make([]db.PendingItemsRow, len(found)), make([]db.WorkItem, len(found))
	for i, r := range found {
		rows[i], items[i] = db.PendingItemsRow{WorkItem: r.WorkItem}, r.WorkItem
	}
	v := approvals.ReminderView{Total: int(n.Total), Overdue: int(n.Overdue), Snoozed: int(n.Snoozed), Now: now}
	if v.Language, err = d.persons().languageOfIdentity(ctx, q, identityID); err != nil {
		return approvals.ReminderView{}, err
	}
	book, err := d.views().book(ctx, q, items, identityID)
	if err != nil {
		return approvals.ReminderView{}, err
	}
	if v.Viewer = book.byID[identityID]; v.Viewer.ID == "" {
		v.Viewer.ID = identityID
	}
	v.Rows, err = d.lists().rows(ctx, q, v.Viewer, rows, now)
	return v, err
}

// PutReminderBack notes that a claimed reminder did not go out. The policy is asked again at the given moment.
func (d Reminders) PutReminderBack(ctx context.Context, c ReminderClaim, lookAt time.Time) error {
	return d.putBack(ctx, c, lookAt)
}

func (d Reminders) putBack(ctx context.Context, c ReminderClaim, lookAt time.Time) error {
	p := db.PutReminderBackParams{IdentityID: c.IdentityID, Seq: c.Seq, NextLookAt: stored.TimePtr(lookAt)}
	n, err := db.New(d.pool).PutReminderBack(ctx, p)
	if err != nil {
		return fmt.Errorf("put reminder of identity %s back: %w", c.IdentityID, err)
	}
	if n == 0 {
		return approvals.ErrClaimLost
	}
	return nil
}

// ReminderSent notes the message that went out, and asks a worker to remove the buttons from the one before it. Where its reader has lost
// the identity meanwhile, the items are taken out of it.
func (d Reminders) ReminderSent(ctx context.Context, c ReminderClaim, channel, ts string, waiting int) error {
	return d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		n, err := t.ReminderSent(ctx, db.ReminderSentParams{IdentityID: c.IdentityID, Seq: c.Seq, ChannelID: channel,
			MessageTs: ts, Waiting: int32(waiting)})
		if err != nil {
			return fmt.Errorf("note reminder of identity %s: %w", c.IdentityID, err)
		}
		if n == 0 {
			return approvals.ErrClaimLost
		}
		if err := withdrawUnlinked(ctx, t, c); err != nil {
			return err
		}
		if c.MessageTS != "" {
			language, err := d.persons().languageOfIdentity(ctx, t.Queries, c.IdentityID)
			if err != nil {
				return err
			}
			t.Fold(approvals.FoldReminder{ChannelID: c.ChannelID, MessageTS: c.MessageTS, Waiting: c.Waiting, At: d.clock(),
				Language: language})
		}
		return nil
	})
}

// withdrawUnlinked comes after the message was noted: whoever ends the link either sees it, or is seen here.
func withdrawUnlinked(ctx context.Context, t *tx.Tx, c ReminderClaim) error {
	if c.Reader.ID == "" {
		return nil
	}
	linked, err := t.ReaderIsLinked(ctx, db.ReaderIsLinkedParams{IdentityID: c.IdentityID, SlackUserID: c.Reader.ID})
	if err != nil || linked {
		return err
	}
	return t.UnlinkReminder(ctx, db.UnlinkReminderParams{IdentityID: c.IdentityID, TeamID: c.Reader.TeamID, SlackUserID: c.Reader.ID})
}

// ToBeReminded lists, by their Slack ids, up to limit people whose reminder is on its way to a worker.
func (d Reminders) ToBeReminded(ctx context.Context, teamID string, limit int) ([]string, error) {
	ids, err := db.New(d.pool).SlackUsersToRemind(ctx, db.SlackUsersToRemindParams{TeamID: teamID, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list who is reminded next: %w", err)
	}
	return ids, nil
}
