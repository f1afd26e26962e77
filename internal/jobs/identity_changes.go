package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// IdentityChangeReader is the identity map's refresh of what has changed.
type IdentityChangeReader interface {
	// RefreshChanged reads who has changed; identitymap.ErrNoChanges where IIQ does not tell.
	RefreshChanged(ctx context.Context, changed func(ids []string) error) error
	// RefreshThese reads identities by id and gives those who have changed.
	RefreshThese(ctx context.Context, ids []string) ([]string, error)
	// Reachable looks again for people who could not be reached, and gives those who can be now.
	Reachable(ctx context.Context, identityIDs []string) ([]string, error)
}

// IdentityChanges refreshes, between two full refreshes, the identities that have changed in IIQ, and sends their cards to
// those who can be reached by it.
type IdentityChanges struct {
	Store *store.Store
	Map   IdentityChangeReader
	Log   *slog.Logger
}

const (
	// readAgain is how many approvers a round reads by id where IIQ does not tell who has changed.
	readAgain = 2000
	// readAgainAtOnce is how many of them go into one step, between which the lease is looked at.
	readAgainAtOnce = 100
)

// Run does one round.
func (i *IdentityChanges) Run(ctx context.Context, lease schedule.Lease) error {
	err := i.Map.RefreshChanged(ctx, func(ids []string) error { return i.changed(ctx, ids) })
	if errors.Is(err, identitymap.ErrNoChanges) {
		return i.approvers(ctx, lease)
	}
	return err
}

// approvers reads those again who have something to approve, in turn.
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

// changed looks for those in Slack for whom a card waits.
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
