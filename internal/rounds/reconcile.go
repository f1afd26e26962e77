package rounds

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/store/absences"
)

// reconcilePage is how many ids go into one filter at most.
const reconcilePage = 100

// maxRequests bounds how many identity requests one round reads for items that are missing.
const maxRequests = 1000

// Reconcile compares every item that is open here with IIQ, so that its cards show what was completed, forwarded or
// withdrawn there. A page that failed closes nothing. One reading alone that lacks an item closes nothing either,
// unless its identity request says how it ended; Absences reads it again.
type Reconcile struct {
	Store    *store.Store
	Items    ItemLister
	Requests RequestReader
	Groups   *Groups
	// Bulk, which may be nil, tells of many items at once.
	Bulk BulkReader
	// Witness, which may be nil, is asked when no item was seen at all.
	Witness *Witness
	Clock   func() time.Time
	Log     *slog.Logger
	// Corrected, which may be nil, is called with what a decision is booked as that had been booked wrongly.
	Corrected func(approvals.Booking)

	strangers strangers
}

// look is what one round has seen.
type look struct {
	// witnessed is true when some item that is open here was in IIQ's list.
	witnessed bool
	// readings lacked items whose end is not reported anywhere.
	readings []absences.Reading
	// requests is how many identity requests were read, outcomes how many items a gateway was asked about at once, strange how many
	// items that are not open here.
	requests, outcomes, strange int
}

// Run does one round over all open items.
func (r *Reconcile) Run(ctx context.Context, lease schedule.Lease) error {
	l := &look{}
	after, done, failed := r.sweep(ctx, lease, l)
	if failed == nil || !stops(ctx, failed) {
		if !done {
			failed = errors.Join(failed, r.byID(ctx, lease, after, l))
		}
	}
	if failed != nil && stops(ctx, failed) {
		return failed
	}
	if err := r.judge(ctx, lease, l); err != nil {
		if stops(ctx, err) {
			return err
		}
		failed = errors.Join(failed, err)
	}
	if _, err := r.Store.ReleaseCards(ctx); err != nil {
		return err
	}
	return errors.Join(failed, learnEndings(ctx, r.Store, r.Items, r.Requests),
		r.lookAtBookings(ctx), r.lookAtEndings(ctx, lease))
}

// byID asks for the items that are open here, after an id, by their ids.
func (r *Reconcile) byID(ctx context.Context, lease schedule.Lease, after string, l *look) (failed error) {
	for {
		ids, err := r.Store.OpenItemIDs(ctx, after, reconcilePage)
		if err != nil || len(ids) == 0 {
			return errors.Join(failed, err)
		}
		if err := r.page(ctx, lease, ids, l); err != nil {
			if stops(ctx, err) {
				return err
			}
			failed = err
		}
		after = ids[len(ids)-1]
	}
}

func (r *Reconcile) page(ctx context.Context, lease schedule.Lease, ids []string, l *look) error {
	readAt, err := r.Store.Now(ctx)
	if err != nil {
		return err
	}
	found, unreadable, err := r.Items.WorkItemsByID(ctx, ids)
	if err != nil {
		return fmt.Errorf("read open work items: %w", err)
	}
	there := append(slices.Collect(maps.Keys(found)), unreadable...)
	l.witnessed = l.witnessed || len(there) > 0
	if err := r.Store.Present(ctx, approvals.AbsentItem, there); err != nil {
		return err
	}
	_, failed := r.takeOver(ctx, lease, readAt, found)
	if failed != nil && stops(ctx, failed) {
		return failed
	}
	missing := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(there, id) })
	if err := r.missing(ctx, lease, readAt, missing, l); err != nil {
		return err
	}
	return errors.Join(failed, r.repair(ctx, lease, ids))
}

// takeOver stores what IIQ said. It first looks up owners that are unknown.
func (r *Reconcile) takeOver(ctx context.Context, lease schedule.Lease, readAt time.Time,
	found map[string]approvals.WorkItem) (store.SeenStats, error) {
	// In the order of ids, so that two rounds that store the same new items wait for each other in one direction.
	items := slices.SortedFunc(maps.Values(found), func(a, b approvals.WorkItem) int { return strings.Compare(a.ID, b.ID) })
	if err := r.Groups.ExpandUnknown(ctx, lease, items); err != nil {
		if errors.Is(err, schedule.ErrLeaseLost) {
			return store.SeenStats{}, err
		}
		r.Log.WarnContext(ctx, "cannot read the members of a workgroup", "error", err)
	}
	return r.Store.Seen(ctx, lease, readAt, items)
}

// reopen asks for items that are closed here and stores those that are open in IIQ. It reports how many were opened
// again.
func (r *Reconcile) reopen(ctx context.Context, lease schedule.Lease, ids []string) (int, error) {
	readAt, err := r.Store.Now(ctx)
	if err != nil {
		return 0, err
	}
	found, _, err := r.Items.WorkItemsByID(ctx, ids)
	if err != nil {
		return 0, fmt.Errorf("read closed work items: %w", err)
	}
	maps.DeleteFunc(found, func(_ string, w approvals.WorkItem) bool { return !w.State.Open() })
	if len(found) == 0 {
		return 0, nil
	}
	stats, err := r.takeOver(ctx, lease, readAt, found)
	if err != nil || stats.Reopened == 0 {
		return stats.Reopened, err
	}
	_, err = r.Store.ReleaseCards(ctx)
	return stats.Reopened, err
}

// judge stores what the round lacked, and closes what is certainly gone.
func (r *Reconcile) judge(ctx context.Context, lease schedule.Lease, l *look) (failed error) {
	if len(l.readings) == 0 {
		return nil
	}
	if !l.witnessed {
		if l.witnessed, failed = r.Witness.Seen(ctx); failed != nil {
			// Without a witness the readings are still stored, and prove nothing.
			r.Log.WarnContext(ctx, "cannot look for somebody whom IdentityIQ knows", "error", failed)
		}
	}
	for _, reading := range l.readings {
		reading.Witnessed = l.witnessed
		a, err := r.Store.Absent(ctx, lease, reading)
		if err != nil {
			return err
		}
		for _, id := range a.Gone {
			if err := r.close(ctx, lease, reading.At, id,
				approvals.OutcomeView{Outcome: approvals.OutcomeCompleted, At: r.Clock()}); err != nil {
				return err
			}
		}
	}
	return failed
}

// repair makes cards that should exist and do not.
func (r *Reconcile) repair(ctx context.Context, lease schedule.Lease, ids []string) error {
	for some := range slices.Chunk(ids, sightsPage) {
		n, err := r.Store.RepairCards(ctx, lease, some)
		if n > 0 {
			r.Log.ErrorContext(ctx, "approvers of open work items had no card and get one now; please report this", "cards", n)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ended closes a missing item whose identity request says how it ended. The request is proof enough.
func (r *Reconcile) ended(ctx context.Context, lease schedule.Lease, readAt time.Time, id string, l *look) (told bool, err error) {
	if l.requests >= maxRequests {
		return false, nil
	}
	l.requests++
	summary, told, err := SummaryOf(ctx, r.Store, r.Requests, id)
	if errors.Is(err, approvals.ErrNotListed) {
		return false, nil
	}
	if err != nil || !told {
		return false, err
	}
	return true, r.close(ctx, lease, readAt, id, approvals.OutcomeFrom(summary, r.Clock()))
}

func (r *Reconcile) close(ctx context.Context, lease schedule.Lease, readAt time.Time, id string, o approvals.OutcomeView) error {
	closed, err := r.Store.Gone(ctx, lease, readAt, id, o)
	if closed {
		r.Log.InfoContext(ctx, "a work item has ended in IdentityIQ", "work_item_id", id, "outcome", string(o.Outcome))
	}
	return err
}

// SummaryOf reads from the item's identity request how it ended. known is false when the request does not say, or
// the item has none. A request that is not listed is approvals.ErrNotListed: it may be missing as anything else may.
func SummaryOf(ctx context.Context, desk *store.Store, requests RequestReader, id string) (s approvals.ApprovalSummary, known bool,
	err error) {
	endings, err := desk.EarlierRoundsOf(ctx, id)
	if err != nil || endings.Request == "" {
		return s, false, err
	}
	request, err := requests.IdentityRequest(ctx, endings.Request)
	if err != nil {
		return s, false, fmt.Errorf("read identity request of work item %s: %w", id, err)
	}
	s, known = endings.Latest(request, id)
	return s, known && s.State != "" && !s.State.Open(), nil
}
