package rounds

import (
	"context"
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

const (
	// removeAtOnce bounds one transaction of retention, removeBatches one round; the rest goes with the next.
	removeAtOnce  = 200
	removeBatches = 250
)

// Retention removes what ended long ago.
type Retention struct {
	Store *store.Store
	// Keep is how long a closed item is kept; 0: for good.
	Keep time.Duration
	Log  *slog.Logger
}

// Run removes closed items under the round's term, a few at a time so that nobody waits for their rows.
func (r *Retention) Run(ctx context.Context, lease schedule.Lease) error {
	if r.Keep == 0 {
		return nil
	}
	all := 0
	defer func() {
		if all > 0 {
			r.Log.Info("closed work items were removed with their cards and decisions", "items", all)
		}
	}()
	for range removeBatches {
		n, err := r.Store.RemoveClosed(ctx, lease, r.Keep, removeAtOnce)
		if err != nil {
			return err
		}
		all += n
		if n < removeAtOnce {
			return nil
		}
	}
	return nil
}
