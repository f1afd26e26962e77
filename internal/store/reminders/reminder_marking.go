package reminders

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// maxReminderItems bounds the items that the policy sees of one person. The soonest due are among them.
const maxReminderItems = 2000

// People is what reminders need of people and of what they may see.
type People interface {
	// SettingsOf reads what somebody chose for themselves.
	SettingsOf(ctx context.Context, q *db.Queries, identityID string) (approvals.PersonalSettings, error)
	// LanguageOfIdentity gives the language of an identity, LanguageOfSlackUser that of a Slack user who may have none.
	LanguageOfIdentity(ctx context.Context, q *db.Queries, identityID string) (approvals.Language, error)
	LanguageOfSlackUser(ctx context.Context, teamID, slackUserID string) (approvals.Language, error)
	// Shown gives who an identity is, and what they may see of these items that wait for them.
	Shown(ctx context.Context, q *db.Queries, identityID string, items []db.WorkItem, now time.Time) (approvals.Identity, []approvals.Row,
		error)
}

// Reminders mark and send what is waiting.
type Reminders struct {
	base   *tx.Base
	rules  approvals.ReminderRules
	people People
}

// New makes the use cases of reminders. rules say when people are reminded.
func New(base *tx.Base, rules approvals.ReminderRules, people People) Reminders {
	return Reminders{base: base, rules: rules, people: people}
}

// LookSoon asks the policy again soon for these people, since something about them has changed.
func (d Reminders) LookSoon(ctx context.Context, identityIDs []string) error {
	return d.base.InTx(ctx, schedule.Lease{}, func(t *tx.Tx) error { return LookSoon(ctx, t, d.base.Clock(), identityIDs...) })
}

// LookSoon is LookSoon within a transaction.
func LookSoon(ctx context.Context, t *tx.Tx, now time.Time, identityIDs ...string) error {
	if err := t.LookSoon(ctx, db.LookSoonParams{IdentityIds: identityIDs, LookAt: now}); err != nil {
		return fmt.Errorf("ask for a look at reminders: %w", err)
	}
	return nil
}

// LookSoonForItem is LookSoon for the approvers of an item that waits again, since nothing else may ask for them.
func LookSoonForItem(ctx context.Context, t *tx.Tx, now time.Time, workItemID string) error {
	if err := t.LookSoonForItem(ctx, db.LookSoonForItemParams{WorkItemID: workItemID, LookAt: now}); err != nil {
		return fmt.Errorf("ask for a look at reminders: %w", err)
	}
	return nil
}

// remindersTogether is how many people are marked in one transaction. Slack is asked about so many at once, and the first to be
// reminded asks for those who are marked by then (docs/slack-facts.md#do-not-disturb).
const remindersTogether = 50

// MarkReminders asks the policy for up to limit people whose turn it is, and marks each due reminder with its job in
// the same transaction. It reports how many people it looked at and how many it marked.
func (d Reminders) MarkReminders(ctx context.Context, lease schedule.Lease, limit int) (looked, marked int, err error) {
	ids, err := db.New(d.base.Pool).RemindersToLookAt(ctx, db.RemindersToLookAtParams{Now: d.base.Clock(), MaxRows: int32(limit)})
	if err != nil {
		return 0, 0, fmt.Errorf("list reminders to look at: %w", err)
	}
	for page := range slices.Chunk(ids, remindersTogether) {
		// Sorted, so that two transactions never wait for each other.
		slices.Sort(page)
		n, err := d.markTogether(ctx, lease, page)
		if err != nil {
			return looked, marked, err
		}
		looked, marked = looked+len(page), marked+n
	}
	return looked, marked, nil
}

func (d Reminders) markTogether(ctx context.Context, lease schedule.Lease, ids []string) (marked int, err error) {
	err = d.base.InTx(ctx, lease, func(t *tx.Tx) error {
		marked = 0
		for _, id := range ids {
			remind, err := d.lookAt(ctx, t, id)
			if err != nil {
				return fmt.Errorf("look at reminder of identity %s: %w", id, err)
			}
			if remind {
				marked++
			}
		}
		return nil
	})
	return marked, err
}

func (d Reminders) lookAt(ctx context.Context, t *tx.Tx, identityID string) (bool, error) {
	row, err := t.LockReminder(ctx, identityID)
	if err != nil {
		return false, fmt.Errorf("lock: %w", err)
	}
	now := d.base.Clock()
	if row.NextLookAt == nil || row.NextLookAt.After(now) {
		return false, nil
	}
	plan, err := d.plan(ctx, t.Queries, identityID, stored.TimeOf(row.LastAt), int(row.Step))
	if err != nil {
		return false, err
	}
	if !plan.Remind {
		err := t.SetReminderLook(ctx, db.SetReminderLookParams{IdentityID: identityID, NextLookAt: stored.TimePtr(plan.LookAt)})
		if err != nil {
			return false, fmt.Errorf("set next look: %w", err)
		}
		return false, nil
	}
	seq, err := t.MarkReminder(ctx, db.MarkReminderParams{IdentityID: identityID, Now: now, Step: int32(plan.Step),
		NextLookAt: stored.TimePtr(plan.LookAt)})
	if err != nil {
		return false, fmt.Errorf("mark: %w", err)
	}
	t.Remind(identityID, seq)
	return true, nil
}

// plan reads the facts as they are now and asks the policy.
func (d Reminders) plan(ctx context.Context, q *db.Queries, identityID string, last time.Time, step int) (approvals.ReminderPlan, error) {
	if d.rules.Plan == nil {
		return approvals.ReminderPlan{}, nil
	}
	f := approvals.ReminderFacts{Now: d.base.Clock(), Last: last, Step: step}
	var err error
	if f.Settings, err = d.people.SettingsOf(ctx, q, identityID); err != nil {
		return approvals.ReminderPlan{}, err
	}
	if f.Pending, err = q.HasPending(ctx, identityID); err != nil {
		return approvals.ReminderPlan{}, fmt.Errorf("ask for pending items: %w", err)
	}
	if f.Zone, err = q.ZoneOfIdentity(ctx, identityID); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return approvals.ReminderPlan{}, fmt.Errorf("read time zone: %w", err)
	}
	if f.Pending {
		if err := d.reminderItems(ctx, q, identityID, &f); err != nil {
			return approvals.ReminderPlan{}, err
		}
	}
	return d.rules.Plan(f), nil
}

func (d Reminders) reminderItems(ctx context.Context, q *db.Queries, identityID string, f *approvals.ReminderFacts) error {
	rows, err := q.ItemsToRemindOf(ctx, db.ItemsToRemindOfParams{IdentityID: identityID, Types: d.rules.KindsOfItem(),
		MaxRows: maxReminderItems})
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
			f.Items = append(f.Items, approvals.ReminderItem{Since: r.Since, Due: stored.TimeOf(r.DueAt)})
		default:
			f.Items = append(f.Items, approvals.ReminderItem{Since: r.Since, Due: stored.TimeOf(r.DueAt), Woke: r.SnoozedUntil})
		}
	}
	return nil
}
