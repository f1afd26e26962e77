package approvals

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/db"
)

// ReminderItem is one waiting item as the policy of reminders looks at it.
type ReminderItem struct {
	// Since is when the person got the card, or would have.
	Since time.Time
	// Due is zero when the item does not expire.
	Due time.Time
	// Woke is when a snooze of it ended; zero when there was none.
	Woke time.Time
}

// ReminderFacts is everything that decides whether somebody is to be reminded now.
type ReminderFacts struct {
	Now time.Time
	// Zone is the person's time zone by its IANA name; "" when Slack does not tell.
	Zone     string
	Settings PersonalSettings
	// Items wait for the person: of a type that people are reminded of, not decided, not on their way, not snoozed.
	Items []ReminderItem
	// NextWake is when the first of his snoozed items comes back; zero when there is none.
	NextWake time.Time
	// Pending is true while anything at all is open, also what is on its way or of another type.
	Pending bool
	// Last is when the last reminder went out, Step how far the distance had grown with it; zero when there was none.
	Last time.Time
	Step int
}

// ReminderPlan is what the policy says.
type ReminderPlan struct {
	// Remind: now, with Step as the new step.
	Remind bool
	Step   int
	// LookAt is when to ask again; zero: not until something changes.
	LookAt time.Time
}

// ReminderRules are the settings of reminders as the desk needs them.
type ReminderRules struct {
	// Plan is the policy; package looping has it. nil: nobody is ever reminded.
	Plan func(ReminderFacts) ReminderPlan
	// Types are those that people are reminded of.
	Types map[ItemType]bool
	// Hours and Days are those of people who chose none of their own.
	Hours Hours
	Days  Days
}

// withDefaults puts in what somebody did not choose.
func (r ReminderRules) withDefaults(s PersonalSettings) PersonalSettings {
	if s.Told == "" {
		s.Told = ToldCard
	}
	if s.Hours == (Hours{}) {
		s.Hours = r.Hours
	}
	if s.Days == (Days{}) {
		s.Days = r.Days
	}
	return s
}

func (r ReminderRules) types() []string {
	types := []string{}
	for t, on := range r.Types {
		if on {
			types = append(types, string(t))
		}
	}
	return types
}

// maxReminderItems bounds what the policy looks at for one person; the soonest due are among them.
const maxReminderItems = 2000

// LookSoon asks for a look at whether these people are to be reminded, since something about them has changed.
func (d *Desk) LookSoon(ctx context.Context, identityIDs []string) error {
	return d.inTx(ctx, Lease{}, func(t *deskTx) error { return d.lookSoon(ctx, t, identityIDs...) })
}

func (d *Desk) lookSoon(ctx context.Context, t *deskTx, identityIDs ...string) error {
	if err := t.LookSoon(ctx, db.LookSoonParams{IdentityIds: identityIDs, LookAt: d.clock()}); err != nil {
		return fmt.Errorf("ask for a look at reminders: %w", err)
	}
	return nil
}

// lookSoonForItem is for items that wait again: their approvers may be looked at no more.
func (d *Desk) lookSoonForItem(ctx context.Context, t *deskTx, workItemID string) error {
	if err := t.LookSoonForItem(ctx, db.LookSoonForItemParams{WorkItemID: workItemID, LookAt: d.clock()}); err != nil {
		return fmt.Errorf("ask for a look at reminders: %w", err)
	}
	return nil
}

// MarkReminders looks at up to limit people whose turn it is, and marks those whose reminder is due, each with its job in
// the same transaction. It reports how many it looked at and how many it marked.
func (d *Desk) MarkReminders(ctx context.Context, lease Lease, limit int) (looked, marked int, err error) {
	ids, err := db.New(d.pool).RemindersToLookAt(ctx, db.RemindersToLookAtParams{Now: d.clock(), MaxRows: int32(limit)})
	if err != nil {
		return 0, 0, fmt.Errorf("list reminders to look at: %w", err)
	}
	for _, id := range ids {
		remind := false
		err := d.inTx(ctx, lease, func(t *deskTx) (err error) {
			remind, err = d.lookAt(ctx, t, id)
			return err
		})
		if err != nil {
			return looked, marked, fmt.Errorf("look at reminder of identity %s: %w", id, err)
		}
		looked++
		if remind {
			marked++
		}
	}
	return looked, marked, nil
}

func (d *Desk) lookAt(ctx context.Context, t *deskTx, identityID string) (bool, error) {
	row, err := t.LockReminder(ctx, identityID)
	if err != nil {
		return false, fmt.Errorf("lock: %w", err)
	}
	now := d.clock()
	if row.NextLookAt == nil || row.NextLookAt.After(now) {
		return false, nil
	}
	plan, err := d.plan(ctx, t.Queries, identityID, timeOf(row.LastAt), int(row.Step))
	if err != nil {
		return false, err
	}
	if !plan.Remind {
		err := t.SetReminderLook(ctx, db.SetReminderLookParams{IdentityID: identityID, NextLookAt: timePtr(plan.LookAt)})
		if err != nil {
			return false, fmt.Errorf("set next look: %w", err)
		}
		return false, nil
	}
	seq, err := t.MarkReminder(ctx, db.MarkReminderParams{IdentityID: identityID, Now: now, Step: int32(plan.Step), NextLookAt: timePtr(plan.LookAt)})
	if err != nil {
		return false, fmt.Errorf("mark: %w", err)
	}
	t.remind(identityID, seq)
	return true, nil
}

// plan reads what is true now and asks the policy.
func (d *Desk) plan(ctx context.Context, q *db.Queries, identityID string, last time.Time, step int) (ReminderPlan, error) {
	if d.cfg.Reminders.Plan == nil {
		return ReminderPlan{}, nil
	}
	f := ReminderFacts{Now: d.clock(), Last: last, Step: step}
	var err error
	if f.Settings, err = settingsOf(ctx, q, identityID); err != nil {
		return ReminderPlan{}, err
	}
	if f.Pending, err = q.HasPending(ctx, identityID); err != nil {
		return ReminderPlan{}, fmt.Errorf("ask for pending items: %w", err)
	}
	if f.Zone, err = q.ZoneOfIdentity(ctx, identityID); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return ReminderPlan{}, fmt.Errorf("read time zone: %w", err)
	}
	if f.Pending {
		if err := d.reminderItems(ctx, q, identityID, &f); err != nil {
			return ReminderPlan{}, err
		}
	}
	return d.cfg.Reminders.Plan(f), nil
}

func (d *Desk) reminderItems(ctx context.Context, q *db.Queries, identityID string, f *ReminderFacts) error {
	rows, err := q.ItemsToRemindOf(ctx, db.ItemsToRemindOfParams{IdentityID: identityID, Types: d.cfg.Reminders.types(), MaxRows: maxReminderItems})
	if err != nil {
		return fmt.Errorf("read items to remind of: %w", err)
	}
	for _, r := range rows {
		switch {
		case r.SnoozedUntil.After(f.Now):
			if f.NextWake.IsZero() || r.SnoozedUntil.Before(f.NextWake) {
				f.NextWake = r.SnoozedUntil
			}
		case r.SnoozedUntil.Unix() == 0:
			f.Items = append(f.Items, ReminderItem{Since: r.Since, Due: timeOf(r.DueAt)})
		default:
			f.Items = append(f.Items, ReminderItem{Since: r.Since, Due: timeOf(r.DueAt), Woke: r.SnoozedUntil})
		}
	}
	return nil
}
