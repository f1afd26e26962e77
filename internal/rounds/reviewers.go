package rounds

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/schedule"
)

// NameFinder finds identities of IIQ by their names, 100 at most.
type NameFinder interface {
	IdentitiesByName(ctx context.Context, names []string) ([]approvals.Identity, error)
}

const (
	// maxExpand bounds how many unknown reviewers one round looks up.
	maxExpand = 100
	// maxInDoubt bounds how many reviewers one round goes through where IIQ does not say which identities are groups.
	maxInDoubt = 5000
	// maxNames bounds how many certifiers' names one round looks up. namePause is how long a name that IIQ does not know
	// is left alone, so that a person who was added after the last identity sync still gets the card.
	maxNames  = 20
	namePause = 5 * time.Minute
)

// find looks up unknown reviewers: workgroups that were never expanded, and certifiers who are in no map. It reports
// whether it found any. A reviewer that cannot be read does not stop the others.
func (r *Reviews) find(ctx context.Context, lease schedule.Lease) (found bool, failed error) {
	named, failed := r.lookUp(ctx)
	if named {
		// Reviews are settled first, so that reviewers who turn out to be groups are among them.
		if _, err := r.Store.SettleReviews(ctx, lease, r.Update); err != nil {
			return true, err
		}
	}
	expanded, err := r.expand(ctx, lease)
	return named || expanded, errors.Join(failed, err)
}

// expand reads the members of reviewing workgroups that were never expanded.
func (r *Reviews) expand(ctx context.Context, lease schedule.Lease) (expanded bool, failed error) {
	ids, err := r.unexpanded(ctx)
	if err != nil {
		return false, err
	}
	for _, id := range ids {
		if ctx.Err() != nil {
			return expanded, ctx.Err()
		}
		if err := r.Groups.refresh(ctx, lease, id, ""); err != nil {
			failed = fmt.Errorf("read reviewing workgroup: %w", err)
			continue
		}
		expanded = true
	}
	return expanded, failed
}

func (r *Reviews) unexpanded(ctx context.Context) ([]string, error) {
	unmarked, limit := r.Groups.unmarked(), maxExpand
	if unmarked {
		limit = maxInDoubt
	}
	ids, err := r.Store.ReviewersToExpand(ctx, unmarked, limit)
	if err == nil && unmarked {
		ids, err = r.Groups.inDoubt(ctx, ids)
	}
	return ids[:min(len(ids), maxExpand)], err
}

// lookUp asks IIQ for certifiers whom the identity map does not know, and adds those it finds to the map.
func (r *Reviews) lookUp(ctx context.Context) (found bool, err error) {
	if r.Names == nil {
		return false, nil
	}
	names, err := r.strangers(ctx)
	if err != nil || len(names) == 0 {
		return false, err
	}
	people, err := r.Names.IdentitiesByName(ctx, names)
	if err != nil {
		return false, fmt.Errorf("look reviewers up: %w", err)
	}
	ids := make([]string, len(people))
	for n, p := range people {
		ids[n] = p.ID
	}
	if _, err := r.Groups.People.KindsOf(ctx, ids); err != nil {
		return false, fmt.Errorf("look reviewers up: %w", err)
	}
	return len(people) > 0, nil
}

// strangers are the names to ask for now; none is asked for twice within the pause.
func (r *Reviews) strangers(ctx context.Context) ([]string, error) {
	names, err := r.Store.UnknownReviewers(ctx, maxInDoubt)
	if err != nil {
		return nil, err
	}
	now, err := r.Store.Now(ctx)
	if err != nil {
		return nil, err
	}
	still := map[string]time.Time{}
	var ask []string
	for _, n := range names {
		at, asked := r.asked[n]
		switch {
		case asked && now.Sub(at) < namePause:
			still[n] = at
		case len(ask) < maxNames:
			ask, still[n] = append(ask, n), now
		}
	}
	r.asked = still
	return ask, nil
}
