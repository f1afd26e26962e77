package reminders

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

// Claim is a worker's right to send one marked reminder, once.
type Claim struct {
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
func (d Reminders) ClaimReminder(ctx context.Context, identityID string, seq int64) (Claim, error) {
	row, err := db.New(d.base.Pool).ClaimReminder(ctx, db.ClaimReminderParams{IdentityID: identityID, Seq: seq})
	if errors.Is(err, pgx.ErrNoRows) {
		return Claim{}, approvals.ErrClaimLost
	}
	if err != nil {
		return Claim{}, fmt.Errorf("claim reminder of identity %s: %w", identityID, err)
	}
	return Claim{IdentityID: identityID, Seq: seq, Before: stored.TimeOf(row.BeforeAt), BeforeStep: int(row.BeforeStep),
		ChannelID: row.ChannelID, MessageTS: row.MessageTs, Waiting: int(row.Waiting)}, nil
}

// Reminder reads again what a claimed reminder has to show. Where it is no longer due (decided, snoozed, paused,
// outside working hours) it is put back, and the error is ErrNotNow. ErrClaimLost: a later reminder was marked; send
// nothing.
func (d Reminders) Reminder(ctx context.Context, c Claim) (approvals.ReminderView, error) {
	q := db.New(d.base.Pool)
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
	now, types := d.base.Clock(), d.rules.KindsOfItem()
	n, err := q.CountReminderItems(ctx, db.CountReminderItemsParams{IdentityID: identityID, Now: now, Types: types})
	if err != nil {
		return approvals.ReminderView{}, fmt.Errorf("count what waits: %w", err)
	}
	found, err := q.ReminderItems(ctx, db.ReminderItemsParams{IdentityID: identityID, Now: now, Types: types,
		MaxRows: approvals.ReminderRows})
	if err != nil {
		return approvals.ReminderView{}, fmt.Errorf("read what waits: %w", err)
	}
	items := make([]db.WorkItem, len(found))
	for i, r := range found {
		items[i] = r.WorkItem
	}
	v := approvals.ReminderView{Total: int(n.Total), Overdue: int(n.Overdue), Snoozed: int(n.Snoozed), Now: now}
	if v.Language, err = d.people.LanguageOfIdentity(ctx, q, identityID); err != nil {
		return approvals.ReminderView{}, err
	}
	v.Viewer, v.Rows, err = d.people.Shown(ctx, q, identityID, items, now)
	return v, err
}

// PutReminderBack notes that a claimed reminder did not go out. The policy is asked again at the given moment.
func (d Reminders) PutReminderBack(ctx context.Context, c Claim, lookAt time.Time) error {
	return d.putBack(ctx, c, lookAt)
}

func (d Reminders) putBack(ctx context.Context, c Claim, lookAt time.Time) error {
	p := db.PutReminderBackParams{IdentityID: c.IdentityID, Seq: c.Seq, NextLookAt: stored.TimePtr(lookAt)}
	n, err := db.New(d.base.Pool).PutReminderBack(ctx, p)
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
func (d Reminders) ReminderSent(ctx context.Context, c Claim, channel, ts string, waiting int) error {
	return d.base.InTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
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
			language, err := d.people.LanguageOfIdentity(ctx, t.Queries, c.IdentityID)
			if err != nil {
				return err
			}
			t.Fold(approvals.FoldReminder{ChannelID: c.ChannelID, MessageTS: c.MessageTS, Waiting: c.Waiting, At: d.base.Clock(),
				Language: language})
		}
		return nil
	})
}

// withdrawUnlinked comes after the message was noted: whoever ends the link either sees it, or is seen here.
func withdrawUnlinked(ctx context.Context, t *tx.Tx, c Claim) error {
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
	ids, err := db.New(d.base.Pool).SlackUsersToRemind(ctx, db.SlackUsersToRemindParams{TeamID: teamID, MaxRows: int32(limit)})
	if err != nil {
		return nil, fmt.Errorf("list who is reminded next: %w", err)
	}
	return ids, nil
}

// ClearUnlinkedReminders inserts a job for every last reminder that is with somebody who has lost the identity that it is about, and
// reports how many. Any replica may call it at any time.
func (d Reminders) ClearUnlinkedReminders(ctx context.Context, limit int) (int, error) {
	n := 0
	err := d.base.InTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		if err := t.DropRemindersUnlinked(ctx); err != nil {
			return fmt.Errorf("drop reminders that cannot be changed: %w", err)
		}
		rows, err := t.RemindersToClear(ctx, int32(limit))
		if err != nil {
			return fmt.Errorf("list reminders to clear: %w", err)
		}
		for _, r := range rows {
			language, err := d.people.LanguageOfSlackUser(ctx, r.TeamID, r.SlackUserID)
			if err != nil {
				return err
			}
			t.Fold(approvals.FoldReminder{ChannelID: r.ChannelID, MessageTS: r.MessageTs, At: d.base.Clock(), Language: language,
				Unlinked: true})
		}
		n = len(rows)
		return nil
	})
	return n, err
}

// ReminderCleared notes that the items are out of a reminder, or that its message is gone.
func (d Reminders) ReminderCleared(ctx context.Context, f approvals.FoldReminder) error {
	if !f.Unlinked {
		return nil
	}
	p := db.ReminderClearedParams{ChannelID: f.ChannelID, MessageTs: f.MessageTS}
	if err := db.New(d.base.Pool).ReminderCleared(ctx, p); err != nil {
		return fmt.Errorf("note that a reminder was cleared: %w", err)
	}
	return nil
}
