package rounds

import (
	"context"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// IdentityRefresher is the identity map's full refresh.
type IdentityRefresher interface {
	// RefreshAll reads every identity of IIQ.
	RefreshAll(ctx context.Context) error
	// Reachable looks again for people who could not be reached, and returns those who can be reached now.
	Reachable(ctx context.Context, identityIDs []string) ([]string, error)
}

// Identities refreshes the identity map, and then sends cards to the people who can be reached now.
type Identities struct {
	Store *store.Store
	Map   IdentityRefresher
	Log   *slog.Logger
}

// maxUnreachable bounds how many people are looked for again in one round.
const maxUnreachable = 5000

// Run does one round.
func (i *Identities) Run(ctx context.Context, _ schedule.Lease) error {
	if err := i.Map.RefreshAll(ctx); err != nil {
		return err
	}
	return i.Revive(ctx)
}

// Revive looks again for everybody to whom a card could not be sent. It also runs when Slack reports a new or changed
// user.
func (i *Identities) Revive(ctx context.Context) error {
	ids, err := i.Store.Unreachable(ctx, maxUnreachable)
	if err != nil || len(ids) == 0 {
		return err
	}
	reachable, err := i.Map.Reachable(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range reachable {
		if err := i.Store.ReviveCards(ctx, id); err != nil {
			return err
		}
	}
	i.Log.Info("looked again for approvers who could not be reached", "looked_for", len(ids), "found", len(reachable))
	return nil
}
