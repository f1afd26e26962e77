package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// What whoever has lost a link must see no longer, beside their cards. Package identitymap notes it in the transaction that ends the
// link.

// ClearUnlinked does what PublishOwedHomes and ClearUnlinkedReminders do, where anything is due. It first looks, since it is called
// each second and nearly always nothing is.
func (d *core) ClearUnlinked(ctx context.Context, limit int) (int, error) {
	owed, err := db.New(d.pool).OwedToUnlinked(ctx)
	if err != nil {
		return 0, fmt.Errorf("look for what lost links leave: %w", err)
	}
	if !owed {
		return 0, nil
	}
	homes, homesErr := Lists{d}.PublishOwedHomes(ctx, limit)
	reminders, err := Reminders{d}.ClearUnlinkedReminders(ctx, limit)
	return homes + reminders, errors.Join(homesErr, err)
}

// PublishOwedHomes inserts a job for every Home tab whose reader has lost the identity that it is about, and reports how many. Any
// replica may call it at any time.
func (d Lists) PublishOwedHomes(ctx context.Context, limit int) (int, error) {
	n := 0
	err := d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		rows, err := t.OwedHomes(ctx, int32(limit))
		if err != nil {
			return fmt.Errorf("list Home tabs that are owed: %w", err)
		}
		for _, r := range rows {
			t.Home(r.SlackUserID, fmt.Sprintf("unlinked %d %d", r.Turn, r.OwedTries))
		}
		n = len(rows)
		return nil
	})
	return n, err
}

// ClearUnlinkedReminders inserts a job for every last reminder that is with somebody who has lost the identity that it is about, and
// reports how many. Any replica may call it at any time.
func (d Reminders) ClearUnlinkedReminders(ctx context.Context, limit int) (int, error) {
	n := 0
	err := d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		if err := t.DropRemindersUnlinked(ctx); err != nil {
			return fmt.Errorf("drop reminders that cannot be changed: %w", err)
		}
		rows, err := t.RemindersToClear(ctx, int32(limit))
		if err != nil {
			return fmt.Errorf("list reminders to clear: %w", err)
		}
		for _, r := range rows {
			language, err := d.persons().LanguageOfSlackUser(ctx, r.TeamID, r.SlackUserID)
			if err != nil {
				return err
			}
			t.Fold(approvals.FoldReminder{ChannelID: r.ChannelID, MessageTS: r.MessageTs, At: d.clock(), Language: language,
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
	if err := db.New(d.pool).ReminderCleared(ctx, db.ReminderClearedParams{ChannelID: f.ChannelID, MessageTs: f.MessageTS}); err != nil {
		return fmt.Errorf("note that a reminder was cleared: %w", err)
	}
	return nil
}
