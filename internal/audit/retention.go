package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/db"
)

// removeAtOnce bounds one statement of retention.
const removeAtOnce = 5000

// LeastRetention is how long the log is kept at least.
const LeastRetention = 24 * time.Hour

// Retain removes what is older than keep, which is LeastRetention or more, and tells how many rows that were. First a
// checkpoint entry puts the hash of the last of them into the chain, in a transaction of its own; then they go, so many at a
// time that no writer waits. What is interrupted goes on at the next call. Age is by Postgres's clock.
func Retain(ctx context.Context, q *db.Queries, keep time.Duration) (removed int64, err error) {
	now, err := q.ClockNow(ctx)
	if err != nil {
		return 0, fmt.Errorf("read clock: %w", err)
	}
	if _, err := q.AuditCheckpoint(ctx, now.Add(-max(keep, LeastRetention))); err != nil {
		return 0, fmt.Errorf("write audit checkpoint: %w", err)
	}
	for {
		n, err := q.AuditRemove(ctx, removeAtOnce)
		if err != nil {
			return removed, fmt.Errorf("remove old audit rows: %w", err)
		}
		if removed += n; n < removeAtOnce {
			return removed, nil
		}
	}
}
