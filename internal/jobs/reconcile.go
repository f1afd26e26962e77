package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// reconcilePage is how many ids go into one filter at most.
const reconcilePage = 100

// Reconcile compares every item that is open here with IIQ, so that what was completed, forwarded or withdrawn there
// shows on its cards. A page that failed closes nothing.
type Reconcile struct {
	Desk     *approvals.Desk
	Items    ItemLister
	Requests RequestReader
	Groups   *Groups
	Clock    func() time.Time
	Log      *slog.Logger
}

// Run does one round over all open items.
func (r *Reconcile) Run(ctx context.Context, lease approvals.Lease) error {
	after, failed := "", error(nil)
	for {
		ids, err := r.Desk.OpenItemIDs(ctx, after, reconcilePage)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			break
		}
		if err := r.page(ctx, lease, ids); err != nil {
			if stops(ctx, err) {
				return err
			}
			failed = err
		}
		after = ids[len(ids)-1]
	}
	if _, err := r.Desk.ReleaseCards(ctx); err != nil {
		return err
	}
	return errors.Join(failed, learnEndings(ctx, r.Desk, r.Items, r.Requests))
}

func (r *Reconcile) page(ctx context.Context, lease approvals.Lease, ids []string) error {
	readAt, err := r.Desk.Now(ctx)
	if err != nil {
		return err
	}
	found, unreadable, err := r.Items.WorkItemsByID(ctx, ids)
	if err != nil {
		return fmt.Errorf("read open work items: %w", err)
	}
	items := make([]approvals.WorkItem, 0, len(found))
	for _, w := range found {
		items = append(items, w)
	}
	if err := r.Groups.ExpandUnknown(ctx, lease, items); err != nil {
		if errors.Is(err, approvals.ErrLeaseLost) {
			return err
		}
		r.Log.WarnContext(ctx, "cannot read the members of a workgroup", "error", err)
	}
	_, failed := r.Desk.Seen(ctx, lease, readAt, items)
	if failed != nil && stops(ctx, failed) {
		return failed
	}
	for _, id := range ids {
		if _, there := found[id]; there || slices.Contains(unreadable, id) {
			continue
		}
		if err := r.gone(ctx, lease, readAt, id); err != nil {
			return err
		}
	}
	return errors.Join(failed, r.repair(ctx, lease, ids))
}

// repair makes cards that should have been there.
func (r *Reconcile) repair(ctx context.Context, lease approvals.Lease, ids []string) error {
	n, err := r.Desk.RepairCards(ctx, lease, ids)
	if n > 0 {
		r.Log.ErrorContext(ctx, "approvers of open work items had no card and get one now; please report this", "cards", n)
	}
	return err
}

// gone closes an item that IIQ's list does not have any more, and tells how it ended where the identity request knows.
func (r *Reconcile) gone(ctx context.Context, lease approvals.Lease, readAt time.Time, id string) error {
	outcome, err := outcomeOf(ctx, r.Desk, r.Requests, id, r.Clock())
	if err != nil {
		return err
	}
	closed, err := r.Desk.Gone(ctx, lease, readAt, id, outcome)
	if closed {
		r.Log.InfoContext(ctx, "a work item has ended in IdentityIQ", "work_item_id", id, "outcome", string(outcome.Outcome))
	}
	return err
}

func outcomeOf(ctx context.Context, desk *approvals.Desk, requests RequestReader, id string, now time.Time) (approvals.OutcomeView, error) {
	summary, known, err := summaryOf(ctx, desk, requests, id)
	if err != nil {
		return approvals.OutcomeView{}, err
	}
	if !known {
		return approvals.OutcomeView{Outcome: approvals.OutcomeCompleted, At: now}, nil
	}
	return approvals.OutcomeFrom(summary, now), nil
}

// summaryOf asks the item's identity request how it ended; known is false when nobody can say.
func summaryOf(ctx context.Context, desk *approvals.Desk, requests RequestReader, id string) (s approvals.ApprovalSummary, known bool, err error) {
	endings, err := desk.EndingsOf(ctx, id)
	if err != nil || endings.Request == "" {
		return s, false, err
	}
	request, err := requests.IdentityRequest(ctx, endings.Request)
	if errors.Is(err, approvals.ErrNotListed) {
		return s, false, nil
	}
	if err != nil {
		return s, false, fmt.Errorf("read identity request of work item %s: %w", id, err)
	}
	s, known = endings.Latest(request, id)
	return s, known && s.State != "" && !s.State.Open(), nil
}
