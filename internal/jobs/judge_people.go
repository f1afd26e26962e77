package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/store"
)

// factsForWrite reads what our tables say before a write, and who requested the item and who receives it. It asks the identity request
// where our tables do not tell; one that is not listed tells nothing. What that took is read anew afterwards.
func (j *Judge) factsForWrite(ctx context.Context, c store.Claim, w approvals.WorkItem) (store.WriteFacts, error) {
	f, err := j.Store.FactsForWrite(ctx, c, w)
	if w = f.Item; err != nil || w.PartiesKnown() || w.RequestName == "" || !j.Store.AsksForParties() {
		return f, err
	}
	request, err := j.Requests.IdentityRequest(ctx, w.RequestName)
	if errors.Is(err, approvals.ErrNotListed) {
		return f, nil
	}
	if err != nil {
		return f, fmt.Errorf("read identity request of work item %s: %w", w.ID, err)
	}
	if w, err = j.Store.PeopleAsked(ctx, w, request); err != nil {
		return f, err
	}
	f, err = j.Store.FactsForWrite(ctx, c, w)
	f.Item = w
	return f, err
}
