package jobs

import (
	"context"
	"errors"
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

// knowPeople fills in who requested an item and who receives it. It asks the identity request where our tables do not tell;
// one that is not listed tells nothing.
func (j *Judge) knowPeople(ctx context.Context, w approvals.WorkItem) (approvals.WorkItem, error) {
	w, err := j.Store.PeopleOf(ctx, w)
	if err != nil || w.PartiesKnown() || w.RequestName == "" || !j.Store.AsksForParties() {
		return w, err
	}
	request, err := j.Requests.IdentityRequest(ctx, w.RequestName)
	if errors.Is(err, approvals.ErrNotListed) {
		return w, nil
	}
	if err != nil {
		return w, fmt.Errorf("read identity request of work item %s: %w", w.ID, err)
	}
	return j.Store.PeopleAsked(ctx, w, request)
}
