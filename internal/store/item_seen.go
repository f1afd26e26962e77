package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store/absences"
	"github.com/iiq-approvals/bot/internal/store/owners"
	"github.com/iiq-approvals/bot/internal/store/stored"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// SeenStats counts what a read of IIQ changed here.
type SeenStats struct {
	New, Changed, Forwarded, Closed, Reopened, Unchanged, Stale int
}

func (s *SeenStats) add(o SeenStats) {
	s.New += o.New
	s.Changed += o.Changed
	s.Forwarded += o.Forwarded
	s.Closed += o.Closed
	s.Reopened += o.Reopened
	s.Unchanged += o.Unchanged
	s.Stale += o.Stale
}

// Seen stores what IIQ said about work items in an answer that was asked for at readAt (Postgres's clock, see Now).
// Items of types that are never shown leave no trace, nor do closed items that were never open here; an item that is
// stored is followed whatever its type becomes. What changed here after readAt is newer than the answer and stays. New
// cards stay new until ReleaseCards sends them. All items go in one transaction. Where it fails, each goes in its own,
// and the error says how many failed.
func (d Items) Seen(ctx context.Context, lease schedule.Lease, readAt time.Time, items []approvals.WorkItem) (SeenStats, error) {
	items, err := d.followed(ctx, items)
	if err != nil || len(items) == 0 {
		return SeenStats{}, err
	}
	stats, err := d.seenTx(ctx, lease, readAt, items)
	if err == nil || len(items) == 1 || ctx.Err() != nil || tx.LeaseLost(err) {
		return stats, err
	}
	var total SeenStats
	failed, last := 0, error(nil)
	for _, w := range items {
		s, err := d.seenTx(ctx, lease, readAt, []approvals.WorkItem{w})
		if err != nil {
			if tx.LeaseLost(err) {
				return total, err
			}
			failed, last = failed+1, fmt.Errorf("work item %s: %w", w.ID, err)
			continue
		}
		total.add(s)
	}
	if failed > 0 {
		return total, fmt.Errorf("store %d of %d work items: %w", failed, len(items), last)
	}
	return total, nil
}

func (d Items) seenTx(ctx context.Context, lease schedule.Lease, readAt time.Time, items []approvals.WorkItem) (SeenStats, error) {
	var stats SeenStats
	err := d.inTx(ctx, lease, func(t *tx.Tx) error {
		stats = SeenStats{}
		rows, err := t.LockWorkItems(ctx, idsOf(items))
		if err != nil {
			return fmt.Errorf("lock work items: %w", err)
		}
		known := map[string]db.WorkItem{}
		for _, r := range rows {
			known[r.ID] = r
		}
		who, err := owners.Of(ctx, t, items)
		if err != nil {
			return err
		}
		if err := absences.Present(ctx, t.Queries, approvals.AbsentItem, idsOf(items)); err != nil {
			return err
		}
		for _, w := range items {
			old, have := known[w.ID]
			if err := d.seenOne(ctx, t, readAt, w, old, have, who, &stats); err != nil {
				return fmt.Errorf("take over work item %s: %w", w.ID, err)
			}
		}
		if err := noteStamps(ctx, t, readAt, items, known); err != nil {
			return err
		}
		return keepParties(ctx, t, items)
	})
	if err == nil {
		d.sighted(stats)
	}
	return stats, err
}

// noteStamps keeps the last change that IIQ told of, so that a sweep over bare rows finds what has changed since. IIQ stamps changes
// that change nothing here, such as a reminder.
func noteStamps(ctx context.Context, t *tx.Tx, readAt time.Time, items []approvals.WorkItem, known map[string]db.WorkItem) error {
	var p db.NoteStampsParams
	for _, w := range items {
		old, have := known[w.ID]
		stamp := lastChange(w.Modified, w.Created)
		if !have || stamp.IsZero() || !w.State.Open() || old.ChangedAt.After(readAt) ||
			stamp.UnixMilli() == lastChange(stored.TimeOf(old.ModifiedAt), old.CreatedAt).UnixMilli() {
			continue
		}
		p.Ids, p.Stamps = append(p.Ids, w.ID), append(p.Stamps, stamp)
	}
	if len(p.Ids) == 0 {
		return nil
	}
	if err := t.NoteStamps(ctx, p); err != nil {
		return fmt.Errorf("note stamps of work items: %w", err)
	}
	return nil
}

func lastChange(modified, created time.Time) time.Time {
	if modified.IsZero() {
		return created
	}
	return modified
}

func idsOf(items []approvals.WorkItem) []string {
	ids := make([]string, len(items))
	for i, w := range items {
		ids[i] = w.ID
	}
	return ids
}

func (d Items) seenOne(ctx context.Context, t *tx.Tx, readAt time.Time, w approvals.WorkItem, old db.WorkItem, have bool, who owners.Known,
	stats *SeenStats) error {
	switch {
	case !have && !w.State.Open():
		return nil
	case !have:
		err := d.insertSeen(ctx, t, w, who)
		if errors.Is(err, errStoredMeanwhile) {
			stats.Stale++
			return nil
		}
		stats.New++
		return err
	case old.ChangedAt.After(readAt):
		stats.Stale++
		return nil
	case !w.State.Open():
		if old.State == db.ItemClosed {
			stats.Unchanged++
			return nil
		}
		return d.closeSeen(ctx, t, w, old, stats)
	}
	return d.updateSeen(ctx, t, w, old, who, stats)
}

// closeSeen ends an item that IIQ shows as ended. An item with a decision on its way is left to the decision's worker,
// which finds out whether that decision ended it.
func (d Items) closeSeen(ctx context.Context, t *tx.Tx, w approvals.WorkItem, old db.WorkItem, stats *SeenStats) error {
	ours, err := decisionOfRound(ctx, t.Queries, old)
	if err != nil {
		return err
	}
	if ours != nil {
		stats.Unchanged++
		return nil
	}
	stats.Closed++
	return d.closeItem(ctx, t, old, closedInIIQ(w, d.clock()))
}

func (d Items) insertSeen(ctx context.Context, t *tx.Tx, w approvals.WorkItem, who owners.Known) error {
	k, err := d.keepItem(ctx, t, w, nil, who.Group(w.Owner.ID))
	if err != nil {
		return err
	}
	return owners.SetApprovers(ctx, t, w, k.round, who, owners.Change{})
}

func (d Items) updateSeen(ctx context.Context, t *tx.Tx, w approvals.WorkItem, old db.WorkItem, who owners.Known, stats *SeenStats) error {
	k, err := d.keepItem(ctx, t, w, &old, who.Group(w.Owner.ID))
	if err != nil {
		return err
	}
	changed := k.opened || k.changed
	switch {
	case k.opened:
		stats.Reopened++
	case k.changed:
		stats.Changed++
	}
	if old.NotRecorded {
		if err := t.SetNotRecorded(ctx, db.SetNotRecordedParams{ID: old.ID}); err != nil {
			return fmt.Errorf("give buttons back: %w", err)
		}
		changed = true
	}
	if !changed && w.Owner.ID == old.OwnerID {
		stats.Unchanged++
		return nil
	}
	change, err := d.changeOfOwner(ctx, t, w, old, stats)
	if err != nil {
		return err
	}
	if err := owners.SetApprovers(ctx, t, w, k.round, who, change); err != nil {
		return err
	}
	return tx.RaiseCards(ctx, t, old.ID, uuid.Nil)
}

// changeOfOwner says whether the item was forwarded since it was stored.
func (d Items) changeOfOwner(ctx context.Context, t *tx.Tx, w approvals.WorkItem, old db.WorkItem,
	stats *SeenStats) (owners.Change, error) {
	if w.Owner.ID == old.OwnerID {
		return owners.Change{}, nil
	}
	stats.Forwarded++
	before, err := owners.Read(ctx, t.Queries, []string{old.OwnerID})
	if err != nil {
		return owners.Change{}, err
	}
	return owners.Change{Forwarded: true, By: before.Name(approvals.Ref{ID: old.OwnerID, Name: old.OwnerName})}, nil
}

// closedInIIQ gives the outcome of an item that IIQ itself shows as closed.
func closedInIIQ(w approvals.WorkItem, now time.Time) approvals.OutcomeView {
	o, approved, denied := approvals.OutcomeOf(w.State, w.Lines)
	at := w.Modified
	if at.IsZero() {
		at = now
	}
	v := approvals.OutcomeView{Outcome: o, By: w.Completer, Comment: w.CompletionComments, At: at, Approved: approved, Denied: denied,
		State: w.State, Lines: w.Lines}
	if w.CompletionComments != "" {
		v.Comments = []string{w.CompletionWritten, w.CompletionComments}
	}
	return v
}

// sighted calls Sighted with what a read of IIQ has changed.
func (d Items) sighted(s SeenStats) {
	if d.cfg.Sighted != nil {
		d.cfg.Sighted(s)
	}
}
