package jobs

import (
	"context"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// textsAtOnce bounds how many open items one transaction goes through.
const textsAtOnce = 200

// Texts makes the missing search texts of open items. They are missing where a version that makes no texts has stored
// or changed an item, and where a person in it has another name now.
type Texts struct {
	Store *store.Store
	Log   *slog.Logger
}

// Run goes once through all open items under the round's term, a few at a time so that nobody waits for their rows.
// When it is stopped it starts from the beginning; texts that exist are not made again.
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
