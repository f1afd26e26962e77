package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/reminders"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// ReminderSender sends reminders to Slack.
type ReminderSender interface {
	// QuietUntil gives when the person's Do Not Disturb schedule next lets messages through; zero: it does now.
	QuietUntil(ctx context.Context, slackUserID string) (time.Time, error)
	// MayPost and MayUpdate are those of CardSender.
	MayPost(ctx context.Context, slackUserID string, urgent bool) error
	MayUpdate(ctx context.Context, urgent bool) error
	// PostReminder sends a reminder. approvals.ErrUnclear: it may have gone out.
	PostReminder(ctx context.Context, slackUserID string, v approvals.ReminderView) (channel, ts string, err error)
	// FoldReminder removes the buttons from a reminder that another one has replaced.
	FoldReminder(ctx context.Context, f approvals.FoldReminder) error
}

// RemindPersonWorker sends marked reminders.
type RemindPersonWorker struct {
	river.WorkerDefaults[tx.RemindPerson]
	Store  *store.Store
	People People
	Sender ReminderSender
	Clock  func() time.Time
	Log    *slog.Logger
	// Ended, which may be nil, is called with how each ended: sent, quiet, not_now, unreachable, retry or unclear.
	Ended func(result string)
}

const (
	// remindAgain is how long a reminder that could not go out waits, where no better moment is known.
	remindAgain = 5 * time.Minute
	// reachAgain is how long the bot waits before it tries again to reach somebody who cannot be reached in Slack.
	reachAgain = 6 * time.Hour
	// askPatience bounds the request for the schedule, which has a small budget at Slack.
	askPatience = 20 * time.Second
	putBackTime = 5 * time.Second
)

// Work sends one reminder, once. A reminder that surely did not go out is put back and comes later. One that may have
// gone out is not sent again.
func (w *RemindPersonWorker) Work(ctx context.Context, job *river.Job[tx.RemindPerson]) error {
	return attempt[reminders.Claim]{
		claim: func(ctx context.Context) (reminders.Claim, error) {
			return w.Store.ClaimReminder(ctx, job.Args.IdentityID, job.Args.Seq)
		},
		act: func(ctx context.Context, c reminders.Claim) outcome {
			if err := w.send(ctx, c); err != nil {
				result, err := w.failed(ctx, c, err)
				return outcome{name: result, err: err}
			}
			return outcome{name: "sent"}
		},
		ended: w.Ended,
	}.run(ctx)
}

// quietError says that the person must not be disturbed until then.
type quietError struct{ until time.Time }

func (e *quietError) Error() string { return "do not disturb" }

func (w *RemindPersonWorker) send(ctx context.Context, c reminders.Claim) error {
	user, err := w.People.Reach(ctx, c.IdentityID)
	if err != nil {
		return fmt.Errorf("find approver: %w", err)
	}
	c.Reader = user
	// Reach may have found another time zone, so the reminder is judged again before Slack is asked for the schedule.
	if _, err := w.Store.Reminder(ctx, c); err != nil {
		return err
	}
	if err := w.mayDisturb(ctx, user.ID); err != nil {
		return err
	}
	if err := w.Sender.MayPost(ctx, user.ID, false); err != nil {
		return err
	}
	v, err := w.Store.Reminder(ctx, c)
	if err != nil {
		return err
	}
	channel, ts, err := w.Sender.PostReminder(ctx, user.ID, v)
	if err != nil {
		return fmt.Errorf("post reminder: %w", err)
	}
	if err := w.Store.ReminderSent(ctx, c, channel, ts, v.Total); err != nil {
		return fmt.Errorf("note what went out: %w: %w", approvals.ErrUnclear, err)
	}
	return nil
}

// mayDisturb asks Slack for the person's schedule. When Slack cannot say, the message goes out, since Slack itself
// holds notifications back during the schedule (docs/slack-facts.md#do-not-disturb). When Slack is busy, it is asked
// later.
func (w *RemindPersonWorker) mayDisturb(ctx context.Context, slackUserID string) error {
	ask, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	until, err := w.Sender.QuietUntil(ask, slackUserID)
	switch {
	case err != nil && (approvals.RetryAfter(err) > 0 || ask.Err() != nil):
		return fmt.Errorf("ask for the Do Not Disturb schedule: %w", err)
	case err != nil:
		w.Log.WarnContext(ctx, "Slack does not tell a Do Not Disturb schedule; the reminder goes out", "slack_user_id", slackUserID, "error", err)
	case until.After(w.Clock()):
		return &quietError{until}
	}
	return nil
}

// failed puts back a reminder that did not go out.
func (w *RemindPersonWorker) failed(ctx context.Context, c reminders.Claim, cause error) (string, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), putBackTime)
	defer cancel()
	now := w.Clock()
	var quiet *quietError
	_, refused := approvals.AsRefusal(cause)
	switch {
	case errors.Is(cause, approvals.ErrUnclear):
		w.Log.WarnContext(ctx, "a reminder may have gone out unheard; it is not sent again", "identity_id", c.IdentityID, "error", cause)
		return "unclear", nil
	case errors.Is(cause, approvals.ErrClaimLost):
		return "lost", nil
	case errors.Is(cause, approvals.ErrNotNow):
		return "not_now", nil
	case errors.As(cause, &quiet):
		return "quiet", w.Store.PutReminderBack(ctx, c, quiet.until)
	case refused, errors.Is(cause, approvals.ErrCannotWrite):
		w.Log.InfoContext(ctx, "an approver cannot be reminded in Slack", "identity_id", c.IdentityID, "error", cause)
		return "unreachable", w.Store.PutReminderBack(ctx, c, now.Add(reachAgain))
	}
	wait, level := remindAgain, slog.LevelWarn
	if wish := approvals.RetryAfter(cause); wish > 0 {
		wait, level = min(wish, time.Hour), slog.LevelDebug
	}
	w.Log.Log(ctx, level, "reminder waits", "identity_id", c.IdentityID, "again_in", wait.String(), "error", cause)
	return "retry", w.Store.PutReminderBack(ctx, c, now.Add(wait))
}

// FoldReminderWorker removes the buttons from reminders that are no longer the last one, and the items from those whose reader has lost
// the identity that they are about.
type FoldReminderWorker struct {
	river.WorkerDefaults[approvals.FoldReminder]
	Store  *store.Store
	Sender ReminderSender
}

// goneTries is how often Slack has to say of a reminder's message that it is not there.
const goneTries = 4

// Work changes one message. Changing it twice does no harm. A message that is gone has no buttons, and Slack is believed when it has
// said so several times.
func (f *FoldReminderWorker) Work(ctx context.Context, job *river.Job[approvals.FoldReminder]) error {
	if err := f.Sender.MayUpdate(ctx, false); err != nil {
		return river.JobSnooze(max(time.Second, min(approvals.RetryAfter(err), time.Minute)))
	}
	err := f.Sender.FoldReminder(ctx, job.Args)
	if (errors.Is(err, approvals.ErrMessageGone) || errors.Is(err, approvals.ErrCannotWrite)) && job.Attempt >= goneTries {
		err = nil
	}
	if err != nil {
		return err
	}
	return f.Store.ReminderCleared(ctx, job.Args)
}
