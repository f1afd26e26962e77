package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/iiq-approvals/bot/internal/approvals"
)

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
