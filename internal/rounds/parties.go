package rounds

import (
	"context"
	"fmt"

	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

// partiesPages bounds the calls of one round.
const partiesPages = 20

// askParties asks the identity requests of items that do not say who requested them, or who receives them: one may decide
// nothing that may be one's own. One call is for a page of items, and the answer is kept in their rows.
func askParties(ctx context.Context, lease schedule.Lease, desk *store.Store, requests RequestReader) error {
	for range partiesPages {
		items, err := desk.ItemsWithoutParties(ctx, requestsPage)
		if err != nil || len(items) == 0 {
			return err
		}
		names := make([]string, len(items))
		for i, w := range items {
			names[i] = w.RequestName
		}
		told, err := requestsByName(ctx, requests, names)
		if err != nil {
			return fmt.Errorf("ask who requested work items: %w", err)
		}
		if err := desk.AskedParties(ctx, lease, items, told); err != nil {
			return err
		}
	}
	return nil
}
