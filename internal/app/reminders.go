package app

import (
	"context"
	"time"
	_ "time/tzdata"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/shadow"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
	"github.com/iiq-approvals/bot/internal/store/catalogue"
)

// remindEvery is how often the bot looks for due reminders.
const remindEvery = 10 * time.Second

// remindRound looks for people whose reminder is due.
func (b *bot) remindRound() schedule.Round {
	round := &rounds.Reminders{Store: b.store, Log: b.log}
	return schedule.Round{Name: roundRemind, Every: remindEvery, Run: round.Run}
}

// tidy removes what nobody can need any more.
func (b *bot) tidy(ctx context.Context, _ schedule.Lease) error {
	if err := b.store.SweepSnoozes(ctx); err != nil {
		return err
	}
	if err := b.store.SweepReviews(ctx); err != nil {
		return err
	}
	if err := b.store.SweepBulks(ctx); err != nil {
		return err
	}
	if err := b.sweepShadow(ctx); err != nil {
		return err
	}
	if err := b.store.SweepTraceLinks(ctx); err != nil {
		return err
	}
	if err := catalogue.New(b.pool).Sweep(ctx); err != nil {
		return err
	}
	return b.store.SweepEvents(ctx)
}

// QuietUntil gives when the person's Do Not Disturb schedule next lets messages through.
func (c slackPort) QuietUntil(ctx context.Context, slackUserID string) (time.Time, error) {
	return c.bot.quiet.Until(ctx, slackUserID, func(ctx context.Context) ([]string, error) {
		return c.bot.store.ToBeReminded(ctx, c.bot.workspace.TeamID, webapi.MaxQuietTimes)
	})
}

// PostReminder sends a reminder.
func (c slackPort) PostReminder(ctx context.Context, slackUserID string, v approvals.ReminderView) (channel, ts string, err error) {
	ctx = shadow.With(ctx, shadow.About{Kind: shadow.Reminder, IdentityID: v.Viewer.ID})
	channel, ts, err = c.bot.bulk.Post(ctx, slackUserID, cards.Reminder(v))
	return channel, ts, err
}

// FoldReminder removes the buttons from a reminder.
func (c slackPort) FoldReminder(ctx context.Context, f approvals.FoldReminder) error {
	return c.bot.bulk.Update(ctx, f.ChannelID, f.MessageTS, cards.FoldedReminder(f))
}
