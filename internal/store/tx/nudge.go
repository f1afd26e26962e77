package tx

import (
	"context"

	"github.com/iiq-approvals/bot/internal/schedule"
)

// Nudge inserts, in one transaction, a job for each row that list gives, and reports how many there were. The rows say what is left to do,
// so any replica may call it at any time.
func Nudge[R any](ctx context.Context, b *Base, list func(*Tx) ([]R, error), insert func(*Tx, R)) (n int, err error) {
	err = b.InTx(ctx, schedule.Lease{}, func(t *Tx) error {
		rows, err := list(t)
		if err != nil {
			return err
		}
		for _, r := range rows {
			insert(t, r)
		}
		n = len(rows)
		return nil
	})
	return n, err
}
