package rounds

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

const (
	// sightsPage is how many open items are read from our tables at once.
	sightsPage = 1000
	// maxStrange bounds the items that are not open here and that one round asks for; the next round goes on.
	maxStrange = 1000
	// mostStrangers bounds how many items of no interest are remembered.
	mostStrangers = 100_000
)

// sweep holds what is open here against the bare rows of all of IIQ's items, as a gateway gives them by the thousand. Whole items are
// read only where a row differs. after is how far it came; done is false where the rest is to be asked for by ids.
func (r *Reconcile) sweep(ctx context.Context, lease schedule.Lease, l *look) (after string, done bool, failed error) {
	if r.Bulk == nil {
		return "", false, nil
	}
	ours := &sights{store: r.Store}
	for {
		readAt, err := r.Store.Now(ctx)
		if err != nil {
			return after, true, errors.Join(failed, err)
		}
		rows, err := r.Bulk.WorkItemStates(ctx, after)
		if err != nil {
			if ctx.Err() == nil && !errors.Is(err, approvals.ErrNotOffered) {
				r.Log.WarnContext(ctx, "the gateway does not list all work items; those that are open here are asked for by id", "error", err)
			}
			return after, false, errors.Join(failed, ctx.Err())
		}
		upTo := ""
		if len(rows) > 0 {
			upTo = rows[len(rows)-1].ID
		}
		here, err := ours.upTo(ctx, upTo)
		if err == nil {
			err = r.compare(ctx, lease, readAt, rows, here, l)
		}
		if err != nil {
			if failed = err; stops(ctx, err) {
				return after, true, err
			}
		}
		if len(rows) == 0 {
			return after, true, failed
		}
		after = upTo
	}
}

// compare holds one page of rows against what is open here in its range.
func (r *Reconcile) compare(ctx context.Context, lease schedule.Lease, readAt time.Time, rows []approvals.BareItem, here []store.ItemSight,
	l *look) error {
	byID := make(map[string]approvals.BareItem, len(rows))
	for _, row := range rows {
		byID[row.ID] = row
	}
	var all, there, differ, missing []string
	for _, w := range here {
		row, listed := byID[w.ID]
		delete(byID, w.ID)
		all = append(all, w.ID)
		switch {
		case listed:
			if there = append(there, w.ID); differs(row, w) {
				differ = append(differ, w.ID)
			}
		case !w.Changed.After(readAt):
			missing = append(missing, w.ID)
		}
	}
	l.witnessed = l.witnessed || len(there) > 0
	if err := r.Store.Present(ctx, approvals.AbsentItem, there); err != nil {
		return err
	}
	failed := r.readWhole(ctx, lease, differ)
	if failed == nil || !stops(ctx, failed) {
		failed = errors.Join(failed, r.meet(ctx, lease, byID, l))
	}
	if failed != nil && stops(ctx, failed) {
		return failed
	}
	if err := r.missing(ctx, lease, readAt, missing, l); err != nil {
		return err
	}
	return errors.Join(failed, r.repair(ctx, lease, all))
}

// differs reports whether an item has to be read: it was changed, forwarded or ended.
func differs(row approvals.BareItem, w store.ItemSight) bool {
	return !row.State.Open() || row.Stamp.UnixMilli() != w.Stamp.UnixMilli() || row.OwnerID != w.OwnerID
}

// readWhole reads these items and stores them. What is not found has ended since its row was read, and is left to the next round.
func (r *Reconcile) readWhole(ctx context.Context, lease schedule.Lease, ids []string) (failed error) {
	for some := range slices.Chunk(ids, reconcilePage) {
		if _, err := r.readItems(ctx, lease, some); err != nil {
			if failed = err; stops(ctx, err) {
				return err
			}
		}
	}
	return failed
}

func (r *Reconcile) readItems(ctx context.Context, lease schedule.Lease, ids []string) (map[string]approvals.WorkItem, error) {
	readAt, err := r.Store.Now(ctx)
	if err != nil {
		return nil, err
	}
	found, _, err := r.Items.WorkItemsByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read work items that have changed: %w", err)
	}
	stats, err := r.takeOver(ctx, lease, readAt, found)
	if stats.New+stats.Reopened > 0 {
		r.Log.InfoContext(ctx, "a sweep found open work items that no poll had shown", "new", stats.New, "reopened", stats.Reopened)
	}
	return found, err
}

// meet reads open items that are not open here: no poll has shown them, or they were closed wrongly. Those that leave no trace here,
// such as items of types that nobody is shown, are remembered and not asked for again. What has changed a moment ago is the poll's.
func (r *Reconcile) meet(ctx context.Context, lease schedule.Lease, rows map[string]approvals.BareItem, l *look) error {
	var ids []string
	now := r.Items.Clock()
	for id, row := range rows {
		if row.State.Open() && now.Sub(row.Stamp).Abs() > overlap && !r.strangers.has(id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	ids = ids[:min(len(ids), max(0, maxStrange-l.strange))]
	l.strange += len(ids)
	for some := range slices.Chunk(ids, reconcilePage) {
		found, err := r.readItems(ctx, lease, some)
		if err != nil {
			return err
		}
		known, err := r.Store.ItemsKnown(ctx, some)
		if err != nil {
			return err
		}
		for id := range found {
			if !known[id] {
				r.strangers.add(id)
			}
		}
	}
	return nil
}

// sights goes through what is open here in the order of ids.
type sights struct {
	store *store.Store
	ahead []store.ItemSight
	after string
	done  bool
}

// upTo gives the next items whose id is not after the given one; "" for all that are left.
func (s *sights) upTo(ctx context.Context, id string) (out []store.ItemSight, err error) {
	for {
		n := 0
		for n < len(s.ahead) && (id == "" || s.ahead[n].ID <= id) {
			n++
		}
		out, s.ahead = append(out, s.ahead[:n]...), s.ahead[n:]
		if len(s.ahead) > 0 || s.done {
			return out, nil
		}
		if s.ahead, err = s.store.OpenItemSights(ctx, s.after, sightsPage); err != nil {
			return out, err
		}
		if s.done = len(s.ahead) == 0; !s.done {
			s.after = s.ahead[len(s.ahead)-1].ID
		}
	}
}

// strangers are items of IIQ that are of no interest here. The zero value is empty.
type strangers struct {
	mu  sync.Mutex
	ids map[string]bool
}

func (s *strangers) has(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ids[id]
}

// add remembers one. Where there are too many, another is forgotten, and is asked for once more.
func (s *strangers) add(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ids == nil {
		s.ids = map[string]bool{}
	}
	if len(s.ids) >= mostStrangers {
		for one := range s.ids {
			delete(s.ids, one)
			break
		}
	}
	s.ids[id] = true
}
