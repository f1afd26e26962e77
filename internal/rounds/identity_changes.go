package rounds

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// IdentityChangeReader is the identity map's refresh of what has changed.
type IdentityChangeReader interface {
	// RefreshChanged reads the identities that have changed; approvals.ErrNoChanges where IIQ cannot list them.
	RefreshChanged(ctx context.Context, changed func(ids []string) error) error
	// RefreshThese reads identities by id and returns those that have changed.
	RefreshThese(ctx context.Context, ids []string) ([]string, error)
	// Reachable looks again for people who could not be reached, and returns those who can be reached now.
	Reachable(ctx context.Context, identityIDs []string) ([]string, error)
}

// IdentityChanges refreshes changed identities between two full refreshes, and sends cards to the people whom the
// changes make reachable.
type IdentityChanges struct {
	Store *store.Store
	Map   IdentityChangeReader
	Log   *slog.Logger
}

const (
	// readAgain is how many approvers a round reads by id where IIQ cannot list the identities that have changed.
	readAgain = 2000
	// readAgainAtOnce is how many of them one step reads. The lease is checked between steps.
	readAgainAtOnce = 100
)

// Run does one round.
func (i *IdentityChanges) Run(ctx context.Context, lease schedule.Lease) error {
	err := i.Map.RefreshChanged(ctx, func(ids []string) error { return i.changed(ctx, ids) })
	if errors.Is(err, approvals.ErrNoChanges) {
		return i.approvers(ctx, lease)
	}
	return err
}

// approvers reads again, in turn, the identities that have something to approve.
func (i *IdentityChanges) approvers(ctx context.Context, lease schedule.Lease) error {
	mark, err := i.Store.Watermark(ctx, lease.Name)
	if err != nil {
		return err
	}
	for done := 0; done < readAgain; {
		ids, err := i.Store.ApproversOfOpenItems(ctx, mark.Cursor, readAgainAtOnce)
		if err != nil {
			return err
		}
		changed, err := i.Map.RefreshThese(ctx, ids)
		if err == nil {
			err = i.changed(ctx, changed)
		}
		if err != nil {
			return fmt.Errorf("read approvers again: %w", err)
		}
		mark.Cursor, done = "", done+len(ids)
		if len(ids) == readAgainAtOnce {
			mark.Cursor = ids[len(ids)-1]
		}
		if err := i.Store.SaveWatermark(ctx, lease, mark); err != nil || mark.Cursor == "" {
			return err
		}
	}
	return nil
}

// changed looks up in Slack those of the changed identities for whom a card waits.
func (i *IdentityChanges) changed(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	i.Log.Debug("identities changed in IdentityIQ", "count", len(ids))
	waiting, err := i.Store.UnreachableAmong(ctx, ids)
	if err != nil || len(waiting) == 0 {
		return err
	}
	reachable, err := i.Map.Reachable(ctx, waiting)
	for _, id := range reachable {
		if err := i.Store.ReviveCards(ctx, id); err != nil {
			return err
		}
	}
	return err
}
