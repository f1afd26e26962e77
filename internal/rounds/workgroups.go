package rounds

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// Workgroups expands the groups that own open items at intervals. New members get a card; former ones see that they
// lost it.
type Workgroups struct {
	Store  *store.Store
	Groups *Groups
	// Refresh is how old an expansion may be (WORKGROUP_REFRESH).
	Refresh time.Duration
	Log     *slog.Logger
}

// Run does one round, one call a group. A group that cannot be read keeps its members, and the others go on.
func (w *Workgroups) Run(ctx context.Context, lease schedule.Lease) error {
	now, err := w.Store.Now(ctx)
	if err != nil {
		return err
	}
	ids, err := w.Store.OwningWorkgroups(ctx, now.Add(-w.Refresh))
	if err != nil {
		return err
	}
	failed := w.follow(ctx, lease, ids)
	if failed != nil && stops(ctx, failed) {
		return failed
	}
	if _, err := w.Store.ReleaseCards(ctx); err != nil {
		return err
	}
	return failed
}

// follow reads these groups, one call each.
func (w *Workgroups) follow(ctx context.Context, lease schedule.Lease, ids []string) (failed error) {
	for _, id := range ids {
		_, err := w.Groups.Follow(ctx, lease, id, "")
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, schedule.ErrLeaseLost):
			return err
		case err != nil && !errors.Is(err, ErrPerson):
			failed = err
		}
	}
	return failed
}
