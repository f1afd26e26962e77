package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/db"
)

// followed gives those of the items that our tables follow, each once, as it was read last: items of the types that are shown, and
// all that are stored already. A card must not keep its buttons since its item became something that nobody is shown.
func (d Items) followed(ctx context.Context, items []approvals.WorkItem) ([]approvals.WorkItem, error) {
	items = eachOnce(items)
	var others []string
	for _, w := range items {
		if !d.cfg.Policy.Shown(w.Type) {
			others = append(others, w.ID)
		}
	}
	if len(others) == 0 {
		return items, nil
	}
	known, err := db.New(d.pool).WorkItemsKnown(ctx, others)
	if err != nil {
		return nil, fmt.Errorf("look which work items are stored: %w", err)
	}
	var keep []approvals.WorkItem
	for _, w := range items {
		if !d.cfg.Policy.Shown(w.Type) && !slices.Contains(known, w.ID) {
			continue
		}
		if w.Type == approvals.TypeCertification {
			// A row of that type is a review to all queries, and would be followed by nobody.
			w.Type = approvals.TypeUnknown
		}
		keep = append(keep, w)
	}
	return keep, nil
}

// eachOnce leaves out items without an id or an owner. Of an item that is there twice, the later reading counts.
func eachOnce(items []approvals.WorkItem) []approvals.WorkItem {
	var keep []approvals.WorkItem
	at := map[string]int{}
	for _, w := range items {
		if w.ID == "" || w.Owner.ID == "" {
			continue
		}
		if i, twice := at[w.ID]; twice {
			keep[i] = w
			continue
		}
		at[w.ID] = len(keep)
		keep = append(keep, w)
	}
	return keep
}
