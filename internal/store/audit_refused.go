package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// maxUnwritten bounds the refusals that wait for Postgres. Refusals beyond it go to the process's log alone.
const maxUnwritten = 1000

// unwritten are entries of refusals that could not be written at once.
type unwritten struct {
	mu      sync.Mutex // guards entries
	entries []audit.Entry
}

func (u *unwritten) add(e audit.Entry) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.entries) >= maxUnwritten {
		return false
	}
	u.entries = append(u.entries, e)
	return true
}

func (u *unwritten) take() []audit.Entry {
	u.mu.Lock()
	defer u.mu.Unlock()
	all := u.entries
	u.entries = nil
	return all
}

// refusalBudget bounds the time for writing one refusal, since the click's own deadline may have passed.
const refusalBudget = 500 * time.Millisecond

// ClickRefused notes, in a transaction of its own, that somebody tried to decide and was refused. The entry names the
// person as far as they were identified before the refusal. An entry that cannot be written now is kept for
// WriteRefusals.
func (d Refusals) ClickRefused(ctx context.Context, c approvals.Click, r *approvals.Refusal) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refusalBudget)
	defer cancel()
	e, err := d.entryOfRefused(ctx, c)
	e.Kind, e.Refusal = audit.ClickRefused, refusalEntry(r)
	if err == nil {
		if err = d.inTx(ctx, schedule.Lease{}, func(t *Tx) error { t.record(e); return nil }); err == nil {
			return
		}
	}
	if !errors.Is(err, approvals.ErrUncertain) && d.unwritten.add(e) {
		d.log.WarnContext(ctx, "a refusal cannot be written to the audit log now; it is tried again", "error", err)
		return
	}
	d.lost(ctx, []audit.Entry{e}, err)
}

func (d Refusals) entryOfRefused(ctx context.Context, c approvals.Click) (audit.Entry, error) {
	q := db.New(d.pool)
	row, err := q.GetWorkItem(ctx, c.WorkItemID)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		// Who and what is known all the same.
		return audit.Entry{ClickID: c.ID, Verdict: string(c.Verdict), Comment: c.Comment, Clicked: d.clock(),
			Item: &audit.Item{ID: c.WorkItemID},
			Who: &audit.Who{SlackTeamID: c.Person.Slack.TeamID, SlackUserID: c.Person.Slack.ID, IdentityID: c.Person.Identity.ID,
				IdentityName: c.Person.Identity.Name, DisplayName: c.Person.Identity.DisplayName()}}, fmt.Errorf("read work item: %w", err)
	}
	known := &row
	if err != nil {
		known = nil
	}
	e, err := d.decisions().entryOfClick(ctx, q, c, known)
	if e.Item != nil {
		e.Item.Lines, e.Item.Justification = nil, ""
	}
	return e, err
}

// WriteRefusals writes the entries that ClickRefused could not, and reports how many. When it fails it keeps them
// again.
func (d Refusals) WriteRefusals(ctx context.Context) (int, error) {
	entries := d.unwritten.take()
	if len(entries) == 0 {
		return 0, nil
	}
	err := d.inTx(ctx, schedule.Lease{}, func(t *Tx) error {
		t.entries = append(t.entries, entries...)
		return nil
	})
	if err == nil {
		return len(entries), nil
	}
	for i, e := range entries {
		if errors.Is(err, approvals.ErrUncertain) || !d.unwritten.add(e) {
			d.lost(ctx, entries[i:], err)
			break
		}
	}
	return 0, fmt.Errorf("write refusals to the audit log: %w", err)
}

// LostRefusals logs the refusals that are still unwritten when the process ends.
func (d Refusals) LostRefusals(ctx context.Context) { d.lost(ctx, d.unwritten.take(), nil) }

// lost logs what each refusal's entry would have said, without texts.
func (d Refusals) lost(ctx context.Context, entries []audit.Entry, err error) {
	for _, e := range entries {
		d.log.ErrorContext(ctx, "a refusal may be missing in the audit log", "envelope_id", e.ClickID, "slack_user_id", e.Who.SlackUserID,
			"identity_id", e.Who.IdentityID, "work_item_id", e.Item.ID, "verdict", e.Verdict, "code", e.Refusal.Code, "clicked_at",
			e.Clicked, "error", err)
	}
}
