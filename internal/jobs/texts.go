package jobs

import (
	"context"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// textsAtOnce bounds how many open items one transaction looks through.
const textsAtOnce = 200

// Texts makes the texts of open items that a search finds missing: a version without texts has stored or changed them, or
// somebody in them has another name now.
type Texts struct {
	Store *store.Store
	Log   *slog.Logger
}

// Run goes once through all open items, a few at a time so that nobody waits for their rows, each few under the round's term.
// Where it is stopped it begins anew: what is made is not made again.
func (x *Texts) Run(ctx context.Context, lease schedule.Lease) error {
	all := 0
	defer func() {
		if all > 0 {
			x.Log.Info("items were prepared for searches", "items", all)
		}
	}()
	for after := ""; ; {
		last, n, err := x.Store.FillTexts(ctx, lease, after, textsAtOnce)
		if err != nil {
			return err
		}
		all += n
		if last == "" {
			return nil
		}
		after = last
	}
}
