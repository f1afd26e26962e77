package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// Absences asks IIQ once more for what its answers lacked, soon after the first answer and on whichever replica, so that what has
// ended shows within seconds; and for what was closed or emptied for no better reason, so that what turns out to be there is
// open again within a minute, however much it is. Versions before this one believe one empty list, and may run beside it.
type Absences struct {
	Store      *store.Store
	Reconcile  *Reconcile
	Workgroups *Workgroups
	Log        *slog.Logger
}

const (
	// AbsencesEvery is how often somebody looks for what is to be asked for again.
	AbsencesEvery = 2 * time.Second
	// absencesAtOnce bounds one look; what is beyond comes with the next.
	absencesAtOnce = 500
	// witnessItems go along with each page of items that are missing.
	witnessItems = 5
	// reopenEach is how often items are asked for that were closed untold within reopenWithin, and groups that have nobody.
	reopenEach   = 20 * time.Second
	reopenWithin = time.Hour
	// reopenSince is how far the look goes back once an item has turned out to be there; one page of it goes along with each.
	reopenSince = 7 * 24 * time.Hour
	// reopenMost bounds the pages of one such look.
	reopenMost = 1000
	// emptyAtOnce bounds how many groups without members are expanded in one look.
	emptyAtOnce = 100
)

// Run does one look.
func (a *Absences) Run(ctx context.Context, lease schedule.Lease) error {
	var failed error
	for _, step := range []func(context.Context, schedule.Lease) error{a.items, a.members, a.reopen} {
		if err := step(ctx, lease); err != nil {
			if stops(ctx, err) {
				return err
			}
			failed = errors.Join(failed, err)
		}
	}
	return errors.Join(failed, a.Store.DropStaleAbsences(ctx))
}

// items reads again what readings of open items lacked. Items that are known to be there go along, so that one list tells of both.
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

// members reads the groups again whose members were missing.
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

// reopen looks, each reopenEach, for items and members that are there after all.
func (a *Absences) reopen(ctx context.Context, lease schedule.Lease) error {
	mark, err := a.Store.Watermark(ctx, lease.Name)
	if err != nil {
		return err
	}
	now, err := a.Store.Now(ctx)
	if err != nil || now.Sub(mark.Stamp) < reopenEach {
		return err
	}
	mark.Stamp = now
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

// reopenItems asks for what was closed lately, and for one page of what was closed before; when one of them is open, for all.
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

// reopenPages asks for items that were closed untold, page by page, and reports how many are open again, and where to go on.
func (a *Absences) reopenPages(ctx context.Context, lease schedule.Lease, within time.Duration, after string, pages int) (open int, next string, err error) {
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
