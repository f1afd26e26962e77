package rounds

import (
	"context"
	"fmt"
	"slices"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/store"
)

const (
	// partiesPage is how many identity requests one call reads; their names fit into an address of 2 KB.
	partiesPage = 50
	// partiesPages bounds the calls of one round.
	partiesPages = 20
)

// askParties asks the identity requests of items that do not say who requested them, or who receives them: one may decide
// nothing that may be one's own. One call is for a page of items, and the answer is kept in their rows.
func askParties(ctx context.Context, lease schedule.Lease, desk *store.Store, requests RequestReader) error {
	for range partiesPages {
		items, err := desk.ItemsWithoutParties(ctx, partiesPage)
		if err != nil || len(items) == 0 {
			return err
		}
		var names []string
		for _, w := range items {
			if w.RequestName != "" && !slices.Contains(names, w.RequestName) {
				names = append(names, w.RequestName)
			}
		}
		found, err := requests.IdentityRequests(ctx, names)
		if err != nil {
			return fmt.Errorf("ask who requested work items: %w", err)
		}
		told := map[string]approvals.IdentityRequest{}
		for _, r := range found {
			told[r.Name] = r
		}
		if err := desk.AskedParties(ctx, lease, items, told); err != nil {
			return err
		}
	}
	return nil
}
