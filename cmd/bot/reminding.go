package main

import (
	"context"
	"time"
	_ "time/tzdata"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/looping"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/shadow"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
	"github.com/iiq-approvals/bot/internal/slackui/webapi"
)

// remindEvery is how often somebody looks whose reminder is due.
const remindEvery = 10 * time.Second

// Reminders is the part of the rules that says when people are reminded.
func (r RulesConfig) Reminders() looping.Reminders {
	p := looping.Reminders{After: r.RemindAfter, Week: looping.Week{
		Hours: approvals.Hours{From: r.RemindHours.From, To: r.RemindHours.To}, Days: r.RemindDays,
	}, Zones: &looping.Zones{}}
	for _, h := range r.Holidays {
		p.Holidays = append(p.Holidays, looping.Holiday{Year: h.Year, Month: h.Month, Day: h.Day})
	}
	return p
}

// ReminderRules are the same as the desk needs them.
func (r RulesConfig) ReminderRules() approvals.ReminderRules {
	p := r.Reminders()
	return approvals.ReminderRules{Plan: p.Plan, Types: r.RemindTypes, Hours: p.Week.Hours, Days: p.Week.Days}
}

// remindRound looks for people whose reminder is due.
func (b *bot) remindRound() schedule.Round {
	round := &jobs.Reminders{Store: b.desk, Log: b.log}
	return schedule.Round{Name: roundRemind, Every: remindEvery, Run: round.Run}
}

// tidy forgets what nobody can need any more.
func (b *bot) tidy(ctx context.Context, _ schedule.Lease) error {
	if err := b.desk.SweepSnoozes(ctx); err != nil {
		return err
	}
	if err := b.desk.SweepReviews(ctx); err != nil {
		return err
	}
	if err := b.sweepShadow(ctx); err != nil {
		return err
	}
	if err := b.desk.SweepTraceLinks(ctx); err != nil {
		return err
	}
	return b.desk.SweepEvents(ctx)
}

// QuietUntil tells when the person's Do Not Disturb schedule lets messages through again.
func (c courier) QuietUntil(ctx context.Context, slackUserID string) (time.Time, error) {
	return c.bot.quiet.Until(ctx, slackUserID, func(ctx context.Context) ([]string, error) {
		return c.bot.desk.ToBeReminded(ctx, c.bot.workspace.TeamID, webapi.MaxQuietTimes)
	})
}

// PostReminder sends a reminder.
func (c courier) PostReminder(ctx context.Context, slackUserID string, v approvals.ReminderView) (channel, ts string, err error) {
	ctx = shadow.With(ctx, shadow.About{Kind: shadow.Reminder, IdentityID: v.Viewer.ID})
	channel, ts, err = c.bot.calm.Post(ctx, slackUserID, cards.Reminder(v))
	return channel, ts, slackMeaning(err)
}

// FoldReminder takes the buttons from a reminder.
func (c courier) FoldReminder(ctx context.Context, f approvals.FoldReminder) error {
	return slackMeaning(c.bot.calm.Update(ctx, f.ChannelID, f.MessageTS, cards.FoldedReminder(f)))
}
