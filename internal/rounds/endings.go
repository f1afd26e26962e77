package rounds

import (
	"context"
	"errors"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store"
)

// reopenedAtOnce bounds the calls of one round. IIQ hardly ever opens an item again.
const reopenedAtOnce = 20

// learnEndings reads the identity requests of items that are open again, so that endings of earlier rounds are not
// taken for the end of the next one.
func learnEndings(ctx context.Context, desk *store.Store, items ItemLister, requests RequestReader) error {
	reopened, err := desk.ReopenedItems(ctx, reopenedAtOnce)
	if err != nil {
		return err
	}
	var failed error
	for _, item := range reopened {
		if err := learnEnding(ctx, desk, items, requests, item); err != nil {
			failed = err
		}
	}
	return failed
}

// learnEnding reads the request first and the item after it. Every ending that the request had while the item was
// still open is of an earlier round.
func learnEnding(ctx context.Context, desk *store.Store, items ItemLister, requests RequestReader, item approvals.Reopened) error {
	request, err := RequestNamed(ctx, requests, item.Request)
	if err != nil {
		return err
	}
	found, _, err := items.WorkItemsByID(ctx, []string{item.ID})
	if err != nil {
		return fmt.Errorf("read reopened work item %s: %w", item.ID, err)
	}
	if w, there := found[item.ID]; !there || !w.State.Open() {
		return nil
	}
	return desk.SaveEarlierRounds(ctx, item, request)
}

// RequestNamed reads a request. Where none has this name it gives one without summaries.
func RequestNamed(ctx context.Context, requests RequestReader, name string) (approvals.IdentityRequest, error) {
	if name == "" {
		return approvals.IdentityRequest{}, nil
	}
	request, err := requests.IdentityRequest(ctx, name)
	if err != nil && !errors.Is(err, approvals.ErrNotListed) {
		return request, fmt.Errorf("read identity request of a reopened work item: %w", err)
	}
	return request, nil
}
