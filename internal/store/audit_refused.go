package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/crowds"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// maxUnwritten bounds the refusals that wait for Postgres. Refusals beyond it go to the process's log alone.
const maxUnwritten = 1000

// unwritten are entries of refusals that could not be written at once.
type unwritten struct {
	mu      sync.Mutex // guards all
	entries []audit.Entry
}

func newUnwritten() *unwritten { return &unwritten{} }

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

const (
	// refusalsWithin bounds a transaction of refusals, whose callers wait for their own time alone. One that is broken off while it waits
	// for the end of the log may leave open whether it was written.
	refusalsWithin = 4 * refusalBudget
	// refusalsTogether bounds the refusals of one transaction.
	refusalsTogether = 100
	// refusalsAfter is how long refusals let clicks that may be stored go before them: both need the end of the decision log.
	refusalsAfter = 200 * time.Millisecond
)

// ClickRefused notes that somebody tried to decide and was refused before their click was judged. The entry names the
// person as far as they were identified before the refusal. An entry that cannot be written now is kept for
// WriteRefusals.
func (d Refusals) ClickRefused(ctx context.Context, c approvals.Click, r *approvals.Refusal) {
	d.clickRefused(ctx, c, r, nil)
}

// clickRefused is ClickRefused for a click that was judged by what is given; nil where it was not.
func (d Refusals) clickRefused(ctx context.Context, c approvals.Click, r *approvals.Refusal, seen *clicked) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refusalBudget)
	defer cancel()
	var e audit.Entry
	var err error
	if seen != nil && seen.entry != nil {
		e = *seen.entry
	} else {
		e, err = d.entryOfRefused(ctx, c)
	}
	e = refusedEntry(e, r)
	if err != nil {
		d.keep(ctx, e, err)
		return
	}
	d.writeWithOthers(ctx, e)
}

// refusedEntry makes of the entry of a click that of its refusal.
func refusedEntry(e audit.Entry, r *approvals.Refusal) audit.Entry {
	if e.Item != nil {
		item := *e.Item
		item.Lines, item.Justification = nil, ""
		e.Item = &item
	}
	e.Kind, e.Refusal = audit.ClickRefused, refusalEntry(r)
	return e
}

// writeWithOthers writes an entry together with those that came while the transaction before was under way: only one
// transaction at a time can append to the log, so that many refusals at once would keep clicks from being stored. It
// returns when the entry is written or kept, or when ctx ends; the entry is written or kept then by whoever has it.
func (d Refusals) writeWithOthers(ctx context.Context, e audit.Entry) {
	if err := d.refusing.Do(ctx, e); err != nil && !errors.Is(err, crowds.ErrUnderWay) {
		d.keep(ctx, e, err)
	}
}

// writeTogether is what refusing does with a batch.
func (d Refusals) writeTogether(entries []audit.Entry) {
	ctx, cancel := context.WithTimeout(context.Background(), refusalsAfter)
	d.storing.AwaitIdle(ctx)
	cancel()
	ctx, cancel = context.WithTimeout(context.Background(), refusalsWithin)
	defer cancel()
	err := d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		t.Record(entries...)
		return nil
	})
	for _, e := range entries {
		if err != nil {
			d.keep(ctx, e, err)
		}
	}
}

// keep leaves an entry to WriteRefusals, unless it may be written already or there are too many.
func (d Refusals) keep(ctx context.Context, e audit.Entry, err error) {
	if !errors.Is(err, approvals.ErrUncertain) && d.unwritten.add(e) {
		d.log.WarnContext(ctx, "a refusal cannot be written to the audit log now; it is tried again", "error", err)
		return
	}
	d.lost(ctx, []audit.Entry{e}, err)
}

// entryOfRefused gives the entry of a click that was not judged. With an error it still says who clicked what.
func (d Refusals) entryOfRefused(ctx context.Context, c approvals.Click) (audit.Entry, error) {
	seen := &clicked{click: c}
	trip := &tx.Trip{}
	trip.Ask(func(q *db.Queries) (err error) {
		seen.row, err = itemOrNone(q.GetWorkItem(ctx, c.WorkItemID))
		return err
	})
	trip.Ask(func(q *db.Queries) (err error) {
		seen.link, err = linkOf(ctx, q, c.Person.Slack, d.clock())
		return err
	})
	if c.CardID != uuid.Nil {
		trip.Ask(func(q *db.Queries) (err error) {
			seen.card, err = namedCard(ctx, q, c)
			return err
		})
	}
	if err := d.base.Look(ctx, trip); err != nil {
		return audit.Entry{ClickID: c.ID, Verdict: verdictWord(c.Verdict, c.Lines), Comment: c.Comment, Clicked: d.clock(),
			Item: &audit.Item{ID: c.WorkItemID}, Who: linkedAs(c.Person, nil)}, err
	}
	return d.clicks().entryOfClick(seen)
}

// WriteRefusals writes the entries that ClickRefused could not, and reports how many. When it fails it keeps them
// again.
func (d Refusals) WriteRefusals(ctx context.Context) (int, error) {
	entries := d.unwritten.take()
	if len(entries) == 0 {
		return 0, nil
	}
	err := d.inTx(ctx, schedule.Lease{}, func(t *tx.Tx) error {
		t.Record(entries...)
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
