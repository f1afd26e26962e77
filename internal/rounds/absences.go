package rounds

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// Absences asks IIQ again, on whichever replica, for what its answers lacked. It asks soon after the first answer, so
// that an item that has ended shows within seconds. It also asks for items that were closed, and workgroups that were
// emptied, only because a list lacked them, so that whatever turns out to exist is open again within a minute, however
// much it is. Older versions may run beside this one; they believe one empty list.
type Absences struct {
	Store      *store.Store
	Reconcile  *Reconcile
	Workgroups *Workgroups
	Log        *slog.Logger

	// some is whether the last run found that something is missing.
	some atomic.Bool
}

const (
	// AbsencesEvery is how often the round runs while nothing is missing. What is missing is asked for again no sooner than twice
	// that after the first answer, so the round meets it before.
	AbsencesEvery = 5 * time.Second
	// absencesAgain is how often it runs while something is.
	absencesAgain = 2 * time.Second
	// absencesAtOnce bounds one run; the rest comes with the next.
	absencesAtOnce = 500
	// witnessItems is how many items that are known to exist go along with each page of missing ones.
	witnessItems = 5
	// reopenEach is how often IIQ is asked for empty workgroups, and for items that were closed within reopenWithin only
	// because a list lacked them.
	reopenEach   = 20 * time.Second
	reopenWithin = time.Hour
	// reopenSince is how far back the search goes once an item has turned out to exist. One page of that time goes along
	// with each run.
	reopenSince = 7 * 24 * time.Hour
	// reopenMost bounds the pages of one such search.
	reopenMost = 1000
	// emptyAtOnce bounds how many workgroups without members one run expands.
	emptyAtOnce = 100
)

// Run does one round. Nearly always nothing is missing, and nothing is done.
func (a *Absences) Run(ctx context.Context, lease schedule.Lease) error {
	some, marked, err := a.Store.LookAtAbsences(ctx, lease.Name)
	if err != nil {
		return err
	}
	a.some.Store(some)
	var steps []func(context.Context, schedule.Lease) error
	if some {
		steps = append(steps, a.items, a.members)
	}
	if marked >= reopenEach {
		steps = append(steps, a.reopen)
	}
	var failed error
	for _, step := range steps {
		if err := step(ctx, lease); err != nil {
			if stops(ctx, err) {
				return err
			}
			failed = errors.Join(failed, err)
		}
	}
	if some {
		failed = errors.Join(failed, a.Store.DropStaleAbsences(ctx))
	}
	return failed
}

// Sooner says when the round is due again.
func (a *Absences) Sooner() time.Duration {
	if a.some.Load() {
		return absencesAgain
	}
	return AbsencesEvery
}

// items reads open items again that earlier answers lacked. Items that are known to exist go along, so that one list
// shows both.
func (a *Absences) items(ctx context.Context, lease schedule.Lease) error {
	due, err := a.Store.AbsencesDue(ctx, approvals.AbsentItem, absencesAtOnce)
	if err != nil || len(due) == 0 {
		return err
	}
	along, err := a.Store.OpenItemsPresent(ctx, witnessItems)
	if err != nil {
		return err
	}
	l, failed := &look{}, error(nil)
	for len(due) > 0 {
		n := min(len(due), reconcilePage-len(along))
		ids := make([]string, 0, reconcilePage)
		for _, one := range due[:n] {
			ids = append(ids, one.ID)
		}
		if err := a.Reconcile.page(ctx, lease, append(ids, along...), l); err != nil {
			if stops(ctx, err) {
				return err
			}
			failed = err
		}
		due = due[n:]
	}
	if err := a.Reconcile.judge(ctx, lease, l); err != nil {
		return err
	}
	_, err = a.Store.ReleaseCards(ctx)
	return errors.Join(failed, err)
}

// members reads workgroups again whose members were missing.
func (a *Absences) members(ctx context.Context, lease schedule.Lease) error {
	due, err := a.Store.AbsencesDue(ctx, approvals.AbsentMember, absencesAtOnce)
	if err != nil || len(due) == 0 {
		return err
	}
	groups := map[string]bool{}
	for _, one := range due {
		groups[one.PartOf] = true
	}
	return a.follow(ctx, lease, sorted(groups))
}

func (a *Absences) follow(ctx context.Context, lease schedule.Lease, groups []string) error {
	failed := a.Workgroups.follow(ctx, lease, groups)
	if failed != nil && stops(ctx, failed) {
		return failed
	}
	_, err := a.Store.ReleaseCards(ctx)
	return errors.Join(failed, err)
}

// reopen looks for items and members that exist after all.
func (a *Absences) reopen(ctx context.Context, lease schedule.Lease) error {
	mark, err := a.Store.Watermark(ctx, lease.Name)
	if err != nil {
		return err
	}
	if mark.Stamp, err = a.Store.Now(ctx); err != nil {
		return err
	}
	failed := a.reopenItems(ctx, lease, &mark)
	if failed != nil && stops(ctx, failed) {
		return failed
	}
	groups, err := a.Store.EmptyWorkgroups(ctx, reopenEach, emptyAtOnce)
	if err == nil && len(groups) > 0 {
		err = a.follow(ctx, lease, groups)
	}
	return errors.Join(failed, err, a.Store.SaveWatermark(ctx, lease, mark))
}

// reopenItems asks for items that were closed lately, and for one page of those closed before. When one of them is
// open, it asks for all.
func (a *Absences) reopenItems(ctx context.Context, lease schedule.Lease, mark *schedule.Watermark) error {
	lately, _, err := a.reopenPages(ctx, lease, reopenWithin, "", reopenMost)
	if err != nil {
		return err
	}
	before, next, err := a.reopenPages(ctx, lease, reopenSince, mark.Cursor, 1)
	if err != nil {
		return err
	}
	mark.Cursor = next
	if lately+before == 0 {
		return nil
	}
	all, _, err := a.reopenPages(ctx, lease, reopenSince, "", reopenMost)
	a.Log.WarnContext(ctx, "work items that IdentityIQ did not list are there again and are open again", "items", lately+before+all)
	return err
}

// reopenPages asks page by page for items that were closed only because a list lacked them. It reports how many are
// open again, and where to continue.
func (a *Absences) reopenPages(ctx context.Context, lease schedule.Lease, within time.Duration, after string, pages int) (open int,
	next string, err error) {
	for range pages {
		ids, err := a.Store.UntoldItems(ctx, within, after, reconcilePage)
		if err != nil || len(ids) == 0 {
			return open, "", err
		}
		n, err := a.Reconcile.reopen(ctx, lease, ids)
		if open += n; err != nil {
			return open, after, err
		}
		after = ids[len(ids)-1]
	}
	return open, after, nil
}
