package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Workgroups expands the groups that own open items again and again: who is new gets a card, who has left sees so.
type Workgroups struct {
	Desk   *approvals.Desk
	Groups *Groups
	// Refresh is how old an expansion may be (WORKGROUP_REFRESH).
	Refresh time.Duration
	Log     *slog.Logger
}

// Run does one round: one call a group. A group that cannot be read keeps its members, and the others go on.
func (w *Workgroups) Run(ctx context.Context, lease approvals.Lease) error {
	now, err := w.Desk.Now(ctx)
	if err != nil {
		return err
	}
	ids, err := w.Desk.OwningWorkgroups(ctx, now.Add(-w.Refresh))
	if err != nil {
		return err
	}
	var failed error
	for _, id := range ids {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		members, err := w.Groups.Expand(ctx, id)
		if err == nil {
			err = w.Desk.SaveWorkgroup(ctx, lease, id, "", members)
		}
		if errors.Is(err, approvals.ErrLeaseLost) {
			return err
		}
		if err != nil {
			failed = err
		}
	}
	if _, err := w.Desk.ReleaseCards(ctx); err != nil {
		return err
	}
	return failed
}
