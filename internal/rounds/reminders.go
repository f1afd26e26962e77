package rounds

import (
	"context"
	"log/slog"

	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// Reminders looks for people whose reminder is due, and marks each before it goes out. A crash may lose one reminder,
// and none is ever sent twice.
type Reminders struct {
	Store *store.Store
	Log   *slog.Logger
}

// remindersAtOnce is how many people one step of a round looks at.
const remindersAtOnce = 200

// Run does one round. It continues until nobody is due any more.
func (r *Reminders) Run(ctx context.Context, lease schedule.Lease) error {
	total := 0
	for ctx.Err() == nil {
		looked, marked, err := r.Store.MarkReminders(ctx, lease, remindersAtOnce)
		if err != nil {
			return err
		}
		if total += marked; looked < remindersAtOnce {
			break
		}
	}
	if total > 0 {
		r.Log.InfoContext(ctx, "reminders marked", "people", total)
	}
	return ctx.Err()
}
